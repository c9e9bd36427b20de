// Breadth-first over interpreter states. A step that is cut leads to a node of its own that says why.
#include "reports/state_graph.hpp"

#include <unordered_map>

#include <fmt/format.h>

#include "reports/recorder.hpp"

namespace revoke_mc::reports {
namespace {

using interpret::Interpreter;
using interpret::Outcome;
using interpret::State;

class StateGraphBuilder {
public:
    StateGraphBuilder(const Interpreter& interpreter, std::size_t most_states)
        : interpreter_(interpreter), recorder_(interpreter), most_(most_states) {}

    std::optional<Graph> run() {
        graph_.name = interpreter_.program().title;
        for (const State& state : interpreter_.initial_states()) add(state, true);
        for (std::size_t next = 0; next < order_.size(); ++next) {
            if (numbers_.size() > most_) return std::nullopt;
            expand(*order_[next], numbers_.at(*order_[next]));
        }
        return std::move(graph_);
    }

private:
    std::size_t add(const State& state, bool initial) {
        const auto [place, is_new] = numbers_.try_emplace(state, graph_.nodes.size());
        if (!is_new) return place->second;
        order_.push_back(&place->first);
        const bool broken = !interpreter_.broken_in(state).empty();
        const auto kind = broken ? GraphNode::Kind::broken : initial ? GraphNode::Kind::start : GraphNode::Kind::plain;
        graph_.nodes.push_back({kind, std::to_string(numbers_.size() - 1), describe(state)});
        return place->second;
    }

    std::string describe(const State& state) const {
        std::string text;
        const TraceInitial values = recorder_.initial(state);
        for (const auto& [name, value] : values.values) text += fmt::format("{} = {}\n", name, value);
        for (const TraceThread& thread : values.threads) text += fmt::format("{} @ {}\n", thread.thread, thread.at);
        if (!text.empty()) text.pop_back();
        return text;
    }

    void expand(const State& state, std::size_t from) {
        for (const Outcome& outcome : interpreter_.steps(state)) {
            const TraceStep step = recorder_.step(state, outcome);
            std::string label = step.thread + ": " + step.statement;
            if (!step.choices.empty()) label += fmt::format(" [{}]", fmt::join(step.choices, ", "));
            const std::size_t to = outcome.next ? add(*outcome.next, false) : add_cut(step, outcome);
            graph_.edges.push_back({from, to, std::move(label)});
        }
    }

    std::size_t add_cut(const TraceStep& step, const Outcome& outcome) {
        std::string why = outcome.bound_reached ? outcome.bound_text : "";
        for (const TraceEvent& event : step.events) why += event.property + ": " + event.message;
        graph_.nodes.push_back({GraphNode::Kind::broken, why, ""});
        return graph_.nodes.size() - 1;
    }

    const Interpreter& interpreter_;
    Recorder recorder_;
    std::size_t most_;
    Graph graph_;
    std::unordered_map<State, std::size_t, interpret::StateHash> numbers_;
    std::vector<const State*> order_;
};

}  // namespace

std::optional<Graph> state_graph(const Interpreter& interpreter, std::size_t most_states) {
    return StateGraphBuilder(interpreter, most_states).run();
}

}  // namespace revoke_mc::reports
