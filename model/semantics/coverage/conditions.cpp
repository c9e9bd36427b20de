// Takes properties apart into the conditions that should come true.
#include "model/semantics/coverage/conditions.hpp"

#include <algorithm>

#include "model/language/program/build.hpp"
#include "model/language/program/visit.hpp"

namespace revoke_mc::coverage {

using program::Binary;
using program::Expr;
using program::ExprPtr;
using program::is_op;
using program::Op;
using program::Property;
using program::Quantifier;
using program::Unary;

namespace {

using Binders = std::vector<const Expr*>;  ///< quantifiers around a condition, outer first

/// It is a forall (`all`) or an exists.
const Quantifier* quantifier(const Expr& expr, bool all) {
    const auto* found = expr.as<Quantifier>();
    return found && found->all == all ? found : nullptr;
}

/// Some element of each set makes the condition true.
ExprPtr somewhere(const Expr& condition, const Binders& binders) {
    ExprPtr inner = program::clone(condition);
    for (auto binder = binders.rbegin(); binder != binders.rend(); ++binder) {
        const auto& quantifier = (*binder)->get<Quantifier>();
        inner =
            program::make_expr(Quantifier{false, quantifier.over, std::move(inner)}, (*binder)->place, (*binder)->type);
    }
    return inner;
}

/// A binary operation has the place of its operator.
program::Place start_of(const Expr& expr) {
    program::Place first = expr.place;
    if (expr.is<program::CellRead>()) return first;
    program::for_each_operand(expr, [&](const Expr& operand) {
        if (operand.place.file == first.file) first = std::min(first, start_of(operand));
    });
    return first;
}

/// Collects the premises of one property.
class Premises {
public:
    /// `expr` has to hold everywhere.
    void required(const Expr& expr, const Binders& around) {
        if (is_op<Binary>(expr, Op::and_)) {
            const auto& both = expr.get<Binary>();
            required(*both.left, around);
            required(*both.right, around);
        } else if (is_op<Binary>(expr, Op::implies)) {
            premise(*expr.get<Binary>().left, around);
            required(*expr.get<Binary>().right, around);
        } else if (is_op<Binary>(expr, Op::or_)) {
            for (const auto* side : {&expr.get<Binary>().left, &expr.get<Binary>().right})
                if (is_op<Unary>(**side, Op::not_)) premise(*(*side)->get<Unary>().operand, around);
        } else if (const auto* forall = quantifier(expr, true)) {
            required(*forall->body, with(around, expr));
        } else if (is_op<Unary>(expr, Op::not_)) {
            excluded(*expr.get<Unary>().operand, around);
        }
    }

    struct Premise {
        ExprPtr somewhere;
        program::Place place;
    };
    std::vector<Premise> found;

private:
    /// `expr` must hold nowhere.
    void excluded(const Expr& expr, const Binders& around) {
        if (is_op<Binary>(expr, Op::or_)) {
            excluded(*expr.get<Binary>().left, around);
            excluded(*expr.get<Binary>().right, around);
        } else if (const auto* exists = quantifier(expr, false)) {
            excluded(*exists->body, with(around, expr));
        } else if (is_op<Unary>(expr, Op::not_)) {
            required(*expr.get<Unary>().operand, around);
        } else if (is_op<Binary>(expr, Op::and_)) {
            several(expr, around);
        }
    }

    /// Of a conjunction that never holds each part should hold on its own.
    void several(const Expr& expr, const Binders& around) {
        const std::size_t before = found.size();
        conjuncts(expr, around);
        if (found.size() == before + 1) found.pop_back();  // the others are settled: it is the claim
    }

    void conjuncts(const Expr& expr, const Binders& around) {
        if (is_op<Binary>(expr, Op::and_)) {
            conjuncts(*expr.get<Binary>().left, around);
            conjuncts(*expr.get<Binary>().right, around);
        } else if (const auto* exists = quantifier(expr, false)) {
            conjuncts(*exists->body, with(around, expr));
        } else {
            premise(expr, around);
        }
    }

    void premise(const Expr& expr, const Binders& around) {
        if (!is_settled(expr)) found.push_back({somewhere(expr, around), start_of(expr)});
    }

    static Binders with(Binders around, const Expr& binder) {
        around.push_back(&binder);
        return around;
    }
};

Condition make(const program::Program& program, program::PropertyId id, Condition::Kind kind, ExprPtr expr,
               program::Place place) {
    const Property& property = program.properties[id];
    Condition condition;
    condition.kind = kind;
    condition.property = id;
    condition.place = place.line != 0 ? place : property.place;
    condition.asked.kind = Property::Kind::possibility;
    condition.asked.name = property.name;
    condition.asked.references = property.references;
    condition.asked.locals = property.locals;
    condition.asked.condition = std::move(expr);
    return condition;
}

void add_premises(const program::Program& program, program::PropertyId id, std::vector<Condition>& all) {
    Premises premises;
    premises.required(*program.properties[id].condition, {});
    std::uint32_t number = 0;
    for (Premises::Premise& premise : premises.found) {
        all.push_back(make(program, id, Condition::Kind::premise, std::move(premise.somewhere), premise.place));
        all.back().number = ++number;
        all.back().of = static_cast<std::uint32_t>(premises.found.size());
    }
}

/// That the property is asked for, and not fulfilled at once.
void add_question(const program::Program& program, program::PropertyId id, std::vector<Condition>& all) {
    const Property& property = program.properties[id];
    ExprPtr owed = program::make_not(program::clone(*property.condition));
    if (property.trigger) {
        const auto type = owed->type;
        owed = program::make_expr(Binary{Op::and_, property.trigger, std::move(owed)}, property.trigger->place, type);
    }
    if (is_settled(*owed)) return;
    const auto kind = property.trigger ? Condition::Kind::question : Condition::Kind::goal;
    all.push_back(make(program, id, kind, std::move(owed), property.place));
}

}  // namespace

bool is_settled(const Expr& expr) {
    if (expr.is<program::Constant, program::BoundRead, program::Same, program::IsMode, program::Has>()) return true;
    if (!expr.is<Unary, Binary, program::Conditional, Quantifier>()) return false;
    bool settled = true;
    program::for_each_operand(expr, [&](const Expr& operand) { settled = settled && is_settled(operand); });
    return settled;
}

std::vector<Condition> conditions_of(const program::Program& program) {
    std::vector<Condition> all;
    for (const program::PropertyId id : program.properties.ids()) {
        const Property& property = program.properties[id];
        if (!property.condition) continue;
        if (property.kind == Property::Kind::invariant) add_premises(program, id, all);
        if (property.kind == Property::Kind::progress) add_question(program, id, all);
        const bool goal = property.is_possibility() || property.kind == Property::Kind::reachable;
        if (goal && !is_settled(*property.condition))
            all.push_back(make(program, id, Condition::Kind::goal,
                               program::make_not(program::clone(*property.condition)), property.place));
    }
    return all;
}

}  // namespace revoke_mc::coverage
