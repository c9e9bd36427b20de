// Properties and expectations.
//
// The six built-in properties come first, then those of the main spec in the order of its text, last the
// property of all asserts without a name, if there are any. What a used file claims is its own affair.
#include "model/check/properties.hpp"

#include <algorithm>
#include <set>

#include "model/check/declare.hpp"
#include "model/check/functions.hpp"
#include "model/check/types.hpp"
#include "model/check/visit.hpp"
#include "model/syntax/print.hpp"

namespace revoke_mc::check {
namespace {

using core::Property;
using Kind = Property::Kind;

void add_builtins(core::Program& program) {
    for (const char* name : {"deadlock", "stuck", "lock_cycle", "lock_misuse", "trap", "unguarded"}) {
        Property property;
        property.kind = Kind::builtin;
        property.name = name;
        property.text = name;
        program.properties.push_back(std::move(property));
    }
}

std::string default_name(const ast::Property& source) {
    if (!source.name.empty()) return source.name;
    const char* word = source.form == ast::PropertyForm::never    ? "never"
                       : source.form == ast::PropertyForm::always ? "always"
                                                                  : "possible";
    return std::string(word) + "@" + std::to_string(source.place.line);
}

std::string text_of(const ast::Property& source) {
    const std::string condition = source.condition ? ast::print(*source.condition) : source.name;
    switch (source.form) {
    case ast::PropertyForm::always: return "always " + condition;
    case ast::PropertyForm::never: return "never " + condition;
    case ast::PropertyForm::named: return "always " + source.name;
    case ast::PropertyForm::reachable: return "possible " + condition;
    case ast::PropertyForm::possible: break;
    }
    return "always possible " + condition +
           (source.entering ? " without entering " + ast::print(*source.entering) : "");
}

/// The instance that `for each iommufd i` stands for at the moment: both names mean it.
void bind_instance(World& world, const ast::Binder& each, const Component& component, std::uint32_t instance,
                   Scope& scope) {
    const auto object = world.program.components[component.number].instances[instance];
    for (const auto& name : {each.type, each.name}) {
        if (name.empty()) continue;
        Symbol symbol;
        symbol.kind = Symbol::Kind::operand;
        symbol.name = name;
        symbol.place = each.place;
        symbol.operand = std::make_shared<Operand>(
            object_operand(make_object(object, each.place), instance_type(world, component.number)));
        scope.symbols.push_back(std::move(symbol));
    }
}

Property make_property(World& world, const ast::Property& source, const Scope* scope) {
    Property property;
    property.name = default_name(source);
    property.place = source.place;
    property.text = text_of(source);
    property.kind = source.form == ast::PropertyForm::possible    ? Kind::possibility
                    : source.form == ast::PropertyForm::reachable ? Kind::reachable
                                                                  : Kind::invariant;
    Numbers numbers;
    Context context(world, numbers);
    context.scope = scope;
    context.no_calls = "in a property";
    context.ghost = true;
    property.condition = check_condition(context, *source.condition);
    if (property.condition && source.form == ast::PropertyForm::never)
        property.condition = make_not(std::move(property.condition));
    property.references = static_cast<std::uint32_t>(numbers.references.size());
    property.locals = static_cast<std::uint32_t>(numbers.locals.size());
    return property;
}

void add_entering(World& world, const ast::Property& source, const Property& property) {
    if (!source.entering) return;
    world.entering.push_back({static_cast<core::PropertyId>(world.program.properties.size()), source.entering.get()});
    if (property.kind != Kind::possibility)
        world.error(source.entering->place, "'without entering' belongs to 'always possible'");
}

void add_for_each(World& world, const ast::Property& source) {
    const auto* type = world.find_type(source.each->type);
    if (!type || type->kind != TypeEntry::Kind::component) {
        world.error(source.each->place, "'" + source.each->type + "' is no component",
                    "for each goes over the instances of a component");
        return;
    }
    const auto& component = world.components[type->number];
    for (std::uint32_t i = 0; i < component.count; ++i) {
        Scope scope(nullptr);
        bind_instance(world, *source.each, component, i, scope);
        auto property = make_property(world, source, &scope);
        property.name += "[" + std::to_string(i) + "]";
        add_entering(world, source, property);
        world.program.properties.push_back(std::move(property));
    }
}

bool names_predicate(const World& world, const std::string& name) {
    const auto found = world.globals.find(name);
    return found != world.globals.end() && found->second.kind == Global::Kind::function &&
           found->second.function->source->predicate;
}

void add_named(World& world, const ast::Property& source) {
    const bool builtin =
        std::any_of(world.program.properties.begin(), world.program.properties.begin() + core::builtin_properties,
                    [&](const Property& property) { return property.name == source.name; });
    if (builtin) {
        world.error(source.place, "'" + source.name + "' is always checked", "leave it out; it may be named in expect");
        return;
    }
    if (names_predicate(world, source.name))
        world.error(source.place, "'" + source.name + "' is a predicate",
                    "write always " + source.name + "(...) as NAME;");
    Property property;
    property.kind = Kind::assertion;
    property.name = source.name;
    property.place = source.place;
    property.text = text_of(source);
    world.program.properties.push_back(std::move(property));
}

void add_property(World& world, const ast::Property& source) {
    if (source.form == ast::PropertyForm::named) return add_named(world, source);
    if (!source.condition) return;
    if (source.each) return add_for_each(world, source);
    auto property = make_property(world, source, nullptr);
    add_entering(world, source, property);
    world.program.properties.push_back(std::move(property));
}

void check_names_once(World& world) {
    std::set<std::string> seen;
    for (const auto& property : world.program.properties)
        if (!seen.insert(property.name).second)
            world.error(property.place, "there are two properties called '" + property.name + "'",
                        "name one of them: ... as NAME;");
}

// ---- expectations

bool is_named(const Property& property, const std::string& name) {
    return property.name == name || property.name.starts_with(name + "[");
}

std::vector<std::string> property_names(const core::Program& program) {
    std::vector<std::string> names;
    for (const auto& property : program.properties) names.push_back(property.name);
    return names;
}

void expect_names(World& world, const ast::Expect& expect, std::map<std::string, ast::ExpectForm>& told) {
    for (std::size_t i = 0; i < expect.names.size(); ++i) {
        const auto& name = expect.names[i];
        const auto place = i < expect.name_places.size() ? expect.name_places[i] : expect.place;
        bool known = false;
        for (auto& property : world.program.properties) {
            if (!is_named(property, name)) continue;
            known = true;
            if (expect.form == ast::ExpectForm::violated) property.expect_violated = true;
        }
        if (!known)
            world.error(place, "the spec claims nothing called '" + name + "'",
                        near_or_list(name, property_names(world.program), "claim it: always " + name + ";"));
        const auto [entry, fresh] = told.try_emplace(name, expect.form);
        if (!fresh && entry->second != expect.form)
            world.error(place, "'" + name + "' is expected both to hold and to be violated");
    }
}

void expect_counts(World& world, const ast::Expect& expect) {
    auto& counts = world.program.counts;
    if (counts.place.line != 0) world.error(expect.place, "the counts are given twice");
    counts.place = expect.place;
    counts.states = expect.states;
    counts.transitions = expect.transitions;
    counts.depth = expect.depth;
}

}  // namespace

void check_properties(World& world) {
    add_builtins(world.program);
    for (const auto& property : world.main().properties) add_property(world, property);
}

void check_expectations(World& world) {
    check_names_once(world);
    std::map<std::string, ast::ExpectForm> told;
    for (const auto& expect : world.main().expects) {
        if (expect.form == ast::ExpectForm::counts)
            expect_counts(world, expect);
        else
            expect_names(world, expect, told);
    }
}

}  // namespace revoke_mc::check
