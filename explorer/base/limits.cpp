// Whoever polls looks at the clock and at the memory of the process now and then.
#include "explorer/base/limits.hpp"

#include <algorithm>
#include <fstream>
#include <unistd.h>

namespace revoke_mc::limits {

namespace {

/// Asking the kernel for the memory takes as long as a hundred looks at the clock.
constexpr std::chrono::milliseconds between_looks{5};

thread_local Scope* current = nullptr;

/// What the process has in memory; 0 where nobody says.
std::uint64_t resident_bytes() {
    std::ifstream file("/proc/self/statm");
    std::uint64_t total = 0, resident = 0;
    file >> total >> resident;
    return file ? resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)) : 0;
}

std::uint64_t rest(std::uint64_t of, std::uint64_t part) { return of - std::min(of, part); }

}  // namespace

const char* Exhausted::what() const noexcept {
    switch (reason_) {
    case Reason::memory: return "the memory limit was reached before the search began";
    case Reason::states: return "there are more initial states than the limit allows";
    case Reason::time: return "the time limit was reached before the search began";
    case Reason::interrupt: return "interrupted before the search began";
    }
    return "";
}

Scope::Scope(const Allowance& allowance) : allowance_(allowance), memory_at_start_(resident_bytes()), outer_(current) {
    if (!allowance_.look && outer_ != nullptr) allowance_.look = outer_->allowance_.look;
    current = this;
}

Scope::~Scope() { current = outer_; }

std::uint64_t Scope::used_memory() const { return rest(resident_bytes(), memory_at_start_ + free_of_charge); }

void Scope::poll() {
    if (allowance_.interrupt && allowance_.interrupt->load(std::memory_order_relaxed))
        throw Exhausted(Reason::interrupt);
    const Clock::time_point now = Clock::now();
    if (now >= allowance_.deadline) throw Exhausted(Reason::time);
    if (now < next_look_) return;
    next_look_ = now + between_looks;
    if (allowance_.max_memory != unlimited && used_memory() > allowance_.max_memory) throw Exhausted(Reason::memory);
    if (allowance_.look) allowance_.look();
}

void poll() {
    if (current != nullptr) current->poll();
}

void claim(std::uint64_t bytes) {
    if (bytes > free_of_charge && bytes > memory_left()) throw Exhausted(Reason::memory);
}

void claim_states(std::uint64_t states) {
    if (current != nullptr && states > current->allowance().max_states) throw Exhausted(Reason::states);
}

Clock::duration time_left() {
    if (current == nullptr || current->allowance().deadline == Clock::time_point::max()) return Clock::duration::max();
    return std::max(current->allowance().deadline - Clock::now(), Clock::duration::zero());
}

std::uint64_t memory_left() {
    if (current == nullptr || current->allowance().max_memory == unlimited) return unlimited;
    return rest(current->allowance().max_memory, current->used_memory());
}

Clock::time_point deadline_after(std::chrono::nanoseconds timeout) {
    const Clock::time_point now = Clock::now();
    return timeout > Clock::time_point::max() - now ? Clock::time_point::max() : now + timeout;
}

}  // namespace revoke_mc::limits
