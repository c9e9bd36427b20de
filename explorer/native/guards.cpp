// Finds the conditions at the beginning of a program that the filter can test.
#include "explorer/native/guards.hpp"

#include <map>

namespace revoke_mc::native {

using system::Instruction;
using system::Opcode;

namespace {

/// Changes one register and nothing else, and cannot fail.
bool is_pure(Opcode op) { return system::gives(op) && !system::facts(op).partial; }

/// Follows a program as long as it only asks.
class Reader {
public:
    explicit Reader(const system::PackedModel& model) : model_(model) {}

    Prefix read(std::uint32_t at) {
        while (asks(at)) ++at;
        out_.effect = effect(at);
        return std::move(out_);
    }

private:
    /// The instruction is a guard, or one that may stand between guards.
    bool asks(std::uint32_t at) {
        const Instruction& i = model_.code[at];
        if (i.op == Opcode::test) {
            require(at, {i.a, true, i.mask, i.value});
            return true;
        }
        if (i.op == Opcode::fail_if_zero || i.op == Opcode::fail_if_set) return asks_register(at, i);
        if (!is_pure(i.op)) return false;
        note(i);
        loads_.erase(i.a);
        if (i.op == Opcode::load) loads_.emplace(i.a, at);
        return true;
    }

    bool asks_register(std::uint32_t at, const Instruction& i) {
        const auto known = matches_.find(i.a);
        if (known == matches_.end()) return false;
        Guard guard = known->second;
        guard.wanted = i.op == Opcode::fail_if_zero ? guard.wanted : !guard.wanted;
        require(at, guard);
        return true;
    }

    void require(std::uint32_t at, const Guard& guard) {
        out_.guards.push_back(guard);
        out_.settled.push_back(at);
    }

    /// Which registers hold the result of a comparison with the state?
    void note(const Instruction& i) {
        std::optional<Guard> guard;
        if (i.op == Opcode::matches) guard = Guard{i.b, true, i.mask, i.value};
        if (const auto from = matches_.find(i.b); from != matches_.end()) {
            if (i.op == Opcode::move || i.op == Opcode::not_) guard = from->second;
            if (i.op == Opcode::not_) guard->wanted = !guard->wanted;
        }
        matches_.erase(i.a);
        if (guard) matches_.emplace(i.a, *guard);
    }

    /// Stores and sets up to the end, if that is all there is.
    [[nodiscard]] std::optional<Effect> effect(std::uint32_t at) const {
        Effect out{std::vector<Write>(model_.words), {}};
        for (; model_.code[at].op != Opcode::done; ++at)
            if (!add(out, model_.code[at])) return std::nullopt;
        return out;
    }

    [[nodiscard]] bool add(Effect& effect, const Instruction& i) const {
        if (i.op != Opcode::set) return i.op == Opcode::store && add_store(effect, i);
        if (effect.copy.to == i.a && ((effect.copy.to_mask << effect.copy.to_shift) & i.mask) != 0) return false;
        add(effect.writes[i.a], i.mask, i.value);
        return true;
    }

    static void add(Write& write, std::uint64_t mask, std::uint64_t value) {
        write.clear |= mask;
        write.set = (write.set & ~mask) | value;
    }

    /// A store of what was loaded before anything was written: one of them is plain.
    [[nodiscard]] bool add_store(Effect& effect, const Instruction& i) const {
        const auto found = loads_.find(i.a);
        if (found == loads_.end() || effect.copy.to_mask != 0) return false;
        const Instruction& load = model_.code[found->second];
        const auto difference = static_cast<std::uint64_t>(static_cast<std::int64_t>(load.imm) - i.imm);
        effect.copy = {load.b, load.c, i.b, i.c, load.mask, i.mask, difference};
        add(effect.writes[i.b], i.mask << i.c, 0);
        return true;
    }

    const system::PackedModel& model_;
    std::map<std::uint8_t, Guard> matches_;        // by register: the comparison that it holds
    std::map<std::uint8_t, std::uint32_t> loads_;  // by register: the load that it holds the result of
    Prefix out_;
};

}  // namespace

Prefix prefix_of(const system::PackedModel& model, const system::Transition& transition) {
    return Reader(model).read(transition.code);
}

}  // namespace revoke_mc::native
