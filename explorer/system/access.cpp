// Read and write sets of programs.
#include "explorer/system/access.hpp"

#include <algorithm>
#include <functional>

#include "explorer/base/limits.hpp"

namespace revoke_mc::system {

namespace {

void add(const PackedModel& model, const Instruction& i, Access& access) {
    each_read(model, i, [&](std::size_t word, std::uint64_t mask) { access.reads[word] |= mask; });
    each_written(model, i, [&](std::size_t word, std::uint64_t mask) { access.writes[word] |= mask; });
}

}  // namespace

std::vector<std::uint32_t> instructions_of(const PackedModel& model, std::uint32_t code) {
    limits::poll();
    std::vector<std::uint32_t> out;
    std::vector<std::uint32_t> open{code};  // the least one last; jumps go forward, so it is never entered again
    const auto enter = [&](std::uint32_t at) {
        const auto place = std::lower_bound(open.begin(), open.end(), at, std::greater<>());
        if (place == open.end() || *place != at) open.insert(place, at);
    };
    while (!open.empty()) {
        const std::uint32_t at = open.back();
        open.pop_back();
        out.push_back(at);
        const Instruction& i = model.code[at];
        if (jumps(i.op)) enter(static_cast<std::uint32_t>(i.imm));
        if (goes_on(i.op)) enter(at + 1);
    }
    return out;
}

Access access_of(const PackedModel& model, std::uint32_t code) {
    Access access{std::vector<std::uint64_t>(model.words, 0), std::vector<std::uint64_t>(model.words, 0)};
    for (const std::uint32_t at : instructions_of(model, code)) add(model, model.code[at], access);
    return access;
}

Indexed<TransitionId, std::uint8_t> confined_words(const PackedModel& model) {
    Indexed<TransitionId, std::uint8_t> out;
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
