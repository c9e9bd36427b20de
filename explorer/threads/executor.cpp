// Construction of the arena; what is generic is in the header.
#include "explorer/threads/executor.hpp"

#include <stdexcept>

#include "explorer/threads/startable.hpp"

namespace revoke_mc::explorer::internal {

namespace {

constexpr unsigned most_threads = 4096;

unsigned checked(unsigned threads) {
    if (threads == 0) throw std::invalid_argument("explorer: threads must be at least 1");
    if (threads > most_threads) throw std::invalid_argument("explorer: too many threads");
    return threads;
}

}  // namespace

Executor::Executor(unsigned threads)
    : threads_(startable_threads(checked(threads))), allowance_(tbb::global_control::max_allowed_parallelism, threads_),
      arena_(static_cast<int>(threads_)) {}

}  // namespace revoke_mc::explorer::internal
