// When to stop, and when to report progress.
//
// Workers ask stopping() often (one relaxed load) and call poll() once per chunk of work, which
// looks at the clock and at the interrupt flag. The first reason raised is the one reported.
// Rebuilding a trace goes on for a grace period after a timeout or an interrupt, because a
// violation without its trace helps nobody.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>

#include "explorer/contract/options.hpp"
#include "explorer/contract/result.hpp"

namespace revoke_mc::explorer::internal {

class Limits {
public:
    using Clock = std::chrono::steady_clock;

    explicit Limits(const Options& options);
    Limits(const Limits&) = delete;
    Limits& operator=(const Limits&) = delete;

    /// Someone raised a reason to stop. Relaxed: it is advice, the results are handed over by the
    /// executor.
    [[nodiscard]] bool stopping() const { return reason_.load(std::memory_order_relaxed) != Reason::none; }
    [[nodiscard]] Reason reason() const { return reason_.load(std::memory_order_relaxed); }
    void raise(Reason reason);
    /// All ranks stop for this reason.
    void agree(Reason reason) { reason_.store(reason, std::memory_order_relaxed); }

    /// Looks at clock and interrupt, raises, returns stopping().
    bool poll();

    /// For the trace pass: true once the grace period after a timeout or interrupt is over.
    [[nodiscard]] bool grace_over();

    [[nodiscard]] double seconds() const;

    /// Calls the progress callback if it is due; `fill` completes the Progress.
    template <class Fill>
    void report(const Fill& fill) {
        if (!options_.progress || !report_due()) return;
        const std::unique_lock lock(reporting_, std::try_to_lock);
        if (!lock.owns_lock()) return;
        Progress progress;
        progress.seconds = seconds();
        fill(progress);
        options_.progress(progress);
    }

private:
    [[nodiscard]] bool timed_out(Clock::time_point now) const;
    [[nodiscard]] bool interrupted() const;
    [[nodiscard]] bool report_due();

    const Options& options_;
    const Clock::time_point start_;
    std::atomic<Reason> reason_{Reason::none};
    std::atomic<Clock::rep> grace_end_{0};  // 0: the grace period has not begun
    std::atomic<Clock::rep> next_report_;
    std::mutex reporting_;
};

}  // namespace revoke_mc::explorer::internal
