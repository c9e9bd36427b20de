// foreach: walks over sets of elements.
//
// The set is settled when the walk starts, as a mark "to do" in each element's block; choosing an
// element clears its mark, and while the thread stops inside the body another mark says which
// element it is at. So no block refers to another one by number, and sorting blocks stays exact.
// Ordered walks without a filter need no marks: a cursor of the thread counts.
#include <algorithm>

#include "model/semantics/lower/steps.hpp"

namespace revoke_mc::lower {

using system::Opcode;

Walk* Steps::walk_at(Path& path, StmtId at) const {
    auto& walks = path.config.walks;
    if (walks.empty()) return nullptr;
    Walk& last = walks.back();
    return last.statement == at && last.frame + 1 == path.config.frames.size() ? &last : nullptr;
}

std::uint32_t Steps::depth_of(const Path& path, const Walk& walk) const {
    return static_cast<std::uint32_t>(&walk - path.config.walks.data());
}

SlotId Steps::mark_of(const Walk& walk, const Path& path, ObjectId element, Slot::Kind kind) {
    return out_.slots.mark(thread_, depth_of(path, walk), element, kind);
}

SlotId Steps::cursor_of(const Walk& walk, const Path& path) { return out_.slots.cursor(thread_, depth_of(path, walk)); }

namespace {

std::int64_t number_of(const Walk& walk, ObjectId element) {
    return std::find(walk.elements.begin(), walk.elements.end(), element) - walk.elements.begin();
}

}  // namespace

/// Clears a mark unless it is known to be clear.
void Steps::store_if_set(Path& path, SlotId slot) {
    const auto known = path.known.find(slot);
    if (known == path.known.end() || known->second != 0) expressions_.store_slot(path, slot, Operand::of(0));
}

bool Steps::carry_out(Path& path, const Stmt& at, const program::Foreach& foreach) {
    if (!walk_at(path, at.id)) return start_walk(path, at, foreach);
    return path.end_test ? test_end(path, at) : choose_element(path, at, foreach);
}

bool Steps::start_walk(Path& path, const Stmt& at, const program::Foreach& foreach) {
    const program::Binder& over = foreach.over;
    if (over.set.kind == program::Set::Kind::integers)
        fail(at, "foreach visits instances, attachments, mappings or fences", "use each or while for numbers");
    if (over.set.of && settle(path, {over.set.of.get()})) return false;
    Walk walk;
    walk.statement = at.id;
    walk.frame = static_cast<std::uint32_t>(path.config.frames.size() - 1);
    walk.by_cursor = foreach.ordered && !over.where;
    walk.elements = expressions_.elements(path, over.set);
    path.config.walks.push_back(walk);
    path.end_test = true;
    if (walk.by_cursor) {
        expressions_.store_slot(path, cursor_of(path.config.walks.back(), path),
                                Operand::of(walk.elements.empty() ? 0 : 1));
        return true;
    }
    for (const ObjectId element : walk.elements) {
        path.config.frames.back().references[over.ref] = element;
        const Expressions::Piece piece(expressions_, path, element);
        const Operand member = over.where ? expressions_.value(path, *over.where) : Operand::of(1);
        const bool one = member.constant && member.value != 0;
        expressions_.store_slot(path, mark_of(path.config.walks.back(), path, element, Slot::Kind::todo),
                                one ? Operand::of(1) : member);
    }
    path.config.frames.back().references[over.ref] = none;
    return true;
}

Operand Steps::still_to_do(Path& path, const Walk& walk) {
    std::optional<std::uint16_t> sum;
    for (const ObjectId element : walk.elements) {
        const Expressions::Piece piece(expressions_, path, element);
        const Operand mark = expressions_.load_slot(path, mark_of(walk, path, element, Slot::Kind::todo));
        if (mark.constant && mark.value != 0) return Operand::of(1);
        if (mark.constant) continue;
        if (sum)
            Expressions::emit(path, Expressions::plain(Opcode::add, *sum, *sum, mark.reg));
        else
            sum = mark.reg;
    }
    return sum ? Operand::in(*sum, 0, static_cast<std::int64_t>(walk.elements.size())) : Operand::of(0);
}

/// Elements left, or is the walk over? Known for a cursor, else a fork.
bool Steps::test_end(Path& path, const Stmt& at) {
    path.end_test = false;
    const auto over = [this, &at](Path& side) {
        Walk& walk = *walk_at(side, at.id);
        if (!walk.by_cursor)
            for (const ObjectId element : walk.elements) side.known[mark_of(walk, side, element, Slot::Kind::todo)] = 0;
        drop_walk(side);
        complete(side);
        return true;
    };
    Walk& walk = *walk_at(path, at.id);
    if (walk.by_cursor) return path.known.at(cursor_of(walk, path)) == 0 ? over(path) : true;
    Path before = path;
    const Operand left = still_to_do(path, walk);
    if (left.constant) return left.value == 0 ? over(path) : true;
    return fork(before,
                {[&](Path& side) { return expressions_.require(side, still_to_do(side, *walk_at(side, at.id)), true); },
                 [&](Path& side) {
                     return expressions_.require(side, still_to_do(side, *walk_at(side, at.id)), false) && over(side);
                 }});
}

namespace {

/// The mark must have this value, or the path is disabled. False: it is known to differ.
bool require_mark(Path& path, SlotId slot, Value wanted) {
    if (const auto known = path.known.find(slot); known != path.known.end()) return known->second == wanted;
    Op op;
    op.act = Act::test;
    op.slot = slot;
    op.imm = wanted;
    Expressions::emit(path, op);
    path.known[slot] = wanted;
    return true;
}

}  // namespace

bool Steps::choose_element(Path& path, const Stmt& at, const program::Foreach& foreach) {
    std::vector<Branch> branches;
    for (const ObjectId element : walk_at(path, at.id)->elements)
        branches.emplace_back(
            [this, &at, &foreach, element](Path& side) { return take_element(side, at, foreach, element); });
    return fork(path, branches, Forks::choice);
}

bool Steps::take_element(Path& path, const Stmt& at, const program::Foreach& foreach, ObjectId element) {
    Walk& walk = *walk_at(path, at.id);
    if (walk.by_cursor) {
        if (!require_mark(path, cursor_of(walk, path), static_cast<Value>(number_of(walk, element) + 1))) return false;
    } else {
        for (const ObjectId other : walk.elements) {
            if (other == element) break;
            if (foreach.ordered && !require_mark(path, mark_of(walk, path, other, Slot::Kind::todo), 0)) return false;
        }
        const SlotId todo = mark_of(walk, path, element, Slot::Kind::todo);
        if (!require_mark(path, todo, 1)) return false;
        expressions_.store_slot(path, todo, Operand::of(0));
    }
    walk.current = element;
    path.config.frames.back().references[foreach.over.ref] = element;
    expressions_.note_named(path);
    if (foreach.over.where) {
        const Operand member = expressions_.value(path, *foreach.over.where);
        if (member.constant && member.value == 0) return false;  // never was in the set
        if (!member.constant) Expressions::emit(path, Expressions::plain(Opcode::trap_if_zero, member.reg));
    }
    choose(path, foreach.body->id);
    return descend(path, *foreach.body);
}

/// The body has ended for the current element; `next` is the foreach again.
void Steps::element_done(Path& path) {
    const Stmt& at = stmt(path.config.frames.back().next);
    Walk& walk = *walk_at(path, at.id);
    const ObjectId element = walk.current;
    if (walk.by_cursor) {
        const auto next = static_cast<std::size_t>(number_of(walk, element)) + 1;
        expressions_.store_slot(path, cursor_of(walk, path),
                                Operand::of(next < walk.elements.size() ? static_cast<std::int64_t>(next) + 1 : 0));
    } else if (path.known.contains(mark_of(walk, path, element, Slot::Kind::current))) {
        store_if_set(path, mark_of(walk, path, element, Slot::Kind::current));
    }
    walk.current = none;
    path.config.frames.back().references[at.get<program::Foreach>().over.ref] = none;
    path.end_test = true;
}

/// The walk is over, or left early: no mark stays.
void Steps::drop_walk(Path& path) {
    Walk& walk = path.config.walks.back();
    if (walk.by_cursor) {
        store_if_set(path, cursor_of(walk, path));
    } else {
        for (const ObjectId element : walk.elements) {
            const Expressions::Piece piece(expressions_, path, element);
            store_if_set(path, mark_of(walk, path, element, Slot::Kind::todo));
        }
        if (walk.current != none && path.known.contains(mark_of(walk, path, walk.current, Slot::Kind::current)))
            store_if_set(path, mark_of(walk, path, walk.current, Slot::Kind::current));
    }
    path.config.frames[walk.frame].references[stmt(walk.statement).get<program::Foreach>().over.ref] = none;
    path.config.walks.pop_back();
    path.end_test = false;
}

/// The configuration's current elements are tests at the start of its transitions.
void Steps::enter_walks(Path& path) {
    for (const Walk& walk : path.config.walks) {
        if (walk.current == none) continue;
        if (walk.by_cursor) {
            (void)require_mark(path, cursor_of(walk, path), static_cast<Value>(number_of(walk, walk.current) + 1));
        } else {
            (void)require_mark(path, mark_of(walk, path, walk.current, Slot::Kind::current), 1);
            path.known[mark_of(walk, path, walk.current, Slot::Kind::todo)] = 0;
        }
    }
}

void Steps::finish_walks(Path& path) {
    for (const Walk& walk : path.config.walks) {
        if (walk.current == none || walk.by_cursor) continue;
        const SlotId current = mark_of(walk, path, walk.current, Slot::Kind::current);
        const auto known = path.known.find(current);
        if (known == path.known.end() || known->second != 1) expressions_.store_slot(path, current, Operand::of(1));
    }
}

}  // namespace revoke_mc::lower
