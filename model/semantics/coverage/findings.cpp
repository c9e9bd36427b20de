// Findings of code first, then of properties and instances.
#include "model/semantics/coverage/findings.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "model/semantics/coverage/unreached.hpp"

namespace revoke_mc::coverage {

using program::Program;
using program::Property;
using program::PropertyId;

namespace {

/// Properties made by `for each` are one for the author.
std::string base_name(const Program& program, PropertyId id) {
    const Property& property = program.properties[id];
    const auto same_place = std::count_if(program.properties.begin(), program.properties.end(),
                                          [&](const Property& other) { return other.place == property.place; });
    return same_place > 1 ? property.name.substr(0, property.name.rfind('[')) : property.name;
}

/// Findings by name. What is asked for several instances need be fine for one of them only.
class ByName {
public:
    void add(Finding finding, bool fine) {
        const auto [entry, fresh] = entries_.try_emplace(finding.id, finding, fine);
        if (!fresh) entry->second.second |= fine;
    }
    void move_open_ones(std::vector<Finding>& out) {
        for (auto& [id, entry] : entries_)
            if (!entry.second) out.push_back(std::move(entry.first));
    }

private:
    std::map<std::string, std::pair<Finding, bool>> entries_;
};

class Properties {
public:
    Properties(const Program& program, const Observed& observed, const Indexed<program::PropertyId, bool>& violated)
        : program_(program), observed_(observed), violated_(violated) {}

    void conditions() {
        const std::vector<Condition> all = conditions_of(program_);
        ByName findings;
        for (std::size_t i = 0; i < all.size(); ++i)
            findings.add(of(all[i]), observed_.conditions[i] || violated_[all[i].property]);
        findings.move_open_ones(found);
    }

    void entering() {
        ByName findings;
        for (const PropertyId id : program_.properties.ids()) {
            const Property& property = program_.properties[id];
            if (property.entering_statements.empty() && property.entering_routines.empty()) continue;
            const std::string name = base_name(program_, id);
            findings.add({Kind::entering, name + ": never entered", property.place,
                          "what " + name + " must do without entering is never entered anyway"},
                         observed_.entered[id] || violated_[id]);
        }
        findings.move_open_ones(found);
    }

    void assertions() {
        for (const PropertyId id : program_.properties.ids()) {
            const Property& property = program_.properties[id];
            if (property.kind != Property::Kind::assertion || property.place.line == 0 || violated_[id]) continue;
            if (!is_checked(id))
                found.push_back({Kind::assertion, property.name + ": never checked", property.place,
                                 "no step gets to an assert called " + property.name + ": it cannot be violated"});
        }
    }

    std::vector<Finding> found;

private:
    [[nodiscard]] Finding of(const Condition& condition) const {
        const std::string name = base_name(program_, condition.property);
        const bool leak = program_.properties[condition.property].kind == Property::Kind::leak;
        if (condition.kind == Condition::Kind::goal && leak)
            return {Kind::goal, name + ": always so", program_.properties[condition.property].place,
                    "nothing is ever taken that would have to be given back"};
        if (condition.kind == Condition::Kind::goal)
            return {Kind::goal, name + ": always so", program_.properties[condition.property].place,
                    "what " + name + " asks for is the case in every state: nothing leads away from it"};
        if (condition.kind == Condition::Kind::question)
            return {Kind::premise, name + ": never asked for", program_.properties[condition.property].place,
                    "no state asks for what " + name + " says will happen, unless it has happened already"};
        const std::string which = condition.of > 1 ? " " + std::to_string(condition.number) : "";
        return {Kind::premise, name + ": premise" + which + " never true", condition.place,
                "this condition of " + name + " is never true: the property holds without it"};
    }

    [[nodiscard]] bool is_checked(PropertyId id) const {
        return std::any_of(program_.statements.begin(), program_.statements.end(), [&](const program::Stmt* stmt) {
            const auto* assertion = stmt->as<program::Assert>();
            return assertion && assertion->property == id && is_checked(*stmt);
        });
    }

    /// An `assert (false)` is checked where the condition around it is.
    [[nodiscard]] bool is_checked(const program::Stmt& assertion) const {
        program::StmtId at = assertion.id;
        while (must_not_be_reached(assertion) && program_.statements[at]->parent != program::none) {
            at = program_.statements[at]->parent;
            if (program_.statements[at]->is<program::If>()) break;
        }
        return observed_.points[program::carried_out(at)];
    }

    const Program& program_;
    const Observed& observed_;
    const Indexed<program::PropertyId, bool>& violated_;
};

void add_instances(const Program& program, const Observed& observed, std::vector<Finding>& out) {
    for (const program::ComponentId i : program.components.ids()) {
        const program::Component& component = program.components[i];
        if (observed.met[i] || !observed.alone[i]) continue;
        out.push_back({Kind::instances, component.name + ": never meet", component.place,
                       "there are " + std::to_string(component.count) + " of " + component.name +
                           ", but never are two of them under way at the same time"});
    }
}

}  // namespace

std::vector<Finding> findings(const Program& program, const Observed& observed,
                              const Indexed<program::PropertyId, bool>& violated, bool seen_all) {
    program::PointSet points = observed.points;
    for (const program::Point point : points.ids()) points[point] = points[point] || observed.doubtful[point];
    std::vector<Finding> all = findings_in(program, program.own_file(), points);
    Properties properties(program, observed, violated);
    properties.entering();
    properties.assertions();
    if (seen_all) {
        properties.conditions();
        add_instances(program, observed, properties.found);
    }
    all.insert(all.end(), properties.found.begin(), properties.found.end());
    std::stable_sort(all.begin(), all.end(), [](const Finding& a, const Finding& b) {
        return std::tie(a.place, a.id) < std::tie(b.place, b.id);
    });
    return all;
}

std::vector<Finding> findings_in(const Program& program, std::uint32_t file, const program::PointSet& points) {
    Unreached unreached(program, points);
    for (const program::RoutineId id : program.routines.ids())
        if (program.routines[id].place.file == file) unreached.look_through(id);
    return std::move(unreached.found);
}

}  // namespace revoke_mc::coverage
