// Threads that the system lets us have: users, containers and memory have limits, and a thread pool that meets one
// in the middle of its work ends the program.
#pragma once

namespace revoke_mc::explorer {

/// How many of `wanted` threads, the calling one included, can run at once; at least 1. Tries it, at most once for
/// each number.
[[nodiscard]] unsigned startable_threads(unsigned wanted);

}  // namespace revoke_mc::explorer
