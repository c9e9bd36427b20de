// Two tests ask the same if their code is the same and nothing was written between.
#include "model/semantics/lower/question.hpp"

namespace revoke_mc::lower::counting {

namespace {

template <class F>
void each_read(const Op& op, F&& f) {
    if (op.act == Act::store) f(op.a);
    if (op.act == Act::store_indexed) f(op.a);
    if (op.act == Act::load_indexed || op.act == Act::store_indexed) f(op.b);
    if (op.act != Act::plain) return;
    const std::uint8_t reads = system::facts(op.op).reads;
    if ((reads & system::reads_a) != 0) f(op.a);
    if ((reads & system::reads_b) != 0) f(op.b);
    if ((reads & system::reads_c) != 0) f(op.c);
}

bool passed_over(const Code& code, std::size_t begin, std::size_t place, std::size_t at) {
    for (std::size_t i = begin; i < place; ++i) {
        const bool jump = code[i].act == Act::plain && system::jumps(code[i].op);
        const auto target = static_cast<std::size_t>(jump ? code[i].imm : 0);
        if (jump && target > place && target <= at) return true;
    }
    return false;
}

/// On every way from `begin` to `at`: some place sets it that no jump passes over that lands in front of `at`.
bool is_set_before(const Code& code, std::uint16_t reg, std::size_t begin, std::size_t at) {
    for (std::size_t i = begin; i < at; ++i)
        if (gives(code[i]) && code[i].a == reg && !passed_over(code, begin, i, at)) return true;
    return false;
}

Question question_in(const Code& code, std::size_t begin, std::size_t end) {
    Question out;
    std::map<std::uint16_t, std::size_t> names;
    for (std::size_t i = begin; i < end; ++i) {
        const Op& op = code[i];
        const bool jump = op.act == Act::plain && system::jumps(op.op);
        for (const std::int64_t part :
             {static_cast<std::int64_t>(op.act), static_cast<std::int64_t>(op.op),
              jump ? op.imm - static_cast<std::int64_t>(begin) : op.imm, op.high, std::int64_t{op.slot.raw()},
              static_cast<std::int64_t>(op.thread.raw()), std::int64_t{op.table}, std::int64_t{op.piece.raw()}})
            out.text += " " + std::to_string(part);
        each_read(op, [&](std::uint16_t reg) {
            if (!is_set_before(code, reg, begin, i)) out.outside.push_back(reg);
            out.text += "," + std::to_string(names.emplace(reg, names.size()).first->second);
        });
        if (gives(op)) out.text += "=" + std::to_string(names.emplace(op.a, names.size()).first->second);
    }
    return out;
}

}  // namespace

std::uint64_t Questions::fact(const State& state, std::size_t at, std::size_t end) {
    std::size_t begin = at;
    while (begin > 0 && code_[begin - 1].piece != none) --begin;
    const auto [entry, is_new] = questions_.try_emplace({begin, end});
    Question& question = entry->second;
    if (is_new) question = question_in(code_, begin, end);
    std::string text = std::to_string(state.last_write) + question.text;
    for (const std::uint16_t reg : question.outside) {
        const Register known = look(state, reg);
        text += "," + (known.known ? std::to_string(*known.known) : "@" + std::to_string(begin));
    }
    return facts_.emplace(text, facts_.size()).first->second;
}

}  // namespace revoke_mc::lower::counting
