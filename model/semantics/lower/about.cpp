// Follows the code of a step along all ways, and adds up what each of its tests relies on.
#include "model/semantics/lower/about.hpp"

#include <algorithm>
#include <utility>

#include "explorer/base/limits.hpp"
#include "model/semantics/lower/calculate.hpp"
#include "model/semantics/lower/question.hpp"

namespace revoke_mc::lower {

using system::Opcode;

SlotOwners slot_owners(const Generated& generated, const Layout& layout) {
    SlotOwners out{Indexed<SlotId, program::InstanceId>(generated.slots.size())};
    for (const SlotFamily& family : layout.apart.slots.families)
        for (std::size_t i = 0; i < family.slots.size(); ++i)
            out.of[family.slots[i]] = family.over.empty() ? SlotOwners::everybody : program::InstanceId{i};
    return out;
}

namespace counting {

namespace {

class Count {
public:
    Count(const Counting& in, const Held& held, const Code& code, const std::set<program::InstanceId>& named)
        : program_(in.program), generated_(in.generated), layout_(in.layout), owners_(in.owners), held_(held),
          code_(code), named_(named), ways_(code.size() + 1), questions_(code) {}

    void run() {
        ways_[0].emplace_back().piece = piece_at(0);
        for (at_ = 0; at_ < code_.size(); ++at_) {
            limits::poll();
            if (!ways_[at_].empty()) carry_out(code_[at_], meet(at_));
        }
    }
    /// Behind a condition, which is false.
    void condition_is_false() {
        if (ways_.back().empty()) return;
        const State end = meet(code_.size());
        const Register result = look(end, 0);
        if (result.priceless) obstacle("a condition mixes what several instances have");
        if (result.clear) outcome(end, *result.clear);
    }
    [[nodiscard]] Counted counted() const {
        Counted out = out_;
        out.named = static_cast<std::uint32_t>(touched_.size());
        return out;
    }
    void name(program::InstanceId instance) { touched_.insert(instance); }
    void may_name_any() { may_name_any_ = true; }
    void leave_out_reports() { reports_count_ = false; }

private:
    // --- pieces

    [[nodiscard]] program::InstanceId piece_at(std::size_t index) const {
        if (index >= code_.size() || named_.contains(code_[index].piece)) return no_piece;
        return code_[index].piece;
    }

    [[nodiscard]] std::size_t end_of_piece() const {
        std::size_t end = at_;
        while (end < code_.size() && piece_at(end) == piece_at(at_)) ++end;
        return end;
    }

    void obstacle(const std::string& what) {
        if (out_.obstacle.empty()) out_.obstacle = what;
    }

    /// Control goes on at `to`.
    void flow(State state, std::size_t to) {
        const bool in_piece = state.piece != no_piece;
        if (in_piece && to > end_of_piece())
            state.path = together(state.path, Price::of(questions_.fact(state, at_, to)));
        if (piece_at(to) != state.piece) {
            if (in_piece) leave_piece(state, unique(at_));
            state.piece = piece_at(to);
        }
        ways_[to].push_back(std::move(state));
    }

    /// All ways to this place, as one. Jumps go forward: whoever comes here has come.
    State meet(std::size_t at) {
        std::vector<State> ways = std::move(ways_[at]);
        ways_[at].clear();
        if (ways.size() == 1) return std::move(ways.front());
        const std::size_t since = ways.front().last_event;
        const bool passed_by = std::any_of(ways_.begin() + static_cast<std::ptrdiff_t>(at), ways_.end(),
                                           [](const auto& others) { return !others.empty(); });
        const bool ended = std::any_of(ends_.begin(), ends_.end(), [&](std::size_t end) { return end >= since; });
        return join(std::move(ways), passed_by || ended, at);
    }

    static std::uint64_t unique(std::uint64_t number) { return (std::uint64_t{1} << 63U) | number; }

    /// The step may end here.
    void outcome(const State& state, const Price& price = {}) {
        const std::uint32_t own = state.piece == no_piece ? 0 : 1;
        const std::uint32_t total =
            together(state.path, price).total() + own + static_cast<std::uint32_t>(state.last_writers.size());
        out_.witnesses = std::max(out_.witnesses, total);
    }

    void event(State& state) const { state.last_event = at_ + 1; }
    void write_event(State& state) const {
        event(state);
        state.last_write = at_ + 1;
    }

    // --- slots

    [[nodiscard]] bool is_split(SlotId slot) const { return generated_.split.contains(slot); }
    [[nodiscard]] bool varies(SlotId slot) const { return owners_.of[slot] != SlotOwners::nobody; }
    [[nodiscard]] bool is_shared(SlotId slot) const { return owners_.of[slot] == SlotOwners::everybody; }
    [[nodiscard]] bool is_pieces(const State& state, SlotId slot) const {
        return state.piece != no_piece && owners_.of[slot] == state.piece;
    }

    /// Whom the operation looks at or changes is named, or it is his piece.
    void touch(const State& state, SlotId slot) {
        if (!varies(slot) || is_shared(slot) || is_pieces(state, slot)) return;
        if (!may_name_any_ && !named_.contains(owners_.of[slot]))
            return obstacle("it is about an instance that it does not name");
        touched_.insert(owners_.of[slot]);
    }

    [[nodiscard]] std::vector<SlotId> locks_of(SlotId lock, ThreadId thread) const {
        const auto& codes = layout_.owners[lock];
        const auto found = codes.find(thread);
        if (found == codes.end()) return {lock};
        return found->second.which == none ? std::vector<SlotId>{lock} : std::vector<SlotId>{lock, found->second.which};
    }

    /// By linking's rules: the thread may hold the lock when it comes here.
    [[nodiscard]] bool may_hold(SlotId lock) const {
        for (std::size_t i = at_; i-- > 0;) {
            const Act act = code_[i].act;
            if (code_[i].slot != lock) continue;
            if (act == Act::acquire) return true;
            if (act == Act::release || act == Act::reset_owner) return false;
        }
        return held_.may.contains(lock);
    }

    /// Whatever says which locks a thread has that it may have.
    [[nodiscard]] std::vector<SlotId> held_by(ThreadId thread) const {
        std::vector<SlotId> out;
        for (const SlotId lock : layout_.owners.ids())
            if (layout_.owners[lock].contains(thread) && may_hold(lock))
                for (const SlotId slot : locks_of(lock, thread)) out.push_back(slot);
        for (const program::Object& object : program_.objects)
            if (object.kind == program::ObjectKind::rwlock) out.push_back(slot_of(object.reads_cell(thread)));
        return out;
    }

    [[nodiscard]] std::vector<SlotId> slots_of(const Op& op) const {
        switch (op.act) {
        case Act::plain: return {};
        case Act::load_indexed:
        case Act::store_indexed: return generated_.tables[op.table];
        case Act::owner_is:
        case Act::acquire:
        case Act::release:
        case Act::misuse_if_owner:
        case Act::misuse_unless_owner:
        case Act::unguarded_unless_owner: return locks_of(op.slot, op.thread);
        case Act::no_locks:
        case Act::no_spinlock: return held_by(op.thread);
        case Act::position_in: return {generated_.slots.find_position(op.thread)};
        default: return {op.slot};
        }
    }

    // --- registers

    /// The value itself counts, not just whether it is 0.
    void use_value(State& state, const Register& reg) {
        if (reg.free()) return;
        if (reg.split) {
            out_.misused.insert(reg.slot);
            return;
        }
        if (reg.priceless || !reg.bit) return obstacle("it uses a number that several instances make up");
        state.path = together(state.path, dearer(reg.set, reg.clear).value_or(Price{}));
    }

    /// Is it 0, or not? What it costs goes to the path; false: that cannot be.
    bool pay(State& state, const Register& reg, bool set) {
        if (reg.priceless) obstacle("a condition mixes what several instances have");
        const Possible& price = set ? reg.set : reg.clear;
        if (!price) return false;
        state.path = together(state.path, *price);
        const auto& most = set ? reg.most_if_set : reg.most_if_clear;
        if (reg.about != none && most) know_most(state, reg.about, *most);
        return true;
    }

    static void know_most(State& state, SlotId counter, std::int64_t most) {
        const auto [entry, is_new] = state.most.emplace(counter, most);
        if (!is_new) entry->second = std::min(entry->second, most);
    }

    Register from(const State& state, const std::vector<SlotId>& slots) {
        Register out;
        for (const SlotId slot : slots) {
            if (!varies(slot)) continue;
            out.piece = out.piece || is_pieces(state, slot);
            out.priceless = out.priceless || state.dirty.contains(slot);
            if (is_split(slot)) out_.misused.insert(slot);
        }
        return out;
    }

    // --- counters

    Register load(const State& state, SlotId slot) {
        if (!varies(slot)) return Register::constant(generated_.slots[slot].used_low);
        Register out;
        out.negative = generated_.slots[slot].low < 0;
        out.bit = !out.negative && generated_.slots[slot].used_high <= 1;
        out.piece = is_pieces(state, slot);
        out.priceless = state.dirty.contains(slot) || state.lost.contains(slot);
        if (is_shared(slot)) {
            out.slot = slot;
            out.offset = shift(state, slot);
            out.split = is_split(slot);
        }
        if (out.split) price(state, out);
        if (out.split && state.lost.contains(slot)) out_.misused.insert(slot);
        return out;
    }

    // --- operations

    void carry_out(const Op& op, State state) {
        if (op.ghost) return flow(std::move(state), at_ + 1);
        if (op.piece == several_pieces) obstacle("for each instance it looks at all others");
        if (op.act == Act::plain) return carry_out_plain(op, std::move(state));
        if (op.act == Act::reset_owner || op.act == Act::misuse_if_in_use) return for_all(op, std::move(state));
        if (op.act == Act::no_locks || op.act == Act::no_spinlock) return holds_none(op, std::move(state));
        for (const SlotId slot : slots_of(op)) touch(state, slot);
        carry_out_act(op, state);
        flow(std::move(state), at_ + 1);
    }

    void carry_out_plain(const Op& op, State state) {
        if (system::ends(op.op)) ends_.push_back(at_);
        switch (op.op) {
        case Opcode::fail: return;
        case Opcode::bound: return;  // no verdict follows from it
        case Opcode::cut:
            if (reports_count_) outcome(state);
            return;
        case Opcode::done: return outcome(state);
        case Opcode::jump: return flow(std::move(state), static_cast<std::size_t>(op.imm));
        case Opcode::jump_if_zero:
        case Opcode::jump_if_set: return branch(op, state);
        default: break;
        }
        if (!ask(op, state)) return;
        if (op.op == Opcode::broken && reports_count_) {
            event(state);
            if (state.piece != no_piece)
                state.last_writers.insert((std::uint64_t{1} << 40U) | static_cast<std::uint64_t>(op.imm));
        }
        if (op.op == Opcode::constant) {
            state.registers[op.a] = Register::constant(op.imm);
            state.registers[op.a].piece = state.piece != no_piece;
        } else if (op.op == Opcode::move) {
            state.registers[op.a] = look(state, op.b);
        } else if (system::calculates(op.op)) {
            state.registers[op.a] = calculate(state, op);
        }
        flow(std::move(state), at_ + 1);
    }

    /// What goes on behind a question; false: nothing does.
    bool ask(const Op& op, State& state) {
        const auto traps = [&](const State& before, const Possible& price) {
            if (reports_count_ && !op.muted && price) outcome(before, *price);
        };
        const Register reg = look(state, op.a);
        switch (op.op) {
        case Opcode::fail_if_zero: event(state); return pay(state, reg, true);
        case Opcode::fail_if_set: event(state); return pay(state, reg, false);
        case Opcode::trap_if_zero:
            traps(state, reg.clear);
            event(state);
            return pay(state, reg, true);
        case Opcode::fail_outside:
        case Opcode::trap_outside:
            traps(state, reg.split ? Price{} : dearer(reg.set, reg.clear));
            event(state);
            stay_within(state, reg, op);
            return true;
        default: return true;
        }
    }

    /// Of a counter the lower end counts; the upper one is dropped.
    void stay_within(State& state, const Register& reg, const Op& op) {
        if (!reg.split) return use_value(state, reg);
        if (op.high < most_of_slot(reg.slot)) out_.misused.insert(reg.slot);
        if (may_exceed(state, reg, op.dropped)) out_.may_exceed.insert(reg.slot);
        state.path = together(state.path, at_least(state, reg, op.imm));
    }
    /// It is more than the counter was before, and that is not known to have been little enough.
    static bool may_exceed(const State& state, const Register& reg, std::int64_t end) {
        if (reg.offset <= shift(state, reg.slot)) return false;
        const auto most = state.most.find(reg.slot);
        return most == state.most.end() || most->second + reg.offset > end;
    }
    [[nodiscard]] std::int64_t most_of_slot(SlotId slot) const { return generated_.slots[slot].high; }

    void branch(const Op& op, const State& state) {
        const Register reg = look(state, op.a);
        for (const bool set : {false, true}) {
            State side = state;
            if (!pay(side, reg, set)) continue;
            const bool jumps = set == (op.op == Opcode::jump_if_set);
            flow(std::move(side), jumps ? static_cast<std::size_t>(op.imm) : at_ + 1);
        }
    }

    void carry_out_act(const Op& op, State& state) {
        switch (op.act) {
        case Act::load: state.registers[op.a] = load(state, op.slot); return;
        case Act::matches: state.registers[op.a] = matches(state, op); return;
        case Act::test: return test(op, state);
        case Act::set:
            if (is_split(op.slot)) state.lost.insert(op.slot);
            return write(state, {op.slot}, Register::constant(op.imm));
        case Act::store: return store(op, state);
        case Act::load_indexed:
            use_value(state, look(state, op.b));
            state.registers[op.a] = from(state, slots_of(op));
            return;
        case Act::store_indexed:
            use_value(state, look(state, op.b));
            for (const SlotId slot : slots_of(op))
                if (is_split(slot)) out_.misused.insert(slot);
            return write(state, slots_of(op), look(state, op.a));
        case Act::acquire:
        case Act::release:
        case Act::turn: return write(state, slots_of(op), Register::constant(0));
        case Act::test_free:
        case Act::test_held: return event(state);
        case Act::misuse_if_owner:
        case Act::misuse_unless_owner:
            if (!op.muted) outcome(state);
            return event(state);
        case Act::unguarded_unless_owner:
            event(state);
            if (state.piece != no_piece) state.last_writers.insert((std::uint64_t{1} << 41U) | at_);
            return;
        default:
            state.registers[op.a] = from(state, slots_of(op));
            state.registers[op.a].bit = true;
            state.registers[op.a].negative = false;
        }
    }

    Register matches(const State& state, const Op& op) {
        if (is_split(op.slot)) return is(state, load(state, op.slot), op.imm);
        Register out = from(state, {op.slot});
        out.bit = true;
        out.negative = false;
        return out;
    }

    void test(const Op& op, State& state) {
        event(state);
        const Register reg = load(state, op.slot);
        if (reg.priceless) obstacle("it tests what it has written for several instances");
        if (!reg.split) return;
        state.path = together(state.path, at_least(state, reg, op.imm));
        know_most(state, reg.slot, op.imm - reg.offset);
    }

    void store(const Op& op, State& state) {
        const Register reg = look(state, op.a);
        const bool adds = reg.slot == op.slot && !reg.known;
        if (is_split(op.slot)) {
            if (!adds || !reg.split || reg.priceless || state.piece != no_piece) out_.misused.insert(op.slot);
            state.shifts[op.slot] = reg.offset;
            write_event(state);
            out_.writes_shared = true;
            return;
        }
        if (adds && reg.offset != shift(state, op.slot) && generated_.slots[op.slot].is_cell())
            out_.counters.insert(op.slot);
        use_value(state, reg);
        write(state, {op.slot}, reg);
    }

    /// What is not the piece's own: the last piece that did so has to stay.
    void write(State& state, const std::vector<SlotId>& slots, const Register& reg) {
        write_event(state);
        if (!reg.free()) use_value(state, reg);
        for (const SlotId slot : slots) {
            if (!varies(slot) || is_pieces(state, slot)) continue;
            if (is_shared(slot)) out_.writes_shared = true;
            if (state.piece != no_piece) {
                state.last_writers.insert(slot.number());
                state.dirty.insert(slot);
            } else if (reg.piece) {
                obstacle("it stores what an element left behind");
            }
        }
    }

    /// Written for everybody, or asked of everybody: somebody who has the lock has to stay.
    void for_all(const Op& op, State state) {
        write_event(state);
        if (is_shared(op.slot)) out_.writes_shared = true;
        if (op.act == Act::misuse_if_in_use) state.last_writers.insert((std::uint64_t{1} << 42U) | at_);
        touch(state, op.slot);
        flow(std::move(state), at_ + 1);
    }

    /// A thread may hold locks that lie in instances: the instance of one that it does hold has to stay.
    void holds_none(const Op& op, State state) {
        bool elsewhere = false;
        for (const SlotId slot : slots_of(op)) {
            const bool named = !varies(slot) || is_shared(slot) || named_.contains(owners_.of[slot]);
            if (named) touch(state, slot);
            elsewhere = elsewhere || !named;
        }
        event(state);
        if (op.act == Act::no_spinlock) {
            state.registers[op.a] = Register::truth(Price{}, elsewhere ? Price::of(unique(at_)) : Price{});
        } else if (elsewhere || state.piece != no_piece) {
            state.last_writers.insert((std::uint64_t{1} << 43U) | at_);
        }
        flow(std::move(state), at_ + 1);
    }

    const program::Program& program_;
    const Generated& generated_;
    const Layout& layout_;
    const SlotOwners& owners_;
    const Held& held_;
    const Code& code_;
    const std::set<program::InstanceId>& named_;
    bool may_name_any_ = false;
    bool reports_count_ = true;
    std::set<program::InstanceId> touched_;
    std::vector<std::vector<State>> ways_;  ///< to each place
    std::vector<std::size_t> ends_;         ///< where some way has ended
    Questions questions_;
    std::size_t at_ = 0;
    Counted out_;
};

}  // namespace

}  // namespace counting

Counting::Counting(const program::Program& of, const Generated& code, const Layout& places)
    : program(of), generated(code), layout(places), owners(slot_owners(code, places)), held(analyse_locks(code)) {}

Counted count_instances(const Counting& in, const RawTransition& transition, bool start) {
    const Held nothing;
    const Held& held = start ? nothing : in.held[transition.thread][transition.start];
    const program::Thread& thread = in.program.threads[transition.thread];
    const auto count = [&](bool reports) {
        counting::Count out(in, held, transition.code, transition.named);
        if (in.generated.apart.contains(thread.component)) out.name(thread.instance);
        if (!reports) out.leave_out_reports();
        out.run();
        return out.counted();
    };
    Counted all = count(true);
    all.effects = std::min(all.witnesses, all.witnesses == 0 ? 0 : count(false).witnesses);
    return all;
}

Counted count_witnesses(const Counting& in, const Code& condition) {
    const std::set<program::InstanceId> nobody;
    const Held nothing;
    counting::Count count(in, nothing, condition, nobody);
    count.may_name_any();  // `for each` makes a condition about each instance
    count.run();
    count.condition_is_false();
    return count.counted();
}

}  // namespace revoke_mc::lower
