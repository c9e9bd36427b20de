// Takes state properties apart, a program for each part.
#include "model/semantics/lower/conjuncts.hpp"

#include <algorithm>
#include <optional>

#include "model/semantics/lower/expression.hpp"

namespace revoke_mc::lower {

using program::Expr;
using system::Opcode;

namespace {

class Splitter {
public:
    Splitter(const program::Program& program, Generated& generated, bool sought)
        : expressions_(program, generated), sought_(sought) {}

    std::vector<Code> split(const program::Property& property) {
        strand_.config.frames.emplace_back().references.assign(property.references, none);
        part(*property.condition, !sought_);
        return std::move(out_);
    }

private:
    using Op = program::Op;

    /// What has to be true for the part to say anything.
    struct Premise {
        const Expr* condition;
        bool wanted;
    };

    /// `expr` has to be `wanted`, or the property is broken (the witness found).
    void part(const Expr& expr, bool wanted) {
        if (is_op<program::Unary>(expr, Op::not_)) return part(*expr.get<program::Unary>().operand, !wanted);
        if (const auto* binary = expr.as<program::Binary>()) return part(expr, *binary, wanted);
        if (const auto* quantifier = expr.as<program::Quantifier>(); quantifier && quantifier->all == wanted)
            return elements(*quantifier, wanted);
        leaf(expr, wanted);
    }

    void part(const Expr& expr, const program::Binary& binary, bool wanted) {
        const Op op = binary.op;
        if (op == (wanted ? Op::and_ : Op::or_)) {
            part(*binary.left, wanted);
            part(*binary.right, wanted);
        } else if (op == Op::implies && !wanted) {
            part(*binary.left, true);
            part(*binary.right, false);
        } else if (op == Op::implies || op == (wanted ? Op::or_ : Op::and_)) {
            under({binary.left.get(), op != Op::or_}, *binary.right, wanted);
        } else {
            leaf(expr, wanted);
        }
    }

    void under(const Premise& premise, const Expr& expr, bool wanted) {
        premises_.push_back(premise);
        part(expr, wanted);
        premises_.pop_back();
    }

    void elements(const program::Quantifier& quantifier, bool wanted) {
        const program::Binder& over = quantifier.over;
        bool any = false;
        expressions_.each_element(strand_, over, [&] {
            any = true;
            if (over.where)
                under({over.where.get(), true}, *quantifier.body, wanted);
            else
                part(*quantifier.body, wanted);
            return true;
        });
        if (!any) premises_alone();
    }

    /// Without elements nothing is stated, but the premises are checked all the same.
    void premises_alone() {
        begin();
        for (const Premise& premise : premises_)
            if (!suppose(premise)) break;
        finish_if_it_may_trap();
    }

    /// One program: 1 (sought: 0) if a premise does not hold, else whether the expression is wanted.
    void leaf(const Expr& expr, bool wanted) {
        begin();
        for (const Premise& premise : premises_)
            if (!suppose(premise)) return finish_if_it_may_trap();
        const Operand value = expressions_.value(strand_, expr);
        const std::uint16_t reg = expressions_.in_register(strand_, value);
        const bool as_it_is = wanted != sought_;
        if (as_it_is)
            Expressions::emit(strand_, Expressions::plain(Opcode::move, 0, reg));
        else
            Expressions::emit(strand_, Expressions::plain(Opcode::not_, 0, reg));
        finish();
    }

    void begin() {
        strand_.code = {};
        end_ = strand_.code.new_label();
        strand_.next_register = 1;
        Expressions::emit(strand_, Expressions::plain(Opcode::constant, 0, 0, 0, sought_ ? 0 : 1));
        strand_.conditional = 1;
    }

    void finish() {
        strand_.code.bind(*end_);
        out_.push_back(strand_.code.finish());
    }

    /// The part says nothing, but asking may break a rule.
    void finish_if_it_may_trap() {
        const bool may_trap = std::any_of(strand_.code.begin(), strand_.code.end(), [](const lower::Op& op) {
            return op.act == Act::plain && system::may_trap(op.op);
        });
        if (may_trap) finish();
    }

    /// False if the premise never holds: the part says nothing.
    bool suppose(const Premise& premise) {
        const Operand value = expressions_.value(strand_, *premise.condition);
        if (value.constant) return (value.value != 0) == premise.wanted;
        Expressions::jump(strand_, premise.wanted ? Opcode::jump_if_zero : Opcode::jump_if_set, value.reg, *end_);
        return true;
    }

    Expressions expressions_;
    Strand strand_;
    std::optional<StrandCode::Label> end_;  ///< of the code that is being written
    bool sought_;
    std::vector<Premise> premises_;
    std::vector<Code> out_;
};

}  // namespace

std::vector<Code> conjuncts(const program::Program& program, Generated& generated, const program::Property& property) {
    return Splitter(program, generated, property.kind == program::Property::Kind::reachable).split(property);
}

}  // namespace revoke_mc::lower
