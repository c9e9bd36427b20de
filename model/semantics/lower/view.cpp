// Reads a packed state back: cells, positions, walks and locals under their names.
#include <algorithm>

#include "model/semantics/lower/lower.hpp"
#include "model/semantics/lower/system_ids.hpp"

namespace revoke_mc::lower {

using program::StateView;
using program::ThreadView;
using program::Value;

std::int64_t Lowered::slot(const std::uint64_t* state, SlotId id) const {
    return id == none ? 0 : layout_.fields[id].get(state);
}

Value Lowered::cell(const std::uint64_t* state, program::CellId id) const {
    const SlotId at = slot_of(id);
    const auto raw = static_cast<Value>(slot(state, at));
    if (generated_->slots[at].kind != Slot::Kind::owner || raw == 0) return raw;
    for (const auto& [thread, code] : layout_.owners[at])
        if (code.kind == raw && (code.which == none || slot(state, code.which) == code.which_value))
            return program::owned_by(thread);
    return raw;
}

bool Lowered::stands_at(const std::uint64_t* state, ThreadId thread, const Config& config) const {
    for (std::uint32_t depth = 0; depth < config.walks.size(); ++depth) {
        const Walk& walk = config.walks[depth];
        if (walk.current == none) continue;
        if (walk.by_cursor) {
            const auto number = slot(state, generated_->slots.find_cursor(thread, depth)) - 1;
            if (walk.elements[static_cast<std::size_t>(number)] != walk.current) return false;
        } else if (slot(state, generated_->slots.find_mark(thread, depth, walk.current, Slot::Kind::current)) == 0) {
            return false;
        }
    }
    return true;
}

/// The configuration behind a position code: the one whose current elements are marked.
const Config& Lowered::config(const std::uint64_t* state, ThreadId thread) const {
    const ThreadConfigs& all = generated_->threads[thread];
    const PositionId code = model_.threads[system_id(thread)].position_in(state);
    const auto& candidates = all.of_position[code];
    for (const ConfigId candidate : candidates)
        if (stands_at(state, thread, all.configs[candidate])) return all.configs[candidate];
    return all.configs[candidates.front()];
}

std::vector<ObjectId> Lowered::left_to_visit(const std::uint64_t* state, ThreadId thread, const Config& config,
                                             std::uint32_t depth) const {
    const Walk& walk = config.walks[depth];
    const auto cursor = walk.by_cursor ? slot(state, generated_->slots.find_cursor(thread, depth)) : 0;
    std::vector<ObjectId> out;
    for (std::size_t i = 0; i < walk.elements.size(); ++i) {
        const ObjectId element = walk.elements[i];
        const bool left = walk.by_cursor
                              ? static_cast<std::int64_t>(i) + 1 > cursor - (walk.current == none ? 1 : 0)
                              : slot(state, generated_->slots.find_mark(thread, depth, element, Slot::Kind::todo)) != 0;
        if (left) out.push_back(element);
    }
    return out;
}

std::string Lowered::walk(const std::uint64_t* state, ThreadId thread, const Config& config,
                          std::uint32_t depth) const {
    const Walk& walk = config.walks[depth];
    const auto name = [&](ObjectId object) { return program_->objects[object].name; };
    std::string text = to_string(walk.statement) + ":" + (walk.current == none ? "" : name(walk.current)) + "|";
    for (const ObjectId element : left_to_visit(state, thread, config, depth))
        text += (text.back() == '|' ? "" : ",") + name(element);
    return text;
}

ThreadView Lowered::thread(const std::uint64_t* state, ThreadId thread) const {
    const Config& at = config(state, thread);
    ThreadView out;
    out.position = at.ended() ? "end" : "";
    for (const Frame& frame : at.frames) out.position += (out.position.empty() ? "" : ">") + to_string(frame.next);
    for (const Mark& mark : at.fresh)
        if (mark.label != none) out.position += "!L" + to_string(mark.label);
    for (const Mark& mark : at.fresh)
        if (mark.routine != none) out.position += "!F" + to_string(mark.routine);
    if (at.irqs_off != 0) out.position += "!I" + std::to_string(at.irqs_off);
    for (std::uint32_t depth = 0; depth < at.walks.size(); ++depth) out.walks.push_back(walk(state, thread, at, depth));
    for (std::uint32_t f = 0; f < at.frames.size(); ++f) {
        const auto& locals = program_->routines[at.frames[f].routine].locals;
        for (const LocalId id : locals.ids()) {
            const auto value = slot(state, generated_->slots.find_local(thread, at.frames[f].number(id)));
            if (value != 0) out.locals.push_back({f, locals[id].name, static_cast<Value>(value)});
        }
    }
    std::sort(out.locals.begin(), out.locals.end());
    return out;
}

StateView Lowered::view_of_cells(const std::uint64_t* state) const {
    StateView out;
    for (const program::CellId id : program_->cells.ids()) out.cells.push_back(cell(state, id));
    return out;
}

StateView Lowered::view(const std::uint64_t* state) const {
    StateView out = view_of_cells(state);
    for (const ThreadId t : program_->threads.ids()) out.threads.push_back(thread(state, t));
    return out;
}

}  // namespace revoke_mc::lower
