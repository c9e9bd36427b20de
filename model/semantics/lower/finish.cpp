// Where a path splits, and where it ends: forks, dead ends, arrivals, and the record of a transition.
#include <algorithm>

#include "explorer/base/limits.hpp"
#include "model/semantics/lower/steps.hpp"

namespace revoke_mc::lower {

using system::Opcode;

// --- forks ------------------------------------------------------------------------------------

bool Steps::can_cut(const Path& path, std::size_t from) {
    return std::any_of(path.code.begin() + static_cast<std::ptrdiff_t>(from), path.code.end(), lower::may_cut);
}

/// What cuts before a fork must be one transition, not one for each side.
void Steps::mute(Path& path) { path.code.mute(); }

/// Goes on with every branch that can be alive, in order. The path itself is used up.
bool Steps::fork(Path& path, const std::vector<Branch>& branches, Forks why) {
    std::vector<Path> sides;
    for (const Branch& branch : branches) {
        limits::poll();
        Path side = path;
        if (!sides.empty()) {
            mute(side);
            side.mute = why == Forks::data;  // each side evaluates the condition again
        }
        const bool alive = branch(side);
        side.mute = false;
        // A candidate whose condition traps, and that could not be chosen else, is a step of its own.
        const bool may_cut = why == Forks::choice && can_cut(side, path.code.size());
        if (!alive && may_cut) side.cut = true;
        if (alive || may_cut) sides.push_back(std::move(side));
    }
    if (sides.empty()) dead(path);
    for (auto side = sides.rbegin(); side != sides.rend(); ++side) pending_.push_back(std::move(*side));
    return false;
}

/// Goes on only where the index has this value.
void Steps::pin(Path& path, const program::Path& open, std::uint32_t value) {
    const program::Element& element = open.get<program::MemberPath>().element;
    const Operand index = expressions_.in_range(path, expressions_.value(path, *element.index), 0,
                                                static_cast<std::int64_t>(element.count) - 1);
    const Operand chosen = Operand::of(value);
    const std::uint16_t r = expressions_.new_register(path);
    Expressions::emit(path, Expressions::plain(Opcode::equal, r, expressions_.in_register(path, index),
                                               expressions_.in_register(path, chosen)));
    Expressions::emit(path, Expressions::plain(Opcode::fail_if_zero, r));
    path.pinned_index[&open] = value;
}

/// Forks over the values of an index that a reference needs settled. True: forked.
bool Steps::settle(Path& path, const std::vector<const program::Path*>& paths) {
    for (const program::Path* of : paths) {
        const program::Path* open = expressions_.unsettled(path, *of);
        if (!open) continue;
        std::vector<Branch> branches;
        for (std::uint32_t v = 0; v < open->get<program::MemberPath>().element.count; ++v)
            branches.emplace_back([this, open, v](Path& side) {
                pin(side, *open, v);
                side.resume = true;
                return true;
            });
        (void)fork(path, branches);
        return true;
    }
    return false;
}

// --- the end of a path ------------------------------------------------------------------------

/// A path that cannot be completed. If something on it traps first, that is a step nevertheless.
void Steps::dead(Path& path) {
    if (!can_cut(path)) return;
    Expressions::emit(path, Expressions::plain(Opcode::fail));
    record(path, std::nullopt);
}

void Steps::flush_locals(Path& path) {
    std::uint32_t live = 0;
    if (!path.config.ended()) {
        const Frame& top = path.config.frames.back();
        live = top.locals_at + static_cast<std::uint32_t>(program_.routines[top.routine].locals.size());
    }
    for (auto& [number, local] : path.locals) {
        const bool dies = number >= live;
        if (local.where == LocalValue::Where::state && !dies) continue;
        if (local.where == LocalValue::Where::operand && !local.dirty && !dies) continue;
        const Operand operand = dies ? Operand::of(0) : local.operand;
        const bool zero = operand.constant && operand.value == 0;
        if (zero && number >= path.locals_at_start) continue;
        expressions_.store_slot(path, out_.slots.local(thread_, number), operand);
    }
}

std::uint32_t Steps::arrive(Path& path) {
    bool is_new = false;
    const std::uint32_t number = intern(program_, configs(), path.config, is_new);
    if (is_new && !path.config.ended()) {
        todo_.push_back(number);
        const Stmt& at = stmt(path.config.frames.back().next);
        if (const auto* call = at.waits_for_lock()) add_waits(begin(number), *call);
    }
    return number;
}

void Steps::finish(Path& path) {
    if (path.cut) return record(path, std::nullopt);
    if (!path.executed) {
        path.config.fresh.insert(path.config.fresh.end(), path.passed.begin(), path.passed.end());
        std::sort(path.config.fresh.begin(), path.config.fresh.end());
    }
    if (rests(program_, path.config)) {
        Op op;
        op.act = Act::no_locks;
        op.thread = thread_;
        Expressions::emit(path, op);
    }
    if (path.config.ended()) path.config.fresh.clear();  // nothing can be entered any more
    expressions_.note_named(path);
    flush_locals(path);
    finish_walks(path);
    const std::uint32_t end = arrive(path);
    expressions_.store_slot(path, out_.slots.position(thread_), Operand::of(configs().position[end]));
    Expressions::emit(path, Expressions::plain(Opcode::done));
    record(path, end);
}

void Steps::record(Path& path, std::optional<std::uint32_t> end) {
    if (!end) Expressions::emit(path, Expressions::plain(Opcode::fail));
    RawTransition transition{thread_,         path.start,           end, path.code.finish(), std::move(path.entered),
                             points_of(path), std::move(path.named)};
    if (initial_)
        out_.initial[thread_].push_back(std::move(transition));
    else
        out_.transitions.push_back(std::move(transition));
}

}  // namespace revoke_mc::lower
