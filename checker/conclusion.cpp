// From results to one word.
#include "checker/conclusion.hpp"

namespace revoke_mc::checker {

Conclusion conclusion_of(const reports::SpecResult& result) {
    if (result.verdict == reports::Verdict::error) return Conclusion::wrong_input;
    if (result.as_expected) return Conclusion::as_expected;
    return result.unexpected.empty() ? Conclusion::incomplete : Conclusion::violated;
}

Conclusion conclusion_of(const reports::SpecResult& result, const reports::Comparison& comparison) {
    const bool is_known = std::ranges::all_of(
        result.unexpected, [&](const auto& sentence) { return comparison.is_known(result.spec, sentence); });
    if (result.unexpected.empty() || result.verdict == reports::Verdict::error || !is_known)
        return conclusion_of(result);
    const bool is_open = std::ranges::any_of(
        result.properties, [](const auto& property) { return property.verdict == reports::Verdict::incomplete; });
    return is_open || result.reason ? Conclusion::incomplete : Conclusion::as_expected;
}

Conclusion conclusion_of(const reports::MutationDocument& document) {
    Conclusion conclusion = Conclusion::as_expected;
    for (const reports::MutantResult& mutant : document.mutants) {
        if (reports::unexplained(mutant)) conclusion = worst(conclusion, Conclusion::violated);
        if (mutant.outcome == reports::MutantOutcome::incomplete && !mutant.accepted)
            conclusion = worst(conclusion, Conclusion::incomplete);
    }
    return conclusion;
}

}  // namespace revoke_mc::checker
