// Where control goes: to the next statement, around loops and walks, out of what is left behind.
//
// Whatever is left is cleaned up in one place, leave(): the locals and references of a block are put
// back to 0, the walk of a foreach is forgotten, a choice whose scope is left cannot be guarded any
// more. Fall-through, break, continue and goto all pass through it.
#include <algorithm>

#include "model/semantics/interpret/run.hpp"

namespace revoke_mc::interpret {

using namespace program;  // NOLINT(google-build-using-namespace)

/// A statement has been carried out; control goes to what follows it.
void Run::finish(const Stmt& done) {
    const Stmt* child = &done;
    leave(*child);
    while (child->parent != none) {
        const Stmt& parent = stmt(child->parent);
        if (goes_on_in(parent, *child)) return;
        leave(parent);
        child = &parent;
    }
    return_(0);
}

/// Does control stay inside the parent when this child of it is done?
bool Run::goes_on_in(const Stmt& parent, const Stmt& child) {
    if (const auto* block = parent.as<Block>()) {
        if (child.index + 1 >= block->body.size()) return false;
        go_to(*block->body[child.index + 1]);
        return true;
    }
    if (const auto* walk = parent.as<Foreach>()) return next_element(parent, *walk);
    if (const auto* each = parent.as<Each>()) return next_element(parent, *each);
    if (!parent.is<Loop>()) return false;
    go_to(parent);
    return true;
}

namespace {

/// What a foreach or each binds; null if the statement is neither.
const Binder* binder_of(const Stmt& stmt) {
    if (const auto* walk = stmt.as<Foreach>()) return &walk->over;
    const auto* each = stmt.as<Each>();
    return each ? &each->over : nullptr;
}

}  // namespace

void Run::leave(const Stmt& left) {
    if (const auto* block = left.as<Block>()) {
        for (const LocalId local : block->locals) frame().locals[local] = 0;
        for (const RefId ref : block->refs) frame().references[ref] = none;
    }
    const Binder* over = binder_of(left);
    if (Walk* walk = over ? walk_of(left) : nullptr) {
        forget_element(*over, *walk);
        frame().walks.erase(frame().walks.begin() + (walk - frame().walks.data()));
    }
    for (Choice& choice : choices_)
        if (choice.depth == depth() && choice.scope == left.id) choice.open = false;
}

/// Leaves everything between the position (included) and the ancestor (excluded).
void Run::leave_inside(StmtId ancestor) {
    for (StmtId left = frame().position; left != ancestor; left = stmt(left).parent) leave(stmt(left));
}

void Run::carry_out(const Stmt& /*stmt*/, const Goto& jump) {
    leave_inside(jump.block);
    go_to(*stmt(jump.block).get<Block>().body[jump.index]);
}

/// Out of the innermost loop or walk: for good, or to its next round.
void Run::jump(const Stmt& jump, bool breaks) {
    const Stmt& loop = around(jump);
    leave_inside(loop.id);
    if (breaks || !goes_on_in(loop, jump)) finish(loop);
}

/// The innermost loop or walk around the statement.
const Stmt& Run::around(const Stmt& inner) const {
    const Stmt* outer = &stmt(inner.parent);
    while (!outer->is<Loop, Foreach, Each>()) outer = &stmt(outer->parent);
    return *outer;
}

// --- walks

/// Settles which elements the walk visits. With none of them it is over at once.
void Run::carry_out(const Stmt& stmt, const Foreach& foreach) {
    const Binder& over = foreach.over;
    Evaluator eyes = evaluator();
    Walk walk;
    walk.statement = stmt.id;
    for (const std::int64_t element : eyes.elements(over.set)) {
        eyes.push(over.ref, over.local, element);
        if (!over.where || eyes.truth(*over.where)) walk.left.push_back(element);
        eyes.pop(over.ref);
    }
    consume(stmt);
    if (walk.left.empty())
        finish(stmt);
    else
        frame().walks.push_back(std::move(walk));
}

/// `each` asks `where` when it comes to an element, as an `if` around its body would.
void Run::carry_out(const Stmt& stmt, const Each& each) {
    Walk walk;
    walk.statement = stmt.id;
    walk.left = evaluator().elements(each.over.set);
    consume(stmt);
    frame().walks.push_back(std::move(walk));
    if (!next_element(stmt, each)) finish(stmt);
}

bool Run::next_element(const Stmt& stmt, const Foreach& foreach) {
    Walk& walk = *walk_of(stmt);
    forget_element(foreach.over, walk);
    go_to(stmt);
    return !walk.left.empty();
}

bool Run::next_element(const Stmt& stmt, const Each& each) {
    const Binder& over = each.over;
    Walk& walk = *walk_of(stmt);
    forget_element(over, walk);
    while (!walk.left.empty()) {
        take_element(over, walk, walk.left.front());
        if (!over.where || evaluator().truth(*over.where)) {
            go_to(*each.body);
            return true;
        }
        forget_element(over, walk);
    }
    return false;
}

Walk* Run::walk_of(const Stmt& stmt) {
    for (Walk& walk : frame().walks)
        if (walk.statement == stmt.id) return &walk;
    return nullptr;
}

void Run::take_element(const Binder& over, Walk& walk, std::int64_t element) {
    walk.chosen = true;
    walk.current = element;
    walk.left.erase(std::find(walk.left.begin(), walk.left.end(), element));
    if (over.ref != none)
        frame().references[over.ref] = static_cast<ObjectId>(element);
    else
        frame().locals[over.local] = static_cast<Value>(element);
}

void Run::forget_element(const Binder& over, Walk& walk) {
    walk.chosen = false;
    walk.current = 0;
    if (over.ref != none)
        frame().references[over.ref] = none;
    else
        frame().locals[over.local] = 0;
}

}  // namespace revoke_mc::interpret
