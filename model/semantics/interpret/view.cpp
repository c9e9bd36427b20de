// States for people and for comparison: StateView, to the letter of program.hpp.
//
// Where its comments leave the spelling open: marks come behind the position in the order labels,
// then functions, each increasing; a walk always has its bar, even with nothing left to visit
// ("40:iommufd[1].att|"); walks of outer frames come first.
#include <algorithm>

#include "model/semantics/interpret/interpreter.hpp"

namespace revoke_mc::interpret {

using namespace program;  // NOLINT(google-build-using-namespace)

namespace {

std::string position_of(const ThreadState& thread) {
    std::string text = thread.ended() ? "end" : "";
    for (const Frame& frame : thread.frames) text += (text.empty() ? "" : ">") + to_string(frame.position);
    for (const StmtId label : thread.labels) text += "!L" + to_string(label);
    for (const RoutineId routine : thread.routines) text += "!F" + to_string(routine);
    if (thread.irqs_off != 0) text += "!I" + std::to_string(thread.irqs_off);
    return text;
}

std::string view_of(const Program& program, const Walk& walk) {
    const auto name = [&](std::int64_t element) { return program.objects[static_cast<ObjectId>(element)].name; };
    std::string text = to_string(walk.statement) + ":" + (walk.chosen ? name(walk.current) : "") + "|";
    for (const std::int64_t element : walk.left) text += (text.back() == '|' ? "" : ",") + name(element);
    return text;
}

std::vector<ThreadView::LocalView> locals_of(const Program& program, const ThreadState& thread) {
    std::vector<ThreadView::LocalView> locals;
    for (std::uint32_t depth = 0; depth < thread.frames.size(); ++depth) {
        const Frame& frame = thread.frames[depth];
        for (const LocalId local : frame.locals.ids())
            if (frame.locals[local] != 0)
                locals.push_back({depth, program.routines[frame.routine].locals[local].name, frame.locals[local]});
    }
    std::sort(locals.begin(), locals.end());
    return locals;
}

}  // namespace

StateView Interpreter::view(const State& state) const {
    StateView view;
    view.cells = state.cells;
    for (const ThreadState& thread : state.threads) {
        ThreadView& seen = view.threads.emplace_back();
        seen.position = position_of(thread);
        for (const Frame& frame : thread.frames)
            for (const Walk& walk : frame.walks) seen.walks.push_back(view_of(*program_, walk));
        seen.locals = locals_of(*program_, thread);
    }
    return view;
}

}  // namespace revoke_mc::interpret
