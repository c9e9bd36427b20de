// One form of progress for passes of all kinds.
#include "checker/internal/reporter.hpp"

#include <algorithm>

namespace revoke_mc::checker {
namespace {

Pass pass_of(explorer::Phase phase) {
    switch (phase) {
    case explorer::Phase::search: return Pass::search;
    case explorer::Phase::possibility: return Pass::possibility;
    case explorer::Phase::progress: return Pass::progress;
    case explorer::Phase::traces: return Pass::traces;
    }
    return Pass::search;
}

}  // namespace

limits::Allowance allowance(const Limits& limits) {
    limits::Allowance out;
    out.deadline = limits.deadline;
    out.max_memory = limits.max_memory;
    out.max_states = limits.max_states;
    out.interrupt = limits.interrupt;
    return out;
}

Clock::duration time_until(Clock::time_point deadline) {
    if (deadline == Clock::time_point::max()) return Clock::duration::max();
    return std::max(deadline - Clock::now(), Clock::duration::zero());
}

void Reporter::begin(Pass pass) {
    pass_ = pass;
    began_ = Clock::now();
    next_ = began_ + between;
}

limits::Allowance Reporter::allowance(const Limits& limits) {
    limits::Allowance out = checker::allowance(limits);
    if (observer_ != nullptr) out.look = [this] { look(); };
    return out;
}

std::function<void(const explorer::Progress&)> Reporter::of_search() {
    if (observer_ == nullptr) return {};
    return [this](const explorer::Progress& now) { report(now); };
}

void Reporter::look() {
    const Clock::time_point now = Clock::now();
    if (now < next_) return;
    next_ = now + between;
    Progress progress;
    progress.pass = pass_;
    progress.seconds = std::chrono::duration<double>(now - began_).count();
    observer_->progress(progress);
}

void Reporter::report(const explorer::Progress& now) const {
    const bool for_verdict = pass_ == Pass::preparation;
    observer_->progress({.pass = for_verdict ? pass_of(now.phase) : pass_,
                         .depth = now.depth,
                         .states = now.states,
                         .transitions = now.transitions,
                         .frontier = now.frontier,
                         .bytes = now.bytes,
                         .seconds = now.seconds,
                         .expected = now.expected});
}

}  // namespace revoke_mc::checker
