// Asserts and the properties that claim them.
//
// A named assert is checked only if the spec claims its name; asserts without a name share the property
// "assertion". `or trap` says that a broken one is a trap where its name is not claimed. A claim of a name that no
// assert has is a mistake; a claim that no thread's code can ever break, because no thread gets to such an assert, is
// worth a warning: it says nothing.
#include <algorithm>
#include <map>
#include <set>

#include "model/language/check/claims/properties.hpp"
#include "model/language/program/visit.hpp"
#include "model/language/program/words.hpp"

namespace revoke_mc::check {
namespace {

using core::Property;
using core::Stmt;

constexpr const char* unnamed = "assertion";

std::string name_of(const core::Assert& assertion) { return assertion.name.empty() ? unnamed : assertion.name; }

template <typename F>
void each_assert(World& world, F f) {
    for (auto& routine : world.program.routines)
        for_each_stmt(*routine.body, [&](Stmt& stmt) {
            auto* assertion = stmt.as<core::Assert>();
            if (assertion && assertion->property == none) f(stmt, *assertion);
        });
}

/// (What may sleep is an assert, too, of a built-in property: nobody has to claim it.)
/// Routines that some thread may get to. A dispatch may get to every function of its name.
std::set<core::RoutineId> reached(const core::Program& program) {
    std::set<core::RoutineId> seen;
    std::vector<core::RoutineId> todo;
    const auto add = [&](core::RoutineId routine) {
        if (seen.insert(routine).second) todo.push_back(routine);
    };
    for (const auto& thread : program.threads) add(thread.routine);
    while (!todo.empty()) {
        const auto routine = todo.back();
        todo.pop_back();
        for_each_stmt(*program.routines[routine].body, [&](const Stmt& stmt) {
            const auto* call = stmt.as<core::Call>();
            if (!call) return;
            const core::Callee& callee = call->callee;
            if (callee.routine != none) return add(callee.routine);
            for (const core::RoutineId id : program.routines.ids())
                if (program.routines[id].component != none && program.routines[id].function == callee.name) add(id);
        });
    }
    return seen;
}

std::map<std::string, core::PropertyId> claimed(const core::Program& program) {
    std::map<std::string, core::PropertyId> ids;
    for (const core::PropertyId i : program.properties.ids())
        if (program.properties[i].kind == Property::Kind::assertion)
            ids.try_emplace(program.properties[i].name, static_cast<core::PropertyId>(i));
    return ids;
}

void add_unnamed(World& world) {
    Place first;
    each_assert(world, [&](const Stmt& stmt, const core::Assert& assertion) {
        if (assertion.name.empty() && first.line == 0) first = stmt.place;
    });
    const auto& properties = world.program.properties;
    const bool claimed_already = std::any_of(properties.begin(), properties.end(),
                                             [](const Property& property) { return property.name == unnamed; });
    if (first.line == 0 || claimed_already) return;
    Property property;
    property.kind = Property::Kind::assertion;
    property.name = unnamed;
    property.place = first;
    property.text = "every assert without a name";
    world.program.properties.push_back(std::move(property));
}

void check_claims(World& world, const std::set<std::string>& known, const std::set<std::string>& live) {
    const std::vector<std::string> names(known.begin(), known.end());
    for (const auto& property : world.program.properties) {
        if (property.kind != Property::Kind::assertion) continue;
        if (!known.contains(property.name))
            world.error(property.place, "no assert is called '" + property.name + "'",
                        near_or_list(property.name, names, "name an assert: assert (...) as " + property.name + ";"));
        else if (!live.contains(property.name))
            world.report.warning(property.place,
                                 "no thread gets to an assert called '" + property.name + "': it cannot be violated");
    }
}

}  // namespace

void claim_asserts(World& world) {
    add_unnamed(world);
    const auto ids = claimed(world.program);
    const auto alive = reached(world.program);
    std::set<std::string> known, live;
    std::map<core::PropertyId, int> asserts;
    each_assert(world, [&](const Stmt& stmt, core::Assert& assertion) {
        const auto name = name_of(assertion);
        known.insert(name);
        if (alive.contains(stmt.routine)) live.insert(name);
        const auto found = ids.find(name);
        if (found == ids.end() && world.or_trap.contains(&stmt))
            assertion.property = core::id_of(core::BuiltinProperty::trap);
        if (found == ids.end()) return;
        assertion.property = found->second;
        auto& property = world.program.properties[found->second];
        property.blames = ++asserts[found->second] == 1 ? assertion.blames : core::Blame::nobody;
    });
    check_claims(world, known, live);
}

}  // namespace revoke_mc::check
