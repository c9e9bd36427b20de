// The handler does the one thing that is safe in a handler: it stores to a lock-free atomic, and it puts the
// default actions back, so that a signal that comes while we are finishing ends the program at once.
#include "cli/signals.hpp"

#include <csignal>

namespace revoke_mc::cli {
namespace {

std::atomic<bool> interrupted_flag{false};
static_assert(std::atomic<bool>::is_always_lock_free);

extern "C" void note_signal(int signal) {
    interrupted_flag.store(true, std::memory_order_relaxed);
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
    (void)signal;
}

void set(int signal, void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(signal, &action, nullptr);
}

}  // namespace

InterruptGuard::InterruptGuard() {
    interrupted_flag.store(false);
    set(SIGINT, note_signal);
    set(SIGTERM, note_signal);
}

InterruptGuard::~InterruptGuard() {
    set(SIGINT, SIG_DFL);
    set(SIGTERM, SIG_DFL);
}

const std::atomic<bool>& InterruptGuard::flag() const { return interrupted_flag; }

}  // namespace revoke_mc::cli
