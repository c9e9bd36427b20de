// How a job ended, in one word: the exit code of the program, and what the C interface returns.
//
// Several specs give one conclusion: the one that matters most. Wrong input comes first, because then something that
// was asked for was not done at all; a violation is certain whatever else is not; an incomplete search comes before
// success.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "reports/comparison.hpp"
#include "reports/mutation.hpp"
#include "reports/result.hpp"

namespace revoke_mc::checker {

/// The numbers are an interface that scripts rely on.
enum class Conclusion : std::uint8_t {
    as_expected = 0,  ///< every property has the verdict that it is meant to have
    violated = 1,     ///< one has not: violated, or an expected violation not found, or other counts than pinned
    wrong_input = 2,  ///< usage, a spec or a document with a mistake, a file that cannot be read or written
    incomplete = 3    ///< the search ended early; nothing unexpected was found so far
};

/// The one that wins: wrong_input > violated > incomplete > as_expected.
[[nodiscard]] constexpr Conclusion worst(Conclusion one, Conclusion other) {
    constexpr std::array order{Conclusion::wrong_input, Conclusion::violated, Conclusion::incomplete,
                               Conclusion::as_expected};
    return *std::min(std::find(order.begin(), order.end(), one), std::find(order.begin(), order.end(), other));
}

[[nodiscard]] Conclusion conclusion_of(const reports::SpecResult& result);
/// With a baseline: what is not as expected there, too, is not held against the spec.
[[nodiscard]] Conclusion conclusion_of(const reports::SpecResult& result, const reports::Comparison& comparison);
/// `violated`: a mutant survived, and the spec does not explain why.
[[nodiscard]] Conclusion conclusion_of(const reports::MutationDocument& document);

}  // namespace revoke_mc::checker
