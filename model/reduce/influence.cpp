// Follows values through registers: once for each program, then to a fixpoint over all stores.
#include "model/reduce/influence.hpp"

#include <map>

#include "model/system/access.hpp"

namespace revoke_mc::reduce {

namespace {

using system::Field;
using system::Instruction;
using system::Opcode;
using Bits = std::vector<std::uint64_t>;

void add(Bits& to, const Bits& from) {
    for (std::size_t w = 0; w < to.size(); ++w) to[w] |= from[w];
}

class Influence {
public:
    explicit Influence(const system::PackedModel& model) : model_(model), decides_(model.words, 0) {
        for (const system::ThreadTable& table : model.threads)
            if (table.position.width != 0)
                decides_[table.position.word] |= table.position.mask() << table.position.shift;
        for (const system::Transition& transition : model.transitions) follow(transition.code, false);
        for (const system::PackedProperty& property : model.properties)
            if (property.has_code) follow(property.code, true);
        for (const system::WaitEdge& wait : model.waits) follow(wait.code, true);
    }

    Bits fixpoint() {
        for (bool grows = true; grows;) {
            grows = false;
            for (const Copy& copy : copies_) {
                const Bits before = decides_;
                if (system::overlap(decides_, copy.to)) add(decides_, copy.from);
                grows = grows || decides_ != before;
            }
        }
        return decides_;
    }

private:
    /// The value stored in `to` was computed from the bits of `from`.
    struct Copy {
        Bits from, to;
    };

    [[nodiscard]] Bits bits(std::uint32_t word, std::uint64_t mask) const {
        Bits out(model_.words, 0);
        out[word] = mask;
        return out;
    }
    [[nodiscard]] Bits table(const Instruction& i) const {
        Bits out(model_.words, 0);
        for (std::int32_t n = 0; n < i.imm; ++n) {
            const Field& field = model_.fields[i.value + static_cast<std::uint64_t>(n)];
            out[field.word] |= field.mask() << field.shift;
        }
        return out;
    }
    [[nodiscard]] const Bits& sources(std::uint8_t r) {
        return sources_.try_emplace(r, Bits(model_.words, 0)).first->second;
    }

    /// A register that is written again keeps its old sources too: over-approximates, and jumps need no care.
    void computed(const Instruction& i, const Bits& from) {
        add(sources_.try_emplace(i.a, Bits(model_.words, 0)).first->second, from);
    }

    void follow(std::uint32_t code, bool result_counts) {
        sources_.clear();
        for (const std::uint32_t at : system::instructions_of(model_, code)) step(model_.code[at]);
        if (result_counts) add(decides_, Bits(sources(0)));
    }

    void step(const Instruction& i) {
        switch (i.op) {
        case Opcode::test:
        case Opcode::jump_if_match:
        case Opcode::jump_unless_match: return add(decides_, bits(i.a, i.mask));
        case Opcode::fail_if_zero:
        case Opcode::fail_if_set:
        case Opcode::fail_outside:
        case Opcode::trap_outside:
        case Opcode::trap_if_zero:
        case Opcode::jump_if_zero:
        case Opcode::jump_if_set: return add(decides_, Bits(sources(i.a)));
        case Opcode::matches: return computed(i, bits(i.b, i.mask));
        case Opcode::load: return computed(i, bits(i.b, i.mask << i.c));
        case Opcode::load_indexed: computed(i, table(i)); return computed(i, Bits(sources(i.b)));
        case Opcode::store: copies_.push_back({sources(i.a), bits(i.b, i.mask << i.c)}); return;
        case Opcode::store_indexed:
            copies_.push_back({sources(i.a), table(i)});
            copies_.push_back({sources(i.b), table(i)});
            return;
        default: return step_on_registers(i);
        }
    }

    void step_on_registers(const Instruction& i) {
        const bool unary =
            i.op == Opcode::move || i.op == Opcode::in_set || i.op == Opcode::not_ || i.op == Opcode::negate;
        const bool binary = i.op >= Opcode::add && i.op <= Opcode::less_equal;
        if (unary || binary) computed(i, Bits(sources(i.b)));
        if (binary) computed(i, Bits(sources(i.c)));
    }

    const system::PackedModel& model_;
    Bits decides_;
    std::vector<Copy> copies_;
    std::map<std::uint8_t, Bits> sources_;  // by register, of the program at hand
};

}  // namespace

std::vector<std::uint64_t> influential_bits(const system::PackedModel& model) { return Influence(model).fixpoint(); }

}  // namespace revoke_mc::reduce
