// A search on several machines: rank 0 is the program, the other ranks search along.
//
// Rank 0 checks as always, with CheckOptions::ranks; each search that is worth it is shared out. The others know no
// spec: they get the transition system, search their share, and forget it.
#pragma once

#include <atomic>
#include <cstdint>

namespace revoke_mc::explorer {
class Ranks;
}

namespace revoke_mc::checker {

struct FollowOptions {
    unsigned threads = 1;
    std::uint64_t max_memory = 0;                  ///< of this rank, if it is less than what rank 0 allows
    const std::atomic<bool>* interrupt = nullptr;  ///< becomes true: all ranks stop soon
};

/// By every rank but 0: searches what rank 0 wants, until it is dismissed.
void follow(explorer::Ranks& ranks, const FollowOptions& options);

/// By rank 0, at the end.
void dismiss(explorer::Ranks& ranks);

}  // namespace revoke_mc::checker
