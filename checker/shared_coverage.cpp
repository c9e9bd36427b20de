// Statements are the same in two programs if they stand at the same place.
#include "checker/shared_coverage.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "checker/internal/coverage.hpp"
#include "model/language/program/points.hpp"
#include "model/semantics/coverage/findings.hpp"
#include "reports/coverage.hpp"

namespace revoke_mc::checker {
namespace {

using coverage::Finding;
using program::Program;
using program::Stmt;

bool lies_below(const std::string& file, const std::string& folder) {
    if (!std::filesystem::is_directory(folder)) return false;
    const auto inside = std::filesystem::path(file).lexically_normal();
    const auto relative = inside.lexically_relative(std::filesystem::path(folder).lexically_normal());
    return !relative.empty() && *relative.begin() != "..";
}

bool is_in_code(const Program& program, const Stmt& stmt, std::uint32_t file) {
    return program.routines[stmt.routine].place.file == file;
}

}  // namespace

void SharedCoverage::add(const CheckedSpec& checked) {
    all_looked_at_ = all_looked_at_ && checked.result.coverage == "all";
    if (!checked.observed) return;
    const std::shared_ptr<const Program>& program = checked.program;
    const coverage::Observed& observed = *checked.observed;
    const auto& sources = program->sources->files;
    for (std::uint32_t number = 0; number < sources.size(); ++number) {
        if (number == program->own_file() || sources[number].is_kernel()) continue;
        File& file = files_[sources[number].name];
        file.uses.push_back({program, number});
        for (const Stmt* stmt : program->statements) {
            if (!is_in_code(*program, *stmt, number)) continue;
            auto& [carried_out, passed_over] =
                file.reached[{stmt->place.line, stmt->place.column, stmt->what.index(), stmt->source}];
            carried_out |=
                observed.points[program::carried_out(stmt->id)] || observed.doubtful[program::carried_out(stmt->id)];
            passed_over |= observed.points[program::passed_over(stmt->id)];
        }
    }
}

program::PointSet SharedCoverage::points(const File& file, const Use& use) {
    program::PointSet points = program::no_points(*use.program);
    for (const Stmt* stmt : use.program->statements) {
        const auto reached =
            file.reached.find({stmt->place.line, stmt->place.column, stmt->what.index(), stmt->source});
        if (reached == file.reached.end() || !is_in_code(*use.program, *stmt, use.file)) continue;
        points[program::carried_out(stmt->id)] = reached->second.first;
        points[program::passed_over(stmt->id)] = reached->second.second;
    }
    return points;
}

/// What one of the programs does not have (a function that it overrides), others have.
std::vector<Finding> SharedCoverage::findings_of(const File& file) {
    std::vector<Finding> all;
    std::set<std::string> known;
    for (const Use& use : file.uses)
        for (Finding& finding : coverage::findings_in(*use.program, use.file, points(file, use)))
            if (known.insert(finding.id).second) all.push_back(std::move(finding));
    return all;
}

void SharedCoverage::judge(const File& file, bool refuse_stale, Judged& judged) {
    const Program& program = *file.uses.front().program;
    std::set<std::string> found;
    for (Finding& finding : findings_of(file)) {
        found.insert(finding.id);
        finding.place.file = file.uses.front().file;
        judged.findings.push_back(result_of(program, finding, false));
        if (judged.findings.back().accepted) continue;
        judged.text += reports::finding_text(program, finding);
        judged.unexpected.push_back(
            fmt::format("{}: not accepted: {}", program.sources->describe(finding.place), finding.id));
    }
    for (const program::Acceptance& acceptance : program.acceptances) {
        const bool here = acceptance.place.file == file.uses.front().file && is_about_coverage(acceptance);
        if (!refuse_stale || !here || found.contains(acceptance.id)) continue;
        const syntax::Diagnostic mistake{syntax::Severity::error, acceptance.place,
                                         "nothing is found any more that is called '" + acceptance.id + "'",
                                         "take it out: the specs have changed, and this is made use of now"};
        judged.stale += syntax::render(mistake, *program.sources);
        const syntax::Remark remark = syntax::remark_of(mistake, *program.sources);
        judged.remarks.push_back({true, remark.place, remark.message, remark.hint});
    }
}

SharedCoverage::Judged SharedCoverage::judge(const std::vector<std::string>& folders, bool refuse_stale) const {
    Judged judged;
    if (!all_looked_at_) return judged;
    for (const auto& file : files_) {
        const auto holds_it = [&](const auto& folder) { return lies_below(file.first, folder); };
        if (std::any_of(folders.begin(), folders.end(), holds_it)) judge(file.second, refuse_stale, judged);
    }
    return judged;
}

std::string SharedCoverage::text() const {
    std::string out;
    for (const auto& [name, file] : files_) {
        const Use& use = file.uses.front();
        out += reports::coverage_text(*use.program, use.file, points(file, use)) + "\n";
    }
    return out;
}

Conclusion conclusion_of(const SharedCoverage::Judged& judged) {
    if (!judged.stale.empty()) return Conclusion::wrong_input;
    return judged.unexpected.empty() ? Conclusion::as_expected : Conclusion::violated;
}

Conclusion conclusion_of(const SharedCoverage::Judged& judged, const reports::Comparison& comparison) {
    if (!judged.stale.empty()) return Conclusion::wrong_input;
    const bool is_new = std::ranges::any_of(
        judged.findings, [&](const auto& finding) { return !finding.accepted && !comparison.is_known(finding); });
    return is_new ? Conclusion::violated : Conclusion::as_expected;
}

}  // namespace revoke_mc::checker
