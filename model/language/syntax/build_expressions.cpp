// Expressions: operands go to `values`, operators wait until a weaker one follows.
//
// Precedence from weak to strong, as in C with the model's own words put in:
//   implies (right)   ?: (right)   ||   &&   forall exists   == !=   < <= > >=   + -   * / %   ! - & has
// forall and exists take everything to their right that binds at least like ==; @, in and is belong to
// the operand before them.
#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "model/language/syntax/builder.hpp"

namespace revoke_mc::syntax {
namespace {

constexpr int implies_precedence = 1;
constexpr int conditional_precedence = 2;
constexpr int quantifier_precedence = 5;
constexpr int prefix_precedence = 10;

int precedence_of(std::string_view op) {
    static constexpr auto table = std::to_array<std::pair<std::string_view, int>>({
        {"implies", implies_precedence},
        {"||", 3},
        {"&&", 4},
        {"==", 6},
        {"!=", 6},
        {"<=", 7},
        {">=", 7},
        {"<", 7},
        {">", 7},
        {"+", 8},
        {"-", 8},
        {"*", 9},
        {"/", 9},
        {"%", 9},
    });
    return std::find_if(table.begin(), table.end(), [op](const auto& entry) { return entry.first == op; })->second;
}

bool associates_right(int precedence) { return precedence <= conditional_precedence; }

ExprPtr clone_or_null(const ExprPtr& expr) { return expr ? clone(*expr) : nullptr; }

Binder clone_binder(const Binder& from) {
    return {from.place,
            from.type,
            from.name,
            clone_or_null(from.of),
            clone_or_null(from.low),
            clone_or_null(from.high),
            clone_or_null(from.where)};
}

}  // namespace

ExprPtr clone(const Expr& expr) {
    auto result = std::make_unique<Expr>();
    result->kind = expr.kind;
    result->place = expr.place;
    result->value = expr.value;
    result->text = expr.text;
    result->labels = expr.labels;
    for (const auto& arg : expr.args) result->args.push_back(clone(*arg));
    if (expr.binder) result->binder = clone_binder(*expr.binder);
    return result;
}

// ---- trees

Expr& Builder::push(ExprKind kind, Place place, std::string text) {
    auto expr = std::make_unique<Expr>();
    expr->kind = kind;
    expr->place = place;
    expr->text = std::move(text);
    values_.push_back({std::move(expr), 0});
    return *values_.back().expr;
}

/// Replaces the last values by one expression over them.
Expr& Builder::combine(ExprKind kind, Place place, std::size_t operands, std::string text) {
    const auto first = values_.end() - static_cast<std::ptrdiff_t>(operands);
    std::uint32_t height = 0;
    std::vector<ExprPtr> args;
    args.reserve(operands);
    for (auto value = first; value != values_.end(); ++value) {
        height = std::max(height, value->height);
        args.push_back(std::move(value->expr));
    }
    if (height >= max_height)
        fail(place, fmt::format("an expression is at most {} operators deep", max_height),
             "give a part of it a name: a predicate or a local variable");
    values_.erase(first, values_.end());
    Expr& result = push(kind, place, std::move(text));
    result.args = std::move(args);
    values_.back().height = height + 1;
    return result;
}

ExprPtr Builder::take_value() {
    ExprPtr result = std::move(values_.back().expr);
    values_.pop_back();
    return result;
}

// ---- operands

void Builder::integer(Text t) {
    const bool hexadecimal = t.starts_with("0x") || t.starts_with("0X");
    if (!hexadecimal && t.size() > 1 && t[0] == '0')
        fail(t.data(), fmt::format("a number does not start with 0: '{}' would be octal in C", t.substr(0, 40)),
             "write it in decimal, or in hexadecimal with 0x");
    const auto digits = hexadecimal ? t.substr(2) : t;
    std::int64_t value = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, hexadecimal ? 16 : 10);
    if (error != std::errc{} || value > max_integer)
        fail(t.data(), fmt::format("this number is too large: numbers go up to {}", max_integer));
    push(ExprKind::integer, place(t.data())).value = value;
}

void Builder::boolean(Text t, bool value) { push(ExprKind::boolean, place(t.data())).value = value ? 1 : 0; }

void Builder::null(Text t) { push(ExprKind::null, place(t.data())); }

void Builder::name_value(Text t) { push(ExprKind::name, place(t.data()), std::string(t)); }

void Builder::any(Text t) { push(ExprKind::any, place(t.data())); }

void Builder::any_of_range() {
    OpenBinder binder = std::move(binders_.back());
    binders_.pop_back();
    binder.binder.type = "int";
    Expr& expr = push(ExprKind::any, binder.binder.place);
    take_binder(expr, std::move(binder));
}

/// Moves a finished binder into the last value.
void Builder::take_binder(Expr& expr, OpenBinder binder) {
    values_.back().height = std::max(values_.back().height, binder.height + 1);
    expr.binder = std::move(binder.binder);
}

void Builder::member(Text t, bool arrow) {
    combine(ExprKind::member, place(t.data()), 1, std::string(t)).value = arrow ? 1 : 0;
}

void Builder::index() { combine(ExprKind::index, values_[values_.size() - 2].expr->place, 2); }

void Builder::call() {
    const std::size_t callee = take_mark().values - 1;
    combine(ExprKind::call, values_[callee].expr->place, values_.size() - callee);
}

void Builder::initializer() {
    const Mark mark = take_mark();
    combine(ExprKind::initializer, mark.place, values_.size() - mark.values);
}

void Builder::at_labels() {
    const Place place = marks_.back().place;
    Expr& expr = combine(ExprKind::at, place, 1);
    for (auto& name : take_names()) expr.labels.push_back(std::move(name.text));
}

void Builder::in_function() { combine(ExprKind::in_function, take_mark().place, 2); }

void Builder::is_kind() {
    const Place place = take_mark().place;
    combine(ExprKind::is, place, 1, take_name().text);
}

// ---- operators

void Builder::push_operator(Operator::Kind kind, int precedence, Text t) {
    Operator op;
    op.kind = kind;
    op.precedence = precedence;
    op.text = t;
    op.place = place(t.data());
    operators_.push_back(std::move(op));
}

void Builder::begin_expression() { operators_.emplace_back(); }

void Builder::end_expression() {
    reduce(implies_precedence);
    operators_.pop_back();
}

void Builder::prefix(Text t) { push_operator(Operator::Kind::prefix, prefix_precedence, t.substr(0, 1)); }

void Builder::has(Text t) { push_operator(Operator::Kind::has, prefix_precedence, t); }

void Builder::quantifier() {
    const Mark mark = take_mark();
    Operator op;
    op.kind = Operator::Kind::quantifier;
    op.precedence = quantifier_precedence;
    op.place = mark.place;
    op.quantifier = text_[lines_.offset(mark.place)] == 'f' ? ExprKind::forall : ExprKind::exists;
    op.binder = std::move(binders_.back());
    binders_.pop_back();
    operators_.push_back(std::move(op));
}

void Builder::binary(Text t) {
    const int precedence = precedence_of(t);
    reduce(associates_right(precedence) ? precedence + 1 : precedence);
    push_operator(Operator::Kind::binary, precedence, t);
}

void Builder::conditional(Text t) {
    reduce(conditional_precedence + 1);
    push_operator(Operator::Kind::conditional, conditional_precedence, t);
}

/// Applies the waiting operators that bind at least this strongly, up to the start of the expression.
void Builder::reduce(int precedence) {
    while (operators_.back().kind != Operator::Kind::barrier && operators_.back().precedence >= precedence) {
        Operator op = std::move(operators_.back());
        operators_.pop_back();
        apply(std::move(op));
    }
}

void Builder::apply(Operator op) {
    switch (op.kind) {
    case Operator::Kind::barrier: break;
    case Operator::Kind::prefix: combine(ExprKind::unary, op.place, 1, std::move(op.text)); break;
    case Operator::Kind::binary: combine(ExprKind::binary, op.place, 2, std::move(op.text)); break;
    case Operator::Kind::conditional: combine(ExprKind::conditional, op.place, 3); break;
    case Operator::Kind::quantifier: take_binder(combine(op.quantifier, op.place, 1), std::move(op.binder)); break;
    case Operator::Kind::has:
        if (values_.back().expr->kind != ExprKind::member)
            fail(op.place, "'has' asks for a function of a component", "write has b->exporter.attach");
        combine(ExprKind::has, op.place, 1);
        break;
    }
}

// ---- binders

void Builder::begin_binder(Text t) {
    binders_.emplace_back();
    binders_.back().binder.place = place(t.data());
}

void Builder::binder_type(Text t) { binders_.back().binder.type = t; }

void Builder::binder_name(Text t) {
    binders_.back().binder.name = t;
    binders_.back().binder.place = place(t.data());
}

void Builder::binder_of() { binder_value(&Binder::of); }

void Builder::binder_range() {
    binder_value(&Binder::high);
    binder_value(&Binder::low);
}

void Builder::binder_where() { binder_value(&Binder::where); }

void Builder::binder_value(ExprPtr Binder::*field) {
    OpenBinder& open = binders_.back();
    open.height = std::max(open.height, values_.back().height);
    open.binder.*field = take_value();
}

}  // namespace revoke_mc::syntax
