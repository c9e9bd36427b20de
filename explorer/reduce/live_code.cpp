// From the last instruction of a program back to the first.
#include "explorer/reduce/live_code.hpp"

#include <algorithm>

#include "explorer/base/planted.hpp"
#include "explorer/system/access.hpp"

namespace revoke_mc::reduce {

namespace {

using system::Instruction;
using system::Opcode;
using system::PackedModel;

/// From what is wanted after an instruction to what is wanted before it.
class Backward {
public:
    Backward(const PackedModel& model, StillRead& now) : model_(model), now_(now) {}

    void step(const Instruction& i) {
        if (system::facts(i.op).work == system::Work::writing && !write(i)) return;
        if (system::gives(i.op)) {
            if (!now_.registers.test(i.a)) return;
            now_.registers.reset(i.a);
        }
        if (planted::is("guards-not-read") && i.op == Opcode::test) return;
        system::each_read_register(i, [&](std::uint8_t reg) { now_.registers.set(reg); });
        system::each_read(model_, i, [&](std::size_t word, std::uint64_t mask) { now_.own[word] |= mask; });
    }

private:
    [[nodiscard]] bool wants_written(const Instruction& i) const {
        bool wanted = false;
        system::each_written(model_, i, [&](std::size_t word, std::uint64_t mask) {
            wanted = wanted || ((now_.own[word] | now_.others[word]) & mask) != 0;
        });
        return wanted;
    }
    /// False if nobody wants what is written. Of a table one field is written, so none of them surely.
    bool write(const Instruction& i) {
        const bool wanted = wants_written(i);
        if (system::facts(i.op).changes == system::Part::table) return wanted;
        system::each_written(model_, i, [&](std::size_t word, std::uint64_t mask) {
            now_.own[word] &= ~mask;
            now_.others[word] &= ~mask;
        });
        return wanted;
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
    if (system::jumps(i.op)) add(out, points[index_of(static_cast<std::uint32_t>(i.imm))]);
    if (system::goes_on(i.op)) add(out, points[index_of(at + 1)]);
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
