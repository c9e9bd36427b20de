// Binders: `(iommufd i)`, `(attachment a of bar where a.listed)`, `(int k in 0..3)`.
//
// Which elements a set has is known statically; only the filter reads the state.
#include "model/language/check/expressions/types.hpp"

namespace revoke_mc::check {
namespace {

using core::ObjectKind;
using SetKind = core::Set::Kind;

std::optional<SetKind> attached_set(const std::string& type) {
    if (type == "attachment") return SetKind::attachments;
    if (type == "mapping") return SetKind::mappings;
    if (type == "fence") return SetKind::fences;
    return std::nullopt;
}

bool may_be_of(SetKind kind, ObjectKind owner) {
    if (owner == ObjectKind::buffer || owner == ObjectKind::component) return true;
    return kind == SetKind::mappings && owner == ObjectKind::attachment;
}

ObjectKind element_kind(SetKind kind) {
    if (kind == SetKind::attachments) return ObjectKind::attachment;
    return kind == SetKind::mappings ? ObjectKind::mapping : ObjectKind::fence;
}

struct Elements {
    core::Set set;
    ObjectType type;
};

std::optional<Elements> attached_elements(Context& context, const ast::Binder& binder, SetKind kind) {
    World& world = context.world;
    if (!world.find_type(binder.type)) {
        world.error(binder.place, "there is no type '" + binder.type + "'",
                    "the kernel library declares it: use dma_buf;");
        return std::nullopt;
    }
    Elements elements;
    elements.set.kind = kind;
    if (!binder.of) {
        elements.type = attached_type(world, element_kind(kind), none, none);
        return elements;
    }
    auto of = to_object(check(context, *binder.of));
    if (!of.ok()) return std::nullopt;
    if (!of.is_object() || !may_be_of(kind, of.object.kind)) {
        world.error(binder.of->place, std::string(binder.type) + "s belong to a buffer" +
                                          (kind == SetKind::mappings ? ", an attachment" : "") + " or an instance");
        return std::nullopt;
    }
    const bool instance = of.object.kind == ObjectKind::component;
    elements.type =
        attached_type(world, element_kind(kind), of.object.exporter, instance ? of.object.component : of.object.owner);
    elements.set.of = std::move(of.path);
    return elements;
}

std::optional<Elements> instances(Context& context, const ast::Binder& binder) {
    World& world = context.world;
    const auto* entry = world.find_type(binder.type);
    if (!entry || entry->kind != TypeEntry::Kind::component) {
        std::vector<std::string> known{"attachment", "mapping", "fence", "int"};
        for (const auto& component : world.components) known.push_back(component.source->name);
        world.error(binder.place, "'" + binder.type + "' is no set to choose from", near_or_list(binder.type, known));
        return std::nullopt;
    }
    if (binder.of) world.error(binder.of->place, "instances of a component belong to nobody; leave 'of' out");
    Elements elements;
    elements.set.kind = SetKind::instances;
    elements.set.component = entry->component;
    elements.type = instance_type(world, entry->component);
    return elements;
}

/// All buffers, or all objects of a struct, wherever they are.
std::optional<Elements> everywhere(Context& context, const ast::Binder& binder) {
    World& world = context.world;
    if (binder.of) {
        world.error(binder.of->place, "these are all there are, of nobody in particular; leave 'of' out");
        return std::nullopt;
    }
    Elements elements;
    if (binder.type == "dma_buf") {
        elements.set.kind = SetKind::buffers;
        elements.type = buffer_type(world, none);
        return elements;
    }
    const Shape* shape = structure_shape(world, binder.type, binder.place);
    if (!shape) return std::nullopt;
    elements.set.kind = SetKind::structs;
    elements.set.structure = world.program.number_of_struct(binder.type);
    elements.type = {ObjectKind::plain, shape, none, none, none};
    return elements;
}

bool is_structure(World& world, const std::string& type) {
    const auto* entry = world.find_type(type);
    return entry && entry->kind == TypeEntry::Kind::structure;
}

std::optional<Elements> elements_of(Context& context, const ast::Binder& binder) {
    if (const auto attached = attached_set(binder.type)) return attached_elements(context, binder, *attached);
    return is_structure(context.world, binder.type) ? everywhere(context, binder) : instances(context, binder);
}

bool is_ordered(const World& world, const core::Set& set) {
    return set.kind == SetKind::instances && world.components[set.component].ordered;
}

void check_filter(Context& context, const ast::Binder& binder, const Scope& scope, Bound& bound) {
    if (!binder.where) return;
    const Scope* outer = context.scope;
    Hoisted* hoisted = std::exchange(context.hoisted, nullptr);
    const std::string why = std::exchange(context.no_calls, "in a filter");
    context.scope = &scope;
    bound.where = check_condition(context, *binder.where);
    if (!bound.where) bound.set.reset();
    context.scope = outer;
    context.hoisted = hoisted;
    context.no_calls = why;
}

/// After an error the name is known, but not what it means: no more is said about it.
void bind_nothing(const ast::Binder& binder, Scope& scope) {
    Symbol symbol;
    symbol.kind = Symbol::Kind::operand;
    symbol.name = binder.name;
    symbol.place = binder.place;
    symbol.operand = std::make_shared<Operand>();
    scope.symbols.push_back(std::move(symbol));
}

std::optional<core::Set> integer_set(Context& context, const ast::Binder& binder) {
    if (!binder.low || !binder.high) {
        context.world.error(binder.place, "numbers need a range", "write (int " + binder.name + " in 0..3)");
        return std::nullopt;
    }
    const auto low = check_number(context.world, *binder.low, context.component);
    const auto high = check_number(context.world, *binder.high, context.component);
    if (!low || !high) return std::nullopt;
    if (*low > *high) {
        context.world.error(binder.place,
                            "the range " + std::to_string(*low) + ".." + std::to_string(*high) + " is empty");
        return std::nullopt;
    }
    core::Set set;
    set.low = static_cast<core::Value>(*low);
    set.high = static_cast<core::Value>(*high);
    return set;
}

void bind_integer(Context& context, const ast::Binder& binder, Scope& scope, Bound& bound, bool integers_bound) {
    bound.set = integer_set(context, binder);
    if (!bound.set) return bind_nothing(binder, scope);
    const auto type = integer_type(bound.set->low, bound.set->high);
    bound.local = context.numbers.local(binder.name, type);
    Symbol symbol;
    symbol.kind = integers_bound ? Symbol::Kind::bound : Symbol::Kind::local;
    symbol.name = binder.name;
    symbol.place = binder.place;
    symbol.local = bound.local;
    symbol.type = type;
    scope.symbols.push_back(std::move(symbol));
}

void bind_object(Context& context, const ast::Binder& binder, Scope& scope, Bound& bound) {
    auto elements = elements_of(context, binder);
    if (!elements) return bind_nothing(binder, scope);
    Symbol symbol;
    symbol.kind = Symbol::Kind::reference;
    symbol.name = binder.name;
    symbol.place = binder.place;
    bound.ref = context.numbers.reference(binder.name);
    bound.ordered = is_ordered(context.world, elements->set);
    bound.set = std::move(elements->set);
    symbol.ref = bound.ref;
    symbol.object = elements->type;
    scope.symbols.push_back(std::move(symbol));
}

}  // namespace

Bound check_binder(Context& context, const ast::Binder& binder, Scope& scope, bool integers_bound) {
    Bound bound;
    if (binder.type == "int")
        bind_integer(context, binder, scope, bound, integers_bound);
    else
        bind_object(context, binder, scope, bound);
    check_filter(context, binder, scope, bound);
    return bound;
}

Operand check_quantifier(Context& context, const ast::Expr& expr) {
    Scope scope(context.scope);
    auto bound = check_binder(context, *expr.binder, scope, true);
    const Scope* outer = std::exchange(context.scope, &scope);
    Hoisted* hoisted = std::exchange(context.hoisted, nullptr);
    const std::string why = std::exchange(context.no_calls, "under a quantifier");
    auto body = check_condition(context, *expr.args[0]);
    context.scope = outer;
    context.hoisted = hoisted;
    context.no_calls = why;
    if (!bound.set || !body) return {};
    const bool all = expr.kind == ast::ExprKind::forall;
    core::Binder over{std::move(*bound.set), bound.ref, bound.local, std::move(bound.where)};
    return value_operand(
        make_expr(core::Quantifier{all, std::move(over), std::move(body)}, expr.place, boolean_type()));
}

}  // namespace revoke_mc::check
