// Clock arithmetic of the limits. All times are steady_clock ticks.
#include "explorer/search/limits.hpp"

namespace revoke_mc::explorer::internal {

namespace {

using Clock = Limits::Clock;

constexpr auto report_interval = std::chrono::milliseconds{100};

Clock::rep ticks(Clock::time_point time) { return time.time_since_epoch().count(); }

}  // namespace

Limits::Limits(const Options& options)
    : options_(options), start_(Clock::now()), next_report_(ticks(start_ + report_interval)) {}

void Limits::raise(Reason reason) {
    Reason none = Reason::none;
    reason_.compare_exchange_strong(none, reason, std::memory_order_relaxed);
}

bool Limits::timed_out(Clock::time_point now) const { return now - start_ >= options_.timeout; }

bool Limits::interrupted() const {
    return options_.interrupt != nullptr && options_.interrupt->load(std::memory_order_relaxed);
}

bool Limits::poll() {
    if (interrupted()) raise(Reason::interrupt);
    if (timed_out(Clock::now())) raise(Reason::time);
    return stopping();
}

bool Limits::grace_over() {
    const Clock::time_point now = Clock::now();
    if (!interrupted() && !timed_out(now)) return false;
    Clock::rep end = 0;
    const Clock::rep mine = ticks(now + options_.trace_grace);
    if (grace_end_.compare_exchange_strong(end, mine, std::memory_order_relaxed)) end = mine;
    return ticks(now) >= end;
}

double Limits::seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

bool Limits::report_due() {
    const Clock::time_point now = Clock::now();
    Clock::rep due = next_report_.load(std::memory_order_relaxed);
    if (ticks(now) < due) return false;
    return next_report_.compare_exchange_strong(due, ticks(now + report_interval), std::memory_order_relaxed);
}

}  // namespace revoke_mc::explorer::internal
