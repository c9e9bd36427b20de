// Following a trace when it is not certain which state one is in.
//
// Candidates keep every state that the steps so far may have led to (nearly always one), with the way there. advance()
// takes one step in all of them and keeps what is wanted; an empty front means that the trace is not possible. Steps
// are kept in layers: the way to a chosen end can be read off backwards.
#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <utility>
#include <vector>

#include "model/semantics/interpret/interpreter.hpp"

namespace revoke_mc::reports::internal {

class Candidates {
public:
    struct Node {
        interpret::Outcome outcome;  ///< that led here; its `next` is the state, if it has one
        const Node* from = nullptr;
    };
    static constexpr std::size_t most_alike = 256;

    explicit Candidates(std::vector<interpret::Outcome> starts) {
        layers_.emplace_back();
        for (interpret::Outcome& start : starts) layers_.back().push_back({std::move(start), nullptr});
    }
    Candidates(Candidates&&) = default;
    Candidates(const Candidates&) = delete;  // nodes point to one another
    Candidates& operator=(const Candidates&) = delete;
    Candidates& operator=(Candidates&&) = delete;
    ~Candidates() = default;

    [[nodiscard]] const std::deque<Node>& front() const { return layers_.back(); }
    [[nodiscard]] bool empty() const { return front().empty(); }

    /// Appends a layer with the outcomes that `outcomes_of(state)` gives and `wanted(state, outcome)` accepts.
    /// False, and nothing is changed, if there is none.
    template <class OutcomesOf, class Wanted>
    bool advance(const OutcomesOf& outcomes_of, const Wanted& wanted) {
        std::deque<Node> layer;
        for (const Node& node : front()) {
            if (!node.outcome.next) continue;
            for (interpret::Outcome& outcome : outcomes_of(*node.outcome.next)) {
                if (layer.size() >= most_alike) {
                    cut_ = true;
                    break;
                }
                if (wanted(*node.outcome.next, outcome) && !has(layer, outcome))
                    layer.push_back({std::move(outcome), &node});
            }
        }
        if (layer.empty()) return false;
        layers_.push_back(std::move(layer));
        return true;
    }

    /// Some state that the steps may have led to was left out, as there were too many.
    [[nodiscard]] bool cut() const { return cut_; }

    /// Forgets the last `layers` layers.
    void retreat(std::size_t layers) { layers_.resize(layers_.size() - layers); }

    /// The nodes from the start to `end`.
    [[nodiscard]] static std::vector<const Node*> way_to(const Node& end) {
        std::vector<const Node*> way;
        for (const Node* node = &end; node != nullptr; node = node->from) way.push_back(node);
        std::ranges::reverse(way);
        return way;
    }

private:
    [[nodiscard]] static bool has(const std::deque<Node>& layer, const interpret::Outcome& outcome) {
        for (const Node& node : layer) {
            if (node.outcome.next == outcome.next && node.outcome.statement == outcome.statement &&
                node.outcome.choices == outcome.choices && node.outcome.events == outcome.events)
                return true;
        }
        return false;
    }

    std::deque<std::deque<Node>> layers_;  // a deque's elements stay where they are
    bool cut_ = false;
};

}  // namespace revoke_mc::reports::internal
