#include "tests/support/places.hpp"

namespace revoke_mc::tests {

std::string source_dir() { return REVOKE_SOURCE_DIR; }

std::string built_program() { return REVOKE_MC_PROGRAM; }

}  // namespace revoke_mc::tests
