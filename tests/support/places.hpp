// Where tests find what they test. Only places.cpp knows it from the build: every other object is the same in any
// checkout.
#pragma once

#include <string>

namespace revoke_mc::tests {

/// The root of the source tree, without a slash at its end.
[[nodiscard]] std::string source_dir();

/// The program built beside the tests.
[[nodiscard]] std::string built_program();

}  // namespace revoke_mc::tests
