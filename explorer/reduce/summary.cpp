// Sums up each transition: where it leads, what it asks, reads and writes.
#include "explorer/reduce/summary.hpp"

#include <algorithm>

namespace revoke_mc::reduce {

using system::Instruction;

// --- groups of bits ---------------------------------------------------------------------------

BitGroups::BitGroups(const PackedModel& model) : groups_(model.words, {~std::uint64_t{0}}) {
    for (const system::ThreadTable& table : model.threads) {
        if (table.position.width != 0) split(table.position.word, table.position.mask() << table.position.shift);
    }
    for (const Instruction& i : model.code) split_by(model, i);
}

void BitGroups::split_by(const PackedModel& model, const Instruction& i) {
    const auto split_these = [&](std::uint32_t word, std::uint64_t mask) { split(word, mask); };
    system::each_read(model, i, split_these);
    system::each_written(model, i, split_these);
}

void BitGroups::split(std::uint32_t word, std::uint64_t mask) {
    std::vector<std::uint64_t>& groups = groups_[word];
    for (std::size_t g = 0, end = groups.size(); g < end; ++g) {
        const std::uint64_t in = groups[g] & mask, out = groups[g] & ~mask;
        if (in == 0 || out == 0) continue;
        groups[g] = in;
        groups.push_back(out);
    }
}

std::vector<std::uint64_t> BitGroups::parts(std::uint32_t word, std::uint64_t mask) const {
    std::vector<std::uint64_t> out;
    for (const std::uint64_t group : groups_[word]) {
        if ((group & mask) != 0) out.push_back(group & mask);
    }
    return out;
}

// --- the summary ------------------------------------------------------------------------------

Summary::Summary(const PackedModel& of) : model(&of) {
    add_places();
    add_steps();
}

void Summary::add_places() {
    for (const ThreadId t : model->threads.ids()) {
        const system::ThreadTable& table = model->threads[t];
        first_place.push_back(static_cast<Place>(conditions.size()));
        for (const system::PositionId p : table.by_position.ids()) {
            const std::uint64_t value =
                table.position.width == 0 ? 0 : std::uint64_t{p.number()} << table.position.shift;
            conditions.push_back({table.position.word, position_mask(t), value});
        }
    }
    first_place.push_back(static_cast<Place>(conditions.size()));
}

void Summary::add_steps() {
    const BitGroups groups(*model);
    steps.resize(model->transitions.size());
    for (const ThreadId t : model->threads.ids()) {
        const auto& ranges = model->threads[t].by_position;
        for (const system::PositionId p : ranges.ids()) {
            for (TransitionId id = ranges[p].first; id < ranges[p].last; ++id) steps[id] = step(groups, t, p, id);
        }
    }
}

StepSummary Summary::step(const BitGroups& groups, ThreadId thread, system::PositionId position, TransitionId id) {
    const system::Transition& transition = model->transitions[id];
    const std::uint32_t behind = transition.code + transition.guards;
    StepSummary out;
    out.thread = thread;
    out.place = first_place[thread] + position.number();
    out.access = system::access_of(*model, transition.code);
    out.late_reads = system::access_of(*model, behind).reads;
    out.effect = effect_of(*model, transition.code);
    const std::vector<std::uint32_t> rest = system::instructions_of(*model, behind);
    out.fails_late = std::any_of(rest.begin(), rest.end(),
                                 [&](std::uint32_t at) { return system::may_disable(model->code[at].op); });
    for (std::uint32_t at = transition.code; at < behind; ++at) {
        const Instruction& guard = model->code[at];
        const bool own_word = guard.a == model->threads[thread].position.word;
        const std::uint64_t asked = own_word ? guard.mask & ~position_mask(thread) : guard.mask;
        for (const std::uint64_t part : groups.parts(guard.a, asked))
            out.guards.push_back(number({guard.a, part, guard.value & part}));
    }
    return out;
}

ConditionId Summary::number(const Condition& condition) {
    const auto [entry, is_new] = numbers_.emplace(condition, static_cast<ConditionId>(conditions.size()));
    if (is_new) conditions.push_back(condition);
    return entry->second;
}

}  // namespace revoke_mc::reduce
