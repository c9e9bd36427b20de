// Whatever may begin markup is escaped: with a backslash where that is enough, as an entity where a table or a
// backslash would get in the way. Stories stand in fences that are longer than any in them.
#include "reports/ci/markdown.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "reports/ci/issue.hpp"
#include "reports/story.hpp"
#include "reports/table.hpp"

namespace revoke_mc::reports {
namespace {

constexpr std::string_view left_out = "\n*More was found than fits in here.*\n";

/// A text that grows up to a limit, and then says so.
class Page {
public:
    explicit Page(std::size_t limit) : room_(limit > left_out.size() ? limit - left_out.size() : 0) {}

    /// False: it does not fit, and was left out.
    bool add(std::string_view text) {
        if (text_.size() + text.size() > room_) {
            is_cut_ = true;
            return false;
        }
        text_ += text;
        return true;
    }
    [[nodiscard]] std::string text() const { return is_cut_ ? text_ + std::string(left_out) : text_; }

private:
    std::size_t room_;
    std::string text_;
    bool is_cut_ = false;
};

std::size_t longest_fence(std::string_view text) {
    std::size_t longest = 0, now = 0;
    for (const char c : text) {
        now = c == '`' ? now + 1 : 0;
        longest = std::max(longest, now);
    }
    return longest;
}

std::string fenced(std::string_view text) {
    constexpr std::size_t least = 3;
    const std::string fence(std::max(least, longest_fence(text) + 1), '`');
    return fence + "text\n" + printable_lines(text) + (text.ends_with('\n') ? "" : "\n") + fence + "\n";
}

std::string place_of(const Issue& issue) {
    if (issue.location.file.empty()) return "";
    std::string place = issue.location.file;
    if (issue.location.line > 0) place += fmt::format(":{}", issue.location.line);
    return " (" + markdown_escaped(place) + ")";
}

std::string line_of(const Issue& issue) {
    std::string line = fmt::format("- **{}**{}: ", to_string(issue.level), issue.known ? ", known" : "");
    const std::string about = issue.spec.empty() ? "shared files" : issue.spec;
    line += markdown_escaped(about) + ": " + markdown_escaped(issue.message) + place_of(issue) + "\n";
    for (const std::string& detail : issue.details) line += "  <br>" + markdown_escaped(detail) + "\n";
    return line;
}

std::string folded_story(const TraceDocument& trace) {
    return fmt::format("\n<details><summary>The trace: {} steps</summary>\n\n{}\n</details>\n\n", trace.steps.size(),
                       fenced(story(trace, {})));
}

void add_issues(const std::vector<Issue>& issues, std::string_view heading, bool known, Page& page) {
    bool is_first = true;
    for (const Issue& issue : issues) {
        if (issue.level == Level::note || issue.known != known) continue;
        if (is_first) page.add(fmt::format("\n### {}\n\n", heading));
        is_first = false;
        if (!page.add(line_of(issue))) return;
        for (const TraceDocument* trace : issue.traces) page.add(folded_story(*trace));
    }
}

std::string row_of(const SpecResult& result) {
    const std::string heads = fmt::format("| {} | {} | {} |", markdown_escaped(result.spec), to_string(result.verdict),
                                          result.as_expected ? "yes" : "**no**");
    if (result.verdict == Verdict::error) return heads + " | | | |\n";
    return heads + fmt::format(" {} | {} | {} | {} |\n", grouped(result.states), grouped(result.transitions),
                               grouped(result.depth), duration(result.seconds));
}

void add_table(const CheckRun& run, Page& page) {
    page.add("\n### Specs\n\n| spec | verdict | as expected | states | transitions | depth | time |\n"
             "| --- | --- | --- | ---: | ---: | ---: | ---: |\n");
    for (const SpecReport& spec : run.specs)
        if (!page.add(row_of(spec.result))) return;
}

void add_comparison(const Comparison& comparison, Page& page) {
    const std::string summary = comparison_summary(comparison);
    page.add("\n### Changes\n\nC" + summary.substr(1) + ".\n");
    if (comparison.changes.empty()) return;
    page.add("\n| | spec | property | now |\n| --- | --- | --- | --- |\n");
    for (const Change& change : comparison.changes) {
        const std::string spec = change.spec.empty() ? "shared files" : change.spec;
        if (!page.add(fmt::format("| {} | {} | {} | {} |\n", to_string(change.kind), markdown_escaped(spec),
                                  markdown_escaped(change.property), markdown_escaped(change.text))))
            return;
    }
}

std::string notes_line(const std::vector<Issue>& issues) {
    const auto notes = std::ranges::count(issues, Level::note, &Issue::level);
    if (notes == 0) return "";
    return fmt::format("\n{} {} that the specs expect or accept.\n", notes,
                       notes == 1 ? "violation or finding" : "violations or findings");
}

/// Emphasis, code, links, mathematics; or what becomes a link by itself: "https://", "www.", "a@b".
bool begins_markup(std::string_view text, std::size_t at) {
    const std::string_view before = text.substr(0, at);
    if (text[at] == ':') return text.substr(at).starts_with("://");
    if (text[at] == '.') return before.ends_with("www") || before.ends_with("WWW");
    return std::string_view("`*_[]~$@").find(text[at]) != std::string_view::npos;
}

}  // namespace

std::string markdown_escaped(std::string_view text) {
    const std::string plain = printable(text);
    std::string out;
    for (std::size_t i = 0; i < plain.size(); ++i) {
        const char c = plain[i];
        switch (c) {
        case '|': out += "&#124;"; break;
        case '\\': out += "&#92;"; break;
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        default:
            if (begins_markup(plain, i)) out += '\\';
            out += c;
        }
    }
    return out;
}

std::string to_markdown(const CheckRun& run, std::size_t limit) {
    const std::vector<Issue> issues = issues_of(run);
    Page page(limit);
    page.add("## revoke-mc\n\n" + markdown_escaped(summary(document_of(run))) + ".\n" + notes_line(issues));
    if (run.comparison) add_comparison(*run.comparison, page);
    add_issues(issues, "Not as expected", false, page);
    add_issues(issues, "Known, in the baseline", true, page);
    add_table(run, page);
    return page.text();
}

}  // namespace revoke_mc::reports
