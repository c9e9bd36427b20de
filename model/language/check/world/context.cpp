// Scopes, numbers, operands.
#include "model/language/check/world/context.hpp"

#include <algorithm>

namespace revoke_mc::check {

Operand clone(const Operand& from) {
    Operand operand;
    operand.kind = from.kind;
    operand.place = from.place;
    operand.expr = clone(from.expr);
    operand.field = from.field;
    operand.local = from.local;
    operand.target = from.target;
    operand.path = clone(from.path);
    operand.object = from.object;
    operand.relation = from.relation;
    operand.nullable = from.nullable;
    operand.ghost = from.ghost;
    operand.constant_variable = from.constant_variable;
    return operand;
}

Operand value_operand(core::ExprPtr expr) {
    Operand operand;
    operand.kind = Operand::Kind::value;
    operand.place = expr->place;
    operand.expr = std::move(expr);
    return operand;
}

Operand object_operand(core::PathPtr path, ObjectType type) {
    Operand operand;
    operand.kind = Operand::Kind::object;
    operand.place = path->place;
    operand.path = std::move(path);
    operand.object = type;
    return operand;
}

const Symbol* Scope::find(const std::string& name) const {
    for (const Scope* scope = this; scope; scope = scope->outer) {
        const auto found = std::find_if(scope->symbols.rbegin(), scope->symbols.rend(),
                                        [&](const Symbol& symbol) { return symbol.name == name; });
        if (found != scope->symbols.rend()) return &*found;
    }
    return nullptr;
}

core::LocalId Numbers::local(std::string name, core::ValueType type) { return locals.add({std::move(name), type}); }

core::RefId Numbers::reference(std::string name) { return references.add({std::move(name)}); }

core::LocalId Numbers::temporary(std::uint32_t index, core::ValueType type) {
    for (const auto& known : temporaries_)
        if (known.index == index && known.type == type) return known.local;
    const auto number = local("$" + std::to_string(index), type);
    temporaries_.push_back({index, type, number});
    return number;
}

}  // namespace revoke_mc::check
