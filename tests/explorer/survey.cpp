// What a survey sees: the transitions that were taken, and every state, of complete searches only.
#include <set>
#include <vector>

#include <catch2/catch.hpp>

#include "explorer/explorer.hpp"
#include "tests/explorer/toy_systems.hpp"

using namespace revoke_mc::explorer;
namespace system_ = revoke_mc::system;

namespace {

/// Writes down what it sees; wants at most `enough` states.
template <std::size_t Words>
struct Recorder : Survey {
    std::size_t enough = 1000;
    int begun = 0;
    std::vector<std::uint8_t> taken;
    std::multiset<std::vector<std::uint64_t>> states;

    bool begin(std::span<const std::uint8_t> marks) override {
        ++begun;
        taken.assign(marks.begin(), marks.end());
        return enough > 0;
    }
    bool look(const std::uint64_t* state) override {
        states.emplace(state, state + Words);
        return states.size() < enough;
    }
};

template <class S>
Result explore_with(const S& system, Survey& survey, unsigned threads = 1, std::uint64_t max_states = unlimited) {
    Options options;
    options.threads = threads;
    options.max_states = max_states;
    options.survey = &survey;
    return explore(system, options);
}

}  // namespace

TEST_CASE("a survey sees each state once, with any number of threads") {
    for (const unsigned threads : {1U, 3U}) {
        toy::Counters<2> counters;
        counters.top = 40;
        Recorder<2> recorder;
        recorder.enough = 100'000;
        CHECK(explore_with(counters, recorder, threads).states == 41 * 41);
        CHECK(recorder.begun == 1);
        CHECK(recorder.states.size() == 41 * 41);
        CHECK(std::set(recorder.states.begin(), recorder.states.end()).size() == 41 * 41);
        CHECK(recorder.taken == std::vector<std::uint8_t>(2, system_::taken_to_its_end));
    }
}

TEST_CASE("a survey that has seen enough sees no more") {
    toy::Counters<2> counters;
    Recorder<2> recorder;
    recorder.enough = 3;
    (void)explore_with(counters, recorder);
    CHECK(recorder.states.size() == 3);
    Recorder<2> steps_only;
    steps_only.enough = 0;
    (void)explore_with(counters, steps_only);
    CHECK(steps_only.begun == 1);
    CHECK(steps_only.states.empty());
}

TEST_CASE("a survey tells steps that end from steps that are cut and from steps that nobody takes") {
    toy::Table<1> table(3);  // 0 -> 1 by transition 0; from 1, transition 1 is cut; 2 is never reached
    table.owner = {0, 0, 0};
    table.edges[0].push_back({.target = 1, .transition = 0, .broken = {}});
    table.edges[1].push_back({.target = 1, .transition = 1, .cut = true, .broken = {}});
    table.edges[2].push_back({.target = 0, .transition = 2, .broken = {}});
    Recorder<1> recorder;
    (void)explore_with(table, recorder);
    REQUIRE(recorder.taken.size() >= 3);
    CHECK(recorder.taken[0] == system_::taken_to_its_end);
    CHECK(recorder.taken[1] == system_::taken_and_cut);
    CHECK(recorder.taken[2] == system_::never_taken);
    CHECK(recorder.states.size() == 2);
}

TEST_CASE("a survey sees nothing of an incomplete search") {
    toy::Counters<2> counters;
    Recorder<2> recorder;
    CHECK(explore_with(counters, recorder, 1, 5).status == Status::incomplete);
    CHECK(recorder.begun == 0);
}
