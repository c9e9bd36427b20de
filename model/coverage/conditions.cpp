// Taking properties apart; see conditions.hpp.
#include "model/coverage/conditions.hpp"

#include <algorithm>

#include "model/check/build.hpp"

namespace revoke_mc::coverage {

using program::Expr;
using program::ExprPtr;
using program::Op;
using program::Property;

namespace {

using Binders = std::vector<const Expr*>;  ///< quantifiers around a condition, outer first

bool is(const Expr& expr, Expr::Kind kind, Op op) { return expr.kind == kind && expr.op == op; }

/// Some element of each set makes the condition true.
ExprPtr somewhere(const Expr& condition, const Binders& binders) {
    ExprPtr inner = check::clone(condition);
    for (auto binder = binders.rbegin(); binder != binders.rend(); ++binder) {
        ExprPtr outer = check::clone(**binder);
        outer->kind = Expr::Kind::exists;
        outer->args[0] = std::move(inner);
        inner = std::move(outer);
    }
    return inner;
}

/// A binary operation has the place of its operator.
program::Place start_of(const Expr& expr) {
    program::Place first = expr.place;
    for (const auto& arg : expr.args)
        if (arg && arg->place.file == first.file) first = std::min(first, start_of(*arg));
    return first;
}

/// Collects the premises of one property.
class Premises {
public:
    /// `expr` has to hold everywhere.
    void required(const Expr& expr, const Binders& around) {
        if (is(expr, Expr::Kind::binary, Op::and_)) {
            for (const auto& side : expr.args) required(*side, around);
        } else if (is(expr, Expr::Kind::binary, Op::implies)) {
            premise(*expr.args[0], around);
            required(*expr.args[1], around);
        } else if (is(expr, Expr::Kind::binary, Op::or_)) {
            for (const auto& side : expr.args)
                if (is(*side, Expr::Kind::unary, Op::not_)) premise(*side->args[0], around);
        } else if (expr.kind == Expr::Kind::forall) {
            required(*expr.args[0], with(around, expr));
        } else if (is(expr, Expr::Kind::unary, Op::not_)) {
            excluded(*expr.args[0], around);
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
        if (is(expr, Expr::Kind::binary, Op::or_)) {
            for (const auto& side : expr.args) excluded(*side, around);
        } else if (expr.kind == Expr::Kind::exists) {
            excluded(*expr.args[0], with(around, expr));
        } else if (is(expr, Expr::Kind::unary, Op::not_)) {
            required(*expr.args[0], around);
        } else if (is(expr, Expr::Kind::binary, Op::and_)) {
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
        if (is(expr, Expr::Kind::binary, Op::and_)) {
            for (const auto& side : expr.args) conjuncts(*side, around);
        } else if (expr.kind == Expr::Kind::exists) {
            conjuncts(*expr.args[0], with(around, expr));
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

/// That the property is asked for, and not at once fulfilled.
void add_question(const program::Program& program, program::PropertyId id, std::vector<Condition>& all) {
    const Property& property = program.properties[id];
    ExprPtr owed = check::make_not(check::clone(*property.condition));
    if (property.trigger) {
        ExprPtr both = check::make_expr(Expr::Kind::binary, property.trigger->place, owed->type);
        both->op = Op::and_;
        both->args.push_back(check::clone(*property.trigger));
        both->args.push_back(std::move(owed));
        owed = std::move(both);
    }
    if (is_settled(*owed)) return;
    const auto kind = property.trigger ? Condition::Kind::question : Condition::Kind::goal;
    all.push_back(make(program, id, kind, std::move(owed), property.place));
}

bool all_settled(const std::vector<ExprPtr>& parts) {
    return std::all_of(parts.begin(), parts.end(), [](const ExprPtr& part) { return !part || is_settled(*part); });
}

}  // namespace

bool is_settled(const Expr& expr) {
    switch (expr.kind) {
    case Expr::Kind::constant:
    case Expr::Kind::bound:
    case Expr::Kind::same:
    case Expr::Kind::is_mode:
    case Expr::Kind::has: return true;
    case Expr::Kind::unary:
    case Expr::Kind::binary:
    case Expr::Kind::conditional:
    case Expr::Kind::forall:
    case Expr::Kind::exists: return all_settled(expr.args);
    default: return false;
    }
}

std::vector<Condition> conditions_of(const program::Program& program) {
    std::vector<Condition> all;
    for (const program::PropertyId id : program.properties.ids()) {
        const Property& property = program.properties[id];
        if (!property.condition) continue;
        if (property.kind == Property::Kind::invariant) add_premises(program, id, all);
        if (property.kind == Property::Kind::progress) add_question(program, id, all);
        const bool goal = property.kind == Property::Kind::possibility || property.kind == Property::Kind::leak ||
                          property.kind == Property::Kind::reachable;
        if (goal && !is_settled(*property.condition))
            all.push_back(make(program, id, Condition::Kind::goal, check::make_not(check::clone(*property.condition)),
                               property.place));
    }
    return all;
}

}  // namespace revoke_mc::coverage
