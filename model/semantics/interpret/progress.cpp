// The definition by brute force: every set of strong demands, every component.
#include "model/semantics/interpret/progress.hpp"

#include <algorithm>

namespace revoke_mc::interpret {

using namespace program;  // NOLINT(google-build-using-namespace)

namespace {

using Set = std::vector<bool>;  // of states

class Oracle {
public:
    Oracle(const Interpreter& interpreter, const Graph& graph, PropertyId property)
        : interpreter_(interpreter), graph_(graph), demands_(demands(interpreter.program())),
          out_(graph.states.size()) {
        for (std::size_t i = 0; i < graph.edges.size(); ++i) out_[graph.edges[i].from].push_back(i);
        for (const State* state : graph.states) open_.push_back(!interpreter.holds(property, *state));
        for (std::size_t i = 0; i < graph.states.size(); ++i)
            starts_.push_back(open_[i] && interpreter.triggers(property, *graph.states[i], graph.depths[i] == 0));
    }

    std::optional<std::size_t> stem() {
        const Set fair = fair_states();
        std::optional<std::size_t> best;
        const auto distance = distances();
        for (std::size_t i = 0; i < fair.size(); ++i)
            if (fair[i] && distance[i] && (!best || *distance[i] < *best)) best = distance[i];
        return best;
    }

private:
    /// Steps from an initial state through one of the starts, and from there without leaving open_.
    [[nodiscard]] std::vector<std::optional<std::size_t>> distances() const {
        std::vector<std::optional<std::size_t>> distance(open_.size());
        for (std::size_t i = 0; i < open_.size(); ++i)
            if (starts_[i]) distance[i] = graph_.depths[i];
        for (bool changed = true; changed;) {
            changed = false;
            for (const Edge& edge : graph_.edges) {
                if (!edge.to || !distance[edge.from] || !open_[*edge.to]) continue;
                auto& to = distance[*edge.to];
                if (to && *to <= *distance[edge.from] + 1) continue;
                to = *distance[edge.from] + 1;
                changed = true;
            }
        }
        return distance;
    }

    [[nodiscard]] bool asked(std::size_t state, std::size_t demand) const {
        if (is_excused(interpreter_.program(), demands_[demand], *graph_.states[state])) return false;
        return std::any_of(out_[state].begin(), out_[state].end(),
                           [&](std::size_t edge) { return graph_.edges[edge].meets[demand]; });
    }

    /// Strong demands that some step meets: the others are never asked.
    [[nodiscard]] std::vector<std::size_t> strong() const {
        std::vector<std::size_t> found;
        for (std::size_t d = 0; d < demands_.size(); ++d) {
            const auto met = [&](const Edge& edge) { return edge.meets[d]; };
            if (demands_[d].strong() && std::any_of(graph_.edges.begin(), graph_.edges.end(), met)) found.push_back(d);
        }
        return found;
    }

    /// States on a fair cycle, or in which a fair run may stay.
    Set fair_states() {
        const std::vector<std::size_t> guesses = strong();
        Set fair(open_.size());
        for (std::size_t guess = 0; guess < std::size_t{1} << guesses.size(); ++guess) {
            std::vector<std::size_t> never;
            for (std::size_t i = 0; i < guesses.size(); ++i)
                if ((guess >> i & 1U) != 0) never.push_back(guesses[i]);
            add_components(never, fair);
        }
        return fair;
    }

    void add_components(const std::vector<std::size_t>& never_asked, Set& fair) const {
        Set left = open_;
        for (std::size_t i = 0; i < left.size(); ++i)
            for (const std::size_t demand : never_asked) left[i] = left[i] && !asked(i, demand);
        for (std::size_t i = 0; i < left.size(); ++i) {
            if (!left[i]) continue;
            const Set component = both(reach(i, left, true), reach(i, left, false));
            if (is_fair(component))
                for (std::size_t j = 0; j < fair.size(); ++j) fair[j] = fair[j] || component[j];
            for (std::size_t j = 0; j < left.size(); ++j) left[j] = left[j] && !component[j];
        }
    }

    static Set both(Set one, const Set& other) {
        for (std::size_t i = 0; i < one.size(); ++i) one[i] = one[i] && other[i];
        return one;
    }

    /// What can be reached from a state inside `within`, or what reaches it.
    [[nodiscard]] Set reach(std::size_t from, const Set& within, bool forward) const {
        Set seen(within.size());
        seen[from] = true;
        for (bool changed = true; changed;) {
            changed = false;
            for (const Edge& edge : graph_.edges) {
                if (!edge.to || !within[edge.from] || !within[*edge.to]) continue;
                const std::size_t source = forward ? edge.from : *edge.to;
                const std::size_t target = forward ? *edge.to : edge.from;
                if (!seen[source] || seen[target]) continue;
                seen[target] = changed = true;
            }
        }
        return seen;
    }

    [[nodiscard]] bool is_fair(const Set& component) const {
        for (std::size_t d = 0; d < demands_.size(); ++d)
            if (!met_in(component, d) && broken_in(component, d)) return false;
        return true;
    }
    [[nodiscard]] bool met_in(const Set& component, std::size_t demand) const {
        return std::any_of(graph_.edges.begin(), graph_.edges.end(), [&](const Edge& edge) {
            return edge.meets[demand] && edge.to && component[edge.from] && component[*edge.to];
        });
    }
    /// Weak: asked in every state. Strong: asked in some state.
    [[nodiscard]] bool broken_in(const Set& component, std::size_t demand) const {
        bool somewhere = false, everywhere = true;
        for (std::size_t i = 0; i < component.size(); ++i) {
            if (!component[i]) continue;
            const bool here = asked(i, demand);
            somewhere = somewhere || here;
            everywhere = everywhere && here;
        }
        return demands_[demand].strong() ? somewhere : everywhere;
    }

    const Interpreter& interpreter_;
    const Graph& graph_;
    std::vector<Demand> demands_;
    std::vector<std::vector<std::size_t>> out_;  ///< edges by state
    Set open_;                                   ///< the condition does not hold
    Set starts_;                                 ///< ... and the trigger does
};

}  // namespace

std::optional<std::size_t> shortest_stem(const Interpreter& interpreter, const Graph& graph, PropertyId property) {
    return Oracle(interpreter, graph, property).stem();
}

}  // namespace revoke_mc::interpret
