// Which state properties a transition may break: those that read what it writes.
//
// The idea is old (Spin's and Rumur's invariants are tested in every state, Murphi's too), but after
// a step only what the step has changed can be news. A check is a part of a property with a read set
// of its own (access.hpp).
#pragma once

#include "explorer/system/packed_model.hpp"

namespace revoke_mc::system {

/// Fills check_lists, checks_after and cycle_after from the rest of the model. To be called again by
/// whoever changes programs or numbers of transitions.
void relate_checks(PackedModel& model);

}  // namespace revoke_mc::system
