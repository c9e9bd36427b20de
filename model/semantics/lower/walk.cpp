// foreach: walks over sets of elements.
//
// The set is settled when the walk starts, as a mark "to do" in each element's block; choosing an
// element clears its mark, and while the thread stops inside the body another mark says which
// element it is at. No block refers to another one by number, and sorting blocks stays exact.
// Ordered walks without a filter need no marks: a cursor of the thread is enough.
#include <algorithm>

#include "explorer/base/planted.hpp"
#include "model/semantics/lower/steps.hpp"

namespace revoke_mc::lower {

using system::Opcode;

Walk* Steps::walk_at(Strand& strand, StmtId at) const {
    auto& walks = strand.config.walks;
    if (walks.empty()) return nullptr;
    Walk& last = walks.back();
    return last.statement == at && last.frame + 1 == strand.config.frames.size() ? &last : nullptr;
}

std::uint32_t Steps::depth_of(const Strand& strand, const Walk& walk) const {
    return static_cast<std::uint32_t>(&walk - strand.config.walks.data());
}

SlotId Steps::mark_of(const Walk& walk, const Strand& strand, ObjectId element, Slot::Kind kind) {
    return out_.slots.mark(thread_, depth_of(strand, walk), element, kind);
}

SlotId Steps::cursor_of(const Walk& walk, const Strand& strand) {
    return out_.slots.cursor(thread_, depth_of(strand, walk));
}

namespace {

std::int64_t number_of(const Walk& walk, ObjectId element) {
    return std::find(walk.elements.begin(), walk.elements.end(), element) - walk.elements.begin();
}

}  // namespace

/// Clears a mark unless it is known to be clear.
void Steps::store_if_set(Strand& strand, SlotId slot) {
    const auto known = strand.known.find(slot);
    if (known == strand.known.end() || known->second != 0) expressions_.store_slot(strand, slot, Operand::of(0));
}

bool Steps::carry_out(Strand& strand, const Stmt& at, const program::Foreach& foreach) {
    if (!walk_at(strand, at.id)) return start_walk(strand, at, foreach);
    return strand.end_test ? test_end(strand, at) : choose_element(strand, at, foreach);
}

bool Steps::start_walk(Strand& strand, const Stmt& at, const program::Foreach& foreach) {
    const program::Binder& over = foreach.over;
    if (over.set.kind == program::Set::Kind::integers)
        fail(at, "foreach visits instances, attachments, mappings or fences", "use each or while for numbers");
    if (over.set.of && settle(strand, {over.set.of.get()})) return false;
    Walk walk;
    walk.statement = at.id;
    walk.frame = static_cast<std::uint32_t>(strand.config.frames.size() - 1);
    walk.by_cursor = foreach.ordered && !over.where;
    walk.elements = expressions_.elements(strand, over.set);
    strand.config.walks.push_back(walk);
    strand.end_test = true;
    if (walk.by_cursor) {
        expressions_.store_slot(strand, cursor_of(strand.config.walks.back(), strand),
                                Operand::of(walk.elements.empty() ? 0 : 1));
        return true;
    }
    for (const ObjectId element : walk.elements) {
        strand.config.frames.back().references[over.ref] = element;
        const Expressions::Piece piece(expressions_, strand, element);
        const Operand member = over.where ? expressions_.value(strand, *over.where) : Operand::of(1);
        const bool one = member.constant && member.value != 0;
        expressions_.store_slot(strand, mark_of(strand.config.walks.back(), strand, element, Slot::Kind::todo),
                                one ? Operand::of(1) : member);
    }
    strand.config.frames.back().references[over.ref] = none;
    return true;
}

Operand Steps::still_to_do(Strand& strand, const Walk& walk) {
    std::optional<std::uint16_t> sum;
    for (const ObjectId element : walk.elements) {
        const Expressions::Piece piece(expressions_, strand, element);
        const Operand mark = expressions_.load_slot(strand, mark_of(walk, strand, element, Slot::Kind::todo));
        if (mark.constant && mark.value != 0) return Operand::of(1);
        if (mark.constant) continue;
        if (sum)
            Expressions::emit(strand, Expressions::plain(Opcode::add, *sum, *sum, mark.reg));
        else
            sum = mark.reg;
    }
    return sum ? Operand::in(*sum, 0, static_cast<std::int64_t>(walk.elements.size())) : Operand::of(0);
}

/// Elements left, or is the walk over? Known for a cursor, else a fork.
bool Steps::test_end(Strand& strand, const Stmt& at) {
    strand.end_test = false;
    const auto over = [this, &at](Strand& side) {
        Walk& walk = *walk_at(side, at.id);
        if (!walk.by_cursor)
            for (const ObjectId element : walk.elements) side.known[mark_of(walk, side, element, Slot::Kind::todo)] = 0;
        drop_walk(side);
        complete(side);
        return true;
    };
    Walk& walk = *walk_at(strand, at.id);
    if (walk.by_cursor) return strand.known.at(cursor_of(walk, strand)) == 0 ? over(strand) : true;
    Strand before = strand;
    const Operand left = still_to_do(strand, walk);
    if (left.constant) return left.value == 0 ? over(strand) : true;
    return fork(
        before,
        {[&](Strand& side) { return expressions_.require(side, still_to_do(side, *walk_at(side, at.id)), true); },
         [&](Strand& side) {
             return expressions_.require(side, still_to_do(side, *walk_at(side, at.id)), false) && over(side);
         }});
}

namespace {

/// The mark must have this value, or the strand is disabled. False: it is known to differ.
bool require_mark(Strand& strand, SlotId slot, Value wanted) {
    if (const auto known = strand.known.find(slot); known != strand.known.end()) return known->second == wanted;
    Op op;
    op.act = Act::test;
    op.slot = slot;
    op.imm = wanted;
    Expressions::emit(strand, op);
    strand.known[slot] = wanted;
    return true;
}

}  // namespace

bool Steps::choose_element(Strand& strand, const Stmt& at, const program::Foreach& foreach) {
    std::vector<Branch> branches;
    for (const ObjectId element : walk_at(strand, at.id)->elements)
        branches.emplace_back(
            [this, &at, &foreach, element](Strand& side) { return take_element(side, at, foreach, element); });
    return fork(strand, branches, Forks::choice);
}

bool Steps::take_element(Strand& strand, const Stmt& at, const program::Foreach& foreach, ObjectId element) {
    Walk& walk = *walk_at(strand, at.id);
    if (walk.by_cursor) {
        if (!require_mark(strand, cursor_of(walk, strand), static_cast<Value>(number_of(walk, element) + 1)))
            return false;
    } else {
        for (const ObjectId other : walk.elements) {
            if (other == element) break;
            if (foreach.ordered && !require_mark(strand, mark_of(walk, strand, other, Slot::Kind::todo), 0))
                return false;
        }
        const SlotId todo = mark_of(walk, strand, element, Slot::Kind::todo);
        if (!require_mark(strand, todo, 1)) return false;
        if (!planted::is("walk-mark-kept")) expressions_.store_slot(strand, todo, Operand::of(0));
    }
    walk.current = element;
    strand.config.frames.back().references[foreach.over.ref] = element;
    expressions_.note_named(strand);
    if (foreach.over.where) {
        const Operand member = expressions_.value(strand, *foreach.over.where);
        if (member.constant && member.value == 0) return false;  // never was in the set
        if (!member.constant) Expressions::emit(strand, Expressions::plain(Opcode::trap_if_zero, member.reg));
    }
    choose(strand, foreach.body->id);
    return descend(strand, *foreach.body);
}

/// The body has ended for the current element; `next` is the foreach again.
void Steps::element_done(Strand& strand) {
    const Stmt& at = stmt(strand.config.frames.back().next);
    Walk& walk = *walk_at(strand, at.id);
    const ObjectId element = walk.current;
    if (walk.by_cursor) {
        const auto next = static_cast<std::size_t>(number_of(walk, element)) + 1;
        expressions_.store_slot(strand, cursor_of(walk, strand),
                                Operand::of(next < walk.elements.size() ? static_cast<std::int64_t>(next) + 1 : 0));
    } else if (strand.known.contains(mark_of(walk, strand, element, Slot::Kind::current))) {
        store_if_set(strand, mark_of(walk, strand, element, Slot::Kind::current));
    }
    walk.current = none;
    strand.config.frames.back().references[at.get<program::Foreach>().over.ref] = none;
    strand.end_test = true;
}

/// The walk is over, or left early: no mark stays.
void Steps::drop_walk(Strand& strand) {
    Walk& walk = strand.config.walks.back();
    if (walk.by_cursor) {
        store_if_set(strand, cursor_of(walk, strand));
    } else {
        for (const ObjectId element : walk.elements) {
            const Expressions::Piece piece(expressions_, strand, element);
            store_if_set(strand, mark_of(walk, strand, element, Slot::Kind::todo));
        }
        if (walk.current != none && strand.known.contains(mark_of(walk, strand, walk.current, Slot::Kind::current)))
            store_if_set(strand, mark_of(walk, strand, walk.current, Slot::Kind::current));
    }
    strand.config.frames[walk.frame].references[stmt(walk.statement).get<program::Foreach>().over.ref] = none;
    strand.config.walks.pop_back();
    strand.end_test = false;
}

/// The configuration's current elements are tests at the start of its transitions.
void Steps::enter_walks(Strand& strand) {
    for (const Walk& walk : strand.config.walks) {
        if (walk.current == none) continue;
        if (walk.by_cursor) {
            (void)require_mark(strand, cursor_of(walk, strand), static_cast<Value>(number_of(walk, walk.current) + 1));
        } else {
            (void)require_mark(strand, mark_of(walk, strand, walk.current, Slot::Kind::current), 1);
            strand.known[mark_of(walk, strand, walk.current, Slot::Kind::todo)] = 0;
        }
    }
}

void Steps::finish_walks(Strand& strand) {
    for (const Walk& walk : strand.config.walks) {
        if (walk.current == none || walk.by_cursor) continue;
        const SlotId current = mark_of(walk, strand, walk.current, Slot::Kind::current);
        const auto known = strand.known.find(current);
        if (known == strand.known.end() || known->second != 1) expressions_.store_slot(strand, current, Operand::of(1));
    }
}

}  // namespace revoke_mc::lower
