// Findings, and what a spec accepts of them.
#include "checker/internal/coverage.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "model/language/mutate/mutants.hpp"
#include "model/language/syntax/suggest.hpp"
#include "model/semantics/coverage/findings.hpp"
#include "reports/coverage.hpp"

namespace revoke_mc::checker {
namespace {

using coverage::Finding;
using program::Acceptance;

Indexed<program::PropertyId, bool> violated(const reports::SpecResult& result) {
    Indexed<program::PropertyId, bool> out;
    for (const auto& property : result.properties) out.push_back(property.verdict == reports::Verdict::violated);
    return out;
}

const Acceptance* acceptance_for(const program::Program& program, const Finding& finding, bool by_spec) {
    const std::uint32_t own = by_spec ? program.own_file() : finding.place.file;
    const auto accepts = [&](const Acceptance& acceptance) {
        const bool may = acceptance.place.file == finding.place.file || acceptance.place.file == own;
        return may && acceptance.id == finding.id;
    };
    const auto found = std::find_if(program.acceptances.begin(), program.acceptances.end(), accepts);
    return found == program.acceptances.end() ? nullptr : &*found;
}

bool has(const std::vector<Finding>& findings, const std::string& id) {
    return std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) { return finding.id == id; });
}

std::string hint_for(const std::string& id, const std::vector<Finding>& findings) {
    std::vector<std::string_view> known;
    known.reserve(findings.size());
    for (const Finding& finding : findings) known.emplace_back(finding.id);
    const std::string near = syntax::did_you_mean(id, known);
    return near.empty() ? "take it out: the spec has changed, and this is made use of now" : near;
}

/// A used file may accept what does not occur in every spec that uses it.
void refuse_stale(const program::Program& program, const std::vector<Finding>& findings) {
    std::vector<syntax::Diagnostic> mistakes;
    for (const Acceptance& acceptance : program.acceptances) {
        if (!is_about_coverage(acceptance) || acceptance.place.file != program.own_file()) continue;
        if (has(findings, acceptance.id)) continue;
        mistakes.push_back({syntax::Severity::error, acceptance.place,
                            "nothing is found any more that is called '" + acceptance.id + "'",
                            hint_for(acceptance.id, findings)});
    }
    if (!mistakes.empty()) throw syntax::SpecError(std::move(mistakes), *program.sources);
}

}  // namespace

bool is_about_coverage(const Acceptance& acceptance) { return !acceptance.id.starts_with(mutate::id_prefix); }

reports::FindingResult result_of(const program::Program& program, const Finding& finding, bool by_spec) {
    reports::FindingResult result{finding.id,
                                  std::string(coverage::to_string(finding.kind)),
                                  program.sources->describe(finding.place),
                                  finding.text,
                                  {}};
    if (const Acceptance* acceptance = acceptance_for(program, finding, by_spec)) result.accepted = acceptance->reason;
    return result;
}

std::vector<Finding> add_findings(const program::Program& program, const SearchOutcome& found,
                                  reports::SpecResult& result) {
    if (!found.observed) return {};
    result.coverage = found.observed_all ? "all" : "steps";
    std::vector<Finding> findings = coverage::findings(program, *found.observed, violated(result), found.observed_all);
    for (const Finding& finding : findings) result.findings.push_back(result_of(program, finding, true));
    return findings;
}

std::string be_strict(const program::Program& program, const std::vector<Finding>& findings,
                      reports::SpecResult& result, reports::SpecDetails& details) {
    if (result.coverage != "all") return "";
    if (program.all_defaults()) refuse_stale(program, findings);
    std::string text;
    for (std::size_t i = 0; i < findings.size(); ++i) {
        const Finding& finding = findings[i];
        if (acceptance_for(program, finding, true) != nullptr) continue;
        details.surprises.push_back({.kind = reports::Surprise::Kind::finding, .finding = i});
        text += reports::finding_text(program, finding);
        result.unexpected.push_back(
            fmt::format("{}: not accepted: {}", program.sources->describe(finding.place), finding.id));
    }
    result.as_expected = result.as_expected && text.empty();
    return text;
}

}  // namespace revoke_mc::checker
