// How this process was started: alone, or as one rank of several.
#pragma once

#include <string>

#include "checker/cli/options.hpp"
#include "explorer/contract/channel.hpp"

namespace revoke_mc::cli {

/// One rank of several.
struct Launch {
    explorer::Channel& channel;
    unsigned here = 1;  ///< how many of them are on this machine
};

/// Why this build must not go on: it was started as one of several, and knows nothing of ranks. Empty: it may. All but
/// one of them are `silent`.
struct Misled {
    std::string message;
    bool silent = false;
};
[[nodiscard]] Misled misled_by_mpi();

/// What several ranks on one machine share, where the user has not said how much each of them gets: memory, threads.
void share_out(CheckOptions& options, unsigned here);

}  // namespace revoke_mc::cli
