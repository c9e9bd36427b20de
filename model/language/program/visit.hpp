// Walks over statements, paths and expressions, const or not, each kind's parts named once.
//
//     for_each_stmt(body, [](const Stmt& stmt) {...})      // the statement and all statements in it, outer first
//     for_each_in_own(stmt, [](Expr& expr) {...})          // every expression of the statement itself
//     for_each_in(expr, [](const Path& path) {...})        // every path that is named in the expression
#pragma once

#include <type_traits>
#include <variant>

#include "model/language/program/code.hpp"

namespace revoke_mc::program {

namespace parts_of {

// ---- f(...) for each Box in a node of a kind, in the order of the text; an empty one, too.
template <class F>
void parts(OneOf<NullPath, SelfPath, ObjectPath, ReferencePath> auto& /*path*/, const F& /*f*/) {}
template <class F>
void parts(Is<MemberPath> auto& path, const F& f) {
    f(path.base);
    f(path.element.index);
}
template <class F>
void parts(Is<RelatedPath> auto& path, const F& f) {
    f(path.base);
}
template <class F>
void parts(Is<PointerPath> auto& path, const F& f) {
    f(path.base);
    f(path.pointer);
}

template <class F>
void parts(OneOf<Constant, LocalRead, BoundRead, SnapshotSignaled, NothingLeft, MaySleep, CalledBy, Nests> auto&,
           const F& /*f*/) {}
template <class F>
void parts(Is<CellRead> auto& cell, const F& f) {
    f(cell.object);
    f(cell.element.index);
}
template <class F>
void parts(Is<Unary> auto& unary, const F& f) {
    f(unary.operand);
}
template <class F>
void parts(Is<Binary> auto& binary, const F& f) {
    f(binary.left);
    f(binary.right);
}
template <class F>
void parts(Is<Conditional> auto& choice, const F& f) {
    f(choice.condition);
    f(choice.yes);
    f(choice.no);
}
template <class F>
void parts(Is<Binder> auto& binder, const F& f) {
    f(binder.set.of);
    f(binder.where);
}
template <class F>
void parts(Is<Quantifier> auto& quantifier, const F& f) {
    parts(quantifier.over, f);
    f(quantifier.body);
}
template <class F>
void parts(Is<Same> auto& same, const F& f) {
    f(same.left);
    f(same.right);
}
template <class F>
void parts(Is<IsNull> auto& test, const F& f) {
    f(test.path);
}
template <class F>
void parts(Is<IsMode> auto& test, const F& f) {
    f(test.attachment);
}
template <class F>
void parts(Is<Has> auto& has, const F& f) {
    f(has.instance);
}
template <class F>
void parts(Is<Holds> auto& holds, const F& f) {
    f(holds.lock);
    f(holds.thread.instance);
}
template <class F>
void parts(OneOf<At, InRoutine, AtRest> auto& position, const F& f) {
    f(position.thread.instance);
}
template <class F>
void parts(Is<Ready> auto& ready, const F& f) {
    f(ready.fence);
}

// ---- of statements
template <class F>
void parts(OneOf<Skip, Break, Continue, Goto> auto& /*stmt*/, const F& /*f*/) {}
template <class F>
void parts(Is<Block> auto& block, const F& f) {
    for (auto& child : block.body) f(child);
}
template <class F>
void parts(Is<AssignCell> auto& assignment, const F& f) {
    f(assignment.target);
    f(assignment.value);
}
template <class F>
void parts(Is<AssignLocal> auto& assignment, const F& f) {
    f(assignment.value);
}
template <class F>
void parts(Is<Bind> auto& bind, const F& f) {
    f(bind.path);
}
template <class F>
void parts(Is<Call> auto& call, const F& f) {
    f(call.callee.instance);
    for (auto& argument : call.arguments) {
        f(argument.value);
        f(argument.path);
    }
}
template <class F>
void parts(Is<If> auto& choice, const F& f) {
    f(choice.condition);
    f(choice.then);
    f(choice.otherwise);
}
template <class F>
void parts(OneOf<Loop, Atomic, Ghost, Labelled> auto& around, const F& f) {
    f(around.body);
}
template <class F>
void parts(Is<Either> auto& either, const F& f) {
    for (auto& branch : either.branches) f(branch);
}
template <class F>
void parts(OneOf<Foreach, Each> auto& walk, const F& f) {
    parts(walk.over, f);
    f(walk.body);
}
template <class F>
void parts(OneOf<Await, Assert, Bound> auto& claim, const F& f) {
    f(claim.condition);
}
template <class F>
void parts(Is<Return> auto& back, const F& f) {
    f(back.value);
}
template <class F>
void parts(Is<Any> auto& any, const F& f) {
    f(any.where);
}
template <class F>
void parts(Is<BuiltinCall> auto& call, const F& f) {
    f(call.object);
    f(call.buffer);
    f(call.usage);
}

}  // namespace parts_of

/// f(box) for each Box in the node, but not for what lies in those.
template <class N, class F>
void for_each_part(N& node, const F& f) {
    std::visit([&](auto& what) { parts_of::parts(what, f); }, node.what);
}

/// f(operand) for each expression directly in one of these; not for those in the paths that it names.
template <class N, class F>
void for_each_operand(N& expr, const F& f) {
    static_assert(std::is_invocable_v<const F&, N&>, "f would never be called");
    for_each_part(expr, [&](auto& part) {
        if constexpr (std::is_invocable_v<const F&, decltype(*part)>)
            if (part) f(*part);
    });
}

/// f(node) for an expression or path and everything in it, outer first: expressions, paths, or both, whatever f takes.
template <class N, class F>
void for_each_in(N& node, const F& f) {
    using E = std::conditional_t<std::is_const_v<N>, const Expr, Expr>;
    using P = std::conditional_t<std::is_const_v<N>, const Path, Path>;
    static_assert(std::is_invocable_v<const F&, E&> || std::is_invocable_v<const F&, P&>, "f would never be called");
    if constexpr (std::is_invocable_v<const F&, N&>) f(node);
    for_each_part(node, [&](auto& part) {
        if (part) for_each_in(*part, f);
    });
}

// ---- statements

/// f(child) for each statement directly in this one.
template <class S, class F>
void for_each_child(S& stmt, const F& f) {
    for_each_part(stmt, [&](auto& part) {
        if constexpr (Is<std::remove_reference_t<decltype(part)>, StmtPtr>)
            if (part) f(*part);
    });
}

/// f(inner) for the statement and all statements in it, outer first.
template <class S, class F>
void for_each_stmt(S& stmt, const F& f) {
    f(stmt);
    for_each_child(stmt, [&](auto& child) { for_each_stmt(child, f); });
}

/// The test holds for one of the statements directly in this one.
template <class F>
[[nodiscard]] bool any_child(const Stmt& stmt, const F& is_so) {
    bool found = false;
    for_each_child(stmt, [&](const Stmt& child) { found = found || is_so(child); });
    return found;
}

/// The test holds for the statement or one in it.
template <class F>
[[nodiscard]] bool any_stmt(const Stmt& stmt, const F& is_so) {
    return is_so(stmt) || any_child(stmt, [&](const Stmt& child) { return any_stmt(child, is_so); });
}

/// for_each_in() for each expression and path of the statement itself, not of those in it.
template <class S, class F>
void for_each_in_own(S& stmt, const F& f) {
    for_each_part(stmt, [&](auto& part) {
        if constexpr (!Is<std::remove_reference_t<decltype(part)>, StmtPtr>)
            if (part) for_each_in(*part, f);
    });
}

}  // namespace revoke_mc::program
