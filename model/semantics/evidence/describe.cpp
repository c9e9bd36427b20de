#include "model/semantics/evidence/describe.hpp"

#include <algorithm>

#include "model/language/syntax/place.hpp"

namespace revoke_mc::evidence {

using namespace program;  // NOLINT(google-build-using-namespace)

std::string describe(const Program& program, const interpret::State& state) {
    std::string out = "in the state {";
    for (const CellId cell : program.cells.ids()) {
        const Cell& what = program.cells[cell];
        if (std::ranges::find(what.initial, state.cells[cell]) != what.initial.end() && what.initial.size() == 1)
            continue;
        out += " " + what.name + " = " + program.print(state.cells[cell], what.type) + ";";
    }
    for (const ThreadId thread : program.threads.ids()) {
        const interpret::ThreadState& control = state.threads[thread];
        out += " " + program.threads[thread].name;
        if (control.ended())
            out += " has ended;";
        else
            out += " at " + program.sources->describe(program.statements[control.frames.back().position]->place) + ";";
    }
    out.back() = ' ';
    return out + "}";
}

std::string describe_events(const Program& program, const interpret::Outcome& step) {
    std::string out;
    for (const interpret::Event& event : step.events)
        out += (out.empty() ? "" : "; ") + program.properties[event.property].name + ": " + event.message;
    if (step.bound_reached) out += (out.empty() ? "" : "; ") + std::string("the model's own bound: ") + step.bound_text;
    return out;
}

std::string describe(const Program& program, const interpret::State& state, const interpret::Outcome& step) {
    const Stmt& stmt = *program.statements[step.statement];
    const std::string events = describe_events(program, step);
    return describe(program, state) + " the step " + stmt.source + " of " + program.threads[step.thread].name + " at " +
           program.sources->describe(stmt.place) + (events.empty() ? "" : ", which breaks " + events);
}

}  // namespace revoke_mc::evidence
