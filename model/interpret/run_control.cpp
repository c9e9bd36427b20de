// Where control goes: to the next statement, around loops and walks, out of what is left behind.
//
// Whatever is left is cleaned up in one place, leave(): the locals and references of a block are put
// back to 0, the walk of a foreach is forgotten, a choice whose scope is left cannot be guarded any
// more. Fall-through, break, continue and goto all pass through it.
#include <algorithm>

#include "model/interpret/run.hpp"

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
    switch (parent.kind) {
    case StmtKind::block:
        if (child.index + 1 >= parent.body.size()) return false;
        go_to(*parent.body[child.index + 1]);
        return true;
    case StmtKind::loop: go_to(parent); return true;
    case StmtKind::foreach: return next_element(parent);
    case StmtKind::each: return next_of_each(parent);
    default: return false;
    }
}

void Run::leave(const Stmt& left) {
    for (const LocalId local : left.locals) frame().locals[local] = 0;
    for (const RefId ref : left.refs) frame().references[ref] = none;
    if (Walk* walk = walk_of(left)) {
        forget_element(left, *walk);
        frame().walks.erase(frame().walks.begin() + (walk - frame().walks.data()));
    }
    for (Choice& choice : choices_)
        if (choice.depth == depth() && choice.scope == left.id) choice.open = false;
}

/// Leaves everything between the position (included) and the ancestor (excluded).
void Run::leave_inside(StmtId ancestor) {
    for (StmtId left = frame().position; left != ancestor; left = stmt(left).parent) leave(stmt(left));
}

void Run::jump(const Stmt& jump) {
    if (jump.kind == StmtKind::goto_) {
        leave_inside(jump.target_block);
        go_to(*stmt(jump.target_block).body[jump.target_index]);
        return;
    }
    const Stmt& loop = around(jump);
    const Stmt& body = *loop.body[0];
    leave_inside(loop.id);
    if (jump.kind == StmtKind::break_ || !goes_on_in(loop, body)) finish(loop);
}

/// The innermost loop or walk around the statement.
const Stmt& Run::around(const Stmt& inner) const {
    const Stmt* outer = &stmt(inner.parent);
    while (outer->kind != StmtKind::loop && outer->kind != StmtKind::foreach && outer->kind != StmtKind::each)
        outer = &stmt(outer->parent);
    return *outer;
}

// --- walks

/// Settles which elements the walk visits. With none of them it is over at once.
void Run::start_walk(const Stmt& foreach) {
    Evaluator eyes = evaluator();
    Walk walk;
    walk.statement = foreach.id;
    for (const std::int64_t element : eyes.elements(*foreach.set)) {
        eyes.push(foreach.ref, foreach.local, element);
        if (foreach.exprs.empty() || !foreach.exprs[0] || eyes.truth(*foreach.exprs[0])) walk.left.push_back(element);
        eyes.pop(foreach.ref);
    }
    consume(foreach);
    if (walk.left.empty())
        finish(foreach);
    else
        frame().walks.push_back(std::move(walk));
}

/// `each` asks `where` when it comes to an element, as an `if` around its body would.
void Run::start_each(const Stmt& each) {
    Walk walk;
    walk.statement = each.id;
    walk.left = evaluator().elements(*each.set);
    consume(each);
    frame().walks.push_back(std::move(walk));
    if (!next_of_each(each)) finish(each);
}

bool Run::next_element(const Stmt& foreach) {
    Walk& walk = *walk_of(foreach);
    forget_element(foreach, walk);
    go_to(foreach);
    return !walk.left.empty();
}

bool Run::next_of_each(const Stmt& each) {
    Walk& walk = *walk_of(each);
    forget_element(each, walk);
    while (!walk.left.empty()) {
        take_element(each, walk, walk.left.front());
        if (each.exprs.empty() || !each.exprs[0] || evaluator().truth(*each.exprs[0])) {
            go_to(*each.body[0]);
            return true;
        }
        forget_element(each, walk);
    }
    return false;
}

Walk* Run::walk_of(const Stmt& stmt) {
    for (Walk& walk : frame().walks)
        if (walk.statement == stmt.id) return &walk;
    return nullptr;
}

void Run::take_element(const Stmt& stmt, Walk& walk, std::int64_t element) {
    walk.chosen = true;
    walk.current = element;
    walk.left.erase(std::find(walk.left.begin(), walk.left.end(), element));
    if (stmt.ref != none)
        frame().references[stmt.ref] = static_cast<ObjectId>(element);
    else
        frame().locals[stmt.local] = static_cast<Value>(element);
}

void Run::forget_element(const Stmt& stmt, Walk& walk) {
    walk.chosen = false;
    walk.current = 0;
    if (stmt.ref != none)
        frame().references[stmt.ref] = none;
    else
        frame().locals[stmt.local] = 0;
}

}  // namespace revoke_mc::interpret
