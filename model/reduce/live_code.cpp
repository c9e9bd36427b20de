// Backwards through a program; see live_code.hpp.
#include "model/reduce/live_code.hpp"

#include <algorithm>

#include "model/system/access.hpp"

namespace revoke_mc::reduce {

namespace {

using system::Field;
using system::Instruction;
using system::Opcode;
using system::PackedModel;

/// From what is wanted after an instruction to what is wanted before it.
class Backward {
public:
    Backward(const PackedModel& model, StillRead& now) : model_(model), now_(now) {}

    void step(const Instruction& i) {
        switch (i.op) {
        case Opcode::test:
        case Opcode::jump_if_match:
        case Opcode::jump_unless_match: now_.own[i.a] |= i.mask; return;
        case Opcode::fail_if_zero:
        case Opcode::fail_if_set:
        case Opcode::fail_outside:
        case Opcode::trap_outside:
        case Opcode::trap_if_zero:
        case Opcode::jump_if_zero:
        case Opcode::jump_if_set: now_.registers.set(i.a); return;
        case Opcode::store: return store(i);
        case Opcode::store_indexed: return store_indexed(i);
        case Opcode::set: return overwrite(i.a, i.mask);
        case Opcode::jump:
        case Opcode::fail:
        case Opcode::broken:
        case Opcode::cut:
        case Opcode::bound:
        case Opcode::done: return;
        default: return calculate(i);
        }
    }

private:
    [[nodiscard]] bool wanted(std::size_t word, std::uint64_t mask) const {
        return ((now_.own[word] | now_.others[word]) & mask) != 0;
    }
    void overwrite(std::size_t word, std::uint64_t mask) {
        now_.own[word] &= ~mask;
        now_.others[word] &= ~mask;
    }
    void store(const Instruction& i) {
        const std::uint64_t mask = i.mask << i.c;
        if (wanted(i.b, mask)) now_.registers.set(i.a);
        overwrite(i.b, mask);
    }

    [[nodiscard]] const Field& field(const Instruction& i, std::int32_t n) const {
        return model_.fields[i.value + static_cast<std::uint64_t>(n)];
    }
    /// One of the fields is written, so none of them surely.
    void store_indexed(const Instruction& i) {
        for (std::int32_t n = 0; n < i.imm; ++n) {
            if (!wanted(field(i, n).word, field(i, n).mask() << field(i, n).shift)) continue;
            now_.registers.set(i.a);
            now_.registers.set(i.b);
            return;
        }
    }
    void load_indexed(const Instruction& i) {
        now_.registers.set(i.b);
        for (std::int32_t n = 0; n < i.imm; ++n) now_.own[field(i, n).word] |= field(i, n).mask() << field(i, n).shift;
    }

    /// Instructions that do nothing but give register a a value.
    void calculate(const Instruction& i) {
        if (!now_.registers.test(i.a)) return;
        now_.registers.reset(i.a);
        switch (i.op) {
        case Opcode::constant: return;
        case Opcode::load: now_.own[i.b] |= i.mask << i.c; return;
        case Opcode::matches: now_.own[i.b] |= i.mask; return;
        case Opcode::load_indexed: return load_indexed(i);
        case Opcode::move:
        case Opcode::in_set:
        case Opcode::not_:
        case Opcode::negate: now_.registers.set(i.b); return;
        default: now_.registers.set(i.b); now_.registers.set(i.c);
        }
    }

    const PackedModel& model_;
    StillRead& now_;
};

void add(StillRead& to, const StillRead& from) {
    for (std::size_t w = 0; w < to.own.size(); ++w) {
        to.own[w] |= from.own[w];
        to.others[w] |= from.others[w];
    }
    to.registers |= from.registers;
}

}  // namespace

LiveCode::LiveCode(const PackedModel& model, std::uint32_t code)
    : model_(model), addresses_(system::instructions_of(model, code)) {}

std::size_t LiveCode::index_of(std::uint32_t address) const {
    return static_cast<std::size_t>(std::lower_bound(addresses_.begin(), addresses_.end(), address) -
                                    addresses_.begin());
}

/// What is wanted behind an instruction, on whichever way the program goes on.
StillRead LiveCode::behind(std::size_t index, const Points& points, const StillRead& after) const {
    const std::uint32_t at = addresses_[index];
    const Instruction& i = model_.code[at];
    if (i.op == Opcode::done) return after;
    const std::vector<std::uint64_t> nothing(model_.words, 0);
    StillRead out{nothing, nothing, {}};
    if (system::may_jump(i.op)) add(out, points[index_of(static_cast<std::uint32_t>(i.imm))]);
    if (!system::ends(i.op) && i.op != Opcode::jump) add(out, points[index_of(at + 1)]);
    return out;
}

std::vector<std::uint64_t> LiveCode::before(const StillRead& after) const {
    Points points(addresses_.size());
    for (std::size_t index = addresses_.size(); index-- != 0;) {
        points[index] = behind(index, points, after);
        Backward(model_, points[index]).step(model_.code[addresses_[index]]);
    }
    return points[0].own;
}

}  // namespace revoke_mc::reduce
