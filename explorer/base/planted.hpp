// Faults that are planted on purpose: a test of the tests (tests/planted/README.md).
//
//     if (planted::is("field-one-bit-short")) ...
//
// Only a build with REVOKE_PLANTED has them (the dev preset), and there the environment variable REVOKE_FAULT names the
// one that is in force. Everywhere else the answer is a constant, and nothing is left of the question.
#pragma once

#include <string_view>

namespace revoke_mc::planted {

#ifdef REVOKE_PLANTED
/// The fault of that name is in force. The variable is read once.
[[nodiscard]] bool is(std::string_view fault);
#else
[[nodiscard]] constexpr bool is(std::string_view /*fault*/) { return false; }
#endif

}  // namespace revoke_mc::planted
