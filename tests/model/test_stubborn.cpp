// Stubborn sets on every spec, and on small specs whose sets are known.
//
// That verdicts stay is tested by a small search (tests/support/reduced_search.hpp), on random specs too
// (tests/random/stubborn.cpp).

#include <catch2/catch.hpp>

#include "explorer/reduce/reduced_system.hpp"
#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/lower/lower.hpp"
#include "tests/support/all_specs.hpp"
#include "tests/support/reduced_search.hpp"

using namespace revoke_mc;

namespace {

static_assert(system::TransitionSystem<reduce::ReducedSystem<system::PackedSystem<2>>>);

void compare_all(reduce::Strength strength, std::size_t limit, std::size_t at_least) {
    std::size_t compared = 0, plain = 0, reduced = 0;
    for (const auto& path : tests::all_specs()) {
        const program::Program program = check::check(syntax::load(path), {});
        const tests::Reduced found = tests::compare_reduced(program, strength, limit);
        INFO(path.string() << ": " << found.plain << " states, reduced " << found.reduced << '\n' << found.difference);
        CHECK(found.difference.empty());
        CHECK(tests::check_definition(program, strength, 1, 300) == "");
        if (found.skipped) continue;
        ++compared;
        plain += found.plain;
        reduced += found.reduced;
    }
    CHECK(compared >= at_least);
    CHECK(reduced < plain - plain / 10);  // they are worth having
}

program::Program compile(const std::string& text) { return check::check(syntax::load_text("test.rvk", text), {}); }

tests::Reduced reduce_fully(const std::string& text) {
    return tests::compare_reduced(compile(text), reduce::Strength::full, 100000);
}

/// N threads, each with steps of its own.
std::string apart(int count) {
    return "spec \"apart\"; user u[" + std::to_string(count) +
           "] { bool a; bool b; bool c; thread t { a = true; b = true; c = true; } }";
}

/// Two critical sections that get in each other's way at their end.
const char* const sections = R"(
spec "sections";
user shared { lock l; int<0..3> x; }
user u[3] {
    bool ready;
    thread t {
        ready = true;
        mutex_lock(shared.l);
        shared.x = 1;
        shared.x = 2;
        shared.x = 0;
        mutex_unlock(shared.l);
    }
}
)";

}  // namespace

TEST_CASE("stubborn sets keep every verdict of every small spec") {
    compare_all(reduce::Strength::full, 6000, 50);
    compare_all(reduce::Strength::confluent, 6000, 50);
}

TEST_CASE("stubborn sets keep every verdict of every spec", "[.soak]") {
    compare_all(reduce::Strength::full, 200000, 60);
    compare_all(reduce::Strength::confluent, 200000, 60);
}

TEST_CASE("interchangeable instances have the same keys") {
    std::size_t compared = 0;
    for (const auto& path : tests::all_specs()) {
        const program::Program program = check::check(syntax::load(path), {});
        const lower::Lowered lowered = lower::lower(program);
        const system::PackedModel& model = lowered.model();
        const reduce::StubbornSets sets(model, reduce::Strength::full);
        const auto keys = [&](system::ThreadId thread) {
            std::vector<int> by_position;
            for (const system::TransitionRange& range : model.threads[thread].by_position) {
                by_position.push_back(0);
                for (auto id = range.first; id < range.last; ++id) by_position.back() += sets.may_be_key(id) ? 1 : 0;
            }
            return by_position;
        };
        INFO(path.string());
        for (const system::SymmetricGroup& group : model.symmetry.groups)
            for (const auto& threads : group.threads)
                for (std::size_t i = 0; i < threads.size(); ++i, ++compared)
                    CHECK(keys(threads[i]) == keys(group.threads.front()[i]));
    }
    CHECK(compared > 50);
}

TEST_CASE("threads that have nothing to do with each other run one after the other") {
    for (const int count : {2, 4}) {
        const tests::Reduced found = reduce_fully(apart(count));
        CHECK(found.difference.empty());
        CHECK(found.plain == (count == 2 ? 16U : 256U));
        CHECK(found.reduced == static_cast<std::size_t>(3 * count + 1));
    }
}

TEST_CASE("a critical section runs through: the lock keeps the others out") {
    const tests::Reduced found = reduce_fully(sections);
    CHECK(found.difference.empty());
    CHECK(found.reduced * 4 < found.plain * 3);
    const program::Program program = compile(sections);
    const lower::Lowered lowered = lower::lower(program);
    const reduce::StubbornSets sets(lowered.model(), reduce::Strength::full);
    const reduce::Dependence dependence(sets.summary(), sets.facts());
    for (const system::TransitionId a : lowered.model().transitions.ids())
        for (const system::TransitionId b : lowered.model().transitions.ids()) {
            const auto& x = sets.summary().steps[a];
            const auto& y = sets.summary().steps[b];
            // 0: before the lock, 1: at it, more: holding it
            const auto stage = [&](const auto& step) { return step.place - sets.summary().first_place[step.thread]; };
            const bool may_be = stage(x) == 0 || stage(y) == 0 || (stage(x) == 1 && stage(y) == 1);
            if (x.thread != y.thread) CHECK(dependence.together(a, b) == may_be);
        }
}

TEST_CASE("a step that a property notices is no key") {
    const std::string text = "spec \"seen\"; user u { bool a; thread t { a = true; a = false; } } "
                             "user v { bool b; thread t { b = true; } } ";
    const auto keys = [](const std::string& spec) {
        const program::Program program = compile(spec);
        const lower::Lowered lowered = lower::lower(program);
        const reduce::StubbornSets sets(lowered.model(), reduce::Strength::full);
        std::size_t count = 0;
        for (const system::TransitionId id : lowered.model().transitions.ids()) count += sets.may_be_key(id) ? 1U : 0U;
        return count;
    };
    CHECK(keys(text) == 3);
    CHECK(keys(text + "never (u.a && v.b) as both;") == 2);      // a = false ends what is looked for
    CHECK(keys(text + "always possible (!u.a) as back;") == 2);  // a = true does
    const tests::Reduced found = reduce_fully(text + "never (u.a && v.b) as both;");
    CHECK(found.difference.empty());
    CHECK(found.reduced < found.plain);
}

TEST_CASE("what goes round for ever does not put the others off") {
    const tests::Reduced found = reduce_fully(R"(
spec "round and round";
user idle { bool x; thread spin { loop { rest: x = true; x = false; } } }
user worker { int<0..3> n; thread count { atomic { n++; } atomic { n++; } atomic { assert(n == 0) as late; } } }
always late;
)");
    CHECK(found.difference.empty());
    CHECK(found.plain == 8);
}

TEST_CASE("a reduced system takes the steps of the chosen threads") {
    const program::Program program = compile(apart(3));
    const lower::Lowered lowered = lower::lower(program);
    const reduce::StubbornSets sets(lowered.model(), reduce::Strength::confluent);
    const system::PackedSystem<1> system(lowered.model());
    const reduce::ReducedSystem<system::PackedSystem<1>> reduced(system, sets);
    REQUIRE(reduced.reduces());
    reduce::ReducedSystem<system::PackedSystem<1>>::Scratch scratch;
    std::vector<system::TransitionId> all, some;
    const auto initial = system.initial_states();
    reduced.successors(initial.data(), scratch, [&](const system::Step& step) { all.push_back(step.transition); });
    reduced.reduced_successors(initial.data(), scratch, [&](const system::Step& step) {
        some.push_back(step.transition);
        CHECK(step.successor != nullptr);
    });
    CHECK(all.size() == 3);
    CHECK(some == std::vector<system::TransitionId>{all.front()});
}
