// Abstract interpretation of condition programs: each register has a known value or any.
//
// Jumps go forward, so one pass in the order of addresses does; where two ways meet, a register is
// known if both agree.
#include "explorer/reduce/evaluate.hpp"

#include <map>
#include <optional>

#include "explorer/base/limits.hpp"
#include "explorer/system/access.hpp"

namespace revoke_mc::reduce {

namespace {

using system::Instruction;
using system::Opcode;
using Value = std::optional<std::int64_t>;
using Registers = std::map<std::uint8_t, std::int64_t>;  // those that are known

class Evaluation {
public:
    Evaluation(const system::PackedModel& model, const KnownBits& known) : model_(model), known_(known) {}

    Evaluated run(std::uint32_t code) {
        arrive(code, {});
        while (!arrivals_.empty()) {
            auto first = arrivals_.extract(arrivals_.begin());
            at_ = first.key();
            now_ = std::move(first.mapped());
            limits::poll();
            step(model_.code[at_]);
        }
        return out_;
    }

private:
    void arrive(std::uint32_t at, const Registers& registers) {
        const auto [entry, is_new] = arrivals_.emplace(at, registers);
        if (is_new) return;
        std::erase_if(entry->second, [&](const auto& known) {
            const auto other = registers.find(known.first);
            return other == registers.end() || other->second != known.second;
        });
    }
    void go_on() { arrive(at_ + 1, now_); }

    [[nodiscard]] Value get(std::uint8_t r) const {
        const auto known = now_.find(r);
        return known == now_.end() ? Value{} : Value{known->second};
    }
    void put(std::uint8_t r, Value value) {
        now_.erase(r);
        if (value) now_.emplace(r, *value);
        go_on();
    }
    [[nodiscard]] Value bits(std::uint32_t word, std::uint64_t mask) const {
        if ((mask & ~known_.mask[word]) != 0) return std::nullopt;
        return static_cast<std::int64_t>(known_.value[word] & mask);
    }
    [[nodiscard]] Value match(std::uint32_t word, std::uint64_t mask, std::uint64_t value) const {
        if ((known_.mask[word] & mask & (known_.value[word] ^ value)) != 0) return 0;
        return (mask & ~known_.mask[word]) == 0 ? Value{1} : std::nullopt;
    }

    /// The condition is false if this fails.
    void require(Value holds) {
        if (holds != 1) out_.may_be_false = true;
        if (holds != 0) go_on();
    }
    void branch(Value taken, const Instruction& i) {
        if (taken != 0) arrive(static_cast<std::uint32_t>(i.imm), now_);
        if (taken != 1) go_on();
    }
    [[nodiscard]] Value inside(const Instruction& i) const {
        const Value value = get(i.a);
        if (!value) return std::nullopt;
        return *value >= i.imm && *value <= static_cast<std::int64_t>(i.value) ? 1 : 0;
    }
    static Value is(Value value, bool zero) {
        if (!value) return std::nullopt;
        return (*value == 0) == zero ? 1 : 0;
    }

    void finish() {
        const Value result = get(0);
        out_.may_be_true = out_.may_be_true || result != 0;
        out_.may_be_false = out_.may_be_false || !result || *result == 0;
    }

    void step(const Instruction& i) {
        switch (i.op) {
        case Opcode::test: return require(match(i.a, i.mask, i.value));
        case Opcode::fail_if_zero:
        case Opcode::trap_if_zero: return require(is(get(i.a), false));
        case Opcode::fail_if_set: return require(is(get(i.a), true));
        case Opcode::fail_outside:
        case Opcode::trap_outside: return require(inside(i));
        case Opcode::jump: return arrive(static_cast<std::uint32_t>(i.imm), now_);
        case Opcode::jump_if_zero: return branch(is(get(i.a), true), i);
        case Opcode::jump_if_set: return branch(is(get(i.a), false), i);
        case Opcode::jump_if_match: return branch(match(i.a, i.mask, i.value), i);
        case Opcode::jump_unless_match: return branch(is(match(i.a, i.mask, i.value), true), i);
        case Opcode::fail:
        case Opcode::cut:
        case Opcode::bound: out_.may_be_false = true; return;
        case Opcode::done: return finish();
        case Opcode::store:
        case Opcode::store_indexed:
        case Opcode::set:
        case Opcode::broken: return go_on();  // conditions do not write
        default: return put(i.a, compute(i));
        }
    }

    [[nodiscard]] Value compute(const Instruction& i) const {
        switch (i.op) {
        case Opcode::constant: return i.imm;
        case Opcode::move: return get(i.b);
        case Opcode::matches: return match(i.b, i.mask, i.value);
        case Opcode::not_: return is(get(i.b), true);
        case Opcode::load: {
            const Value raw = bits(i.b, i.mask << i.c);
            return raw ? Value{i.imm + static_cast<std::int64_t>(static_cast<std::uint64_t>(*raw) >> i.c)} : raw;
        }
        case Opcode::in_set: {
            const Value index = get(i.b);
            if (!index) return index;
            const auto bit = static_cast<std::uint64_t>(*index);
            return static_cast<std::int64_t>(model_.bitmaps[i.value][bit / 64] >> (bit % 64) & 1U);
        }
        default: return calculate(i.op, get(i.b), get(i.c));
        }
    }

    static Value calculate(Opcode op, Value x, Value y) {
        if (op == Opcode::multiply && (x == 0 || y == 0)) return 0;
        if (!x || !y) return std::nullopt;
        std::int64_t out = 0;  // the known bits need not be those of a state that exists
        switch (op) {
        case Opcode::add: return __builtin_add_overflow(*x, *y, &out) ? Value{} : Value{out};
        case Opcode::subtract: return __builtin_sub_overflow(*x, *y, &out) ? Value{} : Value{out};
        case Opcode::multiply: return __builtin_mul_overflow(*x, *y, &out) ? Value{} : Value{out};
        case Opcode::equal: return *x == *y ? 1 : 0;
        case Opcode::unequal: return *x != *y ? 1 : 0;
        case Opcode::less: return *x < *y ? 1 : 0;
        case Opcode::less_equal: return *x <= *y ? 1 : 0;
        default: return std::nullopt;  // the rest is not worth it
        }
    }

    const system::PackedModel& model_;
    const KnownBits& known_;
    std::map<std::uint32_t, Registers> arrivals_;
    std::uint32_t at_ = 0;
    Registers now_;
    Evaluated out_;
};

}  // namespace

Evaluated evaluate(const system::PackedModel& model, std::uint32_t code, const KnownBits& known) {
    return Evaluation(model, known).run(code);
}

}  // namespace revoke_mc::reduce
