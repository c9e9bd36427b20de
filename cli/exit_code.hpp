// What the program's exit code says; scripts rely on it.
//
// Several specs give one code: the one that matters most. Wrong input comes first, because then something that was
// asked for was not done at all; a violation is certain whatever else is not; an incomplete search comes before
// success.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

namespace revoke_mc::cli {

enum class ExitCode : std::uint8_t {
    as_expected = 0,  ///< every property has the verdict that it is meant to have
    violated = 1,     ///< one has not: violated, or an expected violation not found, or other counts than pinned
    wrong_input = 2,  ///< usage, a spec or a document with a mistake, a file that cannot be read or written
    incomplete = 3    ///< the search ended early; nothing unexpected was found so far
};

/// The code that wins: wrong_input > violated > incomplete > as_expected.
[[nodiscard]] constexpr ExitCode worst(ExitCode one, ExitCode other) {
    constexpr std::array order{ExitCode::wrong_input, ExitCode::violated, ExitCode::incomplete, ExitCode::as_expected};
    return *std::min(std::find(order.begin(), order.end(), one), std::find(order.begin(), order.end(), other));
}

}  // namespace revoke_mc::cli
