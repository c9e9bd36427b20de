// Runs one function on N workers at once, on a oneTBB arena, again and again.
//
// Worker number i keeps its number: its buffers and counters are simply an element of a vector. Workers share their
// work through an atomic cursor: when fewer than N threads turn up, those that do take it all, and nothing waits for
// the others.
//
// Hand-over: what the caller wrote before run() is visible to each worker, and what a worker wrote
// is visible to the caller after run(); oneTBB promises that. ThreadSanitizer cannot see it, since
// libtbb is not instrumented, and would report every hand-over as a race. Under it the workers are
// therefore plain threads.
#pragma once

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#if defined(__SANITIZE_THREAD__)
#define REVOKE_THREAD_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define REVOKE_THREAD_SANITIZER 1
#endif
#endif

#ifdef REVOKE_THREAD_SANITIZER
#include <future>
#include <vector>
#endif

namespace revoke_mc::explorer::internal {

class Executor {
public:
    /// Throws std::invalid_argument if threads is 0 (or absurd). Fewer if the system does not let us have that many.
    explicit Executor(unsigned threads);

    [[nodiscard]] unsigned threads() const { return threads_; }

    /// Calls work(i) once for each i < threads() and returns when all are done. What a worker
    /// throws is thrown here.
    template <class Work>
    void run(const Work& work) {
        if (threads_ == 1) {
            work(0U);
        } else {
            run_all(work);
        }
    }

    /// Calls work(0) only: for work that is not worth waking anybody up.
    template <class Work>
    void run_alone(const Work& work) {
        work(0U);
    }

private:
#ifdef REVOKE_THREAD_SANITIZER
    template <class Work>
    void run_all(const Work& work) {
        std::vector<std::future<void>> workers;
        for (unsigned number = 0; number < threads_; ++number) {
            workers.push_back(std::async(std::launch::async, [&work, number] { work(number); }));
        }
        for (auto& worker : workers) worker.wait();
        for (auto& worker : workers) worker.get();
    }
#else
    template <class Work>
    void run_all(const Work& work) {
        arena_.execute([&] {
            tbb::parallel_for(
                0U, threads_, [&](unsigned number) { work(number); }, tbb::simple_partitioner{});
        });
    }
#endif

    unsigned threads_;
    tbb::global_control allowance_;  // oneTBB would not start more threads than cores
    tbb::task_arena arena_;
};

}  // namespace revoke_mc::explorer::internal
