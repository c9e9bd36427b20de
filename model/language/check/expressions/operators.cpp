// Arithmetic, logic, and the choice between two values.
//
// The range of a result is computed from the ranges of the operands; constants are computed, with an error if the
// result does not fit 32 bits. `&&`, `||`, `implies` and `?:` may leave an operand out, and a call, which would be
// carried out before the statement, may not stand in it.
#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "model/language/check/expressions/expressions.hpp"
#include "model/language/program/words.hpp"

namespace revoke_mc::check {
namespace {

using core::Op;
using core::ValueType;

constexpr std::int64_t smallest = std::numeric_limits<core::Value>::min();
constexpr std::int64_t largest = std::numeric_limits<core::Value>::max();

/// While it lives, no call may stand in what is checked.
class WithoutCalls {
public:
    WithoutCalls(Context& context, std::string why)
        : context_(context), hoisted_(context.hoisted), why_(context.no_calls) {
        if (hoisted_) context.no_calls = std::move(why);
        context.hoisted = nullptr;
    }
    ~WithoutCalls() {
        context_.hoisted = hoisted_;
        context_.no_calls = why_;
    }
    WithoutCalls(const WithoutCalls&) = delete;
    WithoutCalls& operator=(const WithoutCalls&) = delete;

private:
    Context& context_;
    Hoisted* hoisted_;
    std::string why_;
};

std::int64_t compute(Op op, std::int64_t a, std::int64_t b) {
    switch (op) {
    case Op::add: return a + b;
    case Op::subtract: return a - b;
    case Op::multiply: return a * b;
    case Op::divide: return a / b;
    default: return a % b;
    }
}

/// What the result of an operation can be.
ValueType result_range(Op op, const ValueType& a, const ValueType& b) {
    const auto clamp = [](std::int64_t x) { return std::clamp(x, smallest, largest); };
    if (op == Op::modulo) {
        const std::int64_t most = std::max(std::abs(std::int64_t{b.low}), std::abs(std::int64_t{b.high}));
        return integer_type(a.low < 0 ? clamp(1 - most) : 0, a.high > 0 ? clamp(most - 1) : 0);
    }
    if (op == Op::divide) {
        const std::int64_t most = std::max(std::abs(std::int64_t{a.low}), std::abs(std::int64_t{a.high}));
        return integer_type(clamp(-most), clamp(most));
    }
    const std::array corners{compute(op, a.low, b.low), compute(op, a.low, b.high), compute(op, a.high, b.low),
                             compute(op, a.high, b.high)};
    return integer_type(clamp(*std::min_element(corners.begin(), corners.end())),
                        clamp(*std::max_element(corners.begin(), corners.end())));
}

/// While an operand is checked that is not looked at if `left_out`.
class LeftOut {
public:
    LeftOut(Context& context, bool left_out) : context_(context), before_(context.unreached) {
        context.unreached = before_ || left_out;
    }
    ~LeftOut() { context_.unreached = before_; }
    LeftOut(const LeftOut&) = delete;
    LeftOut& operator=(const LeftOut&) = delete;

private:
    Context& context_;
    bool before_;
};

bool settles(Op op, const core::ExprPtr& left) {
    const auto known = constant_value(left);
    return known && (*known != 0) == (op == Op::or_);
}

/// An error, except where nobody looks: there any value will do.
Operand no_result(Context& context, Place place, const std::string& what) {
    if (context.unreached) return value_operand(make_constant(0, integer_type(0, 0), place));
    context.world.error(place, what);
    return {};
}

Operand computed(Context& context, std::int64_t value, Place place) {
    if (value >= smallest && value <= largest)
        return value_operand(make_constant(value, integer_type(value, value), place));
    return no_result(context, place, "the result " + std::to_string(value) + " does not fit 32 bits");
}

Operand check_arithmetic(Context& context, const ast::Expr& expr, Op op) {
    auto left = check_value(context, *expr.args[0], plain_int(), "an operand of '" + expr.text + "'");
    auto right = check_value(context, *expr.args[1], plain_int(), "an operand of '" + expr.text + "'");
    if (!left || !right) return {};
    const auto a = constant_value(left);
    const auto b = constant_value(right);
    if ((op == Op::divide || op == Op::modulo) && b == 0)
        return no_result(context, expr.args[1]->place, "division by zero");
    if (a && b && op == Op::modulo && !computed(context, *a / *b, expr.place).ok()) return {};
    if (a && b) return computed(context, compute(op, *a, *b), expr.place);
    const auto range = result_range(op, left->type, right->type);
    return value_operand(make_expr(core::Binary{op, std::move(left), std::move(right)}, expr.place, range));
}

bool decide(Op op, bool a, bool b) {
    if (op == Op::and_) return a && b;
    return op == Op::or_ ? a || b : !a || b;
}

/// Two unguarded variables in one test: a kernel would read them one after the other.
void note_torn_read(Context& context, std::size_t start, std::size_t middle) {
    if (!context.reads) return;
    auto& reads = *context.reads;
    for (std::size_t i = start; i < middle; ++i)
        for (std::size_t j = middle; j < reads.unguarded.size(); ++j)
            reads.torn = reads.torn || reads.unguarded[i] != reads.unguarded[j];
}

Operand check_logic(Context& context, const ast::Expr& expr, Op op) {
    const std::size_t start = context.reads ? context.reads->unguarded.size() : 0;
    auto left = check_condition(context, *expr.args[0]);
    const std::size_t middle = context.reads ? context.reads->unguarded.size() : 0;
    const WithoutCalls only_maybe(context, "to the right of '" + expr.text + "'");
    auto right = [&] {
        const LeftOut operand(context, left && settles(op, left));
        return check_condition(context, *expr.args[1]);
    }();
    note_torn_read(context, start, middle);
    if (!left || !right) return {};
    const auto a = constant_value(left);
    const auto b = constant_value(right);
    if (a && b) return value_operand(make_truth(decide(op, *a != 0, *b != 0), expr.place));
    auto result = make_test(op, std::move(left), std::move(right));
    result->place = expr.place;
    return value_operand(std::move(result));
}

Operand check_negation(Context& context, const ast::Expr& expr) {
    auto operand = check_value(context, *expr.args[0], plain_int(), "an operand of '-'");
    if (!operand) return {};
    if (const auto value = constant_value(operand)) return computed(context, -*value, expr.place);
    const auto type = result_range(Op::subtract, integer_type(0, 0), operand->type);
    return value_operand(make_expr(core::Unary{Op::negate, std::move(operand)}, expr.place, type));
}

Operand check_address(Context& context, const ast::Expr& expr) {
    auto operand = check(context, *expr.args[0]);
    if (!operand.ok() || operand.is_object()) return operand;
    context.world.error(expr.place,
                        "only objects have an address: locks, structs, attachments, mappings, fences, buffers");
    return {};
}

Operand check_unary(Context& context, const ast::Expr& expr) {
    if (expr.text == "&") return check_address(context, expr);
    if (expr.text == "-") return check_negation(context, expr);
    auto condition = check_condition(context, *expr.args[0]);
    if (!condition) return {};
    auto result = make_not(std::move(condition));
    result->place = expr.place;
    return value_operand(std::move(result));
}

ValueType either_type(const ValueType& a, const ValueType& b) {
    if (a.kind != ValueType::Kind::integer) return a;
    return integer_type(std::min(a.low, b.low), std::max(a.high, b.high));
}

Operand check_choice(Context& context, const ast::Expr& expr) {
    auto condition = check_condition(context, *expr.args[0]);
    const WithoutCalls only_maybe(context, "in an operand of '?:'");
    const auto known = constant_value(condition);
    const auto branch = [&](const ast::Expr& chosen, bool left_out) {
        const LeftOut operand(context, left_out);
        return check(context, chosen);
    };
    auto yes = branch(*expr.args[1], known && *known == 0);
    auto no = branch(*expr.args[2], known && *known != 0);
    if (!condition || !yes.ok() || !no.ok()) return {};
    if (!yes.is_value()) {
        context.world.error(expr.args[1]->place, "'?:' chooses between values, not between objects", "use if and else");
        return {};
    }
    auto right = to_value(context, std::move(no), yes.expr->type, "chosen here");
    if (!right) return {};
    if (known && constant_value(yes.expr) && constant_value(right))
        return value_operand(*known != 0 ? std::move(yes.expr) : std::move(right));
    const auto type = either_type(yes.expr->type, right->type);
    return value_operand(make_choice(std::move(condition), std::move(yes.expr), std::move(right), type, expr.place));
}

}  // namespace

Operand check_operator(Context& context, const ast::Expr& expr) {
    if (expr.kind == ast::ExprKind::unary) return check_unary(context, expr);
    if (expr.kind == ast::ExprKind::conditional) return check_choice(context, expr);
    const Op op = value_of(core::binary_operators, expr.text).value();
    if (is_logical(op)) return check_logic(context, expr, op);
    return is_comparison(op) ? check_comparison(context, expr, op) : check_arithmetic(context, expr, op);
}

}  // namespace revoke_mc::check
