// Puts the parts of the lowering together.
//
// Threads are explored one after the other, then properties are generated, then bits are laid out and everything is
// linked. Transitions are numbered by thread, position and order of generation: the numbers are the same in every run.
#include "model/semantics/lower/lower.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "explorer/base/limits.hpp"
#include "explorer/system/access.hpp"
#include "explorer/system/checks.hpp"
#include "model/semantics/lower/conjuncts.hpp"
#include "model/semantics/lower/link.hpp"
#include "model/semantics/lower/probe.hpp"
#include "model/semantics/lower/steps.hpp"
#include "model/semantics/lower/system_ids.hpp"

namespace revoke_mc::lower {

using system::Opcode;
using system::PackedModel;
using system::PropertyKind;

namespace {

PropertyKind kind_of(const program::Property& property, program::PropertyId id) {
    using Kind = program::Property::Kind;
    switch (property.kind) {
    case Kind::invariant:
    case Kind::reachable: return PropertyKind::state;
    case Kind::assertion: return PropertyKind::step;
    case Kind::leak:
    case Kind::possibility: return PropertyKind::possibility;
    case Kind::progress: return PropertyKind::progress;
    case Kind::builtin: break;
    }
    switch (static_cast<program::BuiltinProperty>(id.number())) {
    case program::BuiltinProperty::deadlock: return PropertyKind::deadlock;
    case program::BuiltinProperty::stuck: return PropertyKind::stuck;
    case program::BuiltinProperty::lock_cycle: return PropertyKind::state;
    default: return PropertyKind::step;  // lock_order: no step breaks it (model/semantics/locks/order.hpp)
    }
}

/// Conditions have no thread and no self; their binders live in a frame of their own.
Code condition_code(const program::Program& program, Generated& generated, const program::Property& property,
                    const program::Expr& condition) {
    Expressions expressions(program, generated);
    Strand strand;
    strand.config.frames.emplace_back().references.assign(property.references, none);
    const Operand value = expressions.value(strand, condition);
    const std::uint16_t reg = expressions.in_register(strand, value);
    Expressions::emit(strand, Expressions::plain(Opcode::move, 0, reg));
    return strand.code.finish();
}

RawProperty property_code(const program::Program& program, Generated& generated, const program::Property& property) {
    RawProperty out;
    if (!property.condition) return out;
    out.code = condition_code(program, generated, property, *property.condition);
    out.has_code = true;
    if (property.trigger) out.trigger = condition_code(program, generated, property, *property.trigger);
    if (property.kind == program::Property::Kind::invariant || property.kind == program::Property::Kind::reachable)
        out.parts = conjuncts(program, generated, property);
    return out;
}

/// "Thread t holds the lock", for all threads and all fair locks.
void add_fair_locks(const program::Program& program, Generated& generated) {
    Expressions expressions(program, generated);
    for (const ThreadId t : program.threads.ids())
        for (const ObjectId lock : program.fair_locks) {
            Strand strand;
            const std::uint16_t reg = expressions.in_register(strand, expressions.holds(strand, lock, t));
            Expressions::emit(strand, Expressions::plain(Opcode::move, 0, reg));
            generated.fair_locks.push_back({t, strand.code.finish()});
        }
}

/// Everything that linking appends to the model.
class Assembly {
public:
    Assembly(const program::Program& program, Generated& generated, const Layout& layout)
        : program_(program), in_(generated), layout_(layout), held_(analyse_locks(generated)),
          linker_(program, generated, layout, model_), starts_(program.threads.size()) {}

    PackedModel assemble() {
        model_.words = layout_.words;
        model_.bits = layout_.bits;
        model_.trap = system_id(program::BuiltinProperty::trap);
        model_.lock_cycle = system_id(program::BuiltinProperty::lock_cycle);
        threads();
        transitions();
        waits();
        properties();
        fairness();
        initial_states();
        system::relate_checks(model_);
        model_.confined = system::confined_words(model_);
        model_.symmetry = layout_.symmetry;
        for (const RawProperty& condition : in_.watched) watched_.push_back(linker_.link(condition.code, nullptr));
        return std::move(model_);
    }
    Indexed<system::TransitionId, std::uint32_t> order() { return std::move(order_); }
    std::vector<std::uint32_t> watched() { return std::move(watched_); }

private:
    void threads() {
        model_.threads.resize(program_.threads.size());
        for (const ThreadId t : program_.threads.ids()) {
            system::ThreadTable& table = model_.threads[system_id(t)];
            table.position = layout_.fields[in_.slots.position(t)];
            table.by_position.resize(in_.threads[t].of_position.size());
            table.rest.resize(table.by_position.size());
            for (const PositionId code : table.rest.ids()) table.rest[code] = rest(t, code);
        }
    }

    [[nodiscard]] std::uint8_t rest(ThreadId t, PositionId code) const {
        const Config& config = in_.threads[t].at(code);
        if (may_stay(program_, config)) return system::ThreadTable::may_stay;
        const bool device = program_.threads[t].kind == program::Thread::Kind::device;
        return device || rests(program_, config) ? system::ThreadTable::while_blocked : 0;
    }

    [[nodiscard]] PositionId position_of(const RawTransition& raw) const {
        return in_.threads[raw.thread].position[raw.start];
    }

    void transitions() {
        std::vector<std::uint32_t> sorted(in_.transitions.size());
        std::iota(sorted.begin(), sorted.end(), 0);
        std::stable_sort(sorted.begin(), sorted.end(), [&](std::uint32_t a, std::uint32_t b) {
            const RawTransition& x = in_.transitions[a];
            const RawTransition& y = in_.transitions[b];
            return std::tuple(x.thread, position_of(x)) < std::tuple(y.thread, position_of(y));
        });
        for (const std::uint32_t number : sorted) add_transition(number);
    }

    void add_transition(std::uint32_t number) {
        const RawTransition& raw = in_.transitions[number];
        const std::uint32_t start = linker_.link(raw.code, &held_[raw.thread][raw.start]);
        if (!linker_.possible(start)) return;
        const system::ThreadId thread = system_id(raw.thread);
        const system::TransitionId id = model_.transitions.add({thread, linker_.guards(start), start});
        order_.push_back(number);
        system::TransitionRange& range = model_.threads[thread].by_position[position_of(raw)];
        if (range.first == range.last) range.first = id;
        range.last = id + 1;
    }

    /// A circle of waits needs threads that others wait for: they hold something while they wait, or keep readers out.
    void waits() {
        for (const RawWait& raw : in_.waits) {
            if (!raw.writes && held_[raw.waiter][raw.config].may.empty() && !reads_something(raw.waiter)) continue;
            const std::uint32_t start = linker_.link(raw.code, nullptr);
            if (!linker_.possible(start) || never(start)) continue;
            model_.waits.push_back(
                {system_id(raw.waiter), system_id(raw.holder), in_.threads[raw.waiter].position[raw.config], start});
        }
    }

    [[nodiscard]] bool reads_something(ThreadId t) const {
        return std::any_of(program_.objects.begin(), program_.objects.end(), [&](const program::Object& object) {
            return object.kind == program::ObjectKind::rwlock &&
                   layout_.fields[slot_of(object.reads_cell(t))].width != 0;
        });
    }

    /// The code says "no" whatever the state: constants all the way.
    [[nodiscard]] bool never(std::uint32_t start) const {
        start += linker_.guards(start);
        std::map<std::uint8_t, std::int64_t> known;
        for (const system::Instruction* i = &model_.code[start];; ++i) {
            if (i->op == Opcode::done) return known.contains(0) && known[0] == 0;
            if (i->op == Opcode::constant)
                known[i->a] = i->imm;
            else if (i->op == Opcode::move && known.contains(i->b))
                known[i->a] = known[i->b];
            else if (i->op == Opcode::multiply &&
                     ((known.contains(i->b) && known[i->b] == 0) || (known.contains(i->c) && known[i->c] == 0)))
                known[i->a] = 0;
            else if (i->op == Opcode::add && known.contains(i->b) && known.contains(i->c))
                known[i->a] = known[i->b] + known[i->c];
            else
                return false;
        }
    }

    void properties() {
        for (const program::PropertyId p : program_.properties.ids()) {
            system::PackedProperty property;
            property.kind = kind_of(program_.properties[p], p);
            property.has_code = in_.properties[p].has_code;
            property.sought = program_.properties[p].kind == program::Property::Kind::reachable;
            if (property.has_code) property.code = linker_.link(in_.properties[p].code, nullptr);
            property.has_trigger = in_.properties[p].trigger.has_value();
            if (property.has_trigger) property.trigger = linker_.link(*in_.properties[p].trigger, nullptr);
            if (property.kind == PropertyKind::possibility) property.forbidden = forbidden(program_.properties[p]);
            if (property.kind == PropertyKind::state && property.has_code) checks(property, p);
            model_.kinds.push_back(property.kind);
            model_.properties.push_back(std::move(property));
        }
    }

    /// The parts of a property as checks. A trap makes all of a sought condition false: it stays whole.
    void checks(const system::PackedProperty& property, program::PropertyId id) {
        std::vector<system::Check> parts;
        for (const Code& part : in_.properties[id].parts)
            parts.push_back({system_id(id), linker_.link(part, nullptr), property.sought});
        const auto traps = [&](const system::Check& check) { return may_trap(check.code); };
        if (property.sought && std::any_of(parts.begin(), parts.end(), traps))
            parts = {{system_id(id), property.code, true}};
        for (const system::Check& part : parts) model_.checks.push_back(part);
    }

    [[nodiscard]] bool may_trap(std::uint32_t code) const {
        const std::vector<std::uint32_t> all = system::instructions_of(model_, code);
        return std::any_of(all.begin(), all.end(),
                           [&](std::uint32_t at) { return system::may_trap(model_.code[at].op); });
    }

    [[nodiscard]] Indexed<system::TransitionId, bool> forbidden(const program::Property& property) const {
        Indexed<system::TransitionId, bool> out;
        if (property.entering_statements.empty() && property.entering_routines.empty()) return out;
        const auto among = [](const auto& ids, auto id) { return std::find(ids.begin(), ids.end(), id) != ids.end(); };
        const auto enters = [&](const Mark& mark) {
            return among(property.entering_statements, mark.label) || among(property.entering_routines, mark.routine);
        };
        for (const std::uint32_t number : order_) {
            const auto& entered = in_.transitions[number].entered;
            out.push_back(std::any_of(entered.begin(), entered.end(), enters));
        }
        return out;
    }

    // --- fairness

    void fairness() {
        for (const ThreadId t : program_.threads.ids())
            for (const program::Stmt* stmt : program_.statements)
                if (const auto* labelled = stmt->as<program::Labelled>(); labelled && labelled->fair)
                    add_fair_step(t, stmt->id);
        for (const RawFairLock& raw : in_.fair_locks)
            model_.fairness.push_back({system_id(raw.thread), true, {}, linker_.link(raw.holds, nullptr)});
    }

    void add_fair_step(ThreadId thread, StmtId label) {
        Indexed<system::TransitionId, bool> transitions;
        for (const std::uint32_t number : order_) {
            const RawTransition& raw = in_.transitions[number];
            const auto& entered = raw.entered;
            transitions.push_back(raw.thread == thread &&
                                  std::find(entered.begin(), entered.end(), Mark{none, label}) != entered.end());
        }
        if (std::find(transitions.begin(), transitions.end(), true) != transitions.end())
            model_.fairness.push_back({system_id(thread), false, std::move(transitions), 0});
    }

    // --- initial states

    /// Claimed before they are made: there may be 2^32. Twice, since the last variable doubles them.
    void claim_initial_states() const {
        constexpr std::uint64_t few = 100'000;
        std::uint64_t states = 1;
        for (const SlotId slot : in_.slots.ids()) {
            if (layout_.fields[slot].width == 0 || in_.slots[slot].kind == Slot::Kind::position) continue;
            const std::uint64_t values = in_.slots[slot].initial.size();
            if (__builtin_mul_overflow(states, values, &states)) states = limits::unlimited;
        }
        if (states <= few) return;
        limits::claim_states(states);
        const std::uint64_t bytes =
            2 * (sizeof(std::vector<std::uint64_t>) + (model_.words + 2) * sizeof(std::uint64_t));
        limits::claim(states > limits::unlimited / bytes ? limits::unlimited : states * bytes);
    }

    void initial_states() {
        claim_initial_states();
        std::vector<std::vector<std::uint64_t>> states{std::vector<std::uint64_t>(model_.words, 0)};
        for (const SlotId slot : in_.slots.ids()) {
            const std::vector<Value>& initial = in_.slots[slot].initial;
            if (layout_.fields[slot].width == 0 || in_.slots[slot].kind == Slot::Kind::position) continue;
            std::vector<std::vector<std::uint64_t>> next;
            for (const auto& state : states)
                for (const Value value : initial) {
                    limits::poll();
                    next.push_back(state);
                    layout_.fields[slot].set(next.back().data(), value);
                }
            states = std::move(next);
        }
        link_starts();
        for (const auto& state : states) {
            limits::poll();
            start(state);
        }
    }

    void link_starts() {
        for (const ThreadId t : program_.threads.ids())
            for (const RawTransition& raw : in_.initial[t])
                starts_[t].emplace_back(&raw, linker_.link(raw.code, nullptr));
    }

    /// Carries out what folds into an initial state, thread by thread, and keeps what that breaks. If it is cut, there
    /// is no such initial state.
    void start(const std::vector<std::uint64_t>& before) {
        system::Start out{before, {}, false, false};
        const auto first = static_cast<std::ptrdiff_t>(in_.at_start.size());
        for (ThreadId t{0}; program_.threads.contains(t) && !out.cut; ++t) start(t, out);
        if (out.cut) out.state = before;
        if (!out.cut && in_.reports_points)
            in_.begun.push_back({out.state, {in_.at_start.begin() + first, in_.at_start.end()}});
        if (!out.cut) model_.initial.insert(model_.initial.end(), out.state.begin(), out.state.end());
        if (out.cut || !out.broken.empty()) model_.faulty_starts.push_back(std::move(out));
    }

    /// Of the ways in which a thread may begin, all but one are disabled.
    void start(ThreadId t, system::Start& out) {
        system::ProgramState run;
        for (const auto& [raw, code] : starts_[t]) {
            run.broken.clear();
            std::vector<std::uint64_t> trial = out.state;
            const system::Ended ended = run_program(model_, code, trial.data(), run);
            if (ended == system::Ended::disabled) continue;
            out.state = std::move(trial);
            out.cut = ended != system::Ended::done;
            out.bound_reached = ended == system::Ended::bound;
            return started(*raw, run, out);
        }
        throw std::logic_error("thread " + program_.threads[t].name + " has no beginning; please report it");
    }

    /// What was broken and reached before the first step.
    void started(const RawTransition& raw, const system::ProgramState& run, system::Start& out) {
        const auto& [sure, if_cut, maybe] = raw.points;
        const auto add = [](std::vector<program::Point>& to, const std::vector<program::Point>& points) {
            to.insert(to.end(), points.begin(), points.end());
        };
        add(in_.at_start, out.cut ? if_cut : sure);
        add(out.cut ? in_.doubtful_at_start : in_.maybe_at_start, maybe);
        if (out.cut) add(in_.doubtful_at_start, sure);
        for (const system::PropertyId reported : run.broken) {
            if (const auto point = Report::of(reported.number()).point())
                in_.at_start.push_back(*point);
            else
                out.broken.push_back(reported);
        }
    }

    const program::Program& program_;
    Generated& in_;
    const Layout& layout_;
    HeldAt held_;
    PackedModel model_;
    Linker linker_;
    Indexed<system::TransitionId, std::uint32_t> order_;
    std::vector<std::uint32_t> watched_;
    /// By thread: how it may begin, and the code of that.
    Indexed<ThreadId, std::vector<std::pair<const RawTransition*, std::uint32_t>>> starts_;
};

void check_width(const program::Program& program, const Layout& layout) {
    if (layout.words <= max_words) return;
    throw syntax::SpecError(program.file + ": the state needs " + std::to_string(layout.bits) +
                            " bits, more than the " + std::to_string(max_words * 64) +
                            " that can be searched; lower a parameter");
}

}  // namespace

bool Lowered::holds(std::size_t condition, const std::uint64_t* state, system::ProgramState& scratch) const {
    std::array<std::uint64_t, max_words> copy{};
    std::copy_n(state, model_.words, copy.begin());
    return system::holds(model_, watched_[condition], copy.data(), scratch);
}

namespace {

void generate(const program::Program& program, Generated& generated, const Watch& watch) {
    generated.reports_points = watch.points;
    for (const ThreadId t : program.threads.ids()) Steps(program, generated, t).run();
    for (const program::Property& property : program.properties)
        generated.properties.push_back(property_code(program, generated, property));
    add_fair_locks(program, generated);
    for (const program::Property* condition : watch.conditions)
        generated.watched.push_back(property_code(program, generated, *condition));
    generated.slots.settle();
}

Lowered link(const program::Program& program, std::unique_ptr<Generated> generated, Layout layout) {
    check_width(program, layout);
    Assembly assembly(program, *generated, layout);
    PackedModel model = assembly.assemble();
    probe_symmetry(program, model);
    Lowered lowered(program, std::move(generated), std::move(layout), std::move(model));
    lowered.set_order(assembly.order());
    lowered.set_watched(assembly.watched());
    return lowered;
}

/// Room for the counter, what is nobody's of it, and what is each instance's.
void split_counter(const program::Program& program, Generated& generated, program::CellId cell) {
    const auto part = [&](Slot::Kind kind, program::ComponentId component, program::InstanceId instance, Value high) {
        Slot slot;
        slot.kind = kind;
        slot.lock = slot_of(cell);
        slot.component = component;
        slot.instance = instance;
        slot.high = high;
        if (kind == Slot::Kind::own) slot.initial = program.cells[cell].initial;
        slot.used_low = slot.used_high = slot.initial.front();
        return generated.slots.add(slot);
    };
    Slot& whole = generated.slots[slot_of(cell)];
    whole.high = whole.used_high = most_of_split;
    Split split{part(Slot::Kind::own, none, none, most_of_own), {}};
    for (const program::InstanceId i : program.components[generated.apart.first()].instances.ids())
        split.shares.push_back(part(Slot::Kind::share, generated.apart.first(), i, most_of_share));
    generated.split.emplace(slot_of(cell), std::move(split));
}

}  // namespace

Lowered lower(const program::Program& program, const Watch& watch) {
    auto generated = std::make_unique<Generated>(program);
    generate(program, *generated, watch);
    Layout layout = lay_out(program, *generated);
    return link(program, std::move(generated), std::move(layout));
}

LoweredApart lower_apart(const program::Program& program, const Together& apart,
                         const std::set<std::string>& counters) {
    auto generated = std::make_unique<Generated>(program);
    generated->apart = apart;
    for (const program::CellId cell : program.cells.ids())
        if (counters.contains(program.cells[cell].name)) split_counter(program, *generated, cell);
    generate(program, *generated, {});
    Layout layout = lay_out_apart(program, *generated);
    if (!layout.apart.obstacle.empty()) return {std::nullopt, layout.apart.obstacle};
    if (layout.words > max_words)
        return {std::nullopt, "a state of " + std::to_string(apart.count(program)) + " instances is too wide"};
    LoweredApart out{link(program, std::move(generated), std::move(layout)), {}};
    out.obstacle = out.lowered->model().symmetry.groups.front().obstacle;
    if (!out.obstacle.empty()) out.lowered.reset();
    return out;
}

}  // namespace revoke_mc::lower
