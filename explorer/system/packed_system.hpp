// Runs a PackedModel: the TransitionSystem that the explorer searches.
//
// Templated on the number of words, so that copying a state is a few moves. The interpreter of
// transition programs is one switch; all calls are inlined into the search.
#pragma once

#include <algorithm>
#include <array>
#include <cstring>

#include "explorer/system/packed_model.hpp"

namespace revoke_mc::system {

/// How a program ended.
enum class Ended : std::uint8_t { disabled, done, cut, bound };

/// Registers and the properties broken on the way; one for each worker thread.
struct ProgramState {
    std::array<std::int64_t, registers> r{};
    std::vector<PropertyId> broken;
};

inline Ended trapped(const PackedModel& model, ProgramState& scratch) {
    scratch.broken.push_back(model.trap);
    return Ended::cut;
}

/// Whoever wrote the program has made sure of it for each state that there is; but conditions are also
/// asked of states that are made up, and nothing may be touched outside of a table.
inline bool in_table(const Instruction& i, std::int64_t index) {
    return static_cast<std::uint64_t>(index) < static_cast<std::uint32_t>(i.imm);
}

/// Runs the program at `at` on `state` (changed in place). Returns how it ended; reports go to
/// scratch.broken (cleared by the caller).
inline Ended run_program(const PackedModel& model, std::uint32_t at, std::uint64_t* state, ProgramState& scratch) {
    const Instruction* const code = model.code.data();
    auto& r = scratch.r;
    for (const Instruction* i = code + at;; ++i) {
        switch (i->op) {
        case Opcode::test:
            if ((state[i->a] & i->mask) != i->value) return Ended::disabled;
            break;
        case Opcode::fail: return Ended::disabled;
        case Opcode::fail_if_zero:
            if (r[i->a] == 0) return Ended::disabled;
            break;
        case Opcode::fail_if_set:
            if (r[i->a] != 0) return Ended::disabled;
            break;
        case Opcode::fail_outside:
            if (r[i->a] < i->imm || r[i->a] > static_cast<std::int64_t>(i->value)) return Ended::disabled;
            break;
        case Opcode::trap_outside:
            if (r[i->a] < i->imm || r[i->a] > static_cast<std::int64_t>(i->value)) return trapped(model, scratch);
            break;
        case Opcode::trap_if_zero:
            if (r[i->a] == 0) return trapped(model, scratch);
            break;
        case Opcode::constant: r[i->a] = i->imm; break;
        case Opcode::move: r[i->a] = r[i->b]; break;
        case Opcode::load: r[i->a] = i->imm + static_cast<std::int64_t>((state[i->b] >> i->c) & i->mask); break;
        case Opcode::load_indexed:
            if (!in_table(*i, r[i->b])) return trapped(model, scratch);
            r[i->a] = model.fields[i->value + static_cast<std::uint64_t>(r[i->b])].get(state);
            break;
        case Opcode::store: {
            const auto bits = static_cast<std::uint64_t>(r[i->a] - i->imm) & i->mask;
            state[i->b] = (state[i->b] & ~(i->mask << i->c)) | (bits << i->c);
            break;
        }
        case Opcode::store_indexed:
            if (!in_table(*i, r[i->b])) return trapped(model, scratch);
            model.fields[i->value + static_cast<std::uint64_t>(r[i->b])].set(state, r[i->a]);
            break;
        case Opcode::set: state[i->a] = (state[i->a] & ~i->mask) | i->value; break;
        case Opcode::matches: r[i->a] = (state[i->b] & i->mask) == i->value ? 1 : 0; break;
        case Opcode::in_set: {
            const auto bit = static_cast<std::uint64_t>(r[i->b]);
            r[i->a] = static_cast<std::int64_t>((model.bitmaps[i->value][bit >> 6U] >> (bit & 63U)) & 1U);
            break;
        }
        case Opcode::not_: r[i->a] = r[i->b] == 0 ? 1 : 0; break;
        case Opcode::negate: r[i->a] = -r[i->b]; break;
        case Opcode::add: r[i->a] = r[i->b] + r[i->c]; break;
        case Opcode::subtract: r[i->a] = r[i->b] - r[i->c]; break;
        case Opcode::multiply: r[i->a] = r[i->b] * r[i->c]; break;
        case Opcode::divide: r[i->a] = r[i->b] / r[i->c]; break;
        case Opcode::modulo: r[i->a] = r[i->b] % r[i->c]; break;
        case Opcode::equal: r[i->a] = r[i->b] == r[i->c] ? 1 : 0; break;
        case Opcode::unequal: r[i->a] = r[i->b] != r[i->c] ? 1 : 0; break;
        case Opcode::less: r[i->a] = r[i->b] < r[i->c] ? 1 : 0; break;
        case Opcode::less_equal: r[i->a] = r[i->b] <= r[i->c] ? 1 : 0; break;
        case Opcode::jump: i = code + i->imm - 1; break;
        case Opcode::jump_if_zero:
            if (r[i->a] == 0) i = code + i->imm - 1;
            break;
        case Opcode::jump_if_set:
            if (r[i->a] != 0) i = code + i->imm - 1;
            break;
        case Opcode::jump_if_match:
            if ((state[i->a] & i->mask) == i->value) i = code + i->imm - 1;
            break;
        case Opcode::jump_unless_match:
            if ((state[i->a] & i->mask) != i->value) i = code + i->imm - 1;
            break;
        case Opcode::broken: scratch.broken.push_back(PropertyId(i->imm)); break;
        case Opcode::cut: scratch.broken.push_back(PropertyId(i->imm)); return Ended::cut;
        case Opcode::bound: return Ended::bound;
        case Opcode::done: return Ended::done;
        }
    }
}

/// Conditions do not write; a trap in one makes it false.
inline bool holds(const PackedModel& model, std::uint32_t code, std::uint64_t* state, ProgramState& scratch) {
    scratch.broken.clear();
    return run_program(model, code, state, scratch) == Ended::done && scratch.r[0] != 0;
}

/// The TransitionSystem over a PackedModel of exactly or at most W words (the rest stay 0). Keeps a
/// reference: the model must outlive it.
template <std::size_t W>
class PackedSystem {
public:
    static constexpr std::size_t words = W;

    struct Scratch {
        std::array<std::uint64_t, W> state{};
        ProgramState program;
        std::vector<std::uint64_t> waits_for;
    };

    explicit PackedSystem(const PackedModel& model) : model_(&model) {}

    [[nodiscard]] std::vector<std::uint64_t> initial_states() const {
        std::vector<std::uint64_t> out;
        for (std::size_t at = 0; at < model_->initial.size(); at += model_->words)
            for (std::size_t w = 0; w < W; ++w) out.push_back(w < model_->words ? model_->initial[at + w] : 0);
        return out;
    }
    [[nodiscard]] std::vector<Start> faulty_starts() const {
        std::vector<Start> out = model_->faulty_starts;
        for (Start& start : out) start.state.resize(W);
        return out;
    }
    [[nodiscard]] std::span<const PropertyKind> properties() const { return model_->kinds; }
    [[nodiscard]] std::size_t threads() const { return model_->threads.size(); }
    [[nodiscard]] std::size_t transitions() const { return model_->transitions.size(); }
    [[nodiscard]] ThreadId thread_of(TransitionId t) const { return model_->transitions[t].thread; }
    [[nodiscard]] bool forbidden(PropertyId p, TransitionId t) const {
        const auto& set = model_->properties[p].forbidden;
        return !set.empty() && set[t];
    }
    [[nodiscard]] bool at_rest(const std::uint64_t* state, ThreadId t) const {
        const ThreadTable& table = model_->threads[t];
        return table.rest[table.position_in(state)] != 0;
    }

    [[nodiscard]] bool may_stay(const std::uint64_t* state, ThreadId t) const {
        const ThreadTable& table = model_->threads[t];
        return table.rest[table.position_in(state)] == ThreadTable::may_stay;
    }

    template <class Sink>
    void successors(const std::uint64_t* state, Scratch& scratch, Sink&& sink) const {
        for (const ThreadId thread : FirstIds<ThreadId>(threads())) successors_of(thread, state, scratch, sink);
    }

    template <class Sink>
    void successors_of(ThreadId thread, const std::uint64_t* state, Scratch& scratch, Sink&& sink) const {
        const ThreadTable& table = model_->threads[thread];
        const TransitionRange range = table.by_position[table.position_in(state)];
        for (TransitionId t = range.first; t < range.last; ++t) step(t, state, scratch, sink);
    }

    [[nodiscard]] std::uint8_t confined_to(TransitionId t) const {
        return model_->confined.empty() ? no_word : model_->confined[t];
    }
    [[nodiscard]] bool confined_to_one_of(std::uint64_t among, TransitionId t) const {
        return among != 0 && model_->confined[t] != no_word && (among >> model_->confined[t] & 1) != 0;
    }
    template <class Sink>
    void successors_beyond(std::uint64_t without, const std::uint64_t* state, Scratch& scratch, Sink&& sink) const {
        for (const ThreadId thread : FirstIds<ThreadId>(threads())) {
            const ThreadTable& table = model_->threads[thread];
            const TransitionRange range = table.by_position[table.position_in(state)];
            for (TransitionId t = range.first; t < range.last; ++t)
                if (!confined_to_one_of(without, t)) step(t, state, scratch, sink);
        }
    }

    /// One transition of a thread that is at the right position: calls the sink if it is enabled.
    template <class Sink>
    void step(TransitionId t, const std::uint64_t* state, Scratch& scratch, Sink&& sink) const {
        const Transition& transition = model_->transitions[t];
        const Instruction* guard = model_->code.data() + transition.code;
        for (std::uint32_t g = 0; g < transition.guards; ++g, ++guard)
            if ((state[guard->a] & guard->mask) != guard->value) return;
        std::memcpy(scratch.state.data(), state, sizeof(scratch.state));
        scratch.program.broken.clear();
        const Ended ended =
            run_program(*model_, transition.code + transition.guards, scratch.state.data(), scratch.program);
        if (ended == Ended::disabled) return;
        sink(Step{t, ended == Ended::done ? scratch.state.data() : nullptr, scratch.program.broken,
                  ended == Ended::bound});
    }

    template <class F>
    void broken_in(const std::uint64_t* state, Scratch& scratch, F&& report) const {
        for (const PropertyId p : model_->properties.ids()) {
            const PackedProperty& property = model_->properties[p];
            if (property.kind == PropertyKind::state && property.has_code &&
                condition(property.code, state, scratch) == property.sought)
                report(p);
        }
        if (!model_->waits.empty() && lock_cycle(state, scratch)) report(model_->lock_cycle);
    }

    template <class F>
    void broken_after(TransitionId t, const std::uint64_t* state, Scratch& scratch, F&& report) const {
        failed_checks(model_->checks_after[t], state, scratch, report);
        if (model_->cycle_after[t] && lock_cycle(state, scratch)) report(model_->lock_cycle);
    }

    [[nodiscard]] bool goal(PropertyId p, const std::uint64_t* state, Scratch& scratch) const {
        return condition(model_->properties[p].code, state, scratch);
    }

    [[nodiscard]] bool asked_from_start(PropertyId p) const { return !model_->properties[p].has_trigger; }
    [[nodiscard]] bool trigger(PropertyId p, const std::uint64_t* state, Scratch& scratch) const {
        return model_->properties[p].has_trigger && condition(model_->properties[p].trigger, state, scratch);
    }
    [[nodiscard]] std::span<const FairDemand> fairness() const { return model_->fairness; }
    /// Of a strong demand: the thread has what it asks for.
    [[nodiscard]] bool granted(const FairDemand& demand, const std::uint64_t* state, Scratch& scratch) const {
        return condition(demand.code, state, scratch);
    }

    /// Calls report(PropertyId) for each property of which a check in the list fails.
    template <class F>
    void failed_checks(CheckListId list, const std::uint64_t* state, Scratch& scratch, F&& report) const {
        PropertyId reported = none;
        for (const CheckId number : model_->check_lists[list]) {
            const Check& check = model_->checks[number];
            if (check.property == reported) continue;
            std::memcpy(scratch.state.data(), state, sizeof(scratch.state));
            if (holds(*model_, check.code, scratch.state.data(), scratch.program) != check.sought) continue;
            reported = check.property;
            report(reported);
        }
    }

    /// Threads that wait for locks in a circle: a cycle in the waits-for graph of this state.
    bool lock_cycle(const std::uint64_t* state, Scratch& scratch) const {
        auto& edges = scratch.waits_for;  // bit set per thread, 64 threads a word
        const std::size_t stride = (threads() + 63) / 64;
        edges.assign(threads() * stride, 0);
        bool any = false;
        for (const WaitEdge& edge : model_->waits) {
            if (model_->threads[edge.waiter].position_in(state) != edge.position) continue;
            std::memcpy(scratch.state.data(), state, sizeof(scratch.state));
            if (!holds(*model_, edge.code, scratch.state.data(), scratch.program)) continue;
            const std::size_t holder = edge.holder.number();
            edges[edge.waiter.number() * stride + holder / 64] |= std::uint64_t{1} << (holder % 64);
            any = true;
        }
        return any && has_cycle(edges, stride);
    }

private:
    bool condition(std::uint32_t code, const std::uint64_t* state, Scratch& scratch) const {
        std::memcpy(scratch.state.data(), state, sizeof(scratch.state));
        return holds(*model_, code, scratch.state.data(), scratch.program);
    }

    /// Removes threads that wait for nobody until nothing changes; what is left lies on or behind a cycle.
    [[nodiscard]] bool has_cycle(std::vector<std::uint64_t>& edges, std::size_t stride) const {
        std::vector<bool> waiting(threads(), true);
        for (bool changed = true; changed;) {
            changed = false;
            for (std::size_t t = 0; t < threads(); ++t) {
                if (!waiting[t] || waits_for_somebody(edges, stride, t, waiting)) continue;
                waiting[t] = false;
                changed = true;
            }
        }
        return std::find(waiting.begin(), waiting.end(), true) != waiting.end();
    }

    [[nodiscard]] bool waits_for_somebody(const std::vector<std::uint64_t>& edges, std::size_t stride, std::size_t t,
                                          const std::vector<bool>& waiting) const {
        for (std::size_t u = 0; u < threads(); ++u)
            if (waiting[u] && ((edges[t * stride + u / 64] >> (u % 64)) & 1U) != 0) return true;
        return false;
    }

    const PackedModel* model_;
};

static_assert(well_formed_system<PackedSystem<1>>);
static_assert(HasFaultyStarts<PackedSystem<1>> && StepsByThread<PackedSystem<1>> && ConfinesSteps<PackedSystem<1>> &&
              ChecksLocally<PackedSystem<1>> && ClaimsProgress<PackedSystem<1>>);

}  // namespace revoke_mc::system
