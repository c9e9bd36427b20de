// Comparing results in tests: everything but bytes and seconds.
#pragma once

#include <cstdlib>
#include <string>

#include <catch2/catch.hpp>

#include "explorer/explorer.hpp"
#include "tests/explorer/oracle.hpp"

namespace toy {

inline void require_same(const exp::Result& a, const exp::Result& b) {
    REQUIRE(to_string(a.status) == to_string(b.status));
    REQUIRE(to_string(a.reason) == to_string(b.reason));
    REQUIRE(a.states == b.states);
    REQUIRE(a.transitions == b.transitions);
    REQUIRE(a.depth == b.depth);
    REQUIRE(a.properties.size() == b.properties.size());
    for (std::size_t i = 0; i < a.properties.size(); ++i) {
        CAPTURE(i);
        REQUIRE(to_string(a.properties[i].verdict) == to_string(b.properties[i].verdict));
        REQUIRE(a.properties[i].level == b.properties[i].level);
        REQUIRE(a.properties[i].thread == b.properties[i].thread);
        REQUIRE(a.properties[i].trace == b.properties[i].trace);
    }
}

template <class S>
exp::Result explore_with(const S& system, unsigned threads, bool first = false) {
    exp::Options options;
    options.threads = threads;
    options.first = first;
    return exp::explore(system, options);
}

/// One, two and seven threads against the oracle.
template <class S>
void require_like_oracle(const S& system, bool first = false) {
    const exp::Result expected = oracle(system, first);
    for (const unsigned threads : {1U, 2U, 7U}) {
        CAPTURE(threads);
        require_same(explore_with(system, threads, first), expected);
    }
}

/// Seeds of random tests begin here; set REVOKE_SEED to try others.
inline std::uint64_t first_seed() {
    const char* text = std::getenv("REVOKE_SEED");
    return text == nullptr ? 1 : std::stoull(text);
}

}  // namespace toy
