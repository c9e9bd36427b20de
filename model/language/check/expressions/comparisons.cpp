// Comparisons: of numbers, truth values and enums, of objects, of pointers.
//
// Values of one enum are ordered as declared. Objects can only be the same or not. A pointer variable
// points to the object of its own component's instance or nowhere, so `private == &mr` asks both
// whether it is set and whether the instances are the same.
#include "model/language/check/expressions/expressions.hpp"

namespace revoke_mc::check {
namespace {

using core::Op;
using core::ValueType;

bool decide(Op op, std::int64_t a, std::int64_t b) {
    switch (op) {
    case Op::equal: return a == b;
    case Op::unequal: return a != b;
    case Op::less: return a < b;
    case Op::less_equal: return a <= b;
    case Op::greater: return a > b;
    default: return a >= b;
    }
}

std::string describe_operand(const World& world, const Operand& operand) {
    if (operand.is_object()) return describe(world, operand.object);
    return operand.is_value() ? describe(world, operand.expr->type) : "NULL";
}

Operand cannot_compare(Context& context, const ast::Expr& expr, const Operand& left, const Operand& right) {
    const World& world = context.world;
    context.world.error(expr.place, describe_operand(world, left) + " cannot be compared with " +
                                        describe_operand(world, right) + " by '" + expr.text + "'");
    return {};
}

bool ordered(const ValueType& type) {
    return type.kind == ValueType::Kind::integer || type.kind == ValueType::Kind::enumeration;
}

Operand compare_values(Context& context, const ast::Expr& expr, Op op, Operand left, Operand right) {
    const auto& a = left.expr->type;
    const auto& b = right.expr->type;
    const bool equality = op == Op::equal || op == Op::unequal;
    if (a.kind != b.kind || a.enumeration != b.enumeration || (!equality && !ordered(a)))
        return cannot_compare(context, expr, left, right);
    const auto x = constant_value(left.expr);
    const auto y = constant_value(right.expr);
    if (x && y) return value_operand(make_truth(decide(op, *x, *y), expr.place));
    return value_operand(make_test(op, std::move(left.expr), std::move(right.expr)));
}

/// What a reference was bound to may have been freed: naming it is then a trap, even where it cannot be NULL.
bool may_dangle(const core::Path& path) {
    const core::Path* base = base_of(path);
    return base ? may_dangle(*base) : path.is<core::ReferencePath>();
}

core::ExprPtr is_null(Operand operand) {
    if (operand.is_value()) {  // a pointer variable
        auto zero = make_constant(0, operand.expr->type, operand.place);
        return make_test(Op::equal, std::move(operand.expr), std::move(zero));
    }
    const bool known = !operand.nullable && !may_dangle(*operand.path);
    if (known || operand.path->is<core::NullPath>())
        return make_truth(operand.path->is<core::NullPath>(), operand.place);
    return make_expr(core::IsNull{std::move(operand.path)}, operand.place, boolean_type());
}

/// Where a pointer points to if it is not NULL.
core::PathPtr pointed_to(const core::Path& pointer) {
    const auto& through = pointer.get<core::PointerPath>();
    return make_member(through.base, through.offset, pointer.place);
}

core::ExprPtr points_to(Operand pointer, Operand object) {
    auto same = make_same(pointed_to(*pointer.path), std::move(object.path), pointer.place);
    auto one = make_constant(1, pointer.expr->type, pointer.place);
    return make_test(Op::and_, make_test(Op::equal, std::move(pointer.expr), std::move(one)), std::move(same));
}

core::ExprPtr same_pointers(Operand left, Operand right) {
    auto equal = make_test(Op::equal, clone(left.expr), std::move(right.expr));
    if (same_path(*base_of(*left.path), *base_of(*right.path))) return equal;
    auto null = make_test(Op::equal, std::move(left.expr), make_constant(0, boolean_type(), left.place));
    auto same = make_same(pointed_to(*left.path), pointed_to(*right.path), left.place);
    return make_test(Op::and_, std::move(equal), make_test(Op::or_, std::move(null), std::move(same)));
}

bool comparable(const ObjectType& a, const ObjectType& b) {
    if (a.kind != b.kind) return false;
    if (a.kind == core::ObjectKind::component)
        return a.component == none || b.component == none || a.component == b.component;
    return a.kind != core::ObjectKind::plain || a.shape == b.shape;
}

core::ExprPtr compare_references(Operand left, Operand right) {
    using Kind = Operand::Kind;
    if (left.kind == Kind::null)
        return right.kind == Kind::null ? make_truth(true, left.place) : is_null(std::move(right));
    if (right.kind == Kind::null) return is_null(std::move(left));
    if (left.is_value() && right.is_value()) return same_pointers(std::move(left), std::move(right));
    if (left.is_value()) return points_to(std::move(left), std::move(right));
    if (right.is_value()) return points_to(std::move(right), std::move(left));
    const auto place = left.place;
    return make_same(std::move(left.path), std::move(right.path), place);
}

/// A parameter of a function or predicate, a binder, a local: somebody else chooses what it stands for.
bool is_local_name(const Context& context, const ast::Expr& expr) {
    const bool address = expr.kind == ast::ExprKind::unary && expr.text == "&";
    if (address) return is_local_name(context, *expr.args[0]);
    return expr.kind == ast::ExprKind::name && context.scope && context.scope->find(expr.text);
}

/// Something that is declared is always there: whoever asks whether it is NULL means something else.
bool is_never_null(const Context& context, const ast::Expr& expr, const Operand& operand) {
    if (!operand.is_object() || operand.nullable || !operand.path) return false;
    const bool declared = operand.path->is<core::ObjectPath, core::SelfPath, core::MemberPath>();
    return declared && !is_local_name(context, expr);
}

bool check_null(Context& context, const ast::Expr& expr, const Operand& left, const Operand& right) {
    const bool null_left = left.kind == Operand::Kind::null, null_right = right.kind == Operand::Kind::null;
    const Operand& other = null_left ? right : left;
    if (null_left == null_right || !is_never_null(context, *expr.args[null_left ? 1 : 0], other)) return true;
    const bool lock = other.object.kind == core::ObjectKind::lock || other.object.kind == core::ObjectKind::rwlock;
    context.world.error(expr.place, describe(context.world, other.object) + " that is declared is never NULL",
                        lock ? "to ask whether a thread holds it: holds(l) or holds(l, u.t)"
                             : "only pointers, and references that may be NULL, can be compared with NULL");
    return false;
}

}  // namespace

Operand check_comparison(Context& context, const ast::Expr& expr, Op op) {
    auto left = check(context, *expr.args[0]);
    auto right = check(context, *expr.args[1]);
    if (!left.ok() || !right.ok() || !check_null(context, expr, left, right)) return {};
    const bool plain_left = left.is_value() && !left.target;
    const bool plain_right = right.is_value() && !right.target;
    if (plain_left && plain_right) {
        auto result = compare_values(context, expr, op, std::move(left), std::move(right));
        if (result.ok()) result.expr->place = expr.place;
        return result;
    }
    const bool kinds_fit =
        left.kind == Operand::Kind::null || right.kind == Operand::Kind::null || comparable(left.object, right.object);
    if (plain_left || plain_right || (op != Op::equal && op != Op::unequal) || !kinds_fit)
        return cannot_compare(context, expr, left, right);
    auto same = compare_references(std::move(left), std::move(right));
    return value_operand(op == Op::equal ? std::move(same) : make_not(std::move(same)));
}

}  // namespace revoke_mc::check
