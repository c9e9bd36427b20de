// Limits of the work before a search: what a spec can make long gives up in time, and what it can make large
// is refused before it is made.
#include <atomic>
#include <chrono>

#include <catch2/catch.hpp>

#include "explorer/base/limits.hpp"
#include "model/semantics/lower/lower.hpp"
#include "tests/model/test_check_support.hpp"

using namespace revoke_mc;
using limits::Reason;
using tests::checked;

namespace {

template <class F>
Reason reason_of(const limits::Allowance& allowance, F&& work) {
    const limits::Scope scope(allowance);
    try {
        work();
    } catch (const limits::Exhausted& exhausted) {
        return exhausted.reason();
    }
    FAIL("it was not given up");
    return Reason::interrupt;
}

limits::Allowance soon() { return {.deadline = limits::deadline_after(std::chrono::milliseconds{50})}; }

constexpr std::uint64_t megabytes = std::uint64_t{1} << 20U;

std::string in_thread(const std::string& code, const std::string& rest = "") {
    return "spec \"long\"; user u { bool x, y; int<0..3> n; thread t { " + code + " } } " + rest;
}

std::string repeat(const std::string& text, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) out += text;
    return out;
}

}  // namespace

TEST_CASE("limits: a deadline, an interrupt, memory, states") {
    std::atomic<bool> interrupted{true};
    CHECK(reason_of({.deadline = limits::deadline_after(std::chrono::nanoseconds{0})}, limits::poll) == Reason::time);
    CHECK(reason_of({.interrupt = &interrupted}, limits::poll) == Reason::interrupt);
    CHECK(reason_of({.max_memory = megabytes}, [] { limits::claim(100 * megabytes); }) == Reason::memory);
    CHECK(reason_of({.max_states = 10}, [] { limits::claim_states(11); }) == Reason::states);
    std::vector<char> held;
    CHECK(reason_of({.max_memory = 10 * megabytes}, [&] {
              held.assign(64 * megabytes, 'x');
              limits::poll();
          }) == Reason::memory);
}

TEST_CASE("limits: without a scope, or within them, nothing is given up") {
    limits::poll();
    limits::claim(limits::unlimited);
    limits::claim_states(limits::unlimited);
    CHECK(limits::memory_left() == limits::unlimited);
    CHECK(limits::time_left() == limits::Clock::duration::max());
    const limits::Scope scope({.deadline = limits::deadline_after(std::chrono::hours{1}), .max_memory = megabytes});
    limits::poll();
    limits::claim(1000);
    CHECK(limits::time_left() <= std::chrono::hours{1});
    CHECK(limits::memory_left() == megabytes);
    CHECK(limits::deadline_after(std::chrono::nanoseconds::max()) == limits::Clock::time_point::max());
}

TEST_CASE("limits: the inner scope counts, and the outer one again after it") {
    const limits::Scope outer({.max_memory = 5 * megabytes});
    {
        const limits::Scope inner({.max_memory = 3 * megabytes});
        CHECK(limits::memory_left() == 3 * megabytes);
    }
    CHECK(limits::memory_left() == 5 * megabytes);
}

TEST_CASE("limits: what a spec can make long is given up in time") {
    const std::string two_ways = "either { x = true; } or { x = false; } ";
    for (const std::string& text : {in_thread("atomic { " + repeat(two_ways, 40) + "}"),
                                    in_thread("int<0..2000000000> k = any (0..2000000000); x = k == 3;"),
                                    in_thread("atomic { each (int i in 0..1000000000) { if (n == 2) x = true; } }"),
                                    in_thread("skip;", "always forall (int i in 0..2147483646) (u.n < 3 || u.x) as a;"),
                                    in_thread("await (exists (int i in 0..2147483646) (n == 2 && y));")}) {
        INFO(text.substr(0, 120));
        const auto program = checked(text);
        const auto begin = limits::Clock::now();
        CHECK(reason_of(soon(), [&] { (void)lower::lower(program); }) == Reason::time);
        CHECK(limits::Clock::now() - begin < std::chrono::seconds{20});
    }
}

TEST_CASE("limits: more initial states than there is memory for, or than are wanted") {
    std::string many = "spec \"many\"; user u { ";
    for (int i = 0; i < 40; ++i) many += "bool b" + std::to_string(i) + " = any; ";
    const auto program = checked(many + "thread t { b0 = b1; } }");
    CHECK(reason_of({.max_memory = 200 * megabytes}, [&] { (void)lower::lower(program); }) == Reason::memory);
    CHECK(reason_of({.max_states = 1000}, [&] { (void)lower::lower(program); }) == Reason::states);
}
