// The canonical form: counts that other checkers confirm, graphs whose automorphisms are known, and a
// self-check that must find what is wrong on purpose.
#include <algorithm>
#include <filesystem>
#include <random>
#include <set>

#include <catch2/catch.hpp>

#include "explorer/symmetry/symmetric_system.hpp"
#include "explorer/symmetry/symmetry_check.hpp"
#include "model/language/check/check.hpp"
#include "model/semantics/lower/probe.hpp"
#include "tests/support/places.hpp"

using namespace revoke_mc;
using State = std::vector<std::uint64_t>;

namespace {

constexpr system::GroupId first{0}, second{1};

/// Canonical states, and how many states they stand for.
struct Counts {
    std::size_t canonical = 0;
    std::uint64_t all = 0;
};

template <class S>
Counts count(const S& system) {
    std::set<State> seen;
    std::vector<State> open;
    typename S::Scratch scratch;
    Counts out;
    const auto add = [&](const std::uint64_t* words) {
        State state(words, words + S::words);
        system.canonicalize(state.data());
        if (!seen.insert(state).second) return;
        out.all += system.canonicalizer().orbit_size(state.data());
        open.push_back(std::move(state));
    };
    const State initial = system.initial_states();
    for (std::size_t at = 0; at < initial.size(); at += S::words) add(&initial[at]);
    while (!open.empty()) {
        const State state = open.back();
        open.pop_back();
        system.successors(state.data(), scratch, [&](const system::Step& step) {
            if (step.successor) add(step.successor);
        });
    }
    out.canonical = seen.size();
    return out;
}

program::Program yardstick(std::int64_t n) {
    const auto path = std::filesystem::path(tests::source_dir()) / "tests/bench/yardstick-sym.rvk";
    return check::check(syntax::load(path), {{"N", n}});
}

/// A directed graph as a symmetry: nothing is known of a vertex but its edges.
class Graph {
public:
    explicit Graph(std::uint32_t vertices) : vertices_(vertices) {
        symmetry_.groups.push_back({"vertex", vertices, "", {}, {}, {}});
        symmetry_.groups[first].blocks.resize(vertices);
        system::Relation relation{first, first, {}};
        for (std::uint32_t i = 0; i < vertices; ++i)
            for (std::uint32_t k = 0; k < vertices; ++k)
                relation.fields.push_back(i == k ? system::Field{} : field(i, k));
        symmetry_.relations.push_back(relation);
        state_.resize((vertices * vertices + 63) / 64);
    }
    void edge(std::uint32_t from, std::uint32_t to) { field(from, to).set(state_.data(), 1); }
    void edges(std::uint32_t a, std::uint32_t b) {
        edge(a, b);
        edge(b, a);
    }
    [[nodiscard]] system::Canonicalizer canonicalizer() const {
        return {symmetry_, static_cast<std::uint32_t>(state_.size())};
    }
    [[nodiscard]] const State& state() const { return state_; }

private:
    [[nodiscard]] system::Field field(std::uint32_t i, std::uint32_t k) const {
        const std::uint32_t bit = i * vertices_ + k;
        return {static_cast<std::uint8_t>(bit / 64), static_cast<std::uint8_t>(bit % 64), 1, 0};
    }
    std::uint32_t vertices_;
    system::Symmetry symmetry_;
    State state_;
};

/// All renamings of the graph have the same form; and it has this many.
void check_graph(const Graph& graph, std::uint64_t orbit) {
    const system::Canonicalizer canonicalizer = graph.canonicalizer();
    State form = graph.state();
    canonicalizer.canonicalize(form.data());
    system::Permutation permutation = system::identity(canonicalizer.symmetry());
    std::mt19937 random(3);
    for (int k = 0; k < 200; ++k) {
        std::shuffle(permutation[first].begin(), permutation[first].end(), random);
        State image = graph.state();
        canonicalizer.permute(image.data(), permutation);
        CHECK(canonicalizer.orbit_size(image.data()) == orbit);
        canonicalizer.canonicalize(image.data());
        CHECK(image == form);
    }
    CHECK(canonicalizer.inexact() == 0);
}

Graph cycles(std::uint32_t number, std::uint32_t length) {
    Graph graph(number * length);
    for (std::uint32_t c = 0; c < number; ++c)
        for (std::uint32_t i = 0; i < length; ++i) graph.edge(c * length + i, c * length + (i + 1) % length);
    return graph;
}

}  // namespace

// Confirmed by Murphi with a scalarset: N = 7 has 1,200,486 states and 3,752 canonical ones.
TEST_CASE("the yardstick has as many canonical states as Murphi finds") {
    const std::vector<Counts> expected{{178, 300},       {380, 1'406},       {740, 7'112},      {1'342, 37'906},
                                       {2'298, 210'244}, {3'752, 1'200'486}, {5'884, 6'990'720}};
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const program::Program program = yardstick(static_cast<std::int64_t>(i) + 2);
        const lower::Lowered lowered = lower::lower(program);
        const system::Canonicalizer canonicalizer(lowered.model().symmetry, lowered.model().words);
        const Counts counts = lower::dispatch(
            lowered, [&](const auto& system) { return count(system::SymmetricSystem(system, canonicalizer)); });
        CHECK(counts.canonical == expected[i].canonical);
        CHECK(counts.all == expected[i].all);
    }
}

TEST_CASE("graphs that no refinement tells apart have different forms") {
    check_graph(cycles(1, 6), 720 / 6);
    check_graph(cycles(2, 3), 720 / 18);
    State one = cycles(1, 6).state(), two = cycles(2, 3).state();
    const system::Canonicalizer canonicalizer = cycles(1, 6).canonicalizer();
    canonicalizer.canonicalize(one.data());
    canonicalizer.canonicalize(two.data());
    CHECK(one != two);
}

// Every vertex sees one before and one behind it, yet not all are alike: the least of several orders counts.
TEST_CASE("where vertices that look alike are not, the least graph is the form") {
    Graph graph(12);
    for (const auto& [start, length] : {std::pair{0U, 6U}, {6U, 3U}, {9U, 3U}})
        for (std::uint32_t i = 0; i < length; ++i) graph.edge(start + i, start + (i + 1) % length);
    check_graph(graph, 479'001'600 / (6 * 18));
}

TEST_CASE("the Petersen graph has 120 automorphisms, a complete graph all") {
    Graph petersen(10);
    for (std::uint32_t i = 0; i < 5; ++i) {
        petersen.edges(i, (i + 1) % 5);
        petersen.edges(i, i + 5);
        petersen.edges(i + 5, (i + 2) % 5 + 5);
    }
    check_graph(petersen, 3'628'800 / 120);
    Graph complete(8);
    for (std::uint32_t i = 0; i < 8; ++i)
        for (std::uint32_t k = 0; k < i; ++k) complete.edges(i, k);
    check_graph(complete, 1);
}

TEST_CASE("random graphs have one form each, and no more renamings than there are permutations") {
    std::mt19937 random(11);
    for (int k = 0; k < 20; ++k) {
        Graph graph(5);
        for (std::uint32_t i = 0; i < 5; ++i)
            for (std::uint32_t j = 0; j < 5; ++j)
                if (i != j && random() % 3 == 0) graph.edge(i, j);
        const system::Canonicalizer canonicalizer = graph.canonicalizer();
        system::Permutation permutation = system::identity(canonicalizer.symmetry());
        std::set<State> images;
        do {
            State image = graph.state();
            canonicalizer.permute(image.data(), permutation);
            images.insert(image);
        } while (std::next_permutation(permutation[first].begin(), permutation[first].end()));
        check_graph(graph, images.size());
    }
}

TEST_CASE("a group that is given up leaves what was about pairs to the other one") {
    system::Symmetry symmetry;
    symmetry.groups.push_back({"a", 2, "", {{{}, {}}}, {}, {}});
    symmetry.groups.push_back({"b", 3, "", {{}, {}, {}}, {}, {}});
    symmetry.groups[first].blocks.resize(2);
    system::Relation relation{first, second, {}};
    for (std::uint8_t bit = 0; bit < 6; ++bit) relation.fields.push_back({0, bit, 1, 0});
    symmetry.relations = {relation};
    symmetry.give_up(first, "a reason");
    CHECK(symmetry.relations.empty());
    CHECK(symmetry.groups[first].obstacle == "a reason");
    CHECK(symmetry.groups[first].blocks.empty());
    REQUIRE(symmetry.groups[second].blocks[2].size() == 2);
    CHECK(symmetry.groups[second].blocks[2][0].shift == 2);  // a[0] and b[2]
    CHECK(symmetry.groups[second].blocks[2][1].shift == 5);  // a[1] and b[2]
}

TEST_CASE("pairs about which too much is said are not reduced") {
    system::Symmetry symmetry;
    symmetry.groups.push_back({"a", 2, "", {{}, {}}, {}, {}});
    for (std::uint8_t word = 0; word < 2; ++word)
        symmetry.relations.push_back(
            {first, first, {{}, {word, 0, 64, 0}, {static_cast<std::uint8_t>(word + 2), 0, 64, 0}, {}}});
    const system::Canonicalizer canonicalizer(symmetry, 4);
    CHECK_FALSE(canonicalizer.active());
    CHECK_FALSE(canonicalizer.symmetry().groups[first].obstacle.empty());
    State state{7, 8, 5, 6};
    CHECK_FALSE(canonicalizer.canonicalize(state.data()));
    CHECK(state == State{7, 8, 5, 6});
}

// --- the self-check ---------------------------------------------------------------------------

TEST_CASE("the self-check finds a block whose fields are mixed up") {
    const program::Program program = yardstick(3);
    const lower::Lowered lowered = lower::lower(program);
    CHECK_FALSE(lower::check_symmetry(program, lowered, 2'000, 1).found());
    for (std::size_t field = 1; field < lowered.model().symmetry.groups[first].blocks[0].size(); ++field) {
        system::PackedModel wrong = lowered.model();
        auto& block = wrong.symmetry.groups[first].blocks[1];
        if (block[field].width != block[0].width) continue;
        std::swap(block[field], block[0]);
        lower::probe_symmetry(program, wrong);
        CHECK_FALSE(wrong.symmetry.groups[first].obstacle.empty());
    }
}

TEST_CASE("the self-check finds an instance that starts differently") {
    const program::Program program = yardstick(2);
    system::PackedModel wrong = lower::lower(program).model();
    const auto& block = wrong.symmetry.groups[first].blocks[0];
    const std::int64_t value = block[0].get(wrong.initial.data());
    block[0].set(wrong.initial.data(), value == block[0].base ? value + 1 : value - 1);
    lower::probe_symmetry(program, wrong);
    CHECK(wrong.symmetry.groups[first].obstacle == "the initial states are not the same for all instances");
}
