// Making and copying nodes. Nothing here decides anything.
#include "model/language/program/build.hpp"

namespace revoke_mc::program {

PathPtr clone(const Path& from) { return std::make_unique<Path>(from); }

ExprPtr clone(const Expr& from) { return std::make_unique<Expr>(from); }

ValueType boolean_type() { return {ValueType::Kind::boolean, none, 0, 1}; }

ValueType integer_type(std::int64_t low, std::int64_t high) {
    return {ValueType::Kind::integer, none, static_cast<Value>(low), static_cast<Value>(high)};
}

ValueType plain_int() { return integer_type(-512, 511); }

ExprPtr make_expr(Expr::What what, Place place, ValueType type) {
    auto expr = std::make_unique<Expr>();
    expr->what = std::move(what);
    expr->place = place;
    expr->type = type;
    return expr;
}

ExprPtr make_constant(std::int64_t value, ValueType type, Place place) {
    return make_expr(Constant{static_cast<Value>(value)}, place, type);
}

ExprPtr make_truth(bool value, Place place) { return make_constant(value ? 1 : 0, boolean_type(), place); }

ExprPtr make_local(LocalId local, ValueType type, Place place) { return make_expr(LocalRead{local}, place, type); }

ExprPtr make_choice(ExprPtr condition, ExprPtr yes, ExprPtr no, ValueType type, Place place) {
    return make_expr(Conditional{std::move(condition), std::move(yes), std::move(no)}, place, type);
}

ExprPtr make_not(ExprPtr condition) {
    const Place place = condition->place;
    if (const auto value = constant_value(condition)) return make_truth(*value == 0, place);
    return make_expr(Unary{Op::not_, std::move(condition)}, place, boolean_type());
}

ExprPtr make_test(Op op, ExprPtr left, ExprPtr right) {
    const Place place = left->place;
    return make_expr(Binary{op, std::move(left), std::move(right)}, place, boolean_type());
}

ExprPtr make_same(PathPtr left, PathPtr right, Place place) {
    return make_expr(Same{std::move(left), std::move(right)}, place, boolean_type());
}

PathPtr make_path(Path::What what, Place place) {
    auto path = std::make_unique<Path>();
    path->what = std::move(what);
    path->place = place;
    return path;
}

PathPtr make_object(ObjectId object, Place place) { return make_path(ObjectPath{object}, place); }

PathPtr make_reference(RefId ref, Place place) { return make_path(ReferencePath{ref}, place); }

PathPtr make_member(PathPtr base, std::uint32_t offset, Place place) {
    return make_path(MemberPath{std::move(base), offset, {}}, place);
}

namespace {

bool same_kind_of_path(const NullPath& /*a*/, const NullPath& /*b*/) { return true; }
bool same_kind_of_path(const SelfPath& /*a*/, const SelfPath& /*b*/) { return true; }
bool same_kind_of_path(const ObjectPath& a, const ObjectPath& b) { return a.object == b.object; }
bool same_kind_of_path(const ReferencePath& a, const ReferencePath& b) { return a.ref == b.ref; }
bool same_kind_of_path(const MemberPath& a, const MemberPath& b) {
    return a.offset == b.offset && !a.element.index && !b.element.index && same_path(*a.base, *b.base);
}
bool same_kind_of_path(const RelatedPath& a, const RelatedPath& b) {
    return a.relation == b.relation && same_path(*a.base, *b.base);
}
bool same_kind_of_path(const PointerPath& a, const PointerPath& b) {
    return a.offset == b.offset && same_path(*a.base, *b.base);
}

}  // namespace

bool same_path(const Path& a, const Path& b) {
    return std::visit(
        [&](const auto& what) {
            const auto* other = b.as<std::remove_cvref_t<decltype(what)>>();
            return other && same_kind_of_path(what, *other);
        },
        a.what);
}

StmtPtr make_stmt(Stmt::What what, Place place) {
    auto stmt = std::make_unique<Stmt>();
    stmt->what = std::move(what);
    stmt->place = place;
    return stmt;
}

StmtPtr make_block(Stmts body, Place place) { return make_stmt(Block{std::move(body), {}, {}}, place); }

StmtPtr one_of(Stmts body, Place place) {
    if (body.size() == 1) return std::move(body.front());
    return make_block(std::move(body), place);
}

std::optional<std::int64_t> constant_value(const ExprPtr& expr) {
    const auto* constant = expr ? expr->as<Constant>() : nullptr;
    return constant ? std::optional<std::int64_t>(constant->value) : std::nullopt;
}

}  // namespace revoke_mc::program
