// Interpreter against packed search.
#include "tests/support/agreement.hpp"

#include <algorithm>
#include <sstream>
#include <vector>

#include "checker/internal/explore.hpp"
#include "explorer/visit_graph.hpp"
#include "model/semantics/interpret/search.hpp"
#include "model/semantics/lower/lower.hpp"
#include "model/semantics/lower/system_ids.hpp"
#include "tests/support/blocking.hpp"

namespace revoke_mc::tests {

namespace {

std::string text_of(const program::Program& program, const program::StateView& view) {
    std::ostringstream out;
    for (const program::CellId i : view.cells.ids())
        if (view.cells[i] != 0) out << program.cells[i].name << '=' << view.cells[i] << ' ';
    for (std::size_t t = 0; t < view.threads.size(); ++t) {
        out << "\n  " << program.threads[program::ThreadId{t}].name << " @ " << view.threads[t].position;
        for (const std::string& walk : view.threads[t].walks) out << " walk " << walk;
        for (const auto& local : view.threads[t].locals)
            out << ' ' << local.frame << '.' << local.name << '=' << local.value;
    }
    return out.str();
}

std::vector<std::string> packed_states(const program::Program& program, const lower::Lowered& lowered,
                                       std::size_t limit) {
    std::vector<std::string> out;
    explorer::Options options;
    options.max_states = limit;
    lower::dispatch(lowered, [&](const auto& system) {
        (void)explorer::visit_graph(
            system, options,
            [&](auto, const std::uint64_t* state) { out.push_back(text_of(program, lowered.view(state))); },
            [](auto, auto, auto) {});
    });
    return out;
}

template <class T>
void expect_same(std::string& difference, const std::string& what, const T& interpreter, const T& search) {
    if (interpreter == search) return;
    std::ostringstream out;
    out << what << ": interpreter " << interpreter << ", search " << search << '\n';
    difference += out.str();
}

void compare_states(std::string& difference, std::vector<std::string> left, std::vector<std::string> right) {
    std::sort(left.begin(), left.end());
    std::sort(right.begin(), right.end());
    std::vector<std::string> only_left, only_right;
    std::set_difference(left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(only_left));
    std::set_difference(right.begin(), right.end(), left.begin(), left.end(), std::back_inserter(only_right));
    if (!only_left.empty()) difference += "only the interpreter reaches, for one:\n  " + only_left.front() + '\n';
    if (!only_right.empty()) difference += "only the search reaches, for one:\n  " + only_right.front() + '\n';
}

/// A step property's trace is one step longer than the level of the state it leaves, unless a start breaks it.
std::size_t length_of(const explorer::PropertyResult& property) {
    return property.kind == system::PropertyKind::step ? property.trace->steps.size() : property.level;
}

void compare_verdicts(std::string& difference, const program::Program& program, const interpret::SearchResult& slow,
                      const explorer::Result& fast) {
    for (const program::PropertyId p : program.properties.ids()) {
        const bool witness = program.properties[p].kind == program::Property::Kind::reachable;
        const bool found = fast.properties[lower::system_id(p).number()].verdict == explorer::Verdict::violated;
        const std::string& name = program.properties[p].name;
        expect_same(difference, "verdict of " + name, slow.verdicts[p].violated, witness ? !found : found);
        if (found && slow.verdicts[p].length)
            expect_same(difference, "trace length of " + name, *slow.verdicts[p].length,
                        length_of(fast.properties[lower::system_id(p).number()]));
    }
}

}  // namespace

Agreement compare_engines(const program::Program& program, std::size_t state_limit) {
    Agreement out;
    out.difference = blocking_difference(program);
    const lower::Lowered lowered = lower::lower(program);
    explorer::Options options;
    options.max_states = state_limit;
    const explorer::Result fast = checker::explore(lowered, options);
    out.states = fast.states;
    out.skipped = fast.status == explorer::Status::incomplete && fast.reason == explorer::Reason::states;
    if (out.skipped) return out;
    const interpret::Interpreter interpreter(program);
    const interpret::SearchResult slow = interpret::search(interpreter, {state_limit + 1, true});
    expect_same(out.difference, "states", slow.states, static_cast<std::size_t>(fast.states));
    expect_same(out.difference, "transitions", slow.transitions, static_cast<std::size_t>(fast.transitions));
    expect_same(out.difference, "depth", slow.depth, static_cast<std::size_t>(fast.depth));
    if (!slow.bound_reached) compare_verdicts(out.difference, program, slow, fast);
    std::vector<std::string> reached;
    for (const interpret::State& state : slow.reached) reached.push_back(text_of(program, interpreter.view(state)));
    compare_states(out.difference, std::move(reached), packed_states(program, lowered, state_limit + 1));
    return out;
}

}  // namespace revoke_mc::tests
