// The memory account of one search: everything large asks here before it allocates.
//
// Taking may be refused, and whoever is refused ends the search as `incomplete(memory)`. Small
// things that cannot wait (a grown vector) are booked with force() and may overdraw it a little.
#pragma once

#include <atomic>
#include <cstdint>
#include <new>

namespace revoke_mc::explorer::internal {

class Budget {
public:
    explicit Budget(std::uint64_t limit) : limit_(limit) {}
    Budget(const Budget&) = delete;
    Budget& operator=(const Budget&) = delete;

    [[nodiscard("a refusal means: do not allocate")]] bool take(std::uint64_t bytes) {
        std::uint64_t used = used_.load(std::memory_order_relaxed);
        do {
            if (bytes > limit_ || used > limit_ - bytes) return false;
        } while (!used_.compare_exchange_weak(used, used + bytes, std::memory_order_relaxed));
        note_peak(used + bytes);
        return true;
    }

    void force(std::uint64_t bytes) { note_peak(used_.fetch_add(bytes, std::memory_order_relaxed) + bytes); }

    void give(std::uint64_t bytes) { used_.fetch_sub(bytes, std::memory_order_relaxed); }

    /// Could `bytes` be had now?
    [[nodiscard]] bool affords(std::uint64_t bytes) const { return bytes <= limit_ && used() <= limit_ - bytes; }

    [[nodiscard]] std::uint64_t limit() const { return limit_; }
    [[nodiscard]] std::uint64_t used() const { return used_.load(std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t peak() const { return peak_.load(std::memory_order_relaxed); }

private:
    void note_peak(std::uint64_t used) {
        std::uint64_t peak = peak_.load(std::memory_order_relaxed);
        while (peak < used && !peak_.compare_exchange_weak(peak, used, std::memory_order_relaxed)) {}
    }

    const std::uint64_t limit_;
    std::atomic<std::uint64_t> used_{0};
    std::atomic<std::uint64_t> peak_{0};
};

/// Some memory that is booked as long as this lives. Throws std::bad_alloc if it is refused.
class Booking {
public:
    Booking(Budget& budget, std::uint64_t bytes) : budget_(budget), bytes_(bytes) {
        if (!budget_.take(bytes)) throw std::bad_alloc();
    }
    ~Booking() { budget_.give(bytes_); }
    Booking(const Booking&) = delete;
    Booking& operator=(const Booking&) = delete;

private:
    Budget& budget_;
    const std::uint64_t bytes_;
};

}  // namespace revoke_mc::explorer::internal
