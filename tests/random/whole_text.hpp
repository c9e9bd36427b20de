// How what a spec of the whole language declares is written.
#pragma once

#include <string>
#include <vector>

#include "tests/random/dice.hpp"
#include "tests/random/tree.hpp"
#include "tests/random/whole_world.hpp"

namespace revoke_mc::random_specs::whole {

[[nodiscard]] std::string type_of(const Thing& thing);
[[nodiscard]] Node declaration(const Thing& thing);
/// `head` with the declarations in it, as `per buffer { ... }`.
[[nodiscard]] Node group_of(const std::string& head, const std::vector<Thing>& things);
/// More instances than a word has bits; a few of them do something.
[[nodiscard]] Node crowd(Dice& dice);

}  // namespace revoke_mc::random_specs::whole
