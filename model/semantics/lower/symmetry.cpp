// Sorts the slots into families.
#include "model/semantics/lower/symmetry.hpp"

#include <algorithm>

#include "model/language/program/visit.hpp"
#include "model/semantics/lower/instances.hpp"
#include "model/semantics/lower/system_ids.hpp"

namespace revoke_mc::lower {

namespace {

/// Builds the families for given groups of components, or finds one that has to leave it.
class FamilyBuilder {
public:
    FamilyBuilder(const program::Program& program, const Slots& slots, const std::vector<Together>& groups,
                  bool by_name = false)
        : program_(program), slots_(slots), groups_(groups), by_name_(by_name) {}

    /// The first of a group that has to leave, and why; none: the families are complete.
    std::pair<program::ComponentId, std::string> build() {
        const SlotNames names(program_, slots_, groups_, by_name_);
        std::map<std::string, std::size_t> known;
        for (const SlotId slot : slots_.ids()) {
            const Key key = key_of(names.name(slot));
            const auto [entry, is_new] = known.emplace(key.text, families_.size());
            if (is_new) families_.push_back({key.over, std::vector<SlotId>(members(key.over), none), key.text});
            SlotFamily& family = families_[entry->second];
            if (key.index >= family.slots.size() || family.slots[key.index] != none)
                return {key.over.empty() ? groups_.front().first() : key.over[0], "a variable has two meanings"};
            family.slots[key.index] = slot;
        }
        for (const SlotFamily& family : families_)
            if (const std::string text = difference(family); !text.empty()) return {family.over[0], text};
        std::erase_if(families_, [&](const SlotFamily& family) { return !varies(family); });
        return {none, {}};
    }
    std::vector<SlotFamily> families() { return std::move(families_); }

private:
    struct Key {
        std::string text;
        std::vector<program::ComponentId> over;
        std::size_t index = 0;
    };

    [[nodiscard]] std::uint32_t count(program::ComponentId component) const {
        return program_.components[component].count;
    }

    [[nodiscard]] std::size_t members(const std::vector<program::ComponentId>& over) const {
        std::size_t out = 1;
        for (const program::ComponentId component : over) out *= count(component);
        return out;
    }

    /// What is said about an instance and itself is said about one.
    [[nodiscard]] Key key_of(InstanceName name) const {
        auto& about = name.instances;
        if (about.size() == 2 && about[0] == about[1]) {
            about.pop_back();
            name.text += " itself";
        }
        Key key{std::move(name.text), {}, 0};
        for (const Instance& instance : about) {
            key.over.push_back(instance.component);
            key.index = key.index * count(instance.component) + instance.number.number();
            key.text += "/";
        }
        if (about.size() == 2 && about[0].component == about[1].component) key.text += " another";
        return key;
    }

    [[nodiscard]] bool varies(const SlotFamily& family) const {
        return std::any_of(family.slots.begin(), family.slots.end(),
                           [&](SlotId slot) { return slot != none && !slots_[slot].constant(); });
    }

    [[nodiscard]] bool on_diagonal(const SlotFamily& family, std::size_t index) const {
        return family.over.size() == 2 && family.over[0] == family.over[1] && index % (count(family.over[0]) + 1) == 0;
    }

    /// How the members of a family differ, if they do.
    [[nodiscard]] std::string difference(const SlotFamily& family) const {
        if (family.over.empty()) return {};
        const Slot* first = nullptr;
        bool missing = false;
        for (std::size_t i = 0; i < family.slots.size(); ++i) {
            if (on_diagonal(family, i)) continue;
            if (family.slots[i] == none) {
                missing = true;
                continue;
            }
            const Slot& slot = slots_[family.slots[i]];
            if (!first) first = &slot;
            if (slot.used_low != first->used_low || slot.used_high != first->used_high)
                return name_of(family.slots[i]) + " has other values than in another instance";
        }
        if (missing && first && !(first->constant() && first->used_low == 0))
            return "something is stored for some instances only";
        return {};
    }

    [[nodiscard]] std::string name_of(SlotId slot) const {
        return slots_[slot].is_cell() ? program_.cells[cell_of(slot)].name : "a thread's data";
    }

    const program::Program& program_;
    const Slots& slots_;
    const std::vector<Together>& groups_;
    const bool by_name_;
    std::vector<SlotFamily> families_;
};

/// What stands in the way before any slot is looked at.
///
/// An `each` takes the instances of one component after those of another in all systems, so for composite instances as
/// well it is enough that the order does not matter among those of each component.
std::string obstacle_of(const program::Program& program, Generated& generated, const Together& components) {
    if (components.count(program) > system::max_instances)
        return "there are more than " + std::to_string(system::max_instances) + " instances";
    for (const program::ComponentId component : components.all())
        if (const auto found = generated.order_matters.find(component); found != generated.order_matters.end())
            return found->second;
    return align_positions(program, generated, components);
}

}  // namespace

SlotFamilies find_families(const program::Program& program, Generated& generated) {
    SlotFamilies out;
    for (const program::ComponentId c : program.components.ids()) {
        const program::Component& component = program.components[c];
        if (!component.replicated || component.ordered || component.count < 2) continue;
        const std::string obstacle = obstacle_of(program, generated, Together({c}));
        if (obstacle.empty())
            out.groups.emplace_back(std::vector{c});
        else
            out.obstacles[c] = obstacle;
    }
    for (;;) {
        FamilyBuilder builder(program, generated.slots, out.groups);
        const auto failed = builder.build();
        out.families = builder.families();
        if (failed.first == none) return out;
        std::erase_if(out.groups, [&](const Together& group) { return group.first() == failed.first; });
        out.obstacles[failed.first] = failed.second;
    }
}

ApartFamilies find_apart(const program::Program& program, Generated& generated, const Together& components) {
    ApartFamilies out;
    if (out.obstacle = obstacle_of(program, generated, components); !out.obstacle.empty()) return out;
    out.positions = order_positions(program, generated, components);
    if (out.positions.empty()) out.obstacle = "two positions of a thread differ in the instances that they name alone";
    if (!out.obstacle.empty()) return out;
    out.slots.groups.push_back(components);
    FamilyBuilder builder(program, generated.slots, out.slots.groups, true);
    out.obstacle = builder.build().second;
    if (!out.obstacle.empty()) return out;
    out.slots.families = builder.families();
    const auto& families = out.slots.families;
    const auto relation =
        std::find_if(families.begin(), families.end(), [](const SlotFamily& family) { return family.over.size() > 1; });
    if (relation != families.end())
        out.obstacle = "a state says something about two instances at once: " + relation->name;
    std::sort(out.slots.families.begin(), out.slots.families.end(),
              [](const SlotFamily& a, const SlotFamily& b) { return a.name < b.name; });
    return out;
}

// --- as fields --------------------------------------------------------------------------------

namespace {

/// The instance of `component` that a property names, if it does.
program::InstanceId instance_named(const program::Program& program, const program::Property& property,
                                   program::ComponentId component) {
    program::InstanceId found = none;
    const auto look_at = [&](const program::Path& path) {
        const auto* known = path.as<program::ObjectPath>();
        if (known && program.objects[known->object].component == component)
            found = program.objects[known->object].instance;
    };
    if (property.condition) program::for_each_in(*property.condition, look_at);
    return found;
}

bool same_place(const Place& a, const Place& b) { return a == b; }

/// `for each` makes one property for each instance, all at one place and in order.
void add_properties(const program::Program& program, program::ComponentId component, system::SymmetricGroup& group) {
    const auto& all = program.properties;
    for (program::PropertyId p{0}; p.number() + group.size <= all.size(); ++p) {
        bool family = true;
        for (std::uint32_t i = 0; i < group.size; ++i)
            family = family && same_place(all[p].place, all[p + i].place) &&
                     instance_named(program, all[p + i], component) == program::InstanceId{i};
        for (std::uint32_t i = 0; family && i < group.size; ++i) group.properties[i].push_back(system_id(p + i));
    }
}

void add_threads(const program::Program& program, const program::Component& component, system::SymmetricGroup& group) {
    for (std::uint32_t i = 0; i < group.size; ++i)
        for (std::uint32_t decl = 0; decl < component.threads.size(); ++decl)
            group.threads[i].push_back(system_id(program.thread_of(component.instances[program::InstanceId{i}], decl)));
}

system::SymmetricGroup group_of(const program::Program& program, const Together& components) {
    system::SymmetricGroup group;
    group.name = components.name(program);
    group.size = components.count(program);
    group.blocks.resize(group.size);
    group.threads.resize(group.size);
    group.properties.resize(group.size);
    for (const program::ComponentId component : components.all()) {
        add_threads(program, program.components[component], group);
        add_properties(program, component, group);
    }
    return group;
}

}  // namespace

system::Symmetry symmetry_of(const program::Program& program, const SlotFamilies& families,
                             const Indexed<SlotId, system::Field>& fields) {
    system::Symmetry out;
    std::map<program::ComponentId, system::GroupId> groups;
    for (const Together& group : families.groups) groups[group.first()] = out.groups.add(group_of(program, group));
    for (const auto& [component, obstacle] : families.obstacles) {
        system::SymmetricGroup& group = out.groups.emplace_back();
        group.name = program.components[component].name;
        group.size = program.components[component].count;
        group.obstacle = obstacle;
    }
    for (const SlotFamily& family : families.families) {
        if (family.over.size() == 1)
            for (std::size_t i = 0; i < family.slots.size(); ++i)
                out.groups[groups[family.over[0]]].blocks[i].push_back(fields[family.slots[i]]);
        if (family.over.size() != 2) continue;
        system::Relation& relation = out.relations.emplace_back();
        relation.from = groups[family.over[0]];
        relation.to = groups[family.over[1]];
        for (const SlotId slot : family.slots) relation.fields.push_back(slot == none ? system::Field{} : fields[slot]);
    }
    return out;
}

}  // namespace revoke_mc::lower
