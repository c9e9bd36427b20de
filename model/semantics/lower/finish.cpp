// Where a strand forks, and where it ends: forks, dead ends, arrivals, and the record of a transition.
#include <algorithm>

#include "explorer/base/limits.hpp"
#include "model/semantics/lower/steps.hpp"

namespace revoke_mc::lower {

using system::Opcode;

// --- forks ------------------------------------------------------------------------------------

bool Steps::can_cut(const Strand& strand, std::size_t from) {
    return std::any_of(strand.code.begin() + static_cast<std::ptrdiff_t>(from), strand.code.end(), lower::may_cut);
}

/// What cuts before a fork must be one transition, not one for each side.
void Steps::mute(Strand& strand) { strand.code.mute(); }

/// Goes on with every branch that can be alive, in order. The strand itself is used up.
bool Steps::fork(Strand& strand, const std::vector<Branch>& branches, Forks why) {
    std::vector<Strand> sides;
    for (const Branch& branch : branches) {
        limits::poll();
        Strand side = strand;
        if (!sides.empty()) {
            mute(side);
            side.mute = why == Forks::data;  // each side evaluates the condition again
        }
        const bool alive = branch(side);
        side.mute = false;
        // A candidate whose condition traps, and that could not be chosen otherwise, is a step of its own.
        const bool may_cut = why == Forks::choice && can_cut(side, strand.code.size());
        if (!alive && may_cut) side.cut = true;
        if (alive || may_cut) sides.push_back(std::move(side));
    }
    if (sides.empty()) dead(strand);
    for (auto side = sides.rbegin(); side != sides.rend(); ++side) pending_.push_back(std::move(*side));
    return false;
}

/// Goes on only where the index has this value.
void Steps::pin(Strand& strand, const program::Path& open, std::uint32_t value) {
    const program::Element& element = open.get<program::MemberPath>().element;
    const Operand index = expressions_.in_range(strand, expressions_.value(strand, *element.index), 0,
                                                static_cast<std::int64_t>(element.count) - 1);
    const Operand chosen = Operand::of(value);
    const std::uint16_t r = expressions_.new_register(strand);
    Expressions::emit(strand, Expressions::plain(Opcode::equal, r, expressions_.in_register(strand, index),
                                                 expressions_.in_register(strand, chosen)));
    Expressions::emit(strand, Expressions::plain(Opcode::fail_if_zero, r));
    strand.pinned_index[&open] = value;
}

/// Forks over the values of an index that a reference needs settled. True: forked.
bool Steps::settle(Strand& strand, const std::vector<const program::Path*>& paths) {
    for (const program::Path* of : paths) {
        const program::Path* open = expressions_.unsettled(strand, *of);
        if (!open) continue;
        std::vector<Branch> branches;
        for (std::uint32_t v = 0; v < open->get<program::MemberPath>().element.count; ++v)
            branches.emplace_back([this, open, v](Strand& side) {
                pin(side, *open, v);
                side.resume = true;
                return true;
            });
        (void)fork(strand, branches);
        return true;
    }
    return false;
}

// --- the end of a strand ----------------------------------------------------------------------

/// A strand that cannot be completed. If something on it traps first, that is a step all the same.
void Steps::dead(Strand& strand) {
    if (!can_cut(strand)) return;
    Expressions::emit(strand, Expressions::plain(Opcode::fail));
    record(strand, std::nullopt);
}

void Steps::flush_locals(Strand& strand) {
    std::uint32_t live = 0;
    if (!strand.config.ended()) {
        const Frame& top = strand.config.frames.back();
        live = top.locals_at + static_cast<std::uint32_t>(program_.routines[top.routine].locals.size());
    }
    for (auto& [number, local] : strand.locals) {
        const bool dies = number >= live;
        if (local.where == LocalValue::Where::state && !dies) continue;
        if (local.where == LocalValue::Where::operand && !local.dirty && !dies) continue;
        const Operand operand = dies ? Operand::of(0) : local.operand;
        const bool zero = operand.constant && operand.value == 0;
        if (zero && number >= strand.locals_at_start) continue;
        expressions_.store_slot(strand, out_.slots.local(thread_, number), operand);
    }
}

ConfigId Steps::arrive(Strand& strand) {
    bool is_new = false;
    const ConfigId number = intern(program_, configs(), strand.config, is_new);
    if (is_new && !strand.config.ended()) {
        todo_.push_back(number);
        const Stmt& at = stmt(strand.config.frames.back().next);
        if (const auto* call = at.waits_for_lock()) add_waits(begin(number), *call);
    }
    return number;
}

void Steps::finish(Strand& strand) {
    if (strand.cut) return record(strand, std::nullopt);
    if (!strand.executed) {
        strand.config.fresh.insert(strand.config.fresh.end(), strand.passed.begin(), strand.passed.end());
        std::sort(strand.config.fresh.begin(), strand.config.fresh.end());
    }
    if (rests(program_, strand.config)) {
        Op op;
        op.act = Act::no_locks;
        op.thread = thread_;
        Expressions::emit(strand, op);
    }
    if (strand.config.ended()) strand.config.fresh.clear();  // nothing can be entered any more
    expressions_.note_named(strand);
    flush_locals(strand);
    finish_walks(strand);
    const ConfigId end = arrive(strand);
    expressions_.store_slot(strand, out_.slots.position(thread_), Operand::of(configs().position[end].number()));
    Expressions::emit(strand, Expressions::plain(Opcode::done));
    record(strand, end);
}

void Steps::record(Strand& strand, std::optional<ConfigId> end) {
    if (!end) Expressions::emit(strand, Expressions::plain(Opcode::fail));
    RawTransition transition{thread_,
                             strand.start,
                             end,
                             strand.code.finish(),
                             std::move(strand.entered),
                             points_of(strand),
                             std::move(strand.named),
                             std::move(strand.log)};
    if (initial_)
        out_.initial[thread_].push_back(std::move(transition));
    else
        out_.transitions.push_back(std::move(transition));
}

}  // namespace revoke_mc::lower
