// Operators, `?:` and quantifiers to code: an operand that decides the result jumps over the rest.
#include <algorithm>
#include <limits>

#include "model/language/program/words.hpp"
#include "model/semantics/lower/expression.hpp"

namespace revoke_mc::lower {

using system::Opcode;

Operand Expressions::truth(Strand& strand, const Operand& operand) {
    if (operand.constant) return Operand::of(operand.value != 0 ? 1 : 0);
    if (operand.low >= 0 && operand.high <= 1) return operand;
    const std::uint16_t zero = in_register(strand, Operand::of(0));
    const std::uint16_t r = new_register(strand);
    emit(strand, plain(Opcode::unequal, r, operand.reg, zero));
    return Operand::in(r, 0, 1);
}

Operand Expressions::of(Strand& strand, const Expr& expr, const program::Unary& unary) {
    const Operand operand = value(strand, *unary.operand);
    const bool negation = unary.op == program::Op::not_;
    if (operand.constant)
        return negation ? Operand::of(operand.value == 0 ? 1 : 0) : fitting(strand, Operand::of(-operand.value));
    const std::uint16_t r = new_register(strand, expr.place);
    emit(strand, plain(negation ? Opcode::not_ : Opcode::negate, r, operand.reg));
    return negation ? Operand::in(r, 0, 1) : fitting(strand, Operand::in(r, -operand.high, -operand.low));
}

namespace {

constexpr std::int64_t smallest = std::numeric_limits<Value>::min();
constexpr std::int64_t largest = std::numeric_limits<Value>::max();

/// Exact: operands have 32 bits.
std::int64_t fold(program::Op op, std::int64_t a, std::int64_t b) {
    using program::Op;
    switch (op) {
    case Op::add: return a + b;
    case Op::subtract: return a - b;
    case Op::multiply: return a * b;
    case Op::divide: return a / b;
    case Op::modulo: return a % b;
    case Op::equal: return a == b ? 1 : 0;
    case Op::unequal: return a != b ? 1 : 0;
    case Op::less: return a < b ? 1 : 0;
    case Op::less_equal: return a <= b ? 1 : 0;
    case Op::greater: return a > b ? 1 : 0;
    case Op::greater_equal: return a >= b ? 1 : 0;
    default: return 0;
    }
}

Opcode opcode_of(program::Op op) {
    using program::Op;
    switch (op) {
    case Op::add: return Opcode::add;
    case Op::subtract: return Opcode::subtract;
    case Op::multiply: return Opcode::multiply;
    case Op::divide: return Opcode::divide;
    case Op::modulo: return Opcode::modulo;
    case Op::equal: return Opcode::equal;
    case Op::unequal: return Opcode::unequal;
    case Op::less:
    case Op::greater: return Opcode::less;
    default: return Opcode::less_equal;
    }
}

/// Bounds of the result before it is known to fit, for dropping range checks that cannot fail.
void bound_result(program::Op op, const Operand& a, const Operand& b, Operand& result) {
    if (is_comparison(op)) {
        result.low = 0;
        result.high = 1;
        return;
    }
    if (op == program::Op::modulo || op == program::Op::divide) {
        const std::int64_t most = std::max(std::abs(a.low), std::abs(a.high));
        result.low = -most;
        result.high = most;
        return;
    }
    const std::int64_t corners[] = {fold(op, a.low, b.low), fold(op, a.low, b.high), fold(op, a.high, b.low),
                                    fold(op, a.high, b.high)};
    result.low = *std::min_element(std::begin(corners), std::end(corners));
    result.high = *std::max_element(std::begin(corners), std::end(corners));
}

}  // namespace

/// What does not fit a value is a trap. Every operand fits: the result that is looked at is exact.
Operand Expressions::fitting(Strand& strand, const Operand& result) {
    return in_range(strand, result, smallest, largest);
}

/// The numbers of the lowering itself, which are small: nothing to be checked.
Operand Expressions::calculate(Strand& strand, program::Op op, const Operand& left, const Operand& right) {
    if (left.constant && right.constant) return Operand::of(fold(op, left.value, right.value));
    std::uint16_t a = in_register(strand, left);
    std::uint16_t b = in_register(strand, right);
    if (op == program::Op::greater || op == program::Op::greater_equal) std::swap(a, b);
    Operand result = Operand::in(new_register(strand), 0, 1);
    emit(strand, plain(opcode_of(op), result.reg, a, b));
    bound_result(op, left, right, result);
    return result;
}

Operand Expressions::arithmetic(Strand& strand, program::Op op, const Operand& left, const Operand& right) {
    return fitting(strand, calculate(strand, op, left, right));
}

/// The remainder goes with a quotient: where that does not fit (-2147483648 by -1), both are a trap.
Operand Expressions::divide(Strand& strand, program::Op op, const Operand& left, const Operand& right) {
    if (right.constant && right.value == 0) {
        trap(strand);
        return Operand::of(0);
    }
    if (!right.constant) emit(strand, plain(Opcode::trap_if_zero, right.reg));
    const bool may_overflow = left.low == smallest && right.low <= -1 && right.high >= -1;
    if (op == program::Op::modulo && may_overflow) (void)arithmetic(strand, program::Op::divide, left, right);
    return arithmetic(strand, op, left, right);
}

Operand Expressions::of(Strand& strand, const Expr& expr, const program::Binary& binary) {
    using program::Op;
    const Op op = binary.op;
    if (op == Op::and_ || op == Op::or_ || op == Op::implies) return logical(strand, expr, binary);
    const Operand left = value(strand, *binary.left);
    const Operand right = value(strand, *binary.right);
    if (op == Op::divide || op == Op::modulo) return divide(strand, op, left, right);
    return arithmetic(strand, op, left, right);
}

/// a && b, a || b, a implies b: the right side is evaluated only if the left leaves it open.
Operand Expressions::logical(Strand& strand, const Expr& expr, const program::Binary& binary) {
    using program::Op;
    Operand left = truth(strand, value(strand, *binary.left));
    const bool settles = binary.op == Op::or_;  // the left value that settles the result
    const std::int64_t settled = binary.op == Op::and_ ? 0 : 1;
    if (left.constant) {
        if ((left.value != 0) == settles) return Operand::of(settled);
        return truth(strand, value(strand, *binary.right));
    }
    const std::uint16_t r = new_register(strand, expr.place);
    emit(strand, plain(Opcode::constant, r, 0, 0, settled));
    const StrandCode::Label end = strand.code.new_label();
    jump(strand, settles ? Opcode::jump_if_set : Opcode::jump_if_zero, left.reg, end);
    ++strand.conditional;
    const Operand right = truth(strand, value(strand, *binary.right));
    if (right.constant)
        emit(strand, plain(Opcode::constant, r, 0, 0, right.value));
    else
        emit(strand, plain(Opcode::move, r, right.reg));
    --strand.conditional;
    strand.code.bind(end);
    if (right.constant && right.value == settled) return Operand::of(settled);  // whatever the left side is
    return Operand::in(r, 0, 1);
}

Operand Expressions::of(Strand& strand, const Expr& expr, const program::Conditional& choice) {
    const Operand condition = value(strand, *choice.condition);
    if (condition.constant) return value(strand, condition.value != 0 ? *choice.yes : *choice.no);
    const std::uint16_t r = new_register(strand, expr.place);
    const auto put = [&](const Operand& operand) {
        if (operand.constant)
            emit(strand, plain(Opcode::constant, r, 0, 0, operand.value));
        else
            emit(strand, plain(Opcode::move, r, operand.reg));
    };
    ++strand.conditional;
    const StrandCode::Label otherwise = strand.code.new_label(), end = strand.code.new_label();
    jump(strand, Opcode::jump_if_zero, condition.reg, otherwise);
    const Operand yes = value(strand, *choice.yes);
    put(yes);
    jump(strand, Opcode::jump, 0, end);
    strand.code.bind(otherwise);
    const Operand no = value(strand, *choice.no);
    put(no);
    strand.code.bind(end);
    --strand.conditional;
    return Operand::in(r, std::min(yes.low, no.low), std::max(yes.high, no.high));
}

/// forall: 1 unless some element has its filter true and its body false; exists: the dual. Every element
/// is looked at, as no order is meant: where none can trap, the first that settles it is enough.
Operand Expressions::of(Strand& strand, const Expr& expr, const program::Quantifier& quantifier) {
    const std::size_t begin = strand.code.size();
    const std::uint16_t first_register = strand.next_register;
    const Operand out = until_settled(strand, quantifier, expr.place);
    if (quantifier.over.set.kind == program::Set::Kind::integers || !may_trap(strand, begin)) return out;
    strand.code.shorten(begin);
    strand.next_register = first_register;
    return of_every_element(strand, quantifier, expr.place);
}

bool Expressions::may_trap(const Strand& strand, std::size_t begin) {
    return std::any_of(strand.code.begin() + static_cast<std::ptrdiff_t>(begin), strand.code.end(),
                       [](const Op& op) { return op.act == Act::plain && system::may_trap(op.op); });
}

Operand Expressions::of_every_element(Strand& strand, const program::Quantifier& quantifier, Place place) {
    const bool all = quantifier.all;
    const std::uint16_t r = new_register(strand, place);
    emit(strand, plain(Opcode::constant, r, 0, 0, all ? 1 : 0));
    ++strand.conditional;
    each_element(strand, quantifier.over, [&] {
        const std::uint16_t keep = strand.next_register;
        const StrandCode::Label next = strand.code.new_label();
        if (quantifier.over.where) {
            const std::uint16_t filter = in_register(strand, value(strand, *quantifier.over.where));
            jump(strand, Opcode::jump_if_zero, filter, next);
        }
        const std::uint16_t body = in_register(strand, value(strand, *quantifier.body));
        jump(strand, all ? Opcode::jump_if_set : Opcode::jump_if_zero, body, next);
        emit(strand, plain(Opcode::constant, r, 0, 0, all ? 0 : 1));
        strand.code.bind(next);
        strand.next_register = keep;
        return true;
    });
    --strand.conditional;
    return Operand::in(r, 0, 1);
}

Operand Expressions::until_settled(Strand& strand, const program::Quantifier& quantifier, Place place) {
    const bool all = quantifier.all;
    const std::int64_t otherwise = all ? 1 : 0;
    const std::uint16_t r = new_register(strand, place);
    emit(strand, plain(Opcode::constant, r, 0, 0, 1 - otherwise));  // the value if an element settles it
    const StrandCode::Label end = strand.code.new_label();
    bool settled = false, constant = false;  // by some element; by one for sure
    ++strand.conditional;
    each_element(strand, quantifier.over, [&] {
        const std::uint16_t keep = strand.next_register;
        const StrandCode::Label next = strand.code.new_label();
        bool filtered = false;
        if (quantifier.over.where) {
            const Operand filter = value(strand, *quantifier.over.where);
            if (filter.constant && filter.value == 0) return true;
            filtered = !filter.constant;
            if (filtered) jump(strand, Opcode::jump_if_zero, filter.reg, next);
        }
        const Operand body = value(strand, *quantifier.body);
        if (body.constant) {
            if ((body.value != 0) != all) {
                jump(strand, Opcode::jump, 0, end);
                settled = true;
                constant = !filtered;
            }
        } else {
            jump(strand, all ? Opcode::jump_if_zero : Opcode::jump_if_set, body.reg, end);
            settled = true;
        }
        strand.code.bind(next);
        strand.next_register = keep;
        return !constant;
    });
    --strand.conditional;
    if (!settled) return Operand::of(otherwise);
    emit(strand, plain(Opcode::constant, r, 0, 0, otherwise));
    strand.code.bind(end);
    return Operand::in(r, 0, 1);
}

}  // namespace revoke_mc::lower
