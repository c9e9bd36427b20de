// A rank that reached a limit before it could begin.
#pragma once

#include "explorer/contract/options.hpp"
#include "explorer/contract/result.hpp"
#include "explorer/ranks/ranks.hpp"

namespace revoke_mc::explorer {

/// In the place of explore(): the search of all ranks ends at once, for this reason.
void decline(Ranks& ranks, Reason reason);

}  // namespace revoke_mc::explorer
