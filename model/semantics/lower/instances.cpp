// Names without instances, and renaming; see instances.hpp.
#include "model/semantics/lower/instances.hpp"

#include <algorithm>
#include <numeric>

#include "model/language/program/stale.hpp"

namespace revoke_mc::lower {

// --- names ------------------------------------------------------------------------------------

SlotNames::SlotNames(const program::Program& program, const Slots& slots,
                     const std::set<program::ComponentId>& components, bool by_name)
    : program_(program), slots_(slots), components_(components), by_name_(by_name) {
    name_shared_cells();
}

std::string name_within(const program::Program& program, program::ComponentId component, std::uint32_t instance,
                        const std::string& name) {
    const std::string& home = program.objects[program.components[component].instances[instance]].name;
    return name.starts_with(home) ? name.substr(home.size()) : name;
}

void SlotNames::add_instance(InstanceName& out, program::ComponentId component, std::uint32_t instance) const {
    out.text += " " + to_string(component);
    if (left_out(component))
        out.instances.push_back({component, instance});
    else
        out.text += "[" + std::to_string(instance) + "]";
}

void SlotNames::add_object(InstanceName& out, ObjectId object) const {
    const program::Object& it = program_.objects[object];
    if (it.component == none) {
        out.text += " object " + (by_name_ ? it.name : to_string(object));
        return;
    }
    if (by_name_) {
        add_instance(out, it.component, it.instance);
        out.text += " object " + name_within(program_, it.component, it.instance, it.name);
        return;
    }
    add_instance(out, it.component, it.instance);
    out.text += "+" + std::to_string(object - program_.components[it.component].instances[it.instance]);
}

void SlotNames::add_thread(InstanceName& out, ThreadId thread) const {
    const program::Thread& it = program_.threads[thread];
    add_instance(out, it.component, it.instance);
    out.text += "." + std::to_string(it.decl);
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
    const program::Cell& it = program_.cells[cell];
    if (it.component == none) {
        out.text += " cell " + (by_name_ ? it.name : to_string(cell));
        return;
    }
    if (by_name_) {
        add_instance(out, it.component, it.instance);
        out.text += " cell " + name_within(program_, it.component, it.instance, it.name);
        return;
    }
    const ObjectId home = program_.components[it.component].instances[it.instance];
    add_instance(out, it.component, it.instance);
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
    const program::Object& it = program.objects[id];
    if (it.component != component) return id;
    const auto& homes = program.components[component].instances;
    return homes[to[it.instance]] + static_cast<std::size_t>(id - homes[it.instance]);
}

ThreadId Renaming::thread(const program::Program& program, ThreadId id) const {
    const program::Thread& it = program.threads[id];
    if (it.component != component) return id;
    return program.thread_of(program.components[component].instances[to[it.instance]], it.decl);
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

std::vector<Renaming> generators(const program::Program& program, program::ComponentId component) {
    Renaming next{component, std::vector<std::uint32_t>(program.components[component].count)};
    std::iota(next.to.begin(), next.to.end(), 0U);
    Renaming swap = next;
    std::swap(swap.to[0], swap.to[1]);
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

/// Position p of `thread` is called number[p] from now on.
void renumber(Generated& generated, ThreadId thread, const std::vector<std::uint32_t>& number) {
    ThreadConfigs& all = generated.threads[thread];
    std::vector<std::vector<std::uint32_t>> of_position(number.size());
    for (std::size_t p = 0; p < number.size(); ++p) of_position[number[p]] = std::move(all.of_position[p]);
    all.of_position = std::move(of_position);
    for (std::uint32_t& position : all.position) position = number[position];
    for (auto& [shape, position] : all.by_shape) position = number[position];
    const SlotId slot = generated.slots.position(thread);
    for (RawTransition* transition : transitions_of(generated, thread))
        for (Op& op : transition->code)
            if (op.act == Act::set && op.slot == slot) op.imm = number[static_cast<std::size_t>(op.imm)];
}

/// What the positions of thread `to` are called by thread `from`, which is renamed to it; empty if their
/// configurations do not correspond.
std::vector<std::uint32_t> numbers_from(const program::Program& program, const Generated& generated,
                                        const Renaming& renaming, ThreadId from, ThreadId to) {
    const ThreadConfigs& here = generated.threads[from];
    const ThreadConfigs& there = generated.threads[to];
    if (here.configs.size() != there.configs.size() || here.of_position.size() != there.of_position.size()) return {};
    std::vector<std::uint32_t> number(there.of_position.size(), none);
    for (std::uint32_t c = 0; c < here.configs.size(); ++c) {
        const std::uint32_t other = find(program, there, renaming.config(program, here.configs[c]));
        if (other == none) return {};
        std::uint32_t& entry = number[there.position[other]];
        if (entry != none && entry != here.position[c]) return {};
        entry = here.position[c];
    }
    if (number.empty()) return {};  // no thread of this kind comes to a first position
    auto sorted = number;
    std::sort(sorted.begin(), sorted.end());
    const bool one_to_one = std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end() && sorted.back() != none;
    return one_to_one ? number : std::vector<std::uint32_t>{};
}

bool same_numbers(const std::vector<std::uint32_t>& number) {
    for (std::uint32_t p = 0; p < number.size(); ++p)
        if (number[p] != p) return false;
    return !number.empty();
}

}  // namespace

std::string align_positions(const program::Program& program, Generated& generated, program::ComponentId component) {
    const auto both = generators(program, component);
    const Renaming& next = both[1];
    const program::Component& it = program.components[component];
    for (std::uint32_t i = 0; i + 1 < it.count; ++i)
        for (std::uint32_t decl = 0; decl < it.threads.size(); ++decl) {
            const ThreadId from = program.thread_of(it.instances[i], decl);
            const ThreadId to = next.thread(program, from);
            const auto number = numbers_from(program, generated, next, from, to);
            if (number.empty())
                return "the positions of " + program.threads[to].name + " differ from those of " +
                       program.threads[from].name;
            renumber(generated, to, number);
        }
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
    PositionNames(const program::Program& program, program::ComponentId component, ThreadId thread)
        : program_(program), component_(component) {
        const program::Thread& it = program.threads[thread];
        if (it.component == component) own_ = it.instance;
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
        return it.component == component_ && it.instance == own_ ? "own" + within(it) : it.name;
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
    program::ComponentId component_;
    std::uint32_t own_ = none;
};

}  // namespace

std::vector<std::string> order_positions(const program::Program& program, Generated& generated,
                                         program::ComponentId component) {
    std::vector<std::string> out;
    for (const ThreadId t : program.threads.ids()) {
        const PositionNames names(program, component, t);
        const ThreadConfigs& all = generated.threads[t];
        std::vector<std::pair<std::string, std::uint32_t>> sorted;
        for (std::uint32_t p = 0; p < all.of_position.size(); ++p)
            sorted.emplace_back(names.name(all.configs[all.of_position[p].front()]), p);
        std::sort(sorted.begin(), sorted.end());
        std::vector<std::uint32_t> number(sorted.size());
        for (std::uint32_t i = 0; i < sorted.size(); ++i) {
            if (i > 0 && sorted[i].first == sorted[i - 1].first) return {};
            number[sorted[i].second] = i;
            if (program.threads[t].component != component || program.threads[t].instance == 0)
                out.push_back(sorted[i].first);
        }
        renumber(generated, t, number);
        if (program.threads[t].component != component || program.threads[t].instance == 0)
            out.emplace_back("end of a thread");
    }
    return out;
}

}  // namespace revoke_mc::lower
