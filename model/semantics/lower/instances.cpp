// Names without instances in them, and renaming instances.
#include "model/semantics/lower/instances.hpp"

#include <algorithm>

#include "model/language/program/stale.hpp"

namespace revoke_mc::lower {

// --- names ------------------------------------------------------------------------------------

SlotNames::SlotNames(const program::Program& program, const Slots& slots, const std::vector<Together>& groups,
                     bool by_name)
    : program_(program), slots_(slots), groups_(groups), by_name_(by_name) {
    name_shared_cells();
}

std::string name_within(const program::Program& program, program::ComponentId component, program::InstanceId instance,
                        const std::string& name) {
    const std::string& home = program.objects[program.components[component].instances[instance]].name;
    return name.starts_with(home) ? name.substr(home.size()) : name;
}

void SlotNames::add_instance(InstanceName& out, program::ComponentId component, program::InstanceId instance) const {
    out.text += " " + to_string(component);
    const auto group =
        std::find_if(groups_.begin(), groups_.end(), [&](const Together& one) { return one.contains(component); });
    if (group != groups_.end())
        out.instances.push_back({group->first(), instance});
    else
        out.text += "[" + to_string(instance) + "]";
}

void SlotNames::add_object(InstanceName& out, ObjectId object) const {
    const program::Object& named = program_.objects[object];
    if (named.component == none) {
        out.text += " object " + (by_name_ ? named.name : to_string(object));
        return;
    }
    if (by_name_) {
        add_instance(out, named.component, named.instance);
        out.text += " object " + name_within(program_, named.component, named.instance, named.name);
        return;
    }
    add_instance(out, named.component, named.instance);
    out.text += "+" + std::to_string(object - program_.components[named.component].instances[named.instance]);
}

void SlotNames::add_thread(InstanceName& out, ThreadId thread) const {
    const program::Thread& named = program_.threads[thread];
    add_instance(out, named.component, named.instance);
    out.text += "." + std::to_string(named.decl);
}

/// These cells lie in the block of one of the two that they are about, among the cells of the other one.
void SlotNames::name_shared_cells() {
    for (const ObjectId id : program_.objects.ids()) {
        const program::Object& object = program_.objects[id];
        if (object.kind == program::ObjectKind::rwlock || object.kind == program::ObjectKind::work)
            for (const ThreadId t : program_.threads.ids())
                for (const std::uint32_t which : {0U, 1U}) {
                    InstanceName& out = shared_[object.reads_cell(t) + which];
                    out.text = which == 0 ? "reads" : "waits";
                    add_object(out, id);
                    add_thread(out, t);
                }
        name_fence_marks(object.depends, "depends", [&](InstanceName& out) { add_object(out, id); });
    }
    for (const ThreadId t : program_.threads.ids())
        name_fence_marks(program_.threads[t].snapshot, "snapshot", [&](InstanceName& out) { add_thread(out, t); });
}

void SlotNames::name_fence_marks(const std::vector<program::CellId>& marks, const std::string& what,
                                 const std::function<void(InstanceName&)>& add_waiter) {
    if (marks.empty()) return;
    const std::vector<ObjectId> fences = program_.fences();
    for (std::size_t i = 0; i < marks.size(); ++i) {
        InstanceName& out = shared_[marks[i]];
        out.text = what;
        add_waiter(out);
        add_object(out, fences[i]);
    }
}

void SlotNames::add_cell(InstanceName& out, program::CellId cell) const {
    if (const auto shared = shared_.find(cell); shared != shared_.end()) {
        out = shared->second;
        return;
    }
    const program::Cell& named = program_.cells[cell];
    if (named.component == none) {
        out.text += " cell " + (by_name_ ? named.name : to_string(cell));
        return;
    }
    if (by_name_) {
        add_instance(out, named.component, named.instance);
        out.text += " cell " + name_within(program_, named.component, named.instance, named.name);
        return;
    }
    const ObjectId home = program_.components[named.component].instances[named.instance];
    add_instance(out, named.component, named.instance);
    out.text += " cell +" + std::to_string(cell - program_.objects[home].first_cell);
}

InstanceName SlotNames::name(SlotId id) const {
    const Slot& slot = slots_[id];
    InstanceName out;
    if (slot.is_cell()) {
        add_cell(out, cell_of(id));
        return out;
    }
    if (slot.kind == Slot::Kind::which) {
        add_cell(out, cell_of(slot.lock));
        out.text += " held by";
        if (slot.component != none) add_instance(out, slot.component, slot.instance);
        return out;
    }
    if (slot.kind == Slot::Kind::own || slot.kind == Slot::Kind::share) {
        add_cell(out, cell_of(slot.lock));
        out.text += slot.kind == Slot::Kind::own ? " own" : " share";
        if (slot.component != none) add_instance(out, slot.component, slot.instance);
        return out;
    }
    out.text = "control " + std::to_string(static_cast<int>(slot.kind)) + "." + std::to_string(slot.number);
    add_thread(out, slot.thread);
    if (slot.element != none) add_object(out, slot.element);
    return out;
}

// --- renaming ---------------------------------------------------------------------------------

ObjectId Renaming::object(const program::Program& program, ObjectId id) const {
    if (id == none) return none;
    if (program::is_stale(id)) return program::stale(object(program, program::bound_once(id)));
    const program::Object& object = program.objects[id];
    if (!components.contains(object.component)) return id;
    const auto& homes = program.components[object.component].instances;
    return homes[to[object.instance]] + static_cast<std::size_t>(id - homes[object.instance]);
}

ThreadId Renaming::thread(const program::Program& program, ThreadId id) const {
    const program::Thread& thread = program.threads[id];
    if (!components.contains(thread.component)) return id;
    return program.thread_of(program.components[thread.component].instances[to[thread.instance]], thread.decl);
}

Config Renaming::config(const program::Program& program, const Config& config) const {
    Config out = config;
    for (Frame& frame : out.frames) {
        frame.self = object(program, frame.self);
        for (ObjectId& reference : frame.references) reference = object(program, reference);
    }
    for (Walk& walk : out.walks) {
        walk.current = object(program, walk.current);
        for (ObjectId& element : walk.elements) element = object(program, element);
        std::sort(walk.elements.begin(), walk.elements.end());
    }
    return out;
}

std::vector<Renaming> generators(const program::Program& program, const Together& components) {
    Renaming next{components, {}};
    for (const program::InstanceId i : program.components[components.first()].instances.ids()) next.to.push_back(i);
    Renaming swap = next;
    std::swap(swap.to.items()[0], swap.to.items()[1]);
    std::rotate(next.to.begin(), next.to.begin() + 1, next.to.end());
    return {swap, next};
}

// --- positions --------------------------------------------------------------------------------

namespace {

std::vector<RawTransition*> transitions_of(Generated& generated, ThreadId thread) {
    std::vector<RawTransition*> out;
    for (RawTransition& transition : generated.initial[thread]) out.push_back(&transition);
    for (RawTransition& transition : generated.transitions)
        if (transition.thread == thread) out.push_back(&transition);
    return out;
}

using Numbers = Indexed<PositionId, PositionId>;

/// Position p of `thread` is called number[p] from now on.
void renumber(Generated& generated, ThreadId thread, const Numbers& number) {
    ThreadConfigs& all = generated.threads[thread];
    Indexed<PositionId, std::vector<ConfigId>> of_position(number.size());
    for (const PositionId p : number.ids()) of_position[number[p]] = std::move(all.of_position[p]);
    all.of_position = std::move(of_position);
    for (PositionId& position : all.position) position = number[position];
    for (auto& [shape, position] : all.by_shape) position = number[position];
    const SlotId slot = generated.slots.position(thread);
    for (RawTransition* transition : transitions_of(generated, thread))
        for (Op& op : transition->code)
            if (op.act == Act::set && op.slot == slot) op.imm = number[PositionId{op.imm}].number();
}

/// What the positions of thread `to` are called by thread `from`, which is renamed to it; empty if their
/// configurations do not correspond.
Numbers numbers_from(const program::Program& program, const Generated& generated, const Renaming& renaming,
                     ThreadId from, ThreadId to) {
    const ThreadConfigs& here = generated.threads[from];
    const ThreadConfigs& there = generated.threads[to];
    if (here.configs.size() != there.configs.size() || here.of_position.size() != there.of_position.size()) return {};
    Numbers number(there.of_position.size());
    for (const ConfigId c : here.configs.ids()) {
        const ConfigId other = find(program, there, renaming.config(program, here.configs[c]));
        if (other == none) return {};
        PositionId& entry = number[there.position[other]];
        if (entry != none && entry != here.position[c]) return {};
        entry = here.position[c];
    }
    if (number.empty()) return {};  // no thread of this kind comes to a first position
    auto sorted = number;
    std::sort(sorted.begin(), sorted.end());
    const bool one_to_one = std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end() && sorted.back() != none;
    return one_to_one ? number : Numbers{};
}

bool same_numbers(const Numbers& number) {
    for (const PositionId p : number.ids())
        if (number[p] != p) return false;
    return !number.empty();
}

}  // namespace

namespace {

/// Those of each instance as those of the one before it.
std::string align_threads_of(const program::Component& replicated, const program::Program& program,
                             Generated& generated, const Renaming& next) {
    for (program::InstanceId i{0}; i.number() + 1 < replicated.count; ++i)
        for (std::uint32_t decl = 0; decl < replicated.threads.size(); ++decl) {
            const ThreadId from = program.thread_of(replicated.instances[i], decl);
            const ThreadId to = next.thread(program, from);
            const auto number = numbers_from(program, generated, next, from, to);
            if (number.empty())
                return "the positions of " + program.threads[to].name + " differ from those of " +
                       program.threads[from].name;
            renumber(generated, to, number);
        }
    return {};
}

}  // namespace

std::string align_positions(const program::Program& program, Generated& generated, const Together& components) {
    const auto both = generators(program, components);
    for (const program::ComponentId component : components.all())
        if (std::string found = align_threads_of(program.components[component], program, generated, both[1]);
            !found.empty())
            return found;
    for (const Renaming& renaming : both)
        for (const ThreadId t : program.threads.ids())
            if (!same_numbers(numbers_from(program, generated, renaming, t, renaming.thread(program, t))))
                return "the positions of " + program.threads[t].name + " tell the instances apart";
    return {};
}

// --- positions of systems of all sizes ------------------------------------------------------------

namespace {

/// As the keys of config.cpp, but by names: in the instance at which a walk is, in the thread's own, or in full.
class PositionNames {
public:
    PositionNames(const program::Program& program, const Together& components, ThreadId thread)
        : program_(program), components_(components) {
        const program::Thread& it = program.threads[thread];
        if (components.contains(it.component)) own_ = it.instance;
    }

    [[nodiscard]] std::string name(const Config& config) const {
        std::string out;
        for (const Frame& frame : config.frames) {
            out += to_string(frame.next) + "/" + to_string(frame.routine) + "@" + object(config, frame.self);
            for (const ObjectId reference : frame.references) out += "," + object(config, reference);
            out += ">";
        }
        for (const Walk& walk : config.walks)
            out +=
                "|" + to_string(walk.statement) + "f" + std::to_string(walk.frame) + ":" + object(config, walk.current);
        for (const Mark& mark : config.fresh)
            out += mark.label != none ? "!L" + to_string(mark.label) : "!F" + to_string(mark.routine);
        return out + "!I" + std::to_string(config.irqs_off);
    }

private:
    [[nodiscard]] std::string object(const Config& config, ObjectId id) const {
        if (id == none) return "-";
        if (program::is_stale(id)) return "~" + object(config, program::bound_once(id));
        const program::Object& it = program_.objects[id];
        for (std::size_t w = 0; w < config.walks.size(); ++w)
            if (lies_at(config.walks[w].current, it))
                return "w" + std::to_string(w) + " " + to_string(it.component) + within(it);
        const bool own = components_.contains(it.component) && it.instance == own_;
        return own ? "own " + to_string(it.component) + within(it) : it.name;
    }

    [[nodiscard]] bool lies_at(ObjectId current, const program::Object& object) const {
        if (current == none || object.component == none) return false;
        const program::Object& at = program_.objects[current];
        return at.component == object.component && at.instance == object.instance;
    }

    [[nodiscard]] std::string within(const program::Object& it) const {
        return name_within(program_, it.component, it.instance, it.name);
    }

    const program::Program& program_;
    const Together& components_;
    program::InstanceId own_ = none;
};

}  // namespace

std::vector<std::string> order_positions(const program::Program& program, Generated& generated,
                                         const Together& components) {
    std::vector<std::string> out;
    for (const ThreadId t : program.threads.ids()) {
        const PositionNames names(program, components, t);
        const ThreadConfigs& all = generated.threads[t];
        const program::Thread& thread = program.threads[t];
        const bool listed = !components.contains(thread.component) || thread.instance == program::InstanceId{0};
        std::vector<std::pair<std::string, PositionId>> sorted;
        for (const PositionId p : all.of_position.ids()) sorted.emplace_back(names.name(all.at(p)), p);
        std::sort(sorted.begin(), sorted.end());
        Numbers number(sorted.size());
        for (std::uint32_t i = 0; i < sorted.size(); ++i) {
            if (i > 0 && sorted[i].first == sorted[i - 1].first) return {};
            number[sorted[i].second] = PositionId{i};
            if (listed) out.push_back(sorted[i].first);
        }
        renumber(generated, t, number);
        if (listed) out.emplace_back("end of a thread");
    }
    return out;
}

}  // namespace revoke_mc::lower
