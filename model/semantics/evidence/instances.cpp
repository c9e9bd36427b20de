#include "model/semantics/evidence/instances.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "model/language/program/stale.hpp"
#include "model/semantics/evidence/damaged.hpp"

namespace revoke_mc::evidence {

using namespace program;  // NOLINT(google-build-using-namespace)

namespace {

using Permutation = std::vector<std::uint32_t>;  ///< of instances
using ByComponent = std::map<ComponentId, Permutation>;

ComponentId component_named(const Program& program, const std::string& name) {
    for (const ComponentId c : program.components.ids())
        if (program.components[c].name == name && !program.components[c].ordered) return c;
    throw Damaged("no component of interchangeable instances is called " + name);
}

std::size_t factorial(std::size_t n) {
    return n < 2 ? 1 : n > 12 ? Instances::most_renamings + 1 : n * factorial(n - 1);
}

/// All combinations of permutations, the identity first.
std::vector<ByComponent> all_permutations(const Program& program, const std::vector<ComponentId>& components) {
    std::vector<ByComponent> out(1);
    for (const ComponentId c : components) {
        Permutation order(program.components[c].count);
        if (out.size() * factorial(order.size()) > Instances::most_renamings)
            throw Damaged("too many interchangeable instances");
        std::iota(order.begin(), order.end(), 0U);
        std::vector<ByComponent> longer;
        do {
            for (ByComponent each : out) {
                each[c] = order;
                longer.push_back(std::move(each));
            }
        } while (std::ranges::next_permutation(order).found);
        out = std::move(longer);
    }
    std::ranges::sort(out);  // the identity is the least
    return out;
}

/// Variables about two things, which both change places: (first, second) -> cell, and back.
class PairCells {
public:
    explicit PairCells(const Program& program) : program_(program), fences_(program.fences()) {
        for (const ObjectId object : program.objects.ids()) add_marks(object);
        for (const ThreadId thread : program.threads.ids()) add_snapshot(thread);
        if (program.fence_fields.in_resv && program.fence_fields.per_buffer != 0)
            for (const ObjectId fence : fences_) add_usages(fence);
    }

    [[nodiscard]] const std::set<CellId>& cells() const { return cells_; }
    /// Sets what they become.
    void rename(Renaming& renaming) const {
        for (const auto& [what, cell] : of_) {
            const auto& [kind, object, thread, other] = what;
            const Key becomes{kind, object == none ? object : renaming.objects[object],
                              thread == none ? thread : renaming.threads[thread],
                              other == none ? other : renaming.objects[other]};
            renaming.cells[cell] = of_.at(becomes);
        }
    }

private:
    /// What kind of mark, on which object, of which thread, about which other object.
    using Key = std::tuple<int, ObjectId, ThreadId, ObjectId>;

    void add(const Key& key, CellId cell) {
        of_[key] = cell;
        cells_.insert(cell);
    }
    void add_marks(ObjectId id) {
        const Object& object = program_.objects[id];
        const bool by_thread = object.kind == ObjectKind::rwlock || object.kind == ObjectKind::work;
        for (const ThreadId thread : program_.threads.ids()) {
            if (!by_thread) break;
            add({0, id, thread, none}, object.reads_cell(thread));
            add({1, id, thread, none}, object.waits_cell(thread));
        }
        for (std::size_t i = 0; i < object.depends.size(); ++i) add({2, id, none, fences_[i]}, object.depends[i]);
    }
    void add_snapshot(ThreadId thread) {
        const std::vector<CellId>& marks = program_.threads[thread].snapshot;
        for (std::size_t i = 0; i < marks.size(); ++i) add({3, none, thread, fences_[i]}, marks[i]);
    }
    void add_usages(ObjectId fence) {
        for (const ObjectId object : program_.objects.ids())
            if (program_.objects[object].kind == ObjectKind::buffer)
                add({4, fence, none, object}, program_.usage_cell(fence, object));
    }

    const Program& program_;
    std::vector<ObjectId> fences_;
    std::map<Key, CellId> of_;
    std::set<CellId> cells_;
};

/// What belongs to an instance, in the order of its numbers, without `apart`.
template <class Key, class Thing>
std::vector<Key> things_of(const Indexed<Key, Thing>& all, ComponentId component, std::uint32_t instance,
                           const std::set<Key>& apart = {}) {
    std::vector<Key> out;
    for (const Key id : all.ids())
        if (all[id].component == component && all[id].instance == InstanceId{instance} && !apart.contains(id))
            out.push_back(id);
    return out;
}

template <class Key, class Thing>
void move_blocks(const Indexed<Key, Thing>& all, ComponentId component, const Permutation& to, Indexed<Key, Key>& out,
                 const std::set<Key>& apart = {}) {
    for (std::uint32_t i = 0; i < to.size(); ++i) {
        const std::vector<Key> from = things_of(all, component, i, apart);
        const std::vector<Key> becomes = things_of(all, component, to[i], apart);
        if (from.size() != becomes.size()) throw Damaged("instances are not alike");
        for (std::size_t n = 0; n < from.size(); ++n) out[from[n]] = becomes[n];
    }
}

template <class Key, class Thing>
Indexed<Key, Key> nothing_moves(const Indexed<Key, Thing>& all) {
    Indexed<Key, Key> out;
    for (const Key id : all.ids()) out.push_back(id);
    return out;
}

Renaming renaming_of(const Program& program, const PairCells& pairs, const ByComponent& permutations) {
    Renaming out{nothing_moves(program.objects), nothing_moves(program.threads), nothing_moves(program.cells)};
    for (const auto& [component, to] : permutations) {
        move_blocks(program.objects, component, to, out.objects);
        move_blocks(program.threads, component, to, out.threads);
        move_blocks(program.cells, component, to, out.cells, pairs.cells());
    }
    pairs.rename(out);
    for (const CellId cell : program.cells.ids()) {
        const Cell &from = program.cells[cell], &to = program.cells[out.cells[cell]];
        if (from.type != to.type || from.initial != to.initial) throw Damaged("variables of instances are not alike");
    }
    return out;
}

/// Arrays with an element for each buffer would have to be told from other arrays.
void refuse_buffers(const Program& program, const std::vector<ComponentId>& components) {
    for (const Object& object : program.objects)
        if (object.kind == ObjectKind::buffer && std::ranges::find(components, object.component) != components.end())
            throw Damaged("interchangeable instances have buffers of their own");
}

}  // namespace

Instances::Instances(const Program& program, const Columns& columns, const std::vector<std::string>& components)
    : program_(program), columns_(columns) {
    std::vector<ComponentId> which;
    which.reserve(components.size());
    for (const std::string& name : components) which.push_back(component_named(program, name));
    refuse_buffers(program, which);
    const PairCells pairs(program);
    for (const ByComponent& permutation : all_permutations(program, which))
        renamings_.push_back(renaming_of(program, pairs, permutation));
    std::set<CellId> not_own = pairs.cells();
    for (const CellId cell : program.cells.ids())
        if (program.cells[cell].type.kind == ValueType::Kind::owner) not_own.insert(cell);
    for (const ComponentId c : which) {
        own_.emplace_back();
        for (std::uint32_t i = 0; i < program.components[c].count; ++i)
            own_.back().push_back(things_of(program.cells, c, i, not_own));
    }
}

interpret::ThreadState Instances::rename(const interpret::ThreadState& control, const Renaming& renaming) const {
    interpret::ThreadState out = control;
    const auto object = [&](ObjectId id) {
        if (id == none) return id;
        const ObjectId becomes = renaming.objects[bound_once(id)];
        return is_stale(id) ? stale(becomes) : becomes;
    };
    const auto element = [&](std::int64_t number) {
        return static_cast<std::int64_t>(renaming.objects[ObjectId{number}].number());
    };
    for (interpret::Frame& frame : out.frames) {
        frame.self = object(frame.self);
        for (ObjectId& reference : frame.references) reference = object(reference);
        for (interpret::Walk& walk : frame.walks) {
            const auto* foreach = program_.statements[walk.statement]->as<Foreach>();
            if (foreach == nullptr || foreach->over.set.kind == Set::Kind::integers) continue;
            if (walk.chosen) walk.current = element(walk.current);
            std::ranges::transform(walk.left, walk.left.begin(), element);
            std::ranges::sort(walk.left);
        }
    }
    return out;
}

void Instances::close(ThreadControls& controls) {
    for (bool grown = true; grown;) {
        grown = false;
        controls_.assign(renamings_.size(), std::vector<std::vector<std::uint32_t>>(controls.size()));
        for (std::size_t r = 0; r < renamings_.size(); ++r)
            for (const ThreadId thread : controls.ids()) {
                Controls& become = controls[renamings_[r].threads[thread]];
                for (std::uint32_t i = 0; i < controls[thread].size(); ++i) {
                    const std::uint32_t size = become.size();
                    const interpret::ThreadState renamed = rename(controls[thread][i], renamings_[r]);
                    controls_[r][thread.number()].push_back(become.add(renamed));
                    grown = grown || become.size() != size;
                }
            }
    }
}

std::optional<Row> Instances::rename(const Row& row, std::size_t number) const {
    const Renaming& renaming = renamings_[number];
    Row out(row.size());
    for (const ThreadId thread : renaming.threads.ids()) {
        const std::vector<std::uint32_t>& become = controls_[number][thread.number()];
        const std::uint32_t control = row[thread.number()];
        if (control >= become.size()) return std::nullopt;
        out[renaming.threads[thread].number()] = become[control];
    }
    for (const CellId cell : renaming.cells.ids()) {
        std::uint32_t value = row[columns_.column(cell)];
        if (program_.cells[cell].type.kind == ValueType::Kind::owner && value != 0)
            value = static_cast<std::uint32_t>(owned_by(renaming.threads[owner_of(static_cast<Value>(value))]));
        out[columns_.column(renaming.cells[cell])] = value;
    }
    return out;
}

/// Renamed so, the instances of each component come in the order of what is their own. (If others do so as well, they
/// are alike in that.)
bool Instances::in_order(const Row& row, const Renaming& renaming) const {
    const auto key = [&](const std::vector<CellId>& cells) {
        std::vector<std::uint32_t> out;
        out.reserve(cells.size());
        for (const CellId cell : cells) out.push_back(row[columns_.column(cell)]);
        return out;
    };
    for (const auto& instances : own_) {
        if (instances.front().empty()) continue;
        std::map<CellId, std::vector<std::uint32_t>> at;  // by first variable of where it goes
        for (const std::vector<CellId>& cells : instances) at[renaming.cells[cells.front()]] = key(cells);
        const auto later = [](const auto& a, const auto& b) { return a.second > b.second; };
        if (std::ranges::adjacent_find(at, later) != at.end()) return false;
    }
    return true;
}

Instances::Canonical Instances::canonical(const Row& row) const {
    if (!some()) return {row, 0};
    std::optional<Canonical> best;
    for (std::size_t r = 0; r < renamings_.size(); ++r) {
        if (!in_order(row, renamings_[r])) continue;
        std::optional<Row> renamed = rename(row, r);
        if (renamed && (!best || *renamed < best->row)) best = Canonical{std::move(*renamed), r};
    }
    return best ? std::move(*best) : Canonical{row, 0};
}

bool can_exchange(const Program& program) {
    std::vector<std::string> all;
    for (const Component& component : program.components)
        if (component.replicated && !component.ordered) all.push_back(component.name);
    try {
        (void)Instances(program, Columns(program), all);
        return true;
    } catch (const Damaged&) {
        return false;
    }
}

}  // namespace revoke_mc::evidence
