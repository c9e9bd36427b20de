// Shows a mistake to its author: the place, the sentence, the line with a caret under it, the hint.
//
//     vfio.rvk:12:18: error: expected ';' after the statement
//          12 |         maps++
//             |               ^
//     hint: ...
//
// A line may be anything: tabs become spaces up to the next multiple of eight, bytes that a terminal
// would not print (plain_text.hpp) become '?', and of a line longer than the screen only a window around the column is
// shown. Columns count bytes; the caret counts what is visible, so UTF-8 before it does not shift it.
#include "model/language/syntax/place.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "model/language/syntax/plain_text.hpp"

namespace revoke_mc::syntax {
namespace {

constexpr std::size_t shown_width = 120;       // of a source line
constexpr std::size_t window_bytes = 4096;     // around the column; more is never needed for shown_width
constexpr std::size_t shown_diagnostics = 20;  // of one SpecError
constexpr std::size_t tab_width = 8;

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// A line as cells of the screen, and the cell in which the column begins.
struct Cells {
    std::vector<std::string_view> cells;
    std::size_t caret = 0;
};

Cells to_cells(std::string_view line, std::size_t column_offset) {
    Cells result;
    for (std::size_t at = 0; at < line.size();) {
        if (at <= column_offset) result.caret = result.cells.size();
        const std::size_t length = plain_length(line.substr(at));
        if (line[at] == '\t') {
            do result.cells.emplace_back(" ");
            while (result.cells.size() % tab_width != 0);
        } else {
            result.cells.push_back(length == 0 ? std::string_view("?") : line.substr(at, length));
        }
        at += std::max<std::size_t>(length, 1);
    }
    if (column_offset >= line.size()) result.caret = result.cells.size();
    return result;
}

/// The part of a very long line that is worth looking at; moves the column along.
std::string_view cut_bytes(std::string_view line, std::size_t& column_offset, bool& cut_left, bool& cut_right) {
    column_offset = std::min(column_offset, line.size());
    std::size_t from = column_offset > window_bytes / 2 ? column_offset - window_bytes / 2 : 0;
    while (from > 0 && from < line.size() && continues_character(line[from])) --from;
    cut_left = from > 0;
    cut_right = line.size() - from > window_bytes;
    column_offset -= from;
    return line.substr(from, window_bytes);
}

struct Excerpt {
    std::string text;
    std::size_t caret = 0;
};

Excerpt excerpt(std::string_view line, std::size_t column_offset) {
    bool cut_left = false;
    bool cut_right = false;
    const auto near = cut_bytes(line, column_offset, cut_left, cut_right);
    const Cells all = to_cells(near, column_offset);
    const std::size_t count = all.cells.size();
    std::size_t from = 0;
    if (count > shown_width && all.caret > shown_width / 2) {
        from = std::min(all.caret - shown_width / 2, count - shown_width);
        from = std::max(from, all.caret >= shown_width ? all.caret - shown_width + 1 : 0);
    }
    const std::size_t to = std::min(count, from + shown_width);
    cut_left = cut_left || from > 0;
    cut_right = cut_right || to < count;
    Excerpt result{cut_left ? "..." : "", 0};
    result.caret = result.text.size() + all.caret - from;
    for (std::size_t i = from; i < to; ++i) result.text += all.cells[i];
    if (cut_right) result.text += "...";
    return result;
}

std::string_view line_text(const Sources& sources, Place place) {
    if (place.line == 0 || place.file >= sources.files.size()) return {};
    std::string_view text = sources.files[place.file].text;
    for (std::uint32_t line = 1; line < place.line; ++line) {
        const auto end = text.find('\n');
        if (end == std::string_view::npos) return {};
        text.remove_prefix(end + 1);
    }
    text = text.substr(0, text.find('\n'));
    if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
    return text;
}

std::string render_all(const std::vector<Diagnostic>& diagnostics, const Sources& sources) {
    std::string result;
    const std::size_t shown = std::min(diagnostics.size(), shown_diagnostics);
    for (std::size_t i = 0; i < shown; ++i) {
        if (i > 0) result += '\n';
        result += render(diagnostics[i], sources);
    }
    if (diagnostics.size() > shown) result += fmt::format("\nand {} more", diagnostics.size() - shown);
    return result;
}

bool stands_before(const Diagnostic& a, const Diagnostic& b) { return a.place < b.place; }

bool same(const Diagnostic& a, const Diagnostic& b) {
    return a.place == b.place && a.message == b.message && a.severity == b.severity;
}

}  // namespace

std::string Sources::line_at(Place place) const { return std::string(line_text(*this, place)); }

std::string Sources::describe(Place place) const {
    if (place.file >= files.size()) return "";
    std::string name = plain_line(files[place.file].name);
    if (place.line == 0) return name;
    return fmt::format("{}:{}:{}", name, place.line, place.column);
}

std::string render(const Diagnostic& diagnostic, const Sources& sources) {
    const Place place = diagnostic.place;
    const char* severity = diagnostic.severity == Severity::error ? "error" : "warning";
    const std::string where = sources.describe(place);
    std::string result =
        plain_line(fmt::format("{}{}{}: {}", where, where.empty() ? "" : ": ", severity, diagnostic.message));
    if (place.line != 0 && place.file < sources.files.size()) {
        const Excerpt shown = excerpt(line_text(sources, place), place.column == 0 ? 0 : place.column - 1);
        result += fmt::format("\n{:>6} | {}\n{:>6} | {:>{}}", place.line, shown.text, "", "^", shown.caret + 1);
    }
    if (!diagnostic.hint.empty()) result += "\nhint: " + plain_line(diagnostic.hint);
    return result;
}

Remark remark_of(const Diagnostic& diagnostic, const Sources& sources) {
    return {diagnostic.severity, sources.describe(diagnostic.place), plain_line(diagnostic.message),
            plain_line(diagnostic.hint)};
}

SpecError::SpecError(std::vector<Diagnostic> diagnostics, const Sources& sources)
    : diagnostics_(std::move(diagnostics)) {
    std::stable_sort(diagnostics_.begin(), diagnostics_.end(), stands_before);
    diagnostics_.erase(std::unique(diagnostics_.begin(), diagnostics_.end(), same), diagnostics_.end());
    text_ = render_all(diagnostics_, sources);
    for (const Diagnostic& diagnostic : diagnostics_) remarks_.push_back(remark_of(diagnostic, sources));
}

SpecError::SpecError(std::string message) : text_("error: " + plain_line(message)) {
    remarks_.push_back({Severity::error, "", plain_line(message), ""});
    diagnostics_.push_back({Severity::error, Place{}, std::move(message), ""});
}

}  // namespace revoke_mc::syntax
