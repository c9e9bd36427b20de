// What matters in a state: small specs where it is known, every spec against its own slice, and slices that are wrong.
//
// That verdicts stay is tested on every spec (tests/agreement/reductions.cpp) and on random ones
// (tests/random/reductions.cpp), with the whole search.
#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include <catch2/catch.hpp>

#include "explorer/reduce/search_system.hpp"
#include "explorer/reduce/slice_check.hpp"
#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/lower/lower.hpp"
#include "tests/support/all_specs.hpp"

using namespace revoke_mc;

namespace {

static_assert(system::TransitionSystem<reduce::SearchSystem<native::NativeSystem<2>>>);

program::Program compile(const std::string& text) { return check::check(syntax::load_text("test.rvk", text), {}); }

enum class Matters { never, sometimes, always };

/// When does the variable of that name matter? `always`: wherever the threads stand.
Matters matters(const std::string& text, const std::string& name) {
    const program::Program program = compile(text);
    const lower::Lowered lowered = lower::lower(program);
    const auto cell = std::find_if(program.cells.begin(), program.cells.end(),
                                   [&](const program::Cell& other) { return other.name == name; });
    REQUIRE(cell != program.cells.end());
    const system::Field& field = lowered.layout().fields[lower::SlotId{cell - program.cells.begin()}];
    REQUIRE(field.width != 0);
    const std::uint64_t mask = field.mask() << field.shift;
    const reduce::Liveness live = reduce::live_bits(lowered.model());
    if ((live.always[field.word] & mask) != 0) return Matters::always;
    bool some = false;
    for (const auto& thread : live.at) {
        bool all = true;
        for (const reduce::Bits& here : thread) {
            some = some || (here[field.word] & mask) != 0;
            all = all && (here[field.word] & mask) != 0;
        }
        if (all) return Matters::always;
    }
    return some ? Matters::sometimes : Matters::never;
}

struct Counts {
    std::size_t plain = 0, normal = 0;
};

/// Reachable states, and normal forms among them.
Counts count(const std::string& text) {
    using State = std::array<std::uint64_t, 4>;
    const program::Program program = compile(text);
    const lower::Lowered lowered = lower::lower(program);
    const system::PackedSystem<4> system(lowered.model());
    const reduce::Slice slice(lowered.model());
    system::PackedSystem<4>::Scratch scratch;
    std::set<State> states, normal;
    std::vector<State> open;
    const auto add = [&](const std::uint64_t* words) {
        State state;
        std::copy_n(words, state.size(), state.begin());
        if (!states.insert(state).second) return;
        open.push_back(state);
        slice.normalize(state.data());
        normal.insert(state);
    };
    const auto initial = system.initial_states();
    for (std::size_t at = 0; at < initial.size(); at += 4) add(&initial[at]);
    while (!open.empty()) {
        const State state = open.back();
        open.pop_back();
        system.successors(state.data(), scratch, [&](const system::Step& step) {
            if (step.successor != nullptr) add(step.successor);
        });
    }
    return {states.size(), normal.size()};
}

/// A value that is copied on from x, by a thread that ends; `more` may look at it.
std::string copied(const std::string& more) {
    return "spec \"copied\"; user shared { bool x; bool copy; }\n"
           "user u { thread t { either { shared.x = true; } or { shared.x = false; } shared.copy = shared.x; skip; } "
           "}\n" +
           more;
}

}  // namespace

TEST_CASE("what nothing depends on does not matter, nor what only it is computed from") {
    CHECK(matters(copied(""), "shared.copy") == Matters::never);
    CHECK(matters(copied(""), "shared.x") == Matters::never);
    const Counts counts = count(copied(""));
    CHECK(counts.normal == 4);  // the four places
    CHECK(counts.plain > counts.normal);
}

TEST_CASE("a property keeps a variable, and what it is computed from as long as that is to come") {
    const std::string text = copied("always !shared.copy as empty;");
    CHECK(matters(text, "shared.copy") == Matters::always);
    CHECK(matters(text, "shared.x") == Matters::sometimes);
    CHECK(matters(copied("always possible shared.copy as filled;"), "shared.copy") == Matters::always);
}

TEST_CASE("a test keeps a variable only until it has been taken") {
    const std::string reader = "user v { thread t { await (shared.copy); skip; } }";
    CHECK(matters(copied(reader), "shared.copy") == Matters::sometimes);
    const std::string looping = "user v { thread t { loop { rest: await (shared.copy); skip; } } }";
    CHECK(matters(copied(looping), "shared.copy") == Matters::always);
}

TEST_CASE("what is overwritten before it is read does not matter") {
    const std::string text = R"(spec "dead"; user shared { int<0..3> x; bool seen; }
        user u { thread t { loop { either { shared.x = 1; } or { shared.x = 2; }
                                   if (shared.x == 2) { shared.seen = true; } else { shared.seen = false; }
                                   rest: await (!shared.seen); } } })";
    CHECK(matters(text, "shared.x") == Matters::sometimes);
    const Counts counts = count(text);
    CHECK(counts.normal < counts.plain);
}

TEST_CASE("a range that may be left keeps a variable") {
    const std::string text = "spec \"trap\"; user shared { int<0..3> x; int<0..3> y; } user u { thread t { "
                             "shared.x = 2; shared.y = shared.x; ";
    CHECK(matters(text + "} }", "shared.x") == Matters::never);
    CHECK(matters(text + "shared.y = shared.x + 2; } }", "shared.x") == Matters::sometimes);
}

TEST_CASE("whether a step changes anything is kept: a thread that turns something over and over is not stuck") {
    const std::string text = R"(spec "turns"; user shared { bool x; }
        user u { thread t { loop { atomic { shared.x = !shared.x; } } } })";
    CHECK(matters(text, "shared.x") == Matters::always);
    CHECK(count(text).normal == count(text).plain);
}

TEST_CASE("of interchangeable instances the same matters") {
    const std::string text = R"(spec "alike"; user shared { int<0..3> n; }
        user u[3] { bool mine; bool other;
                    thread t { mine = true; other = mine; atomic { shared.n++; } if (mine) { shared.n = 0; } } })";
    for (const char* name : {"u[0].mine", "u[1].mine", "u[2].mine"}) CHECK(matters(text, name) == Matters::sometimes);
    for (const char* name : {"u[0].other", "u[1].other", "u[2].other"}) CHECK(matters(text, name) == Matters::never);
    const program::Program program = compile(text);
    const lower::Lowered lowered = lower::lower(program);
    const reduce::Slice slice(lowered.model());
    CHECK(slice.active());
    lower::dispatch(lowered, [&](const auto& system) {
        CHECK(reduce::SliceCheck(system, lowered.model(), slice, nullptr, 1).check(3000) == "");
    });
}

TEST_CASE("slices of all specs leave out nothing that matters") {
    std::size_t active = 0;
    for (const auto& path : tests::all_specs({"specs"})) {
        const program::Program program = check::check(syntax::load(path), {});
        const lower::Lowered lowered = lower::lower(program);
        const reduce::Slice slice(lowered.model());  // without leaving out what is not worth it
        const reduce::StubbornSets sets(lowered.model(), reduce::Strength::full);
        active += slice.active() ? 1 : 0;
        INFO(path.string());
        lower::dispatch(lowered, [&](const auto& system) {
            CHECK(reduce::SliceCheck(system, lowered.model(), slice, &sets, 1).check(500) == "");
        });
    }
    CHECK(active > 50);
}

TEST_CASE("a slice that leaves out too much is found out") {
    const std::string text = copied("always !shared.copy as empty; user v { thread t { await (shared.x); skip; } }");
    const program::Program program = compile(text);
    const lower::Lowered lowered = lower::lower(program);
    const system::PackedModel& model = lowered.model();
    const auto verdict = [&](const reduce::Liveness& live) {
        const reduce::Slice slice(model, live);
        return lower::dispatch(lowered, [&](const auto& system) {
            return reduce::SliceCheck(system, model, slice, nullptr, 1).check(2000);
        });
    };
    const reduce::Liveness right = reduce::live_bits(model);
    CHECK(verdict(right) == "");
    reduce::Liveness no_tests = right;  // forgets what single threads still read
    for (auto& thread : no_tests.at)
        for (reduce::Bits& bits : thread) bits.assign(model.words, 0);
    CHECK(verdict(no_tests) != "");
    reduce::Liveness no_properties = right;  // remembers positions only
    no_properties.always.assign(model.words, 0);
    for (const system::ThreadTable& thread : model.threads)
        no_properties.always[thread.position.word] |= thread.position.mask() << thread.position.shift;
    CHECK(verdict(no_properties) == "a property depends on what was left out");
}
