// Rules that need the whole program.
#include "model/check/declare.hpp"

namespace revoke_mc::check {

void check_rules(World& world) { static_cast<void>(world); }

}  // namespace revoke_mc::check
