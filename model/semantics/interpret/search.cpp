// The search of search.hpp: build the whole graph, then judge it.
#include "model/semantics/interpret/search.hpp"

#include <algorithm>
#include <functional>
#include <unordered_map>

#include "model/semantics/interpret/evaluate.hpp"
#include "model/semantics/interpret/progress.hpp"

namespace revoke_mc::interpret {

using namespace program;  // NOLINT(google-build-using-namespace)

namespace {

bool speaks_of_progress(const Program& program) {
    return std::any_of(program.properties.begin(), program.properties.end(),
                       [](const Property& property) { return property.kind == Property::Kind::progress; });
}

class ReferenceSearch {
public:
    ReferenceSearch(const Interpreter& interpreter, const SearchOptions& options)
        : interpreter_(interpreter), program_(interpreter.program()), options_(options),
          demands_(speaks_of_progress(program_) ? demands(program_) : std::vector<Demand>{}) {
        result_.verdicts.resize(program_.properties.size());
        for (const PropertyId id : program_.properties.ids()) result_.verdicts[id].property = id;
    }

    SearchResult run() {
        build();
        judge_deadlock();
        judge_stuck();
        for (PropertyId id{builtin_properties}; program_.properties.contains(id); ++id) {
            const Property& property = program_.properties[id];
            if (property.is_possibility()) judge_possibility(id);
            if (property.kind == Property::Kind::reachable) judge_reachable(id);
            if (property.kind == Property::Kind::progress && result_.complete) judge_progress(id);
        }
        result_.states = graph_.states.size();
        if (options_.keep_states)
            for (const State* state : graph_.states) result_.reached.push_back(*state);
        return std::move(result_);
    }

private:
    using Test = std::function<bool(std::size_t)>;

    // --- the graph

    void build() {
        for (Outcome& start : interpreter_.starts()) {
            note(start, 0);
            if (start.next) add(std::move(*start.next), 0);
        }
        for (std::size_t from = 0; from < graph_.states.size(); ++from) {
            if (graph_.states.size() > options_.state_limit) {
                result_.complete = false;
                return;
            }
            visit(from);
        }
    }

    std::size_t add(State state, std::size_t depth) {
        const auto [entry, added] = numbers_.try_emplace(std::move(state), graph_.states.size());
        if (added) {
            graph_.states.push_back(&entry->first);
            graph_.depths.push_back(depth);
            result_.depth = std::max(result_.depth, depth);
        }
        return entry->second;
    }

    void visit(std::size_t from) {
        for (const Event& event : interpreter_.broken_in(*graph_.states[from]))
            violated(event.property, graph_.depths[from], event.message);
        for (Outcome& step : interpreter_.steps(*graph_.states[from])) {
            note(step, graph_.depths[from] + 1);
            ++result_.transitions;
            Edge edge{step.thread,       from, std::nullopt, forbidden_by(step), met_by(*graph_.states[from], step),
                      step.bound_reached};
            if (step.next) edge.to = add(std::move(*step.next), graph_.depths[from] + 1);
            graph_.edges.push_back(std::move(edge));
        }
    }

    [[nodiscard]] Indexed<PropertyId, bool> forbidden_by(const Outcome& step) const {
        Indexed<PropertyId, bool> forbidden(program_.properties.size());
        for (const PropertyId id : forbidden.ids()) forbidden[id] = interpreter_.forbidden(id, step);
        return forbidden;
    }

    [[nodiscard]] std::vector<bool> met_by(const State& before, const Outcome& step) const {
        std::vector<bool> met;
        for (const Demand& demand : demands_) met.push_back(meets(interpreter_, demand, before, step));
        return met;
    }

    void note(const Outcome& step, std::size_t length) {
        for (const Event& event : step.events) violated(event.property, length, event.message);
        result_.bound_reached = result_.bound_reached || step.bound_reached;
    }

    void violated(PropertyId property, std::size_t length, const std::string& message) {
        Verdict& verdict = result_.verdicts[property];
        if (verdict.violated && *verdict.length <= length) return;
        verdict.violated = true;
        verdict.length = length;
        verdict.message = message;
    }

    // --- judging

    [[nodiscard]] bool at_rest(std::size_t state, ThreadId thread) const {
        return interpreter_.at_rest(*graph_.states[state], thread);
    }

    void judge_deadlock() {
        std::vector<bool> moves(graph_.states.size());
        for (const Edge& edge : graph_.edges)
            if (edge.changes()) moves[edge.from] = true;
        for (std::size_t state = 0; state < graph_.states.size() && result_.complete; ++state) {
            if (moves[state]) continue;
            for (const ThreadId thread : program_.threads.ids())
                if (!at_rest(state, thread))
                    violated(id_of(BuiltinProperty::deadlock), graph_.depths[state], program_.threads[thread].name);
        }
    }

    void judge_stuck() {
        for (const ThreadId thread : program_.threads.ids()) {
            std::vector<bool> goal(graph_.states.size());
            for (std::size_t state = 0; state < graph_.states.size(); ++state) goal[state] = at_rest(state, thread);
            for (const Edge& edge : graph_.edges)
                if (edge.thread == thread && edge.changes()) goal[edge.from] = true;
            for (const Edge& edge : graph_.edges)
                if (!edge.to) goal[edge.from] = true;  // nobody is stuck for a step that is cut
            const std::vector<bool> can = able_to_reach(std::move(goal), [](const Edge&) { return true; });
            report_unable(can, id_of(BuiltinProperty::stuck), program_.threads[thread].name);
        }
    }

    void judge_possibility(PropertyId property) {
        std::vector<bool> goal(graph_.states.size());
        for (std::size_t state = 0; state < graph_.states.size(); ++state)
            goal[state] = interpreter_.holds(property, *graph_.states[state]);
        for (const Edge& edge : graph_.edges)
            if (edge.bound) goal[edge.from] = true;
        const auto allowed = [property](const Edge& edge) { return !edge.forbidden[property]; };
        report_unable(able_to_reach(std::move(goal), allowed), property, program_.properties[property].text);
    }

    void judge_reachable(PropertyId property) {
        Verdict& verdict = result_.verdicts[property];
        for (std::size_t state = 0; state < graph_.states.size() && !verdict.length; ++state)
            if (interpreter_.holds(property, *graph_.states[state])) verdict.length = graph_.depths[state];
        verdict.violated = !verdict.length && result_.complete;
    }

    void judge_progress(PropertyId property) {
        if (const auto stem = shortest_stem(interpreter_, graph_, property))
            violated(property, *stem, program_.properties[property].text);
    }

    /// Least fixpoint: repeated until nothing changes.
    [[nodiscard]] std::vector<bool> able_to_reach(std::vector<bool> able,
                                                  const std::function<bool(const Edge&)>& allowed) const {
        for (bool changed = true; changed;) {
            changed = false;
            for (auto edge = graph_.edges.rbegin(); edge != graph_.edges.rend(); ++edge) {
                const bool helps = edge->to && allowed(*edge) && able[*edge->to];
                if (!helps || able[edge->from]) continue;
                able[edge->from] = true;
                changed = true;
            }
        }
        return able;
    }

    void report_unable(const std::vector<bool>& able, PropertyId property, const std::string& message) {
        for (std::size_t state = 0; state < able.size() && result_.complete; ++state)
            if (!able[state]) violated(property, graph_.depths[state], message);
    }

    const Interpreter& interpreter_;
    const Program& program_;
    SearchOptions options_;
    SearchResult result_;
    std::unordered_map<State, std::size_t, StateHash> numbers_;
    Graph graph_;  ///< its states are keys of numbers_
    std::vector<Demand> demands_;
};

}  // namespace

SearchResult search(const Interpreter& interpreter, const SearchOptions& options) {
    return ReferenceSearch(interpreter, options).run();
}

const Verdict* SearchResult::of(const Program& program, const std::string& name) const {
    for (const Verdict& verdict : verdicts)
        if (program.properties[verdict.property].name == name) return &verdict;
    return nullptr;
}

std::string summary(const Program& program, const SearchResult& result) {
    std::string text = std::to_string(result.states) + " states, " + std::to_string(result.transitions) +
                       " transitions, depth " + std::to_string(result.depth);
    if (!result.complete) text += " (not complete)";
    if (result.bound_reached) text += " (bound reached)";
    for (const Verdict& verdict : result.verdicts) {
        text += "; " + program.properties[verdict.property].name + ": " + (verdict.violated ? "violated" : "holds");
        if (verdict.length) text += " at " + std::to_string(*verdict.length);
    }
    return text;
}

}  // namespace revoke_mc::interpret
