// One stretch of a run in an order with the fewest changes of thread.
//
// A position says how many of its steps each thread has taken, and the state that this led to (usually one: steps that
// may change places commute). From a position each thread can take its next step, if the interpreter has the same step
// there. A* looks for the cheapest way to the position where all have taken all: a change of thread costs one, and each
// thread but the current one that still has steps will cost one more at least.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "model/semantics/interpret/interpreter.hpp"

namespace revoke_mc::reports::internal {

/// The steps to put in order, none of them cut, and who moves before and after them (none: nobody).
struct Stretch {
    const interpret::State* from = nullptr;
    std::vector<interpret::Outcome> steps;
    program::ThreadId before = program::none;
    program::ThreadId after = program::none;
};

/// How often the thread changes, from the step before the stretch to the step after it.
[[nodiscard]] std::size_t switches(const Stretch& stretch);
/// No order has fewer.
[[nodiscard]] std::size_t fewest_possible(const Stretch& stretch);

class Reorder {
public:
    /// `passes`: a state in which the new order may be on its way.
    using Passes = std::function<bool(const interpret::State&)>;
    Reorder(const interpret::Interpreter& interpreter, const Stretch& stretch, Passes passes);

    /// The steps in the best order. Nothing if that took more than `most` positions; they are counted off from it.
    [[nodiscard]] std::optional<std::vector<interpret::Outcome>> run(std::size_t& most);

private:
    /// The steps of one thread.
    struct Lane {
        program::ThreadId thread;
        std::vector<const interpret::Outcome*> steps;
    };
    using Done = std::vector<std::size_t>;  ///< by lane
    struct Edge {
        interpret::Outcome outcome;
        std::size_t to = 0;
    };
    struct Position {
        Done done;
        interpret::State state;
        std::vector<std::optional<std::optional<Edge>>> edges;  ///< by lane: looked for already, and found
    };
    struct Node {
        std::size_t position = 0;
        std::size_t lane = 0;  ///< that moved last; lanes_.size(): none of these
        std::size_t cost = 0;
        const Node* from = nullptr;
        const Edge* edge = nullptr;  ///< the step from there
    };

    [[nodiscard]] std::optional<Node> take();
    void expand(const Node& node);
    void push(const Node& node);
    [[nodiscard]] std::size_t still_to_come(const Node& node) const;
    [[nodiscard]] bool complete(const Done& done) const;
    [[nodiscard]] const Edge* edge_of(std::size_t position, std::size_t lane);
    [[nodiscard]] std::optional<Edge> look(std::size_t from, std::size_t lane);
    [[nodiscard]] std::size_t position_at(const Done& done, const interpret::State& state);
    [[nodiscard]] static std::vector<interpret::Outcome> way_to(const Node& end);

    const interpret::Interpreter& interpreter_;
    const Stretch& stretch_;
    Passes passes_;
    std::vector<Lane> lanes_;
    std::deque<Position> positions_;  // a deque's elements stay where they are
    std::map<Done, std::vector<std::size_t>> at_;
    std::vector<std::vector<Node>> open_;  ///< by cost, so far and to come
    std::deque<Node> closed_;
    std::set<std::pair<std::size_t, std::size_t>> settled_;  ///< position and lane of those in closed_
};

}  // namespace revoke_mc::reports::internal
