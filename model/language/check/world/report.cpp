// Mistakes are sorted by place before they are reported: the order in which the checker happens to look at a program
// need not concern its author.
#include "model/language/check/world/report.hpp"

#include <algorithm>
#include <utility>

#include "model/language/syntax/suggest.hpp"

namespace revoke_mc::check {
namespace {

using syntax::Diagnostic;

constexpr std::size_t few = 12;

std::vector<Diagnostic> in_order(std::vector<Diagnostic> diagnostics) {
    std::stable_sort(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& a, const Diagnostic& b) { return a.place < b.place; });
    return diagnostics;
}

std::string list(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

}  // namespace

void Report::error(syntax::Place place, std::string message, std::string hint) {
    if (!said_.insert({place, message}).second) return;
    errors_.push_back({syntax::Severity::error, place, std::move(message), std::move(hint)});
}

void Report::warning(syntax::Place place, std::string message, std::string hint) {
    if (!said_.insert({place, message}).second) return;
    warnings_.push_back({syntax::Severity::warning, place, std::move(message), std::move(hint)});
}

void Report::throw_if_any(const syntax::Sources& sources) const {
    if (!errors_.empty()) throw syntax::SpecError(in_order(errors_), sources);
}

std::vector<Diagnostic> Report::warnings() const { return in_order(warnings_); }

std::string near_or_list(std::string_view word, const std::vector<std::string>& known, const std::string& otherwise) {
    const std::vector<std::string_view> views(known.begin(), known.end());
    if (auto guess = syntax::did_you_mean(word, views); !guess.empty()) return guess;
    if (!known.empty() && known.size() <= few) return "known here: " + list(known);
    return otherwise;
}

}  // namespace revoke_mc::check
