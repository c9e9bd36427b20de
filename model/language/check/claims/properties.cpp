// Properties and expectations.
//
// The eight built-in properties come first, then those of the main spec in the order of its text, last the property of
// all asserts without a name, if there are any. What a used file claims is not looked at.
#include "model/language/check/claims/properties.hpp"

#include <algorithm>
#include <set>

#include "model/language/check/expressions/functions.hpp"
#include "model/language/check/expressions/types.hpp"
#include "model/language/check/world/visit.hpp"
#include "model/language/syntax/print.hpp"

namespace revoke_mc::check {
namespace {

using core::Property;
using PropertyKind = Property::Kind;

void add_builtins(core::Program& program) {
    for (const char* name :
         {"deadlock", "stuck", "lock_cycle", "lock_misuse", "trap", "unguarded", "lock_order", "sleeping_in_atomic"}) {
        Property property;
        property.kind = PropertyKind::builtin;
        property.name = name;
        property.text = name;
        program.properties.push_back(std::move(property));
    }
}

const char* word_of(ast::PropertyForm form) {
    switch (form) {
    case ast::PropertyForm::always:
    case ast::PropertyForm::named: return "always";
    case ast::PropertyForm::leak:
    case ast::PropertyForm::never: return "never";
    case ast::PropertyForm::possible:
    case ast::PropertyForm::reachable: return "possible";
    case ast::PropertyForm::leads_to: return "leads_to";
    case ast::PropertyForm::eventually: return "eventually";
    case ast::PropertyForm::terminates: return "terminates";
    }
    return "";
}

std::string default_name(const ast::Property& source) {
    if (!source.name.empty()) return source.name;
    return std::string(word_of(source.form)) + "@" + std::to_string(source.place.line);
}

std::string text_of(const ast::Property& source) {
    const std::string condition = source.condition ? ast::print(*source.condition) : source.name;
    switch (source.form) {
    case ast::PropertyForm::always: return "always " + condition;
    case ast::PropertyForm::never: return "never " + condition;
    case ast::PropertyForm::named: return "always " + source.name;
    case ast::PropertyForm::leak: return "never leak";
    case ast::PropertyForm::reachable: return "possible " + condition;
    case ast::PropertyForm::leads_to: return "always " + ast::print(*source.trigger) + " leads_to " + condition;
    case ast::PropertyForm::eventually: return "eventually " + condition;
    case ast::PropertyForm::terminates: return "terminates " + condition;
    case ast::PropertyForm::possible: break;
    }
    return "always possible " + condition +
           (source.entering ? " without entering " + ast::print(*source.entering) : "");
}

/// The instance that `for each iommufd i` stands for at the moment: both names mean it.
void bind_instance(World& world, const ast::Binder& each, const Component& component, core::InstanceId instance,
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

PropertyKind kind_of(ast::PropertyForm form) {
    switch (form) {
    case ast::PropertyForm::possible: return PropertyKind::possibility;
    case ast::PropertyForm::reachable: return PropertyKind::reachable;
    case ast::PropertyForm::leads_to:
    case ast::PropertyForm::eventually:
    case ast::PropertyForm::terminates: return PropertyKind::progress;
    default: return PropertyKind::invariant;
    }
}

/// `terminates T` is "T not at rest leads_to T at rest".
void add_termination(Context& context, const ast::Expr& source, Property& property) {
    const auto thread = check_thread(context, source);
    if (!thread) return;
    if (thread->thread->source->kind == ast::Thread::Kind::device)
        return context.world.error(source.place, "a device has no end: its work never does",
                                   "say what it is to do: always P leads_to Q");
    const auto at_rest = [&] {
        return make_expr(core::AtRest{{false, thread->instance, thread->decl}}, source.place, boolean_type());
    };
    property.condition = at_rest();
    property.trigger = make_not(at_rest());
}

Property make_property(World& world, const ast::Property& source, const Scope* scope) {
    Property property;
    property.name = default_name(source);
    property.place = source.place;
    property.text = text_of(source);
    property.kind = kind_of(source.form);
    Numbers numbers;
    Context context(world, numbers);
    context.scope = scope;
    context.no_calls = "in a property";
    context.ghost = context.said = true;
    if (source.form == ast::PropertyForm::terminates)
        add_termination(context, *source.condition, property);
    else
        property.condition = check_condition(context, *source.condition);
    if (const auto blame = blame_of(source.blames); blame && *blame != core::Blame::caller)
        property.blames = *blame;
    else
        world.error(source.place, "'" + source.blames + "' cannot be blamed", "known: EXPORTER, IMPORTER, CORE, USER");
    if (source.trigger) property.trigger = check_condition(context, *source.trigger);
    if (property.condition && source.form == ast::PropertyForm::never)
        property.condition = make_not(std::move(property.condition));
    property.references = static_cast<std::uint32_t>(numbers.references.size());
    property.locals = static_cast<std::uint32_t>(numbers.locals.size());
    return property;
}

void add_entering(World& world, const ast::Property& source, const Property& property) {
    if (!source.entering) return;
    world.entering.push_back({static_cast<core::PropertyId>(world.program.properties.size()), source.entering.get()});
    if (property.kind != PropertyKind::possibility)
        world.error(source.entering->place, "'without entering' belongs to 'always possible'");
}

/// Calls f(number, scope) for each instance that `each` goes over.
template <class F>
void for_each_instance(World& world, const ast::Binder& each, const F& f) {
    const auto* type = world.find_type(each.type);
    if (!type || type->kind != TypeEntry::Kind::component)
        return world.error(each.place, "'" + each.type + "' is no component",
                           "for each goes over the instances of a component");
    const auto& component = world.components[type->component];
    for (const core::InstanceId i : FirstIds<core::InstanceId>(component.count)) {
        Scope scope(nullptr);
        bind_instance(world, each, component, i, scope);
        f(i, &scope);
    }
}

void add_for_each(World& world, const ast::Property& source) {
    for_each_instance(world, *source.each, [&](core::InstanceId instance, const Scope* scope) {
        auto property = make_property(world, source, scope);
        property.name += "[" + to_string(instance) + "]";
        add_entering(world, source, property);
        world.program.properties.push_back(std::move(property));
    });
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
    property.kind = PropertyKind::assertion;
    property.name = source.name;
    property.place = source.place;
    property.text = text_of(source);
    world.program.properties.push_back(std::move(property));
}

/// All heap objects, and what is declared as __released and does not lie in one.
std::vector<core::CellId> released_cells(const core::Program& program) {
    std::set<core::CellId> flags, inside;
    for (const auto& object : program.objects) {
        if (object.kind != core::ObjectKind::heap) continue;
        flags.insert(object.first_cell);
        for (std::uint32_t i = 1; i < object.cells; ++i) inside.insert(object.first_cell + i);
    }
    for (const core::CellId cell : program.cells.ids())
        if (program.cells[cell].released && !inside.contains(cell)) flags.insert(cell);
    return {flags.begin(), flags.end()};
}

void add_leak(World& world, const ast::Property& source) {
    Property property;
    property.kind = PropertyKind::leak;
    property.name = "leak";
    property.place = source.place;
    property.text = text_of(source);
    auto cells = released_cells(world.program);
    if (cells.empty())
        world.report.warning(source.place, "there is nothing here that could leak",
                             "objects of the heap can, and variables that are __released");
    property.condition = make_expr(core::NothingLeft{std::move(cells)}, source.place, boolean_type());
    world.program.properties.push_back(std::move(property));
}

void add_property(World& world, const ast::Property& source) {
    if (source.form == ast::PropertyForm::leak) return add_leak(world, source);
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

// ---- rules

bool is_named(const Property& property, const std::string& name) {
    return property.name == name || property.name.starts_with(name + "[");
}

void add_rule(World& world, const ast::Rule& rule, std::set<std::string>& known) {
    if (!known.insert(rule.name.name).second)
        world.error(rule.name.place, "there are two rules for '" + rule.name.name + "'");
    bool found = false;
    for (Property& property : world.program.properties) {
        if (!is_named(property, rule.name.name)) continue;
        property.rule = core::Quotation{rule.quotation.text, rule.quotation.source};
        found = true;
    }
    if (!found && rule.name.place.file == world.main().file)
        world.error(rule.name.place, "the spec claims nothing called '" + rule.name.name + "'",
                    "a rule says what a property stands for: always " + rule.name.name + ";");
}

void add_rules(World& world) {
    std::set<std::string> known;
    for (const auto& file : world.loaded.files)
        for (const auto& rule : file.rules) add_rule(world, rule, known);
}

// ---- fairness

/// The lock that a path always names; none if that depends on the state.
core::ObjectId settled(const core::Path& path) {
    if (const auto* known = path.as<core::ObjectPath>()) return known->object;
    const auto* member = path.as<core::MemberPath>();
    if (!member || member->element.index) return core::none;
    const auto base = settled(*member->base);
    return base == core::none ? core::none : base + member->offset;
}

void add_fair_lock(World& world, const ast::FairLock& source, const Scope* scope) {
    Numbers numbers;
    Context context(world, numbers);
    context.scope = scope;
    context.no_calls = "in a declaration of fairness";
    const auto lock = to_object(check(context, *source.lock));
    if (!lock.ok()) return;
    const bool is_lock = lock.is_object() &&
                         (lock.object.kind == core::ObjectKind::lock || lock.object.kind == core::ObjectKind::rwlock);
    if (!is_lock) return world.error(source.lock->place, "only a lock can be fair", "as in fair lock bar.resv;");
    const auto object = settled(*lock.path);
    if (object == core::none)
        return world.error(source.lock->place, "which lock this is depends on the state; name one");
    world.program.fair_locks.push_back(object);
}

void add_fair_locks(World& world) {
    for (const auto& file : world.loaded.files)
        for (const auto& source : file.fair_locks) {
            if (source.each)
                for_each_instance(world, *source.each,
                                  [&](core::InstanceId, const Scope* scope) { add_fair_lock(world, source, scope); });
            else
                add_fair_lock(world, source, nullptr);
        }
    auto& locks = world.program.fair_locks;
    std::sort(locks.begin(), locks.end());
    locks.erase(std::unique(locks.begin(), locks.end()), locks.end());
}

// ---- expectations

std::vector<std::string> property_names(const core::Program& program) {
    std::vector<std::string> names;
    for (const auto& property : program.properties) names.push_back(property.name);
    return names;
}

void expect_names(World& world, const ast::Expect& expect, std::map<std::string, ast::ExpectForm>& expected) {
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
        const auto [entry, fresh] = expected.try_emplace(name, expect.form);
        if (!fresh && entry->second != expect.form)
            world.error(place, "'" + name + "' is expected both to hold and to be violated");
    }
}

void expect_every(World& world, const ast::Expect& expect) {
    if (expect.every.empty()) return;
    const auto& known = world.program.parameters;
    const auto found =
        std::find_if(known.begin(), known.end(), [&](const auto& one) { return one.name == expect.every; });
    if (found == known.end())
        world.error(expect.every_place, "there is no parameter '" + expect.every + "'",
                    "name the one that counts instances, as N in importer i[N]");
    else if (found->boolean)
        world.error(expect.every_place, "'" + expect.every + "' is true or false, and counts nothing",
                    "name the one that counts instances, as N in importer i[N]");
    else
        world.program.every_number.push_back({expect.every, expect.names, expect.every_place});
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
    add_fair_locks(world);
}

void check_expectations(World& world) {
    check_names_once(world);
    add_rules(world);
    std::map<std::string, ast::ExpectForm> expected;
    for (const auto& expect : world.main().expects) {
        if (expect.form == ast::ExpectForm::counts)
            expect_counts(world, expect);
        else
            expect_names(world, expect, expected);
        expect_every(world, expect);
    }
}

}  // namespace revoke_mc::check
