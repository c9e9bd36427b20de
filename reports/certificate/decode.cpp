#include "reports/certificate/decode.hpp"

#include <algorithm>

namespace revoke_mc::reports {

namespace {

using program::ThreadId;

class Decoder {
public:
    Decoder(const program::Program& program, const lower::Lowered& lowered, const std::uint64_t* state)
        : program_(program), lowered_(lowered), state_(state) {}

    [[nodiscard]] interpret::ThreadState thread(ThreadId id) const {
        const lower::Config& config = lowered_.config(state_, id);
        interpret::ThreadState out;
        out.irqs_off = config.irqs_off;
        for (const lower::Frame& frame : config.frames) out.frames.push_back(this->frame(id, frame));
        for (std::uint32_t depth = 0; depth < config.walks.size(); ++depth)
            out.frames[config.walks[depth].frame].walks.push_back(walk(id, config, depth));
        for (const lower::Mark& mark : config.fresh) {
            if (mark.label != program::none) out.labels.push_back(mark.label);
            if (mark.routine != program::none) out.routines.push_back(mark.routine);
        }
        std::ranges::sort(out.labels);
        std::ranges::sort(out.routines);
        return out;
    }

private:
    [[nodiscard]] interpret::Frame frame(ThreadId thread, const lower::Frame& frame) const {
        interpret::Frame out;
        out.routine = frame.routine;
        out.self = frame.self;
        out.position = frame.next;
        out.references = frame.references;
        for (const program::LocalId local : program_.routines[frame.routine].locals.ids())
            out.locals.push_back(static_cast<program::Value>(
                lowered_.slot(state_, lowered_.generated().slots.find_local(thread, frame.number(local)))));
        return out;
    }

    [[nodiscard]] interpret::Walk walk(ThreadId thread, const lower::Config& config, std::uint32_t depth) const {
        const lower::Walk& walk = config.walks[depth];
        interpret::Walk out;
        out.statement = walk.statement;
        out.chosen = walk.current != program::none;
        out.current = out.chosen ? std::int64_t{walk.current.number()} : 0;
        for (const program::ObjectId element : lowered_.left_to_visit(state_, thread, config, depth))
            out.left.push_back(element.number());
        std::ranges::sort(out.left);
        return out;
    }

    const program::Program& program_;
    const lower::Lowered& lowered_;
    const std::uint64_t* state_;
};

}  // namespace

interpret::State interpreter_state(const program::Program& program, const lower::Lowered& lowered,
                                   const std::uint64_t* state) {
    interpret::State out;
    out.cells = lowered.view_of_cells(state).cells;
    const Decoder decoder(program, lowered, state);
    for (const ThreadId thread : program.threads.ids()) out.threads.push_back(decoder.thread(thread));
    return out;
}

}  // namespace revoke_mc::reports
