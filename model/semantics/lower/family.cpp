// Systems of growing sizes, until no step names all instances; each is compared with the largest.
#include "model/semantics/lower/family.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "model/language/check/check.hpp"
#include "model/language/program/names.hpp"
#include "model/semantics/lower/about.hpp"
#include "model/semantics/lower/counting.hpp"
#include "model/semantics/lower/system_ids.hpp"

namespace revoke_mc::lower {

namespace {

Lowered apart_or_throw(const program::Program& program, const Together& components,
                       const std::set<std::string>& split) {
    LoweredApart out = lower_apart(program, components, split);
    if (!out.lowered) throw NotApplicable(out.obstacle, program.components[components.first()].place);
    return std::move(*out.lowered);
}

// --- one member -------------------------------------------------------------------------------

/// What there is to be said of the counters of one system.
struct CounterUse {
    std::set<std::string> candidates;  ///< shared variables to which a step adds
    std::set<std::string> misused;     ///< split ones that are used for more than counting
    std::set<std::string> may_exceed;  ///< split ones that a step may take beyond their upper end
};

class Judge {
public:
    /// `k`: instances in a view.
    Judge(const FamilyMember& member, std::uint32_t k)
        : k_(k), program_(member.program), lowered_(member.lowered), generated_(member.lowered.generated()),
          layout_(member.lowered.layout()), counting_(program_, generated_, layout_) {}

    system::Apart apart() {
        system::Apart out;
        out.size = generated_.apart.count(program_);
        out.shared_words = layout_.shared_words;
        out.block_words = layout_.block_words;
        add_counters(out);
        starts();
        for (const system::TransitionId t : lowered_.model().transitions.ids()) {
            const Counted counted = transition(lowered_.transition(t));
            out.about.push_back(about(counted));
            out.reports.push_back(std::max<std::uint32_t>(1, counted.about()));
            out.named.push_back(counted.named);
        }
        for (const program::PropertyId p : program_.properties.ids()) out.witnesses.push_back(property(p));
        return out;
    }

    [[nodiscard]] const CounterUse& counters() const { return use_; }
    /// Why a step cannot be counted; none: each can.
    [[nodiscard]] const std::optional<NotApplicable>& obstacle() const { return obstacle_; }
    /// As many instances as there are were named at once: there may be steps that name more.
    [[nodiscard]] bool too_small() const { return most_named_ >= generated_.apart.count(program_); }

private:
    void add_counters(system::Apart& out) const {
        for (const auto& [slot, split] : generated_.split) {
            system::SplitCounter counter{layout_.fields[slot], layout_.fields[split.own], {}};
            for (const SlotId share : split.shares) counter.shares.push_back(layout_.fields[share]);
            out.counters.push_back(std::move(counter));
        }
    }

    [[nodiscard]] Place place_of(ThreadId thread) const {
        return program_.routines[program_.threads[thread].routine].body->place;
    }
    [[nodiscard]] Place place_of(const RawTransition& transition) const {
        const Config& config = generated_.threads[transition.thread].configs[transition.start];
        return config.ended() ? place_of(transition.thread) : program_.statements[config.frames.back().next]->place;
    }

    void refuse(const std::string& why, Place place) {
        if (!obstacle_) obstacle_.emplace(why, place);
    }

    void note(const Counted& counted) {
        const auto name = [&](SlotId slot) { return program_.cells[cell_of(slot)].name; };
        for (const SlotId slot : counted.misused) use_.misused.insert(name(slot));
        for (const SlotId slot : counted.may_exceed) use_.may_exceed.insert(name(slot));
        for (const SlotId slot : counted.counters)
            if (may_be_split(slot)) use_.candidates.insert(name(slot));
        for (const auto& [slot, why] : generated_.not_split) use_.misused.insert(name(slot));
    }

    [[nodiscard]] bool may_be_split(SlotId slot) const {
        const program::Cell& cell = program_.cells[cell_of(slot)];
        return cell.type.kind == program::ValueType::Kind::integer && cell.type.low == 0 && cell.type.high > 1 &&
               cell.initial.size() == 1 && cell.initial.front() <= most_of_own;
    }

    Counted transition(const RawTransition& raw) {
        Counted counted = count_instances(counting_, raw);
        note(counted);
        if (!counted.obstacle.empty()) refuse("a step cannot be counted: " + counted.obstacle, place_of(raw));
        most_named_ = std::max(most_named_, counted.named);
        return counted;
    }

    /// What folds into the initial states is about one instance at a time, and needs nobody else.
    void starts() {
        for (const ThreadId t : program_.threads.ids())
            for (const RawTransition& raw : generated_.initial[t]) {
                const Counted counted = count_instances(counting_, raw, true);
                note(counted);
                const Place place = place_of(t);
                if (!counted.obstacle.empty()) refuse("a start cannot be counted: " + counted.obstacle, place);
                const bool instance = is_instance(t);
                if (counted.named > 1 || counted.witnesses != 0 || (instance && counted.writes_shared))
                    refuse("how a thread begins depends on several instances", place);
            }
    }

    /// What it reports is seen where all are there that it is about, others or not: in configurations of k+1, if these
    /// are no more. (Without views: whatever it does.)
    [[nodiscard]] std::uint32_t about(const Counted& counted) const {
        const std::uint32_t more = counted.about() - std::min(counted.about(), k_);
        return std::max({std::uint32_t{1}, counted.about_effects(), more});
    }

    // --- properties

    std::uint32_t property(program::PropertyId id) {
        using program::BuiltinProperty;
        const program::Property& property = program_.properties[id];
        if (id == program::id_of(BuiltinProperty::lock_cycle)) return lock_cycle();
        if (id == program::id_of(BuiltinProperty::lock_order)) return system::not_asked;
        const system::PropertyKind kind = lowered_.model().kinds[system_id(id)];
        if (kind == system::PropertyKind::step) return 0;
        if (kind != system::PropertyKind::state || property.kind != program::Property::Kind::invariant)
            return system::not_asked;
        const Counted counted = count_witnesses(counting_, generated_.properties[id].code);
        note(counted);
        return counted.obstacle.empty() ? std::max<std::uint32_t>(1, counted.about()) : system::not_asked;
    }

    /// Instances on a least circle of lock waits, composite ones: several threads of one of them may be on it, also far
    /// from each other, and are one. It comes to a shared lock at most once (to an rwlock once for each mode): of two
    /// who wait for it in the same way, each waits for whom the other waits for, which is a shorter way round. It comes
    /// to a thread that is no instance's once. An instance is entered by way of a shared lock, or by such a thread, and
    /// left by way of a shared lock, or to such a thread: a lock that lies in an instance is taken by no thread of
    /// another one, or a state would say something about two. So unless all of the circle is in one instance, each that
    /// is on it is entered in one of so many ways, and left in one of so many; that one is entered twice, or from a
    /// thread of its own, only makes them fewer.
    [[nodiscard]] std::uint32_t lock_cycle() const {
        std::set<std::pair<SlotId, bool>> entered, left;
        std::set<ThreadId> enter, leave;
        for (const RawWait& wait : generated_.waits) {
            if (!may_be_waited_for(wait.lock, wait.holder)) continue;
            const bool shared = !about_instance(wait.lock);
            const bool from = is_instance(wait.waiter), to = is_instance(wait.holder);
            if (to && shared) entered.emplace(wait.lock, wait.writes);
            if (to && !shared && !from) enter.insert(wait.waiter);
            if (from && shared) left.emplace(wait.lock, wait.writes);
            if (from && !shared && !to) leave.insert(wait.holder);
        }
        const std::size_t most = std::min(entered.size() + enter.size(), left.size() + leave.size());
        return static_cast<std::uint32_t>(std::max<std::size_t>(1, most));
    }
    /// It takes the lock somewhere, or reads or waits for an rwlock.
    [[nodiscard]] bool may_be_waited_for(SlotId lock, ThreadId holder) const {
        if (layout_.owners[lock].contains(holder)) return true;
        return std::any_of(program_.objects.begin(), program_.objects.end(), [&](const program::Object& object) {
            if (object.kind != program::ObjectKind::rwlock || slot_of(object.first_cell) != lock) return false;
            const auto varies = [&](program::CellId mark) {
                return counting_.owners.of[slot_of(mark)] != SlotOwners::nobody;
            };
            return varies(object.reads_cell(holder)) || varies(object.waits_cell(holder));
        });
    }
    [[nodiscard]] bool is_instance(ThreadId t) const {
        return generated_.apart.contains(program_.threads[t].component);
    }
    [[nodiscard]] bool about_instance(SlotId lock) const {
        return generated_.apart.contains(program_.cells[cell_of(lock)].component);
    }

    std::uint32_t k_;
    const program::Program& program_;
    const Lowered& lowered_;
    const Generated& generated_;
    const Layout& layout_;
    Counting counting_;
    CounterUse use_;
    std::optional<NotApplicable> obstacle_;
    std::uint32_t most_named_ = 0;
};

// --- all sizes --------------------------------------------------------------------------------

/// What must be the same in systems of all sizes, as lines.
std::vector<std::string> shape_of(const FamilyMember& member) {
    const Generated& generated = member.lowered.generated();
    const Layout& layout = member.lowered.layout();
    std::vector<std::string> out = layout.apart.positions;
    const auto number = [](auto value) { return " " + std::to_string(value); };
    for (const SlotFamily& family : layout.apart.slots.families) {
        const SlotId first = family.slots.front();
        const system::Field& field = layout.fields[first];
        out.push_back(family.name + number(field.word) + number(field.shift) + number(field.width) +
                      number(field.base) + number(generated.slots[first].high));
    }
    for (const program::RoutineId r : member.program.routines.ids())
        for (const program::LocalId l : member.program.routines[r].locals.ids()) {
            const program::ValueType& type = member.program.routines[r].locals[l].type;
            out.push_back("local" + number(r.number()) + number(l.number()) + number(type.low) + number(type.high));
        }
    for (const program::Property& property : member.program.properties)
        if (!property.condition) out.push_back("property " + property.name);
    return out;
}

/// For each property of one program the first in the other one that has its name, instances aside.
Indexed<system::PropertyId, system::PropertyId> same_properties(const program::Program& program,
                                                                const program::Program& other) {
    const auto plain = [](const program::Property& property) { return program::name_for_all(property.name); };
    std::map<std::string, system::PropertyId> numbers;
    for (const program::PropertyId p : other.properties.ids())
        numbers.try_emplace(plain(other.properties[p]), system_id(p));
    Indexed<system::PropertyId, system::PropertyId> out;
    for (const program::Property& property : program.properties) out.push_back(numbers.at(plain(property)));
    return out;
}

class Maker {
public:
    Maker(const FamilyOf& of, std::uint32_t k) : of_(of), k_(k), names_(counted_components(of)) {}
    Maker(const FamilyOf& of, const Family& family)
        : of_(of), names_(counted_components(of)), split_(family.split.begin(), family.split.end()) {}

    Family make() {
        std::uint32_t size = std::max<std::uint32_t>(k_ + 2, 4);
        auto largest = split_what_can_be(size);
        Family out{components_in(largest->program).name(largest->program),
                   counters_of(*largest),
                   dropped_,
                   {fixed_.begin(), fixed_.end()},
                   widest_of(*largest),
                   {}};
        for (std::uint32_t j = 1; j <= out.widest; ++j) {
            if (k_ + out.widest > largest_configuration) throw NotApplicable("a step is about too many instances");
            add(out, judged(k_ + j), *largest);
        }
        for (const auto& member : out.members) compare(*member, *largest);
        return out;
    }

    [[nodiscard]] std::unique_ptr<FamilyMember> judged(std::uint32_t size) const {
        auto out = member(size);
        Judge judge(*out, k_);
        out->apart = judge.apart();
        if (judge.obstacle()) throw NotApplicable(*judge.obstacle());
        if (!judge.counters().misused.empty())
            throw NotApplicable("the counter " + *judge.counters().misused.begin() + " cannot be split in all sizes");
        return out;
    }

private:
    /// What is true of few instances can be said of more of them than what is true of many ("the other one"); the other
    /// way round, larger systems would have to be looked at.
    static void add(Family& out, std::unique_ptr<FamilyMember> next, const FamilyMember& largest) {
        const std::uint32_t widest = widest_of(*next);
        if (widest > widest_of(largest) && next->apart.size >= largest.apart.size)
            throw NotApplicable("a step is about the more instances the more there are");
        out.widest = std::max(out.widest, widest);
        const FamilyMember& smallest = out.members.empty() ? *next : *out.members.front();
        next->apart.in_smallest = same_properties(next->program, smallest.program);
        out.members.push_back(std::move(next));
    }

    [[nodiscard]] program::Program checked(std::uint32_t size) const {
        auto set = of_.others;
        set[of_.parameter] = size;
        return check::check(of_.loaded, set, {of_.parameter});
    }

    [[nodiscard]] static program::ComponentId component_in(const program::Program& program, const std::string& name) {
        for (const program::ComponentId c : program.components.ids())
            if (program.components[c].name == name) {
                if (program.components[c].ordered)
                    throw NotApplicable("the instances of " + name + " are ordered", program.components[c].place);
                return c;
            }
        throw NotApplicable("there is no component " + name);
    }

    [[nodiscard]] Together components_in(const program::Program& program) const {
        std::vector<program::ComponentId> all;
        for (const std::string& name : names_) all.push_back(component_in(program, name));
        std::sort(all.begin(), all.end());
        for (const program::ComponentId c : all)
            if (program.components[c].count != program.components[all.front()].count)
                throw NotApplicable("the components that " + of_.parameter + " counts are not equally many",
                                    program.components[c].place);
        return Together(std::move(all));
    }

    [[nodiscard]] std::unique_ptr<FamilyMember> member(std::uint32_t size) const {
        program::Program program = checked(size);
        const Together components = components_in(program);
        return std::make_unique<FamilyMember>(std::move(program), components, split_);
    }

    /// Splits every counter that turns out to be one, and leaves out again what is used for more. The size grows until
    /// no step names all instances.
    std::unique_ptr<FamilyMember> split_what_can_be(std::uint32_t& size) {
        std::set<std::string> never = of_.whole;
        for (;;) {
            auto out = member(size);
            Judge judge(*out, k_);
            out->apart = judge.apart();
            std::set<std::string> wanted = split_;
            for (const std::string& name : judge.counters().misused) never.insert(name);
            wanted.insert(judge.counters().candidates.begin(), judge.counters().candidates.end());
            std::erase_if(wanted, [&](const std::string& name) { return never.contains(name); });
            if (wanted != split_) {
                split_ = std::move(wanted);
                continue;
            }
            if (judge.obstacle()) throw NotApplicable(*judge.obstacle());
            dropped_ = {};
            fixed_ = {};
            for (const std::string& name : judge.counters().may_exceed) {
                const program::Value each = end_for_each(out->program, name);
                if (each > 0)
                    dropped_[name] = each;
                else
                    fixed_.insert(name);
            }
            const bool grows = judge.too_small() || widest_of(*out) >= size;
            if (!grows) return out;
            if (++size > most_instances) throw NotApplicable("a step is about too many instances");
        }
    }

    /// In the order of Apart::counters.
    [[nodiscard]] static std::vector<std::string> counters_of(const FamilyMember& member) {
        std::vector<std::string> out;
        for (const auto& [slot, split] : member.lowered.generated().split)
            out.push_back(member.program.cells[cell_of(slot)].name);
        return out;
    }

    /// The upper end of the counter's type is so many times the number of instances; 0: something else. (Two sizes
    /// are enough to tell: counting.hpp knows each use of the parameter, and which ranges it may end.)
    [[nodiscard]] program::Value end_for_each(const program::Program& program, const std::string& name) const {
        const program::Program larger = checked(component_size(program) + 1);
        const auto high = [&](const program::Program& of) {
            const auto found = std::find_if(of.cells.begin(), of.cells.end(),
                                            [&](const program::Cell& cell) { return cell.name == name; });
            return found == of.cells.end() ? 0 : found->type.high;
        };
        const program::Value each = high(larger) - high(program);
        return high(program) == each * static_cast<program::Value>(component_size(program)) ? each : 0;
    }
    [[nodiscard]] std::uint32_t component_size(const program::Program& program) const {
        return components_in(program).count(program);
    }

    [[nodiscard]] static std::uint32_t widest_of(const FamilyMember& member) {
        std::uint32_t widest = 1;
        for (const system::TransitionId t : member.apart.about.ids()) widest = std::max(widest, member.apart.about[t]);
        return widest;
    }

    static void compare(const FamilyMember& a, const FamilyMember& b) {
        const auto left = shape_of(a), right = shape_of(b);
        if (left == right) return;
        const auto [at, other] = std::mismatch(left.begin(), left.end(), right.begin(), right.end());
        throw NotApplicable("systems of different sizes differ in more than the number of instances: " +
                            (at != left.end() ? *at : *other));
    }

    static constexpr std::uint32_t most_instances = 7;         ///< of a system that is only looked at
    static constexpr std::uint32_t largest_configuration = 8;  ///< as in explorer/views/shelf.hpp

    const FamilyOf& of_;
    std::uint32_t k_ = 0;
    std::vector<std::string> names_;  ///< of the components that the parameter counts
    std::set<std::string> split_;
    std::map<std::string, program::Value> dropped_;
    std::set<std::string> fixed_;
};

}  // namespace

std::vector<std::string> counted_components(const FamilyOf& of) {
    ParameterUse use = use_of_parameter(of.loaded, of.parameter);
    const std::string name = "the parameter " + of.parameter;
    if (use.components.empty()) throw NotApplicable(name + " counts no component");
    if (use.other) throw NotApplicable(name + " is used for more than the number of instances", *use.other);
    return std::move(use.components);
}

FamilyMember::FamilyMember(program::Program of, const Together& components, const std::set<std::string>& split)
    : program(std::move(of)), lowered(apart_or_throw(program, components, split)) {}

Family make_family(const FamilyOf& of, std::uint32_t k) { return Maker(of, k).make(); }

std::unique_ptr<const FamilyMember> make_member(const FamilyOf& of, const Family& family, std::uint32_t size) {
    if (size < 2) throw std::invalid_argument("one instance does not come apart");
    return Maker(of, family).judged(size);
}

std::set<std::string> counters_changed(const FamilyMember& member, system::TransitionId step) {
    const Generated& generated = member.lowered.generated();
    std::set<SlotId> stored;
    for (const Op& op : member.lowered.transition(step).code)
        if (op.act == Act::store || op.act == Act::set) stored.insert(op.slot);
    std::set<std::string> out;
    for (const auto& [counter, split] : generated.split) {
        const auto changes = [&](SlotId slot) { return stored.contains(slot); };
        if (changes(split.own) || std::any_of(split.shares.begin(), split.shares.end(), changes))
            out.insert(member.program.cells[cell_of(counter)].name);
    }
    return out;
}

}  // namespace revoke_mc::lower
