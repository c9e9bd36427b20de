// Declarations of locals, assignments, increments.
//
// A local that is a reference is bound once, when it is declared. A call whose result goes straight into
// a local needs no temporary. `any` chooses the value of a local.
#include <algorithm>

#include "model/language/check/expressions/types.hpp"
#include "model/language/check/statements/body.hpp"

namespace revoke_mc::check {
namespace {

using core::ValueType;

bool is_call(const ast::Expr& expr) { return expr.kind == ast::ExprKind::call; }

/// Where the result of a call goes; null if the statement is not a call.
core::LocalId* result_of(core::Stmt& stmt) {
    if (auto* call = stmt.as<core::Call>()) return &call->result;
    auto* builtin = stmt.as<core::BuiltinCall>();
    return builtin ? &builtin->result : nullptr;
}

std::string object_hint(const Operand& target) {
    if (!target.field) return "references are bound once, where they are declared";
    if (target.object.kind == core::ObjectKind::lock)
        return target.object.shape->spin ? "use spin_lock and spin_unlock" : "use mutex_lock and mutex_unlock";
    return "assign to its members";
}

}  // namespace

void Body::add_declaration(const ast::Stmt& stmt, Stmts& out) {
    for (const auto& variable : stmt.variables) {
        if (variable.guarded_by)
            world_.error(variable.guarded_by->place, "a local needs no guard: no other thread sees it");
        if (variable.released) world_.error(variable.place, "a local is never left: it ends with its block");
        if (variable.ghost && !flow_.ghost)
            world_.error(variable.place, "a ghost local belongs into ghost code", "write ghost { ... }");
        const auto type = resolve_type(world_, variable.type, context_.component);
        if (variable.array || variable.per_buffer)
            world_.error(variable.place, "a local cannot be an array", "make it a member of the component");
        else if (type.kind == Type::Kind::nothing)
            world_.error(variable.place, "a local cannot be void");
        else if (type.kind == Type::Kind::value)
            add_local(stmt, variable, type.value, out);
        else if (type.kind == Type::Kind::object && (type.pointer || type.object.kind == core::ObjectKind::component))
            add_reference(stmt, variable, type.object, out);
        else if (type.kind == Type::Kind::object)
            world_.error(variable.place, describe(world_, type.object) + " cannot be a local",
                         "make it a member of the component, or declare a reference: " + variable.type.name + " *" +
                             variable.name + " = ...");
        if (type.kind == Type::Kind::value ||
            (type.kind == Type::Kind::object && !variable.array && scope_->find(variable.name)))
            continue;
        Symbol symbol;  // the name is known, its meaning is not
        symbol.kind = Symbol::Kind::operand;
        symbol.name = variable.name;
        symbol.place = variable.place;
        symbol.operand = std::make_shared<Operand>();
        declare(std::move(symbol));
    }
}

void Body::add_local(const ast::Stmt& stmt, const ast::Variable& variable, ValueType type, Stmts& out) {
    const auto local = numbers_.local(variable.name, type);
    if (variable.initial && variable.initial->kind == ast::ExprKind::any) {
        add_any(stmt, local, variable.name, type, *variable.initial, out);
    } else if (variable.initial) {
        assign_local(stmt, local, variable.name, type, *variable.initial, out);
    } else if (default_value(type) != 0) {
        auto value = make_constant(default_value(type), type, variable.place);
        out.push_back(make(core::AssignLocal{local, std::move(value)}, stmt));
    }
    Symbol symbol;
    symbol.name = variable.name;
    symbol.place = variable.place;
    symbol.local = local;
    symbol.type = type;
    symbol.ghost = flow_.ghost;
    symbol.constant = variable.constant;
    if (!blocks_.empty()) blocks_.back()->locals.push_back(local);
    declare(std::move(symbol));
}

void Body::add_reference(const ast::Stmt& stmt, const ast::Variable& variable, const ObjectType& type, Stmts& out) {
    if (!variable.initial) {
        world_.error(variable.place, "a reference is bound when it is declared",
                     "write " + variable.type.name + " *" + variable.name + " = ...;");
        return;
    }
    Calls calls(*this);
    auto object = check_object(context_, *variable.initial, type, variable.initial->kind == ast::ExprKind::null,
                               "the reference '" + variable.name + "'");
    Symbol symbol;
    symbol.kind = Symbol::Kind::reference;
    symbol.name = variable.name;
    symbol.place = variable.place;
    symbol.ref = numbers_.reference(variable.name);
    symbol.object = object.ok() ? object.object : type;
    symbol.nullable = object.nullable || variable.initial->kind == ast::ExprKind::null;
    auto bind = make(core::Bind{symbol.ref, std::move(object.path)}, stmt);
    if (!blocks_.empty()) blocks_.back()->refs.push_back(symbol.ref);
    declare(std::move(symbol));
    finish(std::move(bind), calls, out);
}

/// What may be chosen: the whole type, or the range that is given; nothing after an error.
std::optional<core::ValueType> Body::choices(const std::string& name, ValueType type, const ast::Expr& any) {
    const auto refuse_any = [&](const std::string& what, const std::string& hint = {}) {
        world_.error(any.place, what, hint);
        return std::nullopt;
    };
    if (flow_.ghost || flow_.each)
        return refuse_any(std::string("'any' cannot stand ") + (flow_.ghost ? "in ghost code" : "inside each"));
    const auto& binder = any.binder;
    if (!binder && type == plain_int()) return refuse_any("'any' of a plain int needs a range", "write any (0..3)");
    if (!binder) return type;
    if (type.kind != ValueType::Kind::integer)
        return refuse_any("only numbers can be chosen from a range", "write = any;");
    const auto low = check_number(world_, *binder->low, context_.component);
    const auto high = check_number(world_, *binder->high, context_.component);
    if (!low || !high) return std::nullopt;
    if (*low > *high) return refuse_any("the range is empty");
    if (*low < type.low || *high > type.high) return refuse_any("the range leaves the type of '" + name + "'");
    return integer_type(*low, *high);
}

/// The filter of `any`: the value is called `it`, or by the name of the local.
core::ExprPtr Body::check_any_filter(core::LocalId local, const std::string& name, ValueType type,
                                     const ast::Expr& any) {
    const Apart apart(*this);
    Scope scope(scope_);
    for (const auto& called : {std::string("it"), name}) {
        Symbol symbol;
        symbol.name = called;
        symbol.place = any.place;
        symbol.local = local;
        symbol.type = type;
        scope.symbols.push_back(std::move(symbol));
    }
    context_.scope = &scope;
    context_.no_calls = "in the filter of any";
    auto filter = check_condition(context_, *any.binder->where);
    context_.no_calls.clear();
    context_.scope = scope_;
    return filter;
}

void Body::add_any(const ast::Stmt& stmt, core::LocalId local, const std::string& name, ValueType type,
                   const ast::Expr& any, Stmts& out) {
    const auto range = choices(name, type, any);
    if (!range) return;
    core::Any made{local, range->low, range->high};
    if (any.binder && any.binder->where) made.where = check_any_filter(local, name, type, any);
    out.push_back(make(std::move(made), stmt));
}

void Body::assign_local(const ast::Stmt& stmt, core::LocalId local, const std::string& name, ValueType type,
                        const ast::Expr& value, Stmts& out) {
    Calls calls(*this);
    const std::string where = "assigned to '" + name + "'";
    auto expr = check_value(context_, value, type, where);
    // A call of its own: its result goes straight into the local.
    auto& hoisted = calls.hoisted;
    const auto* result = expr ? expr->as<core::LocalRead>() : nullptr;
    auto* const goes_to = hoisted.before.empty() ? nullptr : result_of(*hoisted.before.back());
    const bool direct =
        is_call(value) && result && goes_to && hoisted.temporaries.size() == 1 && *goes_to == result->local;
    if (direct) {
        *goes_to = local;
        hoisted.before.back()->source = world_.texts.of(stmt);
        for (auto& before : hoisted.before) out.push_back(std::move(before));
        return;
    }
    finish(make(core::AssignLocal{local, std::move(expr)}, stmt), calls, out);
}

Operand Body::written(const ast::Expr& expr) {
    bool reads_ghost = false;
    const bool ghost = std::exchange(context_.ghost, true);
    bool* const reads_before = std::exchange(context_.reads_ghost, &reads_ghost);
    auto target = check(context_, expr);
    context_.ghost = ghost;
    context_.reads_ghost = reads_before;
    if (!target.ok() || !may_write(target)) return {};
    if (!reads_ghost || ghost) return target;
    world_.error(target.place, "what is written here depends on a ghost variable: only ghost code may read it");
    return {};
}

bool Body::may_write(const Operand& target) {
    const auto say = [&](const std::string& what, const std::string& hint = {}) {
        world_.error(target.place, what, hint);
        return false;
    };
    if (target.kind == Operand::Kind::null) return say("NULL cannot be assigned to");
    if (target.is_object()) return say(describe(world_, target.object) + " cannot be assigned to", object_hint(target));
    const bool variable = target.local != none || (target.expr->is<core::CellRead>() && target.field);
    if (target.constant_variable || constant_value(target.expr)) return say("this is a constant and cannot be written");
    if (!variable) return say("this is no variable and cannot be written");
    if (flow_.ghost && !target.ghost)
        return say("ghost code writes only ghost variables",
                   target.field ? "declare it: ghost " + target.field->name : "declare the local in the ghost code");
    if (!flow_.ghost && target.ghost)
        return say("a ghost variable is written only by ghost code", "write ghost { ... }");
    return true;
}

/// What is stored in a pointer variable: 1 for the own object, 0 for NULL.
core::ExprPtr Body::pointer_value(const Operand& target, Operand value) {
    const auto type = target.expr->type;
    if (value.kind == Operand::Kind::null) return make_constant(0, type, value.place);
    if (!value.ok()) return nullptr;
    const bool pointer = value.is_value() && value.target == target.target;
    const bool object = value.is_object() && value.object.shape == target.target;
    const auto& own_pointer = target.path->get<core::PointerPath>();
    if (pointer && same_path(*base_of(*value.path), *own_pointer.base)) return std::move(value.expr);
    const auto own = make_member(own_pointer.base, own_pointer.offset, value.place);
    const auto* known = own_pointer.base->as<core::ObjectPath>();
    const auto* named = object ? value.path->as<core::ObjectPath>() : nullptr;
    const bool same_known = known && named && named->object == known->object + own_pointer.offset;
    if (object && (same_known || same_path(*value.path, *own))) return make_constant(1, type, value.place);
    world_.error(value.place, "a pointer points to the own object " + target.target->name + " or is NULL",
                 "write &" + target.target->name + " or NULL");
    return nullptr;
}

void Body::assign_cell(const ast::Stmt& stmt, Operand target, core::ExprPtr value, Calls& calls, Stmts& out) {
    auto made = make(core::AssignCell{std::move(target.expr), std::move(value)}, stmt);
    if (target.field && target.field->name == "freed" && world_.in_kernel(target.field->place))
        world_.freeing.push_back(made.get());
    finish(std::move(made), calls, out);
}

void Body::add_assignment(const ast::Stmt& stmt, Stmts& out) {
    if (stmt.text != "=") return add_increment(stmt, out);
    const ast::Expr& value = *stmt.exprs[1];
    Calls calls(*this);
    auto target = written(*stmt.exprs[0]);
    const bool any = value.kind == ast::ExprKind::any;
    const bool local = target.ok() && target.local != none;
    if (any && target.ok() && !local) {
        world_.error(value.place, "'any' can be assigned only to a local", "choose a local first: int k = any (...);");
    } else if (any && local) {
        add_any(stmt, target.local, stmt.exprs[0]->text, target.expr->type, value, out);
    } else if (any) {
        return;
    } else if (local) {
        assign_local(stmt, target.local, stmt.exprs[0]->text, target.expr->type, value, out);
    } else if (target.ok() && target.target) {
        auto pointer = pointer_value(target, check(context_, value));
        assign_cell(stmt, std::move(target), std::move(pointer), calls, out);
    } else if (target.ok()) {
        auto checked =
            check_value(context_, value, target.expr->type, "assigned to '" + ast::print(*stmt.exprs[0]) + "'");
        assign_cell(stmt, std::move(target), std::move(checked), calls, out);
    } else {
        static_cast<void>(check(context_, value));
    }
}

void Body::warn_torn_read(const core::Stmt& stmt, const Reads& reads) {
    const bool one_test = stmt.is<core::If, core::Return, core::AssignLocal, core::AssignCell>();
    if (!reads.torn || !one_test || flow_.atomic || flow_.ghost || kernel_) return;
    const Field* first = reads.unguarded.front();
    const auto other = std::find_if(reads.unguarded.begin(), reads.unguarded.end(),
                                    [&](const Field* field) { return field != first; });
    world_.report.warning(stmt.place,
                          "'" + first->name + "' and '" + (*other)->name +
                              "' are read in one step, though nothing guards them",
                          "say which lock guards them: __guarded_by(...), or read them one after the other");
}

void Body::warn_lost_update(const ast::Stmt& stmt, const Operand& target) {
    if (flow_.atomic || flow_.ghost || kernel_ || !target.field || !target.field->variable ||
        target.field->variable->guarded_by)
        return;
    world_.report.warning(
        stmt.place, "'" + target.field->name + "' is read and written in one step: a lost update would not be seen",
        "say which lock guards it: __guarded_by(...), or write atomic { ... } if it is atomic in the kernel");
}

/// x++, x--, x += e, x -= e.
void Body::add_increment(const ast::Stmt& stmt, Stmts& out) {
    Calls calls(*this);
    auto target = written(*stmt.exprs[0]);
    const bool step = stmt.kind == ast::StmtKind::increment;
    auto amount = step ? make_constant(1, integer_type(1, 1), stmt.place)
                       : check_value(context_, *stmt.exprs[1], plain_int(), "an operand of '" + stmt.text + "'");
    if (!target.ok() || !amount) return;
    if (target.expr->type.kind != ValueType::Kind::integer) {
        world_.error(target.place,
                     "'" + stmt.text + "' counts numbers; this is " + describe(world_, target.expr->type));
        return;
    }
    warn_lost_update(stmt, target);
    const auto op = stmt.text[0] == '+' ? core::Op::add : core::Op::subtract;
    auto sum = make_expr(core::Binary{op, target.expr, std::move(amount)}, stmt.place, target.expr->type);
    if (target.local == none) return assign_cell(stmt, std::move(target), std::move(sum), calls, out);
    finish(make(core::AssignLocal{target.local, std::move(sum)}, stmt), calls, out);
}

}  // namespace revoke_mc::check
