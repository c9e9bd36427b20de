// What work other than searching may cost: loading, checking and lowering a spec, and analysing the result.
//
// All that takes a moment, unless a spec asks for 2^20 ways through one step, or for 2^32 initial states. Whoever
// starts such work therefore says what it may cost, and every loop that a spec can make long calls poll():
//
//     const limits::Scope scope({.deadline = deadline, .max_memory = megabytes(500), .interrupt = &flag});
//     const program::Program program = check::check(loaded, settings);  // may throw limits::Exhausted
//     const lower::Lowered lowered = lower::lower(program);
//
// A scope is one of the thread that works, and ends with the block: as with the cancellation points of threads
// (pthread_testcancel), nothing has to be handed through the hundreds of functions in between. The deadline is a point
// in time and the memory is that of the process: everything that happens in one scope shares them.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <limits>

namespace revoke_mc::limits {

using Clock = std::chrono::steady_clock;

inline constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();

enum class Reason : std::uint8_t { memory, states, time, interrupt };

/// A limit was reached; what was going on is given up.
class Exhausted : public std::exception {
public:
    explicit Exhausted(Reason reason) : reason_(reason) {}
    [[nodiscard]] Reason reason() const { return reason_; }
    [[nodiscard]] const char* what() const noexcept override;

private:
    Reason reason_;
};

struct Allowance {
    Clock::time_point deadline = Clock::time_point::max();
    std::uint64_t max_memory = unlimited;          ///< bytes that the process may grow by, see free_of_charge
    std::uint64_t max_states = unlimited;          ///< of initial states
    const std::atomic<bool>* interrupt = nullptr;  ///< becomes true: stop soon
    std::function<void()> look = {};               ///< called every few milliseconds of work; inner scopes inherit it
};

/// This many bytes are not counted: every small spec needs some, as does the program itself.
inline constexpr std::uint64_t free_of_charge = std::uint64_t{16} << 20U;

/// While it lives, work of this thread is limited; within another scope, by this one alone.
class Scope {
public:
    explicit Scope(const Allowance& allowance);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

    [[nodiscard]] const Allowance& allowance() const { return allowance_; }
    /// Bytes that count, now: what the process has grown by since the scope began, beyond what is free.
    [[nodiscard]] std::uint64_t used_memory() const;
    void poll();

private:
    Allowance allowance_;
    std::uint64_t memory_at_start_;
    Clock::time_point next_look_;  ///< at the memory
    Scope* outer_;
};

/// Throws Exhausted if the scope of this thread, if any, says so. A few dozen nanoseconds.
void poll();

/// Before allocating `bytes` at once: throws Exhausted if less than that is left.
void claim(std::uint64_t bytes);

/// Before making that many initial states: the same.
void claim_states(std::uint64_t states);

/// What is left for a search that follows; everything if there is no scope.
[[nodiscard]] Clock::duration time_left();
[[nodiscard]] std::uint64_t memory_left();

/// The time at which `timeout` from now is over; never if that is too far away to be expressed.
[[nodiscard]] Clock::time_point deadline_after(std::chrono::nanoseconds timeout);

}  // namespace revoke_mc::limits
