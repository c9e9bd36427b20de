// Small transition systems written by hand, for testing the explorer.
//
// Table<Words> is the work-horse: a system given as explicit lists (states, edges, properties),
// built by the tests or from a random seed. The others show how a system with a real state looks:
// counters, dining philosophers.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <span>
#include <vector>

#include "explorer/system/concept.hpp"

namespace toy {

using revoke_mc::system::PropertyId;
using revoke_mc::system::PropertyKind;
using revoke_mc::system::Start;
using revoke_mc::system::Step;
using revoke_mc::system::ThreadId;
using revoke_mc::system::TransitionId;

struct NoScratch {};

/// What most toys do not have: properties, goals, forbidden steps.
struct Plain {
    using Scratch = NoScratch;
    std::vector<PropertyKind> kinds;

    [[nodiscard]] std::span<const PropertyKind> properties() const { return kinds; }
    [[nodiscard]] bool goal(PropertyId, const std::uint64_t*, Scratch&) const { return true; }
    [[nodiscard]] bool forbidden(PropertyId, TransitionId) const { return false; }
    template <class F>
    void broken_in(const std::uint64_t*, Scratch&, const F&) const {}
};

/// `Count` counters, each from 0 to `top`, each with its own thread. State space: a grid.
template <std::size_t Count>
struct Counters : Plain {
    static constexpr std::size_t words = Count;
    std::uint64_t top = 3;

    [[nodiscard]] std::vector<std::uint64_t> initial_states() const { return std::vector<std::uint64_t>(Count, 0); }
    [[nodiscard]] std::size_t threads() const { return Count; }
    [[nodiscard]] std::size_t transitions() const { return Count; }
    [[nodiscard]] bool at_rest(const std::uint64_t* state, ThreadId thread) const {
        return state[thread.number()] == top;
    }
    [[nodiscard]] ThreadId thread_of(TransitionId transition) const { return ThreadId{transition.number()}; }
    template <class Sink>
    void successors(const std::uint64_t* state, Scratch&, const Sink& sink) const {
        for (std::size_t i = 0; i < Count; ++i) {
            if (state[i] == top) continue;
            std::array<std::uint64_t, Count> next{};
            std::copy_n(state, Count, next.begin());
            ++next[i];
            sink(Step{.transition = TransitionId{i}, .successor = next.data(), .broken = {}});
        }
    }
};

/// `seats` philosophers, who take the left fork first (the last one, if `polite`, the right one). A
/// philosopher is 2 bits: thinking, one fork, two forks. A philosopher rests while thinking.
struct Philosophers : Plain {
    static constexpr std::size_t words = 1;
    unsigned seats = 4;
    bool polite = false;

    [[nodiscard]] static std::uint64_t phase(std::uint64_t state, unsigned seat) { return state >> (2 * seat) & 3; }
    [[nodiscard]] unsigned left_of(unsigned seat) const { return seat; }
    [[nodiscard]] unsigned right_of(unsigned seat) const { return (seat + 1) % seats; }
    [[nodiscard]] unsigned first_fork(unsigned seat) const {
        return polite && seat + 1 == seats ? right_of(seat) : left_of(seat);
    }
    [[nodiscard]] unsigned second_fork(unsigned seat) const {
        return polite && seat + 1 == seats ? left_of(seat) : right_of(seat);
    }
    [[nodiscard]] bool taken(std::uint64_t state, unsigned fork) const {
        for (unsigned seat = 0; seat < seats; ++seat) {
            const std::uint64_t has = phase(state, seat);
            if (has >= 1 && first_fork(seat) == fork) return true;
            if (has >= 2 && second_fork(seat) == fork) return true;
        }
        return false;
    }
    [[nodiscard]] std::vector<std::uint64_t> initial_states() const { return {0}; }
    [[nodiscard]] std::size_t threads() const { return seats; }
    [[nodiscard]] std::size_t transitions() const { return seats; }
    [[nodiscard]] bool at_rest(const std::uint64_t* state, ThreadId thread) const {
        return phase(*state, thread.number()) == 0;
    }
    [[nodiscard]] ThreadId thread_of(TransitionId transition) const { return ThreadId{transition.number()}; }
    template <class Sink>
    void successors(const std::uint64_t* state, Scratch&, const Sink& sink) const {
        for (unsigned seat = 0; seat < seats; ++seat) {
            const std::uint64_t has = phase(*state, seat);
            if (has == 0 && taken(*state, first_fork(seat))) continue;
            if (has == 1 && taken(*state, second_fork(seat))) continue;
            const std::uint64_t next = (*state & ~(std::uint64_t{3} << (2 * seat))) | ((has + 1) % 3) << (2 * seat);
            sink(Step{.transition = TransitionId{seat}, .successor = &next, .broken = {}});
        }
    }
};

/// A system given by lists of bare numbers; pack() turns the number of a state into its words.
template <std::size_t Words>
struct Table {
    static constexpr std::size_t words = Words;
    using Scratch = NoScratch;

    struct Edge {
        std::size_t target = 0;
        unsigned transition = 0;
        bool cut = false;
        bool bound = false;
        std::vector<unsigned> broken;
    };
    std::vector<PropertyKind> kinds;
    std::vector<std::size_t> initial{0};
    std::vector<Start> starts;
    std::vector<std::vector<Edge>> edges;          // by state, in order of transition
    std::vector<std::vector<unsigned>> broken;     // by state: properties
    std::vector<std::set<unsigned>> resting;       // by state: threads
    std::vector<std::set<unsigned>> goals;         // by state: properties
    std::set<std::pair<unsigned, unsigned>> bans;  // property, transition
    std::vector<unsigned> owner;                   // by transition: a thread
    std::size_t thread_count = 1;

    /// Content order differs from number order, which puts tie-breaks to the test.
    static std::array<std::uint64_t, Words> pack(std::size_t number) {
        std::array<std::uint64_t, Words> state{};
        state[Words - 1] = number;
        state[0] ^= (number * 0x9e3779b97f4a7c15U) & ~std::uint64_t{0xffff};
        if constexpr (Words == 1) state[0] = (state[0] & ~std::uint64_t{0xffffff}) | number;
        return state;
    }
    static std::size_t unpack(const std::uint64_t* state) {
        return static_cast<std::size_t>(state[Words - 1] & 0xffffff);
    }

    explicit Table(std::size_t states) : edges(states), broken(states), resting(states), goals(states) {}

    [[nodiscard]] std::vector<std::uint64_t> initial_states() const {
        std::vector<std::uint64_t> all;
        for (const std::size_t number : initial) {
            const auto state = pack(number);
            all.insert(all.end(), state.begin(), state.end());
        }
        return all;
    }
    [[nodiscard]] std::vector<Start> faulty_starts() const { return starts; }
    [[nodiscard]] std::span<const PropertyKind> properties() const { return kinds; }
    [[nodiscard]] std::size_t threads() const { return thread_count; }
    [[nodiscard]] std::size_t transitions() const { return owner.size(); }
    [[nodiscard]] bool at_rest(const std::uint64_t* state, ThreadId thread) const {
        return resting[unpack(state)].contains(thread.number());
    }
    [[nodiscard]] ThreadId thread_of(TransitionId transition) const { return ThreadId{owner[transition.number()]}; }
    [[nodiscard]] bool goal(PropertyId property, const std::uint64_t* state, Scratch&) const {
        return goals[unpack(state)].contains(property.number());
    }
    [[nodiscard]] bool forbidden(PropertyId property, TransitionId transition) const {
        return bans.contains({property.number(), transition.number()});
    }
    template <class Sink>
    void successors(const std::uint64_t* state, Scratch&, const Sink& sink) const {
        for (const Edge& edge : edges[unpack(state)]) {
            const auto next = pack(edge.target);
            std::vector<PropertyId> all;
            for (const unsigned property : edge.broken) all.emplace_back(property);
            sink(Step{.transition = TransitionId{edge.transition},
                      .successor = edge.cut ? nullptr : next.data(),
                      .broken = all,
                      .bound_reached = edge.bound});
        }
    }
    template <class F>
    void broken_in(const std::uint64_t* state, Scratch&, const F& f) const {
        for (const unsigned property : broken[unpack(state)]) f(PropertyId{property});
    }
};

/// What a random table is made of.
struct Recipe {
    std::size_t states = 200;
    std::size_t transitions = 6;  // how many transition numbers
    std::size_t threads = 3;
    unsigned edge_percent = 25;   // of each transition being enabled in a state
    unsigned local_percent = 80;  // of an edge leading to a nearby state
    unsigned cut_per_mille = 3;
    unsigned break_per_mille = 5;
    unsigned rest_percent = 40;
    unsigned goal_percent = 5;

    /// Any one, small and large, loose and dense.
    static Recipe random(std::uint64_t seed) {
        std::mt19937_64 random(seed);
        const auto between = [&](unsigned low, unsigned high) {
            return std::uniform_int_distribution<unsigned>(low, high)(random);
        };
        Recipe recipe;
        recipe.states = between(2, between(0, 3) == 0 ? 1200 : 150);
        recipe.transitions = between(1, 8);
        recipe.threads = between(1, 5);
        recipe.edge_percent = between(5, 60);
        recipe.local_percent = between(50, 100);
        recipe.cut_per_mille = between(0, 1) * between(0, 20);
        recipe.break_per_mille = between(0, 1) * between(0, 40);
        recipe.rest_percent = between(0, 100);
        recipe.goal_percent = between(0, 15);
        return recipe;
    }
};

template <std::size_t Words>
class RandomTable {
public:
    RandomTable(std::uint64_t seed, const Recipe& recipe) : random_(seed), recipe_(recipe), table_(recipe.states) {}

    Table<Words> make() {
        table_.kinds = {PropertyKind::state,       PropertyKind::step,  PropertyKind::state,
                        PropertyKind::deadlock,    PropertyKind::stuck, PropertyKind::possibility,
                        PropertyKind::possibility, PropertyKind::step};
        table_.thread_count = recipe_.threads;
        for (std::size_t i = 0; i < recipe_.transitions; ++i) {
            table_.owner.push_back(static_cast<unsigned>(below(recipe_.threads)));
            if (below(4) == 0) table_.bans.insert({6, static_cast<unsigned>(i)});
        }
        table_.initial = {0};
        if (below(2) == 0) table_.initial.push_back(below(recipe_.states - 1) + 1);
        for (std::size_t number = 0; number < recipe_.states; ++number) fill(number);
        return table_;
    }

private:
    std::size_t below(std::size_t end) { return std::uniform_int_distribution<std::size_t>(0, end - 1)(random_); }
    bool percent(unsigned chance) { return below(100) < chance; }
    bool per_mille(unsigned chance) { return below(1000) < chance; }

    void fill(std::size_t number) {
        for (const unsigned property : {0U, 2U}) {
            if (per_mille(recipe_.break_per_mille)) table_.broken[number].push_back(property);
        }
        for (unsigned thread = 0; thread < recipe_.threads; ++thread) {
            if (percent(recipe_.rest_percent)) table_.resting[number].insert(thread);
        }
        for (const unsigned property : {5U, 6U}) {
            if (percent(recipe_.goal_percent)) table_.goals[number].insert(property);
        }
        for (unsigned i = 0; i < recipe_.transitions; ++i) {
            if (percent(recipe_.edge_percent)) add_edge(number, i);
        }
    }

    void add_edge(std::size_t number, unsigned transition) {
        typename Table<Words>::Edge edge;
        edge.transition = transition;
        edge.target =
            percent(recipe_.local_percent) ? std::min(recipe_.states - 1, number + below(6)) : below(recipe_.states);
        edge.cut = per_mille(recipe_.cut_per_mille);
        for (const unsigned property : {1U, 7U}) {
            if (per_mille(recipe_.break_per_mille)) edge.broken.push_back(property);
        }
        table_.edges[number].push_back(edge);
    }

    std::mt19937_64 random_;
    Recipe recipe_;
    Table<Words> table_;
};

}  // namespace toy
