// %, line breaks and, in properties, : and , are written as %25, %0A and the like.
#include "reports/ci/github.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "reports/ci/issue.hpp"
#include "reports/style.hpp"

namespace revoke_mc::reports {
namespace {

std::string command_data(std::string_view text) {
    std::string out;
    for (const char c : without_commands(printable_lines(text))) {
        switch (c) {
        case '%': out += "%25"; break;
        case '\n': out += "%0A"; break;
        default: out += c;
        }
    }
    return out;
}

std::string command_property(std::string_view text) {
    std::string out;
    for (const char c : command_data(printable(text))) {
        switch (c) {
        case ':': out += "%3A"; break;
        case ',': out += "%2C"; break;
        default: out += c;
        }
    }
    return out;
}

/// As the repository names it.
std::string file_in(const Checkout& checkout, const std::string& file) {
    if (checkout.root.empty()) return file;
    namespace fs = std::filesystem;
    const fs::path path = (fs::path(checkout.folder) / file).lexically_normal();  // an absolute file stays what it is
    const fs::path inside = path.lexically_relative(fs::path(checkout.root).lexically_normal());
    return inside.empty() || *inside.begin() == ".." ? file : inside.string();
}

std::string_view command_of(const Issue& issue) {
    if (issue.known) return "notice";
    return issue.level == Level::error ? "error" : "warning";
}

std::string command(const Issue& issue, const Checkout& checkout) {
    std::string line = fmt::format("::{} ", command_of(issue));
    if (!issue.location.file.empty()) line += "file=" + command_property(file_in(checkout, issue.location.file)) + ",";
    if (issue.location.line > 0) line += fmt::format("line={},", issue.location.line);
    if (issue.location.column > 0) line += fmt::format("col={},", issue.location.column);
    std::string text = printable(issue.message);
    for (const std::string& detail : issue.details) text += "\n" + printable(detail);
    if (!issue.spec.empty() && issue.spec != issue.location.file) text += "\nspec: " + printable(issue.spec);
    const std::string title = issue.property.empty() ? issue.rule : issue.property;
    return line + "title=" + command_property((issue.known ? "known: " : "") + title) + "::" + command_data(text) +
           "\n";
}

std::string changes(const Comparison& comparison) {
    if (comparison.changes.empty()) return "";
    std::string text = comparison_text(comparison, {});
    while (text.ends_with('\n')) text.pop_back();
    return "::notice title=changes against the baseline::" + command_data(text) + "\n";
}

}  // namespace

std::string github_commands(const CheckRun& run, const Checkout& checkout) {
    std::string out;
    for (const Issue& issue : issues_of(run))
        if (issue.level != Level::note) out += command(issue, checkout);
    return run.comparison ? out + changes(*run.comparison) : out;
}

std::string without_commands(std::string_view text) {
    std::string out;
    bool at_start = true;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::string_view rest = text.substr(i);
        if ((at_start && rest.starts_with("::")) || rest.starts_with("##[")) {
            out += text[i];
            out += ' ';
        } else {
            out += text[i];
        }
        // Spaces may be of any kind: those beyond ASCII are not told apart from letters.
        const bool may_be_space = text[i] == ' ' || static_cast<unsigned char>(text[i]) >= 0x80;
        at_start = text[i] == '\n' || (at_start && may_be_space);
    }
    return out;
}

}  // namespace revoke_mc::reports
