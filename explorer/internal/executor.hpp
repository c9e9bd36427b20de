// Runs one function on N workers at once, on a oneTBB arena, again and again.
//
// Worker number i always gets the same number, so that its buffers and counters are simply an
// element of a vector. Workers share their work through an atomic cursor: when fewer than N
// threads turn up, those that do take it all, and nothing waits for the others.
//
// Hand-over: what the caller wrote before run() is visible to each worker, and what a worker wrote
// is visible to the caller after run(). oneTBB promises that; the two counters below say it once
// more in our own code (release before, acquire after), where ThreadSanitizer can see it.
#pragma once

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <atomic>
#include <cstdint>

namespace revoke::explorer::internal {

class Executor {
public:
    /// Throws std::invalid_argument if threads is 0 (or absurd).
    explicit Executor(unsigned threads);

    [[nodiscard]] unsigned threads() const { return threads_; }

    /// Calls work(i) once for each i < threads() and returns when all are done.
    template <class Work>
    void run(const Work& work) {
        started_.fetch_add(1, std::memory_order_release);
        if (threads_ == 1) {
            work(0U);
            return;
        }
        arena_.execute([&] {
            tbb::parallel_for(0U, threads_, [&](unsigned number) { enter(work, number); },
                              tbb::simple_partitioner{});
        });
        (void)finished_.load(std::memory_order_acquire);
    }

    /// Calls work(0) only: for work that is not worth waking anybody up.
    template <class Work>
    void run_alone(const Work& work) {
        work(0U);
    }

private:
    template <class Work>
    void enter(const Work& work, unsigned number) {
        (void)started_.load(std::memory_order_acquire);
        work(number);
        finished_.fetch_add(1, std::memory_order_release);
    }

    unsigned threads_;
    tbb::global_control allowance_;  // oneTBB would not start more threads than cores
    tbb::task_arena arena_;
    std::atomic<std::uint64_t> started_{0};
    std::atomic<std::uint64_t> finished_{0};
};

}  // namespace revoke::explorer::internal
