// Deals the parts of the state table out to workers.
#pragma once

#include <atomic>
#include <cstddef>

namespace revoke_mc::explorer::internal {

class PartCursor {
public:
    explicit PartCursor(std::size_t parts) : parts_(parts) {}

    /// False if all have been dealt out. Relaxed: the number is all that is shared.
    [[nodiscard]] bool next(std::size_t& part) {
        part = next_.fetch_add(1, std::memory_order_relaxed);
        return part < parts_;
    }
    [[nodiscard]] bool exhausted() const { return next_.load(std::memory_order_relaxed) >= parts_; }

private:
    const std::size_t parts_;
    std::atomic<std::size_t> next_{0};
};

}  // namespace revoke_mc::explorer::internal
