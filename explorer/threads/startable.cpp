// Asks the system by starting threads.
#include "explorer/threads/startable.hpp"

#include <latch>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace revoke_mc::explorer {

namespace {

/// Starts them all, and lets them end when none is left to be started.
unsigned start(unsigned wanted) {
    std::latch all(1);
    std::vector<std::thread> threads;
    try {
        threads.reserve(wanted);
        while (threads.size() + 1 < wanted) threads.emplace_back([&] { all.wait(); });
    } catch (const std::exception&) {  // std::system_error, or no memory to remember them
    }
    all.count_down();
    for (std::thread& thread : threads) thread.join();
    return static_cast<unsigned>(threads.size()) + 1;
}

}  // namespace

unsigned startable_threads(unsigned wanted) {
    static std::mutex mutex;
    static unsigned known = 1;
    if (wanted <= 1) return wanted;
    const std::lock_guard lock(mutex);
    if (known < wanted) known = start(wanted);
    return known < wanted ? known : wanted;
}

}  // namespace revoke_mc::explorer
