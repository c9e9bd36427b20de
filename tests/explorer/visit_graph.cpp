// Visiting the graph for export: deterministic numbers, complete edges, limits.
#include "explorer/visit_graph.hpp"

#include <cstdint>
#include <vector>

#include <catch2/catch.hpp>

#include "explorer/explorer.hpp"
#include "tests/explorer/toy_systems.hpp"

using namespace toy;
using revoke_mc::explorer::Options;
using revoke_mc::explorer::Reason;
using revoke_mc::explorer::visit_graph;

namespace {

struct Edge {
    std::uint64_t from, to;
    std::uint32_t transition;
    bool operator==(const Edge&) const = default;
};

}  // namespace

TEST_CASE("states are numbered in breadth-first order") {
    Counters<2> system;
    system.top = 1;
    std::vector<std::vector<std::uint64_t>> states;
    std::vector<Edge> edges;
    const auto visit = visit_graph(
        system, Options{},
        [&](std::uint64_t id, const std::uint64_t* words) {
            CHECK(id == states.size());
            states.push_back({words[0], words[1]});
        },
        [&](std::uint64_t from, std::uint64_t to, TransitionId transition) {
            edges.push_back({from, to, transition.number()});
        });
    CHECK(visit.reason == Reason::none);
    CHECK(visit.states == 4);
    CHECK(visit.edges == 4);
    CHECK(states == std::vector<std::vector<std::uint64_t>>{{0, 0}, {1, 0}, {0, 1}, {1, 1}});
    CHECK(edges == std::vector<Edge>{{0, 1, 0}, {0, 2, 1}, {1, 3, 1}, {2, 3, 0}});
}

TEST_CASE("numbers are contiguous in a large graph, and all of it is visited") {
    Counters<3> system;
    system.top = 39;
    std::uint64_t next = 0;
    const auto visit = visit_graph(
        system, Options{},
        [&](std::uint64_t id, const std::uint64_t*) {
            REQUIRE(id == next);
            ++next;
        },
        [](std::uint64_t, std::uint64_t, TransitionId) {});
    CHECK(visit.states == 64000);
    CHECK(visit.edges == std::size_t{3} * 39 * 40 * 40);
}

TEST_CASE("a limit leaves the rest out and says so") {
    Counters<2> system;
    Options options;
    options.max_states = 3;
    std::uint64_t edges = 0;
    const auto visit = visit_graph(
        system, options, [](std::uint64_t, const std::uint64_t*) {},
        [&](std::uint64_t from, std::uint64_t to, TransitionId) {
            CHECK(from < 3);
            CHECK(to < 3);
            ++edges;
        });
    CHECK(visit.reason == Reason::states);
    CHECK(visit.states == 3);
    CHECK(edges == 2);
}

TEST_CASE("steps that are cut have no target") {
    Table<1> table(1);
    table.owner = {0};
    table.edges[0] = {{.target = 0, .transition = 0, .cut = true, .broken = {}}};
    std::uint64_t target = 0;
    const auto visit = visit_graph(
        table, Options{}, [](std::uint64_t, const std::uint64_t*) {},
        [&](std::uint64_t, std::uint64_t to, TransitionId) { target = to; });
    CHECK(visit.edges == 1);
    CHECK(target == revoke_mc::explorer::no_target);
}
