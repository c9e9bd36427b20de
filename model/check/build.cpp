// Making and copying nodes. Nothing here decides anything.
#include "model/check/build.hpp"

namespace revoke_mc::check {

using core::Expr;
using core::ExprPtr;
using core::Path;
using core::PathPtr;
using core::Place;
using core::ValueType;

namespace {

core::Set clone_set(const core::Set& from) {
    core::Set set;
    set.kind = from.kind;
    set.component = from.component;
    set.structure = from.structure;
    set.of = clone(from.of);
    set.low = from.low;
    set.high = from.high;
    return set;
}

}  // namespace

PathPtr clone(const Path& from) {
    auto path = make_path(from.kind, from.place);
    path->object = from.object;
    path->ref = from.ref;
    path->base = clone(from.base);
    path->object_offset = from.object_offset;
    path->stride = from.stride;
    path->count = from.count;
    path->index = clone(from.index);
    path->relation = from.relation;
    path->uses = from.uses;
    path->cell = clone(from.cell);
    return path;
}

ExprPtr clone(const Expr& from) {
    auto expr = make_expr(from.kind, from.place, from.type);
    expr->value = from.value;
    expr->op = from.op;
    expr->local = from.local;
    expr->ref = from.ref;
    expr->path = clone(from.path);
    expr->other = clone(from.other);
    expr->cell_offset = from.cell_offset;
    expr->stride = from.stride;
    expr->count = from.count;
    expr->index = clone(from.index);
    for (const auto& arg : from.args) expr->args.push_back(clone(arg));
    if (from.set) expr->set = clone_set(*from.set);
    expr->thread.current = from.thread.current;
    expr->thread.instance = clone(from.thread.instance);
    expr->thread.decl = from.thread.decl;
    expr->statements = from.statements;
    expr->routines = from.routines;
    expr->cells = from.cells;
    expr->side = from.side;
    expr->nesting = from.nesting;
    expr->text = from.text;
    return expr;
}

ValueType boolean_type() { return {ValueType::Kind::boolean, none, 0, 1}; }

ValueType integer_type(std::int64_t low, std::int64_t high) {
    return {ValueType::Kind::integer, none, static_cast<core::Value>(low), static_cast<core::Value>(high)};
}

ValueType plain_int() { return integer_type(-512, 511); }

ExprPtr make_expr(Expr::Kind kind, Place place, ValueType type) {
    auto expr = std::make_unique<Expr>();
    expr->kind = kind;
    expr->place = place;
    expr->type = type;
    return expr;
}

ExprPtr make_constant(std::int64_t value, ValueType type, Place place) {
    auto expr = make_expr(Expr::Kind::constant, place, type);
    expr->value = static_cast<core::Value>(value);
    return expr;
}

ExprPtr make_truth(bool value, Place place) { return make_constant(value ? 1 : 0, boolean_type(), place); }

ExprPtr make_local(core::LocalId local, ValueType type, Place place) {
    auto expr = make_expr(Expr::Kind::local, place, type);
    expr->local = local;
    return expr;
}

ExprPtr make_not(ExprPtr condition) {
    if (const auto value = constant_value(condition)) return make_truth(*value == 0, condition->place);
    auto expr = make_expr(Expr::Kind::unary, condition->place, boolean_type());
    expr->op = core::Op::not_;
    expr->args.push_back(std::move(condition));
    return expr;
}

ExprPtr make_test(core::Op op, ExprPtr left, ExprPtr right) {
    auto expr = make_expr(Expr::Kind::binary, left->place, boolean_type());
    expr->op = op;
    expr->args.push_back(std::move(left));
    expr->args.push_back(std::move(right));
    return expr;
}

ExprPtr make_same(PathPtr left, PathPtr right, Place place) {
    auto expr = make_expr(Expr::Kind::same, place, boolean_type());
    expr->path = std::move(left);
    expr->other = std::move(right);
    return expr;
}

PathPtr make_path(Path::Kind kind, Place place) {
    auto path = std::make_unique<Path>();
    path->kind = kind;
    path->place = place;
    return path;
}

PathPtr make_object(core::ObjectId object, Place place) {
    auto path = make_path(Path::Kind::object, place);
    path->object = object;
    return path;
}

PathPtr make_reference(core::RefId ref, Place place) {
    auto path = make_path(Path::Kind::reference, place);
    path->ref = ref;
    return path;
}

bool same_path(const Path& a, const Path& b) {
    if (a.kind != b.kind || a.object != b.object || a.ref != b.ref || a.object_offset != b.object_offset) return false;
    if (a.relation != b.relation || a.index || b.index || !a.base != !b.base) return false;
    return !a.base || same_path(*a.base, *b.base);
}

StmtPtr make_stmt(core::StmtKind kind, Place place) {
    auto stmt = std::make_unique<core::Stmt>();
    stmt->kind = kind;
    stmt->place = place;
    return stmt;
}

StmtPtr make_block(Stmts body, Place place) {
    auto block = make_stmt(core::StmtKind::block, place);
    block->body = std::move(body);
    return block;
}

StmtPtr one_of(Stmts body, Place place) {
    if (body.size() == 1) return std::move(body.front());
    return make_block(std::move(body), place);
}

std::optional<std::int64_t> constant_value(const ExprPtr& expr) {
    if (!expr || expr->kind != Expr::Kind::constant) return std::nullopt;
    return expr->value;
}

}  // namespace revoke_mc::check
