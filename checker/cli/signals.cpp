// The handler does the one thing that is safe in a handler: it stores to a lock-free atomic, and it puts the default
// actions back, and a signal that comes while we are finishing ends the program at once.
#include "checker/cli/signals.hpp"

#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <functional>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace revoke_mc::cli {
namespace {

std::atomic<bool> interrupted_flag{false};
static_assert(std::atomic<bool>::is_always_lock_free);

extern "C" void note_signal(int signal) {
    interrupted_flag.store(true, std::memory_order_relaxed);
    for (const int one : {SIGINT, SIGTERM, SIGHUP}) {
        struct sigaction now {};
        if (sigaction(one, nullptr, &now) == 0 && now.sa_handler == note_signal) std::signal(one, SIG_DFL);
    }
    (void)signal;
}

/// Unless it is ignored. Returns what it was.
struct sigaction handle(int signal) {
    struct sigaction before {};
    sigaction(signal, nullptr, &before);
    if (before.sa_handler == SIG_IGN) return before;
    struct sigaction action {};
    action.sa_handler = note_signal;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(signal, &action, nullptr);
    return before;
}

bool has_a_reader(int file) {
    struct stat status {};
    return ::fstat(file, &status) == 0 && (S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode));
}

/// Until the reader is gone or `end` is signalled.
void watch(int end, std::atomic<bool>& flag) {
    std::array<pollfd, 2> files{pollfd{STDOUT_FILENO, 0, 0}, pollfd{end, POLLIN, 0}};
    while (::poll(files.data(), files.size(), -1) < 0)
        if (errno != EINTR) return;
    if (files[1].revents == 0 && (files[0].revents & (POLLERR | POLLHUP)) != 0)
        flag.store(true, std::memory_order_relaxed);
}

}  // namespace

ClosedPipeWatch::ClosedPipeWatch(std::atomic<bool>& flag) {
    if (!has_a_reader(STDOUT_FILENO)) return;
    end_ = ::eventfd(0, EFD_CLOEXEC);
    if (end_ < 0) return;
    try {
        watcher_ = std::thread(watch, end_, std::ref(flag));
    } catch (const std::system_error&) {  // no more threads: then it is noticed when something is written
    }
}

ClosedPipeWatch::~ClosedPipeWatch() {
    if (watcher_.joinable()) {
        const std::uint64_t one = 1;
        while (::write(end_, &one, sizeof(one)) < 0 && errno == EINTR) {}
        watcher_.join();
    }
    if (end_ >= 0) ::close(end_);
}

InterruptScope::InterruptScope(bool needs_reader) {
    interrupted_flag.store(false);
    if (needs_reader) watch_.emplace(interrupted_flag);
    for (std::size_t i = 0; i < signals.size(); ++i) before_[i] = handle(signals[i]);
}

InterruptScope::~InterruptScope() {
    for (std::size_t i = 0; i < signals.size(); ++i) sigaction(signals[i], &before_[i], nullptr);
}

const std::atomic<bool>& InterruptScope::flag() const { return interrupted_flag; }

void prefer_errors_to_signals() {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
}

void keep_standard_files() {
    for (const int file : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(file, F_GETFD) >= 0) continue;
        const int opened = ::open("/dev/null", file == STDIN_FILENO ? O_WRONLY : O_RDONLY);
        if (opened >= 0 && opened != file) ::close(opened);
    }
}

}  // namespace revoke_mc::cli
