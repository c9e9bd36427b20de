// Counting witnesses along the code; see about.hpp.
#include "model/semantics/lower/about.hpp"

#include <algorithm>
#include <utility>

#include "explorer/base/limits.hpp"
#include "model/semantics/lower/price.hpp"

namespace revoke_mc::lower {

using system::Opcode;

SlotOwners slot_owners(const Generated& generated, const Layout& layout) {
    SlotOwners out{Indexed<SlotId, program::InstanceId>(generated.slots.size())};
    for (const SlotFamily& family : layout.apart.slots.families)
        for (std::size_t i = 0; i < family.slots.size(); ++i)
            out.of[family.slots[i]] = family.over.empty() ? SlotOwners::everybody : program::InstanceId{i};
    return out;
}

namespace {

constexpr program::InstanceId no_piece = none;
constexpr std::size_t met_behind = std::size_t{1} << 32U;

/// What is known of a register.
struct Register {
    std::optional<std::int64_t> known;
    bool priceless = false;  ///< nothing is known of what it depends on
    bool piece = false;      ///< it depends on the instance whose piece is being run
    bool product = false;    ///< ... and was multiplied with something from before the piece
    bool bit = false;        ///< 0 or 1
    bool negative = true;    ///< it may be
    SlotId slot = none;      ///< it is this shared variable, and `offset` more than that was at the beginning
    std::int64_t offset = 0;
    bool split = false;                       ///< ... which is a counter that is split
    Possible set = Price{}, clear = Price{};  ///< of being not 0, of being 0
    bool operator==(const Register&) const = default;

    static Register constant(std::int64_t value) {
        Register out;
        out.known = value;
        out.bit = value == 0 || value == 1;
        out.negative = value < 0;
        (value != 0 ? out.clear : out.set).reset();
        return out;
    }
    static Register unknown() {
        Register out;
        out.priceless = true;
        return out;
    }
    static Register truth(Possible set, Possible clear) {
        Register out;
        out.bit = true;
        out.negative = false;
        out.set = std::move(set);
        out.clear = std::move(clear);
        return out;
    }
    /// It is the same whoever else there is.
    [[nodiscard]] bool free() const {
        const auto nothing = [](const Possible& price) { return !price || price->total() == 0; };
        return !priceless && !split && nothing(set) && nothing(clear);
    }
};

/// What is known at a place in the code.
struct State {
    std::map<std::uint16_t, Register> registers;
    Price path;                             ///< of having come here
    program::InstanceId piece = no_piece;   ///< whose piece was run last
    std::size_t last_event = 0;             ///< the last test, write or report: 1 + its index
    std::size_t last_write = 0;             ///< the same; or, if ways with different ones have met, where they did
    std::set<std::uint64_t> last_writers;   ///< variables and reports that pieces have to do with
    std::set<SlotId> dirty;                 ///< variables outside of the pieces that pieces have written
    std::map<SlotId, std::int64_t> shifts;  ///< counters: what was added since the beginning
    std::set<SlotId> lost;                  ///< counters of which that is not known
};

void add_price(Register& reg, const Price& price) {
    if (reg.set) reg.set = together(*reg.set, price);
    if (reg.clear) reg.clear = together(*reg.clear, price);
}

Register join(const Register& a, const Register& b) {
    Register out;
    if (a.known == b.known) out.known = a.known;
    out.priceless = a.priceless || b.priceless || ((a.split || b.split) && (a.slot != b.slot || a.offset != b.offset));
    out.piece = a.piece || b.piece;
    out.product = a.product || b.product;
    out.bit = a.bit && b.bit;
    out.negative = a.negative || b.negative;
    if (a.slot == b.slot && a.offset == b.offset) {
        out.slot = a.slot;
        out.offset = a.offset;
        out.split = a.split && b.split;
    }
    out.set = dearer(a.set, b.set);
    out.clear = dearer(a.clear, b.clear);
    return out;
}

Register join_register(const std::vector<State>& ways, std::uint16_t number, const Price& path, bool priced) {
    const auto of = [&](const State& way) -> const Register& { return way.registers.at(number); };
    const auto same = [&](const State& way) { return of(way) == of(ways.front()); };
    if (std::all_of(ways.begin(), ways.end(), same)) return of(ways.front());
    std::optional<Register> out;
    for (const State& way : ways) {
        Register reg = of(way);
        if (priced) add_price(reg, rest(way.path, path));
        out = out ? join(*out, reg) : reg;
    }
    return *out;
}

/// Adds what was written on another way.
void merge_writes(State& into, const State& other) {
    into.last_event = std::max(into.last_event, other.last_event);
    if (into.last_write != other.last_write) into.last_write = std::max(into.last_write, other.last_write) + met_behind;
    into.last_writers.insert(other.last_writers.begin(), other.last_writers.end());
    into.dirty.insert(other.dirty.begin(), other.dirty.end());
    into.lost.insert(other.lost.begin(), other.lost.end());
    const auto of = [](const State& state, SlotId slot) {
        const auto found = state.shifts.find(slot);
        return found == state.shifts.end() ? 0 : found->second;
    };
    for (const State* way : {&std::as_const(into), &other})
        for (const auto& [slot, shift] : way->shifts)
            if (of(into, slot) != of(other, slot)) into.lost.insert(slot);
}

/// Ways meet; `open`: some way that parted from them does not come here. What it costs to have come one way and no
/// other is then to be paid by who goes on; else by who uses a register that is not the same on all of them, if nothing
/// has happened on the way.
State join(std::vector<State> ways, bool open) {
    const auto same_event = [&](const State& way) { return way.last_event == ways.front().last_event; };
    const bool nothing_happened = !open && std::all_of(ways.begin(), ways.end(), same_event);
    Price path = ways.front().path;
    for (const State& way : ways) path = nothing_happened ? common(path, way.path) : dearer(path, way.path);
    State out = ways.front();
    for (const State& way : ways)  // what not all of them know is of no use any more
        std::erase_if(out.registers, [&](const auto& entry) { return !way.registers.contains(entry.first); });
    for (auto& [number, reg] : out.registers) reg = join_register(ways, number, path, nothing_happened);
    out.path = path;
    for (State& way : ways) merge_writes(out, way);
    return out;
}

/// The piece is over: what it put into registers is now a sum or a product over pieces. (That a register does not
/// simply keep what the last piece put there: any_order.cpp makes that an obstacle for `each`, and nothing else does
/// it.)
void leave_piece(State& state, std::uint64_t fact) {
    for (auto& [number, reg] : state.registers) {
        if (!reg.piece) continue;
        const Price one_element = Price::of(fact);
        reg.piece = false;
        reg.priceless = reg.priceless || reg.negative;
        if (reg.product) {
            if (reg.clear) reg.clear = dearer(*reg.clear, one_element);
        } else {
            if (reg.set) reg.set = dearer(*reg.set, one_element);
            if (reg.known && reg.clear) reg.clear = dearer(*reg.clear, one_element);
        }
        reg.known.reset();
        reg.product = false;
    }
}

class Count {
public:
    Count(const Counting& in, const Held& held, const Code& code, const std::set<program::InstanceId>& named)
        : program_(in.program), generated_(in.generated), layout_(in.layout), owners_(in.owners), held_(held),
          code_(code), named_(named), ways_(code.size() + 1) {}

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
            state.path = together(state.path, Price::of(settled_by_element(state, to)));
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
        return join(std::move(ways), passed_by || ended);
    }

    static std::uint64_t unique(std::uint64_t number) { return (std::uint64_t{1} << 63U) | number; }

    /// A question to elements: its code, and the registers that come from outside.
    struct Question {
        std::string text;
        std::vector<std::uint16_t> outside;
    };

    /// "There is an element that settles it": two have one number if the same code asks of states between which nothing
    /// was written. Then it is the same element that settles it first.
    std::uint64_t settled_by_element(const State& state, std::size_t end) {
        std::size_t begin = at_;
        while (begin > 0 && code_[begin - 1].piece != none) --begin;
        const auto [entry, is_new] = questions_.try_emplace({begin, end});
        Question& question = entry->second;
        if (is_new) question = question_in(begin, end);
        std::string text = std::to_string(state.last_write) + question.text;
        for (const std::uint16_t reg : question.outside) {
            const Register known = look(state, reg);
            text += "," + (known.known ? std::to_string(*known.known) : "@" + std::to_string(begin));
        }
        return facts_.emplace(text, facts_.size()).first->second;
    }

    [[nodiscard]] Question question_in(std::size_t begin, std::size_t end) const {
        Question out;
        std::map<std::uint16_t, std::size_t> names;
        for (std::size_t i = begin; i < end; ++i) {
            const Op& op = code_[i];
            const bool jump = op.act == Act::plain && system::jumps(op.op);
            for (const std::int64_t part :
                 {static_cast<std::int64_t>(op.act), static_cast<std::int64_t>(op.op),
                  jump ? op.imm - static_cast<std::int64_t>(begin) : op.imm, op.high, std::int64_t{op.slot.raw()},
                  static_cast<std::int64_t>(op.thread.raw()), std::int64_t{op.table}, std::int64_t{op.piece.raw()}})
                out.text += " " + std::to_string(part);
            each_read(op, [&](std::uint16_t reg) {
                if (!is_set_before(reg, begin, i)) out.outside.push_back(reg);
                out.text += "," + std::to_string(names.emplace(reg, names.size()).first->second);
            });
            if (gives(op)) out.text += "=" + std::to_string(names.emplace(op.a, names.size()).first->second);
        }
        return out;
    }

    /// On every way from `begin` to `at`: some place sets it that no jump passes over that lands in front of `at`.
    [[nodiscard]] bool is_set_before(std::uint16_t reg, std::size_t begin, std::size_t at) const {
        for (std::size_t i = begin; i < at; ++i)
            if (gives(code_[i]) && code_[i].a == reg && !passed_over(begin, i, at)) return true;
        return false;
    }
    [[nodiscard]] bool passed_over(std::size_t begin, std::size_t place, std::size_t at) const {
        for (std::size_t i = begin; i < place; ++i) {
            const bool jump = code_[i].act == Act::plain && system::jumps(code_[i].op);
            const auto target = static_cast<std::size_t>(jump ? code_[i].imm : 0);
            if (jump && target > place && target <= at) return true;
        }
        return false;
    }

    template <class F>
    static void each_read(const Op& op, F&& f) {
        if (op.act == Act::store) f(op.a);
        if (op.act == Act::store_indexed) f(op.a);
        if (op.act == Act::load_indexed || op.act == Act::store_indexed) f(op.b);
        if (op.act != Act::plain) return;
        const std::uint8_t reads = system::facts(op.op).reads;
        if ((reads & system::reads_a) != 0) f(op.a);
        if ((reads & system::reads_b) != 0) f(op.b);
        if ((reads & system::reads_c) != 0) f(op.c);
    }

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

    static Register look(const State& state, std::uint16_t number) {
        const auto found = state.registers.find(number);
        return found == state.registers.end() ? Register::unknown() : found->second;
    }

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
        return true;
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

    static std::int64_t shift(const State& state, SlotId slot) {
        const auto found = state.shifts.find(slot);
        return found == state.shifts.end() ? 0 : found->second;
    }

    /// Of `reg`, which is a counter and something, being at least `value`.
    static Price at_least(const State& state, const Register& reg, std::int64_t value) {
        return Price::at_least(reg.slot, value - reg.offset + shift(state, reg.slot));
    }

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

    /// counter < value, and not.
    static Register below(const State& state, const Register& counter, std::int64_t value) {
        return Register::truth(Price{}, at_least(state, counter, value));
    }
    static Register is(const State& state, const Register& counter, std::int64_t value) {
        return Register::truth(at_least(state, counter, value), at_least(state, counter, value + 1));
    }
    static Register opposite(const Register& of) {
        Register out = Register::truth(of.clear, of.set);
        out.piece = of.piece;
        out.product = of.product;
        out.priceless = of.priceless;
        return out;
    }

    // --- calculations

    Register calculate(const State& state, const Op& op) {
        const Register a = look(state, op.b);
        if (op.op == Opcode::not_) return a.known ? Register::constant(*a.known == 0 ? 1 : 0) : opposite(a);
        if (op.op == Opcode::negate) return plain(a, a, true);
        const Register b = look(state, op.c);
        if (a.priceless || b.priceless) return Register::unknown();
        switch (op.op) {
        case Opcode::add: return add(state, a, b);
        case Opcode::subtract: return subtract(state, a, b);
        case Opcode::multiply: return multiply(state, a, b);
        case Opcode::equal: return equal(state, a, b);
        case Opcode::unequal: return opposite(equal(state, a, b));
        case Opcode::less: return less(state, a, b, 0);
        case Opcode::less_equal: return less(state, a, b, 1);
        default: return plain(a, b, true);
        }
    }

    /// The same whoever else there is, or of no known price.
    static Register plain(const Register& a, const Register& b, bool negative) {
        if (!a.free() || !b.free()) return Register::unknown();
        Register out;
        out.piece = a.piece || b.piece;
        out.negative = negative;
        return out;
    }

    static Register moved(const State& state, Register of, std::int64_t by) {
        of.offset += by;
        of.bit = of.bit && by == 0;
        of.negative = of.negative || by < 0;
        if (of.split) price(state, of);
        return of;
    }

    static void price(const State& state, Register& counter) {
        counter.set = at_least(state, counter, 1);
        counter.clear = at_least(state, counter, 0);
    }

    /// Not 0 if one of them is not, as none is negative.
    static Register add(const State& state, const Register& a, const Register& b) {
        if (a.known && b.known) return with_piece(Register::constant(*a.known + *b.known), a, b);
        if (a.slot != none && b.known) return moved(state, a, *b.known);
        if (b.slot != none && a.known) return moved(state, b, *a.known);
        if (a.negative || b.negative) return plain(a, b, true);
        if (a.split || b.split || a.product || b.product) return Register::unknown();
        Register out;
        out.negative = false;
        out.piece = a.piece || b.piece;
        out.set = dearer(a.set, b.set);
        out.clear = together(a.clear, b.clear);
        return out;
    }

    static Register subtract(const State& state, const Register& a, const Register& b) {
        if (a.known && b.known) return with_piece(Register::constant(*a.known - *b.known), a, b);
        if (a.slot != none && b.known) return moved(state, a, -*b.known);
        if (a.known && *a.known == 1 && b.bit) return opposite(b);
        return plain(a, b, true);
    }

    static Register with_piece(Register out, const Register& a, const Register& b) {
        out.piece = a.piece || b.piece;
        return out;
    }

    /// Not 0 if both are not. Over pieces that is something else than within one.
    Register multiply(const State& state, const Register& a, const Register& b) {
        if (a.free() && b.free() && a.piece == b.piece) {
            Register out = plain(a, b, a.negative || b.negative);
            out.bit = a.bit && b.bit;
            return out;
        }
        if (a.split || b.split || state.piece != no_piece) {
            if (a.free() && b.free()) return plain(a, b, a.negative || b.negative);
            return Register::unknown();
        }
        Register out = Register::truth(together(a.set, b.set), dearer(a.clear, b.clear));
        out.bit = a.bit && b.bit;
        out.negative = a.negative || b.negative;
        return out;
    }

    Register compared(const Register& a, const Register& b) {
        Register out = plain(a, b, false);
        out.bit = true;
        return out;
    }

    Register equal(const State& state, const Register& a, const Register& b) {
        if (b.split && !a.split) return equal(state, b, a);
        if (a.split && b.known) return is(state, a, *b.known);
        if (a.free() && b.free()) return compared(a, b);
        if (!a.known && b.known) return with_number(a, *b.known == 0, *b.known == 1 && a.bit);
        if (a.known && !b.known) return with_number(b, *a.known == 0, *a.known == 1 && b.bit);
        return Register::unknown();
    }
    /// It is 0, or it is 1 and nothing else is possible but 0.
    Register with_number(const Register& of, bool zero, bool one) {
        if (zero) return opposite(of);
        return one ? opposite(opposite(of)) : Register::unknown();
    }

    /// a < b + more.
    Register less(const State& state, const Register& a, const Register& b, std::int64_t more) {
        if (a.split && b.known) return below(state, a, *b.known + more);
        if (b.split && a.known) return opposite(below(state, b, *a.known + 1 - more));
        if (a.free() && b.free()) return compared(a, b);
        if (!a.negative && b.known && *b.known + more == 1) return opposite(a);                // a < 1
        if (!b.negative && a.known && *a.known + 1 - more == 1) return opposite(opposite(b));  // b >= 1
        return Register::unknown();
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
        case Opcode::done:
        case Opcode::cut: return outcome(state);
        case Opcode::jump: return flow(std::move(state), static_cast<std::size_t>(op.imm));
        case Opcode::jump_if_zero:
        case Opcode::jump_if_set: return branch(op, state);
        default: break;
        }
        if (!ask(op, state)) return;
        if (op.op == Opcode::broken) {
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
            if (!op.muted && price) outcome(before, *price);
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
            traps(state, Price{});
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
        state.path = together(state.path, at_least(state, reg, op.imm));
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
        if (reg.split) state.path = together(state.path, at_least(state, reg, op.imm));
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
    std::set<program::InstanceId> touched_;
    std::vector<std::vector<State>> ways_;  ///< to each place
    std::vector<std::size_t> ends_;         ///< where some way has ended
    std::map<std::pair<std::size_t, std::size_t>, Question> questions_;
    std::map<std::string, std::uint64_t> facts_;
    std::size_t at_ = 0;
    Counted out_;
};

}  // namespace

Counting::Counting(const program::Program& of, const Generated& code, const Layout& places)
    : program(of), generated(code), layout(places), owners(slot_owners(code, places)), held(analyse_locks(code)) {}

Counted count_instances(const Counting& in, const RawTransition& transition, bool start) {
    const Held nothing;
    const Held& held = start ? nothing : in.held[transition.thread][transition.start];
    Count count(in, held, transition.code, transition.named);
    const program::Thread& thread = in.program.threads[transition.thread];
    if (thread.component == in.generated.apart) count.name(thread.instance);
    count.run();
    return count.counted();
}

Counted count_witnesses(const Counting& in, const Code& condition) {
    const std::set<program::InstanceId> nobody;
    const Held nothing;
    Count count(in, nothing, condition, nobody);
    count.may_name_any();  // `for each` makes a condition about each instance
    count.run();
    count.condition_is_false();
    return count.counted();
}

}  // namespace revoke_mc::lower
