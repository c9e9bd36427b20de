// The handler does what is safe in a handler: it reads the clock and stores to lock-free atomics. One that comes later
// than the first puts the default action back and ends the program. Those that come at once are the same request:
// timeout(1) signals the process and then its group, and a terminal's Ctrl-C reaches wrappers that pass it on.
#include "checker/cli/signals.hpp"

#include <cerrno>
#include <cstdint>
#include <ctime>
#include <fcntl.h>
#include <functional>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace revoke_mc::cli {
namespace {

constexpr std::int64_t one_request = 500;  ///< milliseconds

std::atomic<bool> interrupted_flag{false};
std::atomic<std::int64_t> first_signal{0};  ///< when it came, in milliseconds
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<std::int64_t>::is_always_lock_free);

std::int64_t milliseconds() {
    struct timespec now {};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<std::int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

extern "C" void note_signal(int signal) {
    const int error = errno;
    const std::int64_t now = milliseconds();
    std::int64_t first = 0;
    if (!first_signal.compare_exchange_strong(first, now) && now - first > one_request) {
        std::signal(signal, SIG_DFL);
        std::raise(signal);  // delivered when the handler returns
    }
    interrupted_flag.store(true, std::memory_order_relaxed);
    errno = error;
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
    first_signal.store(0);
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
