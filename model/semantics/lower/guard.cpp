// Conditions that must hold for a transition to be enabled.
//
// `require` takes a condition apart where that yields tests of single fields: those become leading
// guards, which cost one compare on the old state. Whatever is left is computed and then tested.
#include "model/semantics/lower/expression.hpp"

namespace revoke_mc::lower {

using system::Opcode;

bool Expressions::require(Strand& strand, const Operand& operand, bool wanted) {
    if (operand.constant) return (operand.value != 0) == wanted;
    emit(strand, plain(wanted ? Opcode::fail_if_zero : Opcode::fail_if_set, operand.reg));
    return true;
}

/// The slot of a cell without dynamic parts that needs no check to be read, if it is one.
std::optional<SlotId> Expressions::plain_slot(Strand& strand, const Expr& expr) {
    const auto* cell = expr.as<program::CellRead>();
    if (!cell) return std::nullopt;
    Strand trial = strand;
    const CellAt at = cell_at(trial, *cell);
    if (at.index || trial.code.size() != strand.code.size() || strand.known.contains(at.first)) return std::nullopt;
    return at.first;
}

/// slot == constant (or a boolean slot) as one test on the state, which makes a leading guard.
bool Expressions::require_comparison(Strand& strand, const Expr& expr, bool wanted, bool& done) {
    done = false;
    Op op;
    op.act = Act::test;
    if (const auto slot = plain_slot(strand, expr); slot && expr.type.kind == program::ValueType::Kind::boolean) {
        op.slot = *slot;
        op.imm = wanted ? 1 : 0;
    } else if (is_op<program::Binary>(expr, wanted ? program::Op::equal : program::Op::unequal)) {
        const auto& comparison = expr.get<program::Binary>();
        const auto left = plain_slot(strand, *comparison.left);
        const auto* right = comparison.right->as<program::Constant>();
        if (!left || !right) return true;
        op.slot = *left;
        op.imm = right->value;
        if (op.imm < out_.slots[*left].low || op.imm > out_.slots[*left].high) return true;
    } else {
        return true;
    }
    emit(strand, op);
    done = true;
    return true;
}

/// ready(f), snapshot_signaled(): a test on the state for each mark.
bool Expressions::require_none_set(Strand& strand, const std::vector<program::CellId>& marks) {
    for (std::size_t i = 0; i < marks.size(); ++i) {
        const SlotId mark = slot_of(marks[i]);
        const auto known = strand.known.find(mark);
        if (known != strand.known.end() && known->second != 0) return false;
        if (known != strand.known.end()) continue;
        const Piece piece(*this, strand, fence_of(i));
        Op op;
        op.act = Act::test;
        op.slot = mark;
        emit(strand, op);
    }
    return true;
}

bool Expressions::require_quantifier(Strand& strand, const program::Quantifier& quantifier, bool wanted) {
    const program::Binder& over = quantifier.over;
    const Expr& body = *quantifier.body;
    bool alive = true;
    each_element(strand, over, [&] {
        if (over.where) {
            const Operand filter = value(strand, *over.where);
            if (filter.constant && filter.value == 0) return true;
            if (!filter.constant) {
                const StrandCode::Label next = strand.code.new_label();
                jump(strand, Opcode::jump_if_zero, filter.reg, next);
                ++strand.conditional;
                alive = require(strand, body, wanted) && alive;
                if (!alive) emit(strand, plain(Opcode::fail));
                alive = true;
                --strand.conditional;
                strand.code.bind(next);
                return true;
            }
        }
        alive = require(strand, body, wanted);
        return alive;
    });
    return alive;
}

bool Expressions::require(Strand& strand, const Expr& expr, bool wanted) {
    using program::Op;
    if (is_op<program::Unary>(expr, Op::not_)) return require(strand, *expr.get<program::Unary>().operand, !wanted);
    if (const auto* binary = expr.as<program::Binary>()) {
        const auto both = [&](bool left, bool right) {
            return require(strand, *binary->left, left) && require(strand, *binary->right, right);
        };
        if (binary->op == (wanted ? Op::and_ : Op::or_)) return both(wanted, wanted);
        if (binary->op == Op::implies && !wanted) return both(true, false);
    }
    if (const auto* quantifier = expr.as<program::Quantifier>(); quantifier && quantifier->all == wanted) {
        Strand apart = strand;
        const bool alive = require_quantifier(apart, *quantifier, wanted);
        if (quantifier->over.set.kind == program::Set::Kind::integers || !may_trap(apart, strand.code.size())) {
            strand = std::move(apart);
            return alive;
        }
    }
    if (wanted)
        if (const auto* marks = fence_marks(strand, expr)) return require_none_set(strand, *marks);
    bool done = false;
    if (!require_comparison(strand, expr, wanted, done)) return false;
    return done || require(strand, value(strand, expr), wanted);
}

}  // namespace revoke_mc::lower
