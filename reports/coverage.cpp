// A line's mark sums up the statements that begin on it.
#include "reports/coverage.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "model/language/program/points.hpp"
#include "model/semantics/coverage/conditions.hpp"
#include "reports/style.hpp"

namespace revoke_mc::reports {
namespace {

using program::Stmt;

struct Line {
    bool some = false;     ///< of its code was reached
    bool perhaps = false;  ///< ... perhaps
    bool missing = false;  ///< some was not, for all that is known
    [[nodiscard]] char mark() const {
        if (!missing) return '+';
        if (some) return '~';
        return perhaps ? '?' : '-';
    }
};

/// Blocks, labels and the like are as reached as what they contain.
bool is_code(const Stmt& stmt) {
    return !stmt.is<program::Block, program::Labelled, program::Loop, program::Either, program::Atomic,
                    program::Ghost>();
}

/// `while (c)` has a break that the author did not write.
bool is_made_up(const program::Program& program, const Stmt& stmt) {
    return stmt.is<program::Break>() && stmt.parent != program::none &&
           program.statements[stmt.parent]->place == stmt.place;
}

void add(Line& line, program::Point point, const ReachedByLogs& reached) {
    line.some |= reached.surely[point];
    line.perhaps |= reached.perhaps[point];
    line.missing |= !reached.surely[point];
}

void add(const Stmt& stmt, const ReachedByLogs& reached, Line& line) {
    add(line, program::carried_out(stmt.id), reached);
    const auto* choice = stmt.as<program::If>();
    if (choice && !choice->otherwise && !coverage::is_settled(*choice->condition))
        add(line, program::passed_over(stmt.id), reached);
}

/// Those that have code.
std::map<std::uint32_t, Line> lines_of(const program::Program& program, std::uint32_t file,
                                       const ReachedByLogs& reached) {
    std::map<std::uint32_t, Line> lines;
    for (const Stmt* stmt : program.statements)
        if (stmt->place.file == file && is_code(*stmt) && !is_made_up(program, *stmt))
            add(*stmt, reached, lines[stmt->place.line]);
    return lines;
}

/// A source line as a terminal may see it.
std::string shown(std::string_view line) {
    std::string text;
    for (const char c : line) text += c == '\t' ? std::string(8, ' ') : std::string(1, c);
    return printable(text);
}

}  // namespace

std::string finding_text(const program::Program& program, const coverage::Finding& finding) {
    const auto& sources = *program.sources;
    return fmt::format("{}: finding: {}\n{:>6} | {}\n  accept it: {}\n", sources.describe(finding.place),
                       printable(finding.text), finding.place.line, shown(sources.line_at(finding.place)),
                       printable(coverage::acceptance_of(finding)));
}

std::string coverage_text(const program::Program& program, std::uint32_t file, const program::PointSet& points) {
    return coverage_text(program, file, {points, points});
}

std::string coverage_text(const program::Program& program, std::uint32_t file, const ReachedByLogs& reached) {
    const std::map<std::uint32_t, Line> lines = lines_of(program, file, reached);
    const syntax::SourceFile& source = program.sources->files[file];
    std::string out = printable(source.name) + "\n";
    std::uint32_t number = 0;
    for (std::size_t at = 0; at < source.text.size();) {
        const std::size_t end = std::min(source.text.find('\n', at), source.text.size());
        ++number;
        const auto line = lines.find(number);
        const char mark = line == lines.end() ? ' ' : line->second.mark();
        out += fmt::format("{} {:>5} | {}\n", mark, number, shown(std::string_view(source.text).substr(at, end - at)));
        at = end + 1;
    }
    return out;
}

FileCoverage file_coverage(const program::Program& program, std::uint32_t file, const ReachedByLogs& reached) {
    const syntax::SourceFile& source = program.sources->files[file];
    FileCoverage out{source.name, source.is_kernel(), {}, {}, {}, {}};
    for (const auto& [number, line] : lines_of(program, file, reached)) {
        switch (line.mark()) {
        case '+': out.all.push_back(number); break;
        case '~': out.some.push_back(number); break;
        case '?': out.perhaps.push_back(number); break;
        default: out.none.push_back(number);
        }
    }
    return out;
}

std::string coverage_summary(const std::vector<FileCoverage>& files) {
    constexpr std::string_view title = "lines with code";
    std::size_t width = title.size();
    for (const FileCoverage& file : files) width = std::max(width, printable(file.file).size());
    std::string out = fmt::format("{:<{}}   + all  ~ some  ? perhaps  - none\n", title, width);
    for (const FileCoverage& file : files)
        out += fmt::format("{:<{}}  {:>6} {:>7} {:>10} {:>7}\n", printable(file.file), width, file.all.size(),
                           file.some.size(), file.perhaps.size(), file.none.size());
    return out;
}

}  // namespace revoke_mc::reports
