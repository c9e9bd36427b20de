// What ends a search cleanly: Ctrl-C, SIGTERM, a terminal that hangs up, a reader who closes standard output. A second
// signal, half a second later or more, kills.
#pragma once

#include <array>
#include <atomic>
#include <csignal>
#include <optional>
#include <thread>

namespace revoke_mc::cli {

/// Notices that whoever reads standard output (`| head`) has closed it, even while nothing is written. For pipes and
/// sockets; nothing happens for all else.
class ClosedPipeWatch {
public:
    explicit ClosedPipeWatch(std::atomic<bool>& flag);
    ~ClosedPipeWatch();
    ClosedPipeWatch(const ClosedPipeWatch&) = delete;
    ClosedPipeWatch& operator=(const ClosedPipeWatch&) = delete;

private:
    int end_ = -1;  ///< an event that ends the watching
    std::thread watcher_;
};

/// While it lives, the first SIGINT, SIGTERM or SIGHUP, or the end of the reader of standard output, only sets the
/// flag, and a signal half a second later or more acts as usual. A signal that was ignored (nohup, a shell's background
/// job) stays ignored.
class InterruptScope {
public:
    /// `needs_reader`: what is found goes to standard output, and its reader matters.
    explicit InterruptScope(bool needs_reader = true);
    ~InterruptScope();
    InterruptScope(const InterruptScope&) = delete;
    InterruptScope& operator=(const InterruptScope&) = delete;

    [[nodiscard]] const std::atomic<bool>& flag() const;
    [[nodiscard]] bool interrupted() const { return flag().load(std::memory_order_relaxed); }

private:
    static constexpr std::array signals{SIGINT, SIGTERM, SIGHUP};
    std::array<struct sigaction, signals.size()> before_{};
    std::optional<ClosedPipeWatch> watch_;
};

/// Writing to a pipe that nobody reads, or beyond the limit of a file's size (ulimit -f), is an error like others from
/// now on, not the end of the process.
void prefer_errors_to_signals();

/// Where standard input, output or error is closed, nothing that is opened later gets its number: output would go
/// there. Reading and writing them stays an error.
void keep_standard_files();

}  // namespace revoke_mc::cli
