// Steps that cannot go on for ever, on every spec and on small ones where it is known which they are.
#include <algorithm>

#include <catch2/catch.hpp>

#include "explorer/reduce/advance.hpp"
#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/lower/lower.hpp"
#include "tests/support/advance.hpp"
#include "tests/support/all_specs.hpp"

using namespace revoke_mc;

namespace {

std::vector<bool> advancing(const std::string& text) {
    const lower::Lowered lowered =
        lower::lower(check::check(syntax::load_text("test.rvk", "spec \"test\"; " + text), {}));
    const reduce::Summary summary(lowered.model());
    const reduce::AdvancingSteps steps(summary, reduce::Facts(summary));
    std::vector<bool> out;
    for (const system::TransitionId id : lowered.model().transitions.ids()) out.push_back(steps.contains(id));
    return out;
}

}  // namespace

TEST_CASE("what comes to an end anyway advances, all of it") {
    CHECK(advancing("user u { bool a; bool b; thread t { a = true; b = true; } }") == std::vector<bool>{true, true});
}

TEST_CASE("a loop is cut where it begins") {
    CHECK(advancing("user u { int<0..2> x; thread t { loop { x = 1; x = 2; x = 0; } } }") ==
          std::vector<bool>{false, true, true});
}

TEST_CASE("what uses something up advances, though its thread stays where it is") {
    // The thread is cut where its loop begins: the device cannot go on for ever.
    const auto steps = advancing(R"(user u {
        bool busy;
        thread t { loop { atomic { await (!busy); busy = true; } atomic { await (!busy); skip; } } }
        device d { loop { atomic { await (busy); busy = false; } } }
    })");
    CHECK(std::count(steps.begin(), steps.end(), true) == 2);
    CHECK_FALSE(steps.front());
}

TEST_CASE("two that undo each other's work do not both advance") {
    const auto steps = advancing(R"(user u {
        bool on;
        device d { loop { atomic { await (!on); on = true; } } }
        device e { loop { atomic { await (on); on = false; } } }
    })");
    CHECK(std::count(steps.begin(), steps.end(), true) <= 1);
}

TEST_CASE("in no spec do advancing steps make a cycle") {
    std::size_t looked_at = 0, states = 0, stalled = 0;
    for (const auto& path : tests::all_specs()) {
        const lower::Lowered lowered = lower::lower(check::check(syntax::load(path), {}));
        for (const bool representatives : {false, true}) {
            INFO(path.string() << (representatives ? ", representatives" : ""));
            const tests::Advance found = tests::check_advance(lowered.model(), representatives, 6000);
            CHECK_FALSE(found.cycle);
            states += found.states;
            stalled += found.stalled;
            ++looked_at;
        }
    }
    CAPTURE(looked_at, states, stalled);
    CHECK(looked_at >= 100);
    CHECK(stalled < states / 2);  // they are worth having
}
