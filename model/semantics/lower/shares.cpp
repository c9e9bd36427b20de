// What the lowering notes for whoever lays instances out apart (apart.hpp): which instance a piece of code is about,
// which ones a thread has references to, and what each of them has added to a counter.
//
// A counter that is split is the sum of `own` and the shares of all instances, by construction: what a step adds, it
// adds to the share of the one instance in whose context it runs (its thread's, or the one whose attachment, mapping or
// callback it works on), or to `own` if there is none. A step that gives the counter a constant gives that to `own`,
// and nothing to the others. A part that would leave its range ends the step at the bound.
#include <algorithm>

#include "model/language/program/stale.hpp"
#include "model/semantics/lower/expression.hpp"

namespace revoke_mc::lower {

using system::Opcode;

namespace {

/// The (composite) instance that is laid out apart in which the object lies, or none.
program::InstanceId instance_of(const program::Program& program, const Generated& generated, ObjectId object) {
    if (object == none) return none;
    const program::Object& it = program.objects[program::bound_once(object)];
    return generated.apart.contains(it.component) ? it.instance : program::InstanceId{};
}

std::set<program::InstanceId> instances_in(const program::Program& program, const Generated& generated,
                                           const Strand& strand) {
    std::set<program::InstanceId> out;
    const auto add = [&](ObjectId object) {
        if (const program::InstanceId instance = instance_of(program, generated, object); instance != none)
            out.insert(instance);
    };
    if (strand.thread != none && generated.apart.contains(program.threads[strand.thread].component))
        out.insert(program.threads[strand.thread].instance);
    for (const Frame& frame : strand.config.frames) {
        add(frame.self);
        for (const ObjectId reference : frame.references) add(reference);
    }
    for (const Walk& walk : strand.config.walks) add(walk.current);
    return out;
}

}  // namespace

// --- pieces -----------------------------------------------------------------------------------

Expressions::Piece::Piece(const Expressions& expressions, Strand& strand, ObjectId element)
    : strand_(strand), before_(strand.piece) {
    if (expressions.out_.apart.any()) enter(instance_of(expressions.program_, expressions.out_, element));
}

Expressions::Piece::Piece(const Expressions& expressions, Strand& strand, ThreadId of)
    : strand_(strand), before_(strand.piece) {
    const program::Thread& thread = expressions.program_.threads[of];
    if (expressions.out_.apart.contains(thread.component)) enter(thread.instance);
}

Expressions::Piece::Piece(const Expressions& expressions, Strand& strand, SlotId of)
    : strand_(strand), before_(strand.piece) {
    const Slot& slot = expressions.out_.slots[of];
    if (expressions.out_.apart.contains(slot.component)) enter(slot.instance);
}

/// Who is named is there anyhow: for a piece within one of his, that one does not count.
void Expressions::Piece::enter(program::InstanceId instance) {
    if (instance == none || instance == before_) return;
    const bool free = before_ == none || strand_.named.contains(before_);
    if (free)
        strand_.piece = instance;
    else if (!strand_.named.contains(instance))
        strand_.piece = several_pieces;
}

/// What a binder refers to while its pieces are written is not named.
void Expressions::note_named(Strand& strand) const {
    if (!out_.apart.any() || strand.piece != none) return;
    strand.named.merge(instances_in(program_, out_, strand));
}

// --- shares -----------------------------------------------------------------------------------

SlotId Expressions::part_of(const Strand& strand, SlotId counter, const Split& split) {
    const std::set<program::InstanceId> instances = instances_in(program_, out_, strand);
    if (instances.empty()) return split.own;
    if (instances.size() > 1) out_.not_split.emplace(counter, "a step changes it on behalf of two instances");
    return split.shares[*instances.begin()];
}

/// part := reg, if it fits.
void Expressions::set_part(Strand& strand, SlotId part, std::uint16_t reg) {
    const std::uint16_t fits = new_register(strand);
    const std::uint16_t low = in_register(strand, Operand::of(out_.slots[part].low));
    const std::uint16_t high = in_register(strand, Operand::of(out_.slots[part].high));
    for (const auto& [less, more] : {std::pair{low, reg}, std::pair{reg, high}}) {
        emit(strand, plain(Opcode::less_equal, fits, less, more));
        const StrandCode::Label within = strand.code.new_label();
        jump(strand, Opcode::jump_if_set, fits, within);
        emit(strand, plain(Opcode::bound));
        strand.code.bind(within);
    }
    store_slot(strand, part, Operand::in(reg, out_.slots[part].low, out_.slots[part].high));
}

void Expressions::keep_shares(Strand& strand, SlotId counter, const Split& split, const Operand& operand) {
    const std::uint16_t keep = strand.next_register;
    strand.ghost = true;
    if (operand.constant) {
        store_slot(strand, split.own, operand);
        for (const SlotId share : split.shares) store_slot(strand, share, Operand::of(0));
    } else {
        const SlotId part = part_of(strand, counter, split);
        const Operand more = calculate(strand, program::Op::subtract, operand, load_slot(strand, counter));
        const Operand now = calculate(strand, program::Op::add, load_slot(strand, part), more);
        set_part(strand, part, in_register(strand, now));
    }
    strand.ghost = false;
    strand.next_register = keep;
}

}  // namespace revoke_mc::lower
