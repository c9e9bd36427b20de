// Conditions that must hold for a transition to be enabled.
//
// `require` takes a condition apart where that yields tests of single fields: those become leading
// guards, which cost one compare on the old state. Whatever is left is computed and then tested.
#include "model/lower/expression.hpp"

namespace revoke_mc::lower {

using system::Opcode;

bool Expressions::require(Path& path, const Operand& operand, bool wanted) {
    if (operand.constant) return (operand.value != 0) == wanted;
    emit(path, plain(wanted ? Opcode::fail_if_zero : Opcode::fail_if_set, operand.reg));
    return true;
}

/// The slot of a cell without dynamic parts that needs no check to be read, if it is one.
std::optional<SlotId> Expressions::plain_slot(Path& path, const Expr& expr) {
    if (expr.kind != Expr::Kind::cell) return std::nullopt;
    Path trial = path;
    const CellAt at = cell_at(trial, expr);
    if (at.index || trial.code.size() != path.code.size() || path.known.contains(at.first)) return std::nullopt;
    return at.first;
}

/// slot == constant (or a boolean slot) as one test on the state, which makes a leading guard.
bool Expressions::require_comparison(Path& path, const Expr& expr, bool wanted, bool& done) {
    done = false;
    Op op;
    op.act = Act::test;
    if (const auto slot = plain_slot(path, expr); slot && expr.type.kind == program::ValueType::Kind::boolean) {
        op.slot = *slot;
        op.imm = wanted ? 1 : 0;
    } else if (expr.kind == Expr::Kind::binary && expr.op == (wanted ? program::Op::equal : program::Op::unequal)) {
        const auto left = plain_slot(path, *expr.args[0]);
        if (!left || expr.args[1]->kind != Expr::Kind::constant) return true;
        op.slot = *left;
        op.imm = expr.args[1]->value;
        if (op.imm < out_.slots[*left].low || op.imm > out_.slots[*left].high) return true;
    } else {
        return true;
    }
    emit(path, op);
    done = true;
    return true;
}

/// ready(f), snapshot_signaled(): a test on the state for each mark.
bool Expressions::require_none_set(Path& path, const std::vector<program::CellId>& marks) {
    for (const SlotId mark : marks) {
        const auto known = path.known.find(mark);
        if (known != path.known.end() && known->second != 0) return false;
        if (known != path.known.end()) continue;
        Op op;
        op.act = Act::test;
        op.slot = mark;
        emit(path, op);
    }
    return true;
}

bool Expressions::require_quantifier(Path& path, const Expr& expr, bool wanted) {
    bool alive = true;
    each_element(path, expr, [&] {
        if (expr.args.size() > 1 && expr.args[1]) {
            const Operand filter = value(path, *expr.args[1]);
            if (filter.constant && filter.value == 0) return true;
            if (!filter.constant) {
                const PathCode::Label next = path.code.new_label();
                jump(path, Opcode::jump_if_zero, filter.reg, next);
                ++path.conditional;
                alive = require(path, *expr.args[0], wanted) && alive;
                if (!alive) emit(path, plain(Opcode::fail));
                alive = true;
                --path.conditional;
                path.code.bind(next);
                return true;
            }
        }
        alive = require(path, *expr.args[0], wanted);
        return alive;
    });
    return alive;
}

bool Expressions::require(Path& path, const Expr& expr, bool wanted) {
    using Kind = Expr::Kind;
    using program::Op;
    if (expr.kind == Kind::unary && expr.op == Op::not_) return require(path, *expr.args[0], !wanted);
    if (expr.kind == Kind::binary && ((expr.op == Op::and_ && wanted) || (expr.op == Op::or_ && !wanted)))
        return require(path, *expr.args[0], wanted) && require(path, *expr.args[1], wanted);
    if (expr.kind == Kind::binary && expr.op == Op::implies && !wanted)
        return require(path, *expr.args[0], true) && require(path, *expr.args[1], false);
    if ((expr.kind == Kind::forall && wanted) || (expr.kind == Kind::exists && !wanted)) {
        Path apart = path;
        const bool alive = require_quantifier(apart, expr, wanted);
        if (expr.set->kind == program::Set::Kind::integers || !may_trap(apart, path.code.size())) {
            path = std::move(apart);
            return alive;
        }
    }
    if (wanted)
        if (const auto* marks = fence_marks(path, expr)) return require_none_set(path, *marks);
    bool done = false;
    if (!require_comparison(path, expr, wanted, done)) return false;
    return done || require(path, value(path, expr), wanted);
}

}  // namespace revoke_mc::lower
