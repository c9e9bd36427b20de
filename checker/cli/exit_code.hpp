// What the program's exit code says; scripts rely on it. It is the number of the conclusion that the library comes to.
#pragma once

#include "checker/conclusion.hpp"

namespace revoke_mc::cli {

using ExitCode = checker::Conclusion;
using checker::worst;

}  // namespace revoke_mc::cli
