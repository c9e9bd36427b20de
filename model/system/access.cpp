// Read and write sets; see access.hpp.
#include "model/system/access.hpp"

#include <set>

#include "model/limits/limits.hpp"
namespace revoke_mc::system {

namespace {

void add_indexed(const PackedModel& model, const Instruction& i, std::vector<std::uint64_t>& masks) {
    for (std::int32_t n = 0; n < i.imm; ++n) {
        const Field& field = model.fields[i.value + static_cast<std::uint64_t>(n)];
        masks[field.word] |= field.mask() << field.shift;
    }
}

void add(const PackedModel& model, const Instruction& i, Access& access) {
    switch (i.op) {
    case Opcode::test:
    case Opcode::jump_if_match:
    case Opcode::jump_unless_match: access.reads[i.a] |= i.mask; break;
    case Opcode::matches: access.reads[i.b] |= i.mask; break;
    case Opcode::load: access.reads[i.b] |= i.mask << i.c; break;
    case Opcode::load_indexed: add_indexed(model, i, access.reads); break;
    case Opcode::store: access.writes[i.b] |= i.mask << i.c; break;
    case Opcode::store_indexed: add_indexed(model, i, access.writes); break;
    case Opcode::set: access.writes[i.a] |= i.mask; break;
    default: break;
    }
}

}  // namespace

bool may_jump(Opcode op) { return op >= Opcode::jump && op <= Opcode::jump_unless_match; }

bool ends(Opcode op) { return op == Opcode::fail || op == Opcode::cut || op == Opcode::bound || op == Opcode::done; }

std::vector<std::uint32_t> instructions_of(const PackedModel& model, std::uint32_t code) {
    limits::poll();
    std::vector<std::uint32_t> out;
    std::set<std::uint32_t> open{code};  // jumps go forward, so the least address is never entered again
    while (!open.empty()) {
        const std::uint32_t at = *open.begin();
        open.erase(open.begin());
        out.push_back(at);
        const Instruction& i = model.code[at];
        if (may_jump(i.op)) open.insert(static_cast<std::uint32_t>(i.imm));
        if (!ends(i.op) && i.op != Opcode::jump) open.insert(at + 1);
    }
    return out;
}

Access access_of(const PackedModel& model, std::uint32_t code) {
    Access access{std::vector<std::uint64_t>(model.words, 0), std::vector<std::uint64_t>(model.words, 0)};
    for (const std::uint32_t at : instructions_of(model, code)) add(model, model.code[at], access);
    return access;
}

std::vector<std::uint8_t> confined_words(const PackedModel& model) {
    std::vector<std::uint8_t> out;
    for (const Transition& transition : model.transitions) {
        Access access = access_of(model, transition.code);
        const Field& position = model.threads[transition.thread].position;
        if (position.width != 0) access.reads[position.word] |= position.mask() << position.shift;
        std::uint8_t word = no_word;
        std::size_t touched = 0;
        for (std::size_t w = 0; w < model.words; ++w) {
            if ((access.reads[w] | access.writes[w]) == 0) continue;
            word = static_cast<std::uint8_t>(w);
            ++touched;
        }
        out.push_back(touched == 1 ? word : no_word);
    }
    return out;
}

bool overlap(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b) {
    for (std::size_t w = 0; w < a.size(); ++w) {
        if ((a[w] & b[w]) != 0) return true;
    }
    return false;
}

}  // namespace revoke_mc::system
