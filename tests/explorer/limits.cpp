// Every limit ends the search cleanly, with `incomplete` and without any `holds`.
#include <atomic>
#include <chrono>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "explorer/explorer.hpp"
#include "tests/explorer/compare.hpp"
#include "tests/explorer/toy_systems.hpp"

using namespace toy;
using namespace std::chrono_literals;
using revoke_mc::explorer::explore;
using revoke_mc::explorer::Options;
using revoke_mc::explorer::Phase;
using revoke_mc::explorer::Progress;
using revoke_mc::explorer::Reason;
using revoke_mc::explorer::Result;
using revoke_mc::explorer::Status;
using revoke_mc::explorer::Verdict;

namespace {

/// A system whose graph has 2^40 states; counter 0 above 2 breaks property 0.
struct Endless : Counters<4> {
    Endless() {
        top = 1 << 10;
        kinds = {PropertyKind::state, PropertyKind::state, PropertyKind::deadlock, PropertyKind::stuck,
                 PropertyKind::possibility};
    }
    template <class F>
    void broken_in(const std::uint64_t* state, Scratch&, const F& f) const {
        if (state[0] > 2) f(PropertyId{0});
    }
};

void require_incomplete(const Result& result, Reason reason) {
    CHECK(result.status == Status::incomplete);
    CHECK(to_string(result.reason) == to_string(reason));
    CHECK(result.properties[0].verdict == Verdict::violated);
    REQUIRE(result.properties[0].trace);
    CHECK(result.properties[0].trace->steps.size() == 3);
    for (std::size_t i = 1; i < result.properties.size(); ++i) {
        CHECK(result.properties[i].verdict == Verdict::unknown);
    }
}

}  // namespace

TEST_CASE("a limit on states is exact") {
    Options options;
    options.threads = GENERATE(1U, 2U, 7U);
    options.max_states = GENERATE(200U, 5000U, 300000U);
    const Result result = explore(Endless{}, options);
    require_incomplete(result, Reason::states);
    CHECK(result.states == options.max_states);
}

TEST_CASE("a limit on states that is just enough is no limit") {
    Counters<3> system;
    system.top = 19;
    Options options;
    options.threads = GENERATE(1U, 2U, 7U);
    options.max_states = 8000;
    CHECK(explore(system, options).status == Status::complete);
    options.max_states = 7999;
    CHECK(explore(system, options).status == Status::incomplete);
}

TEST_CASE("a limit on memory is kept") {
    Options options;
    options.threads = GENERATE(1U, 2U, 7U);
    options.max_memory = GENERATE(2U << 20, 10U << 20, 60U << 20);
    const Result result = explore(Endless{}, options);
    require_incomplete(result, Reason::memory);
    CHECK(result.bytes <= options.max_memory + (options.max_memory >> 4));
    CHECK(result.bytes > options.max_memory / 4);
}

TEST_CASE("no memory at all") {
    Options options;
    options.max_memory = 100;
    const Result result = explore(Endless{}, options);
    CHECK(result.status == Status::incomplete);
    CHECK(result.reason == Reason::memory);
    CHECK(result.states == 0);
}

namespace {

/// No state reaches the goal: all of them are left over.
struct Hopeless : Counters<2> {
    [[nodiscard]] bool goal(PropertyId, const std::uint64_t*, Scratch&) const { return false; }
};

}  // namespace

TEST_CASE("memory that is enough for the search but not for the possibility pass") {
    Hopeless system;
    system.top = 400;
    system.kinds = {PropertyKind::deadlock, PropertyKind::possibility};
    Options options;
    const std::uint64_t all = explore(system, options).bytes;
    options.max_memory = all - 1000;
    const Result result = explore(system, options);
    CHECK(result.status == Status::incomplete);
    CHECK(result.reason == Reason::memory);
    CHECK(result.states == 401 * 401);
    CHECK(result.properties[0].verdict == Verdict::unknown);
    CHECK(result.properties[1].verdict == Verdict::unknown);
}

TEST_CASE("a timeout") {
    Options options;
    options.threads = GENERATE(1U, 2U, 7U);
    options.timeout = 150ms;
    const Result result = explore(Endless{}, options);
    require_incomplete(result, Reason::time);
    CHECK(result.seconds < 5);
}

TEST_CASE("an interrupt") {
    std::atomic<bool> interrupt{false};
    Options options;
    options.threads = GENERATE(1U, 2U);
    options.interrupt = &interrupt;
    options.progress = [&](const Progress&) { interrupt = true; };  // while it is under way
    const Result result = explore(Endless{}, options);
    require_incomplete(result, Reason::interrupt);
}

TEST_CASE("a trace that takes too long is absent") {
    Options options;
    options.timeout = 100ms;
    options.trace_grace = 0s;
    const Result result = explore(Endless{}, options);
    CHECK(result.reason == Reason::time);
    CHECK(result.properties[0].verdict == Verdict::violated);
    CHECK_FALSE(result.properties[0].trace);
}

TEST_CASE("zero threads are the caller's mistake") {
    Options options;
    options.threads = 0;
    CHECK_THROWS_AS(explore(Endless{}, options), std::invalid_argument);
}

TEST_CASE("progress is reported and grows") {
    Options options;
    options.threads = 2;
    options.timeout = 600ms;
    std::uint64_t calls = 0, states = 0;
    options.progress = [&](const Progress& progress) {
        ++calls;
        CHECK(progress.states >= states);
        CHECK(progress.phase != Phase::possibility);
        CHECK(progress.bytes > 0);
        states = progress.states;
    };
    (void)explore(Endless{}, options);
    CHECK(calls >= 2);
    CHECK(calls <= 10);
}

namespace {

/// Runs out of memory inside the system, or fails.
struct Failing : Endless {
    bool memory = true;
    template <class Sink>
    void successors(const std::uint64_t* state, Scratch& scratch, const Sink& sink) const {
        if (state[0] + state[1] > 20) {
            if (memory) throw std::bad_alloc();
            throw std::runtime_error("from the system");
        }
        Endless::successors(state, scratch, sink);
    }
};

}  // namespace

TEST_CASE("bad_alloc is a limit, other exceptions pass through") {
    Failing system;
    Options options;
    options.threads = GENERATE(1U, 3U);
    require_incomplete(explore(system, options), Reason::memory);
    system.memory = false;
    CHECK_THROWS_AS(explore(system, options), std::runtime_error);
}
