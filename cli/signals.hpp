// Ctrl-C and SIGTERM end a search cleanly; the second one kills.
#pragma once

#include <atomic>

namespace revoke_mc::cli {

/// While it lives, the first SIGINT or SIGTERM only sets the flag, and a second one acts as usual.
class InterruptGuard {
public:
    InterruptGuard();
    ~InterruptGuard();
    InterruptGuard(const InterruptGuard&) = delete;
    InterruptGuard& operator=(const InterruptGuard&) = delete;

    [[nodiscard]] const std::atomic<bool>& flag() const;
    [[nodiscard]] bool interrupted() const { return flag().load(std::memory_order_relaxed); }
};

}  // namespace revoke_mc::cli
