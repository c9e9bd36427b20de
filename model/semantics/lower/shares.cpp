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

/// The instance of the component that is laid out apart in which the object lies, or none.
std::uint32_t instance_of(const program::Program& program, const Generated& generated, ObjectId object) {
    if (object == none) return none;
    const program::Object& it = program.objects[program::bound_once(object)];
    return it.component == generated.apart ? it.instance : std::uint32_t{none};
}

std::set<std::uint32_t> instances_in(const program::Program& program, const Generated& generated, const Path& path) {
    std::set<std::uint32_t> out;
    const auto add = [&](ObjectId object) {
        if (const std::uint32_t instance = instance_of(program, generated, object); instance != none)
            out.insert(instance);
    };
    if (path.thread != none && program.threads[path.thread].component == generated.apart)
        out.insert(program.threads[path.thread].instance);
    for (const Frame& frame : path.config.frames) {
        add(frame.self);
        for (const ObjectId reference : frame.references) add(reference);
    }
    for (const Walk& walk : path.config.walks) add(walk.current);
    return out;
}

}  // namespace

// --- pieces -----------------------------------------------------------------------------------

Expressions::Piece::Piece(const Expressions& expressions, Path& path, ObjectId element)
    : path_(path), before_(path.piece) {
    if (expressions.out_.apart != none) enter(instance_of(expressions.program_, expressions.out_, element));
}

Expressions::Piece::Piece(const Expressions& expressions, Path& path, ThreadId of) : path_(path), before_(path.piece) {
    const program::Thread& thread = expressions.program_.threads[of];
    if (expressions.out_.apart != none && thread.component == expressions.out_.apart) enter(thread.instance);
}

Expressions::Piece::Piece(const Expressions& expressions, Path& path, SlotId of) : path_(path), before_(path.piece) {
    const Slot& slot = expressions.out_.slots[of];
    if (expressions.out_.apart != none && slot.component == expressions.out_.apart) enter(slot.instance);
}

/// Who is named is there anyhow: for a piece within one of his, that one does not count.
void Expressions::Piece::enter(std::uint32_t instance) {
    if (instance == none || instance == before_) return;
    const bool free = before_ == none || path_.named.contains(before_);
    if (free)
        path_.piece = instance;
    else if (!path_.named.contains(instance))
        path_.piece = several_pieces;
}

/// What a binder refers to while its pieces are written is not named.
void Expressions::note_named(Path& path) const {
    if (out_.apart == none || path.piece != none) return;
    path.named.merge(instances_in(program_, out_, path));
}

// --- shares -----------------------------------------------------------------------------------

SlotId Expressions::part_of(const Path& path, SlotId counter, const Split& split) {
    const std::set<std::uint32_t> instances = instances_in(program_, out_, path);
    if (instances.empty()) return split.own;
    if (instances.size() > 1) out_.not_split.emplace(counter, "a step changes it on behalf of two instances");
    return split.shares[*instances.begin()];
}

/// part := reg, if it fits.
void Expressions::set_part(Path& path, SlotId part, std::uint16_t reg) {
    const std::uint16_t fits = new_register(path);
    const std::uint16_t low = in_register(path, Operand::of(out_.slots[part].low));
    const std::uint16_t high = in_register(path, Operand::of(out_.slots[part].high));
    for (const auto& [less, more] : {std::pair{low, reg}, std::pair{reg, high}}) {
        emit(path, plain(Opcode::less_equal, fits, less, more));
        const PathCode::Label within = path.code.new_label();
        jump(path, Opcode::jump_if_set, fits, within);
        emit(path, plain(Opcode::bound));
        path.code.bind(within);
    }
    store_slot(path, part, Operand::in(reg, out_.slots[part].low, out_.slots[part].high));
}

void Expressions::keep_shares(Path& path, SlotId counter, const Split& split, const Operand& operand) {
    const std::uint16_t keep = path.next_register;
    path.ghost = true;
    if (operand.constant) {
        store_slot(path, split.own, operand);
        for (const SlotId share : split.shares) store_slot(path, share, Operand::of(0));
    } else {
        const SlotId part = part_of(path, counter, split);
        const Operand more = calculate(path, program::Op::subtract, operand, load_slot(path, counter));
        const Operand now = calculate(path, program::Op::add, load_slot(path, part), more);
        set_part(path, part, in_register(path, now));
    }
    path.ghost = false;
    path.next_register = keep;
}

}  // namespace revoke_mc::lower
