// Fingerprints of states. Replay does not rely on them: it computes every state itself.
#pragma once

#include <string>

#include "model/language/program/program.hpp"

namespace revoke_mc::reports {

/// Of a state: every variable, and of every thread its position, walks and locals.
[[nodiscard]] std::string state_hash(const program::StateView& state);

}  // namespace revoke_mc::reports
