// Small specs with what is violated in them, for the interpreter and the search alike.
#pragma once

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/model/test_interpret.hpp"
#include "tests/support/agreement.hpp"

namespace revoke_mc::tests {

struct Case {
    std::string spec, violated;
};

/// The interpreter finds just that, and the search agrees with it on everything.
inline void check_all(const std::vector<Case>& cases) {
    for (const Case& example : cases) {
        INFO(example.spec);
        const Explored spec(example.spec);
        CHECK(spec.violated() == example.violated);
        CHECK(compare_engines(spec.program(), 100000).difference == "");
    }
}

}  // namespace revoke_mc::tests
