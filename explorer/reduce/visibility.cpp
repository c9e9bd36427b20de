// What conditions read, and which transitions change that.
#include "explorer/reduce/visibility.hpp"

#include "explorer/base/planted.hpp"
#include "explorer/reduce/evaluate.hpp"

namespace revoke_mc::reduce {

namespace {

using system::Instruction;
using system::Opcode;
using system::Part;
using system::PropertyKind;

/// How a condition looks at the state.
class Observed {
public:
    Observed(const Summary& summary, std::uint32_t code)
        : summary_(summary), bits_(summary.model->words, 0), views_(summary.places()) {
        for (const std::uint32_t at : system::instructions_of(*summary.model, code)) add_reading(at);
    }

    /// Bits outside of positions.
    [[nodiscard]] std::uint64_t bits(std::size_t word) const { return bits_[word]; }
    /// The condition tells a thread at one of the places from the same thread at the other.
    [[nodiscard]] bool tells_apart(Place a, Place b) const { return a != b && views_[a] != views_[b]; }

private:
    void add_reading(std::uint32_t at) {
        const Instruction& i = summary_.model->code[at];
        switch (system::facts(i.op).looks) {
        case Part::none: return;
        case Part::bits_of_a: return compare(i.a, i.mask, i.value);
        case Part::bits_of_b: return compare(i.b, i.mask, i.value);
        case Part::field_of_b: return load(at);
        case Part::table:
            return system::each_read(*summary_.model, i, [&](auto word, auto mask) { see_all(word, mask); });
        }
    }

    /// A condition that compares bits with a value sees two kinds of places.
    void compare(std::uint32_t word, std::uint64_t mask, std::uint64_t value) {
        see(word, mask, [&](Place place) {
            const Condition& stands = summary_.conditions[place];
            return (stands.value & mask) == (value & stands.mask & mask) ? 1U : 0U;
        });
    }

    /// A position that is only looked up in a set sees two kinds of places too: it is loaded into a
    /// register that nothing else reads.
    void load(std::uint32_t at) {
        const Instruction& i = summary_.model->code[at];
        const Instruction& next = summary_.model->code[at + 1];
        if (next.op != Opcode::in_set || next.b != i.a) return see_all(i.b, i.mask << i.c);
        const std::vector<std::uint64_t>& set = summary_.model->bitmaps[next.value];
        see(i.b, i.mask << i.c, [&](Place place) {
            const std::uint64_t value = summary_.conditions[place].value;
            const std::uint64_t position = ((value >> i.c) & i.mask) + static_cast<std::uint64_t>(i.imm);
            return static_cast<std::uint32_t>((set[position / 64] >> (position % 64)) & 1U);
        });
    }

    void see_all(std::uint32_t word, std::uint64_t mask) {
        see(word, mask, [](Place place) { return place; });
    }

    template <class View>
    void see(std::uint32_t word, std::uint64_t mask, View&& view) {
        for (const ThreadId t : FirstIds<ThreadId>(summary_.threads())) {
            const bool there = summary_.model->threads[t].position.word == word;
            if (!there || (summary_.position_mask(t) & mask) == 0) continue;
            for (Place p = summary_.first_place[t]; p < summary_.first_place[t + 1]; ++p) views_[p].push_back(view(p));
            mask &= ~summary_.position_mask(t);
        }
        bits_[word] |= mask;
    }

    const Summary& summary_;
    std::vector<std::uint64_t> bits_;
    std::vector<std::vector<std::uint32_t>> views_;  // by place: what each look at the thread's position gives
};

/// Bits of a word that the step may give another value.
std::uint64_t changed(const StepSummary& step, const KnownBits& before, const KnownBits& after, std::size_t w) {
    const std::uint64_t same = before.mask[w] & after.mask[w] & ~(before.value[w] ^ after.value[w]);
    return step.effect.written(w) & ~same;
}

bool changes_seen_bits(const Observed& observed, const StepSummary& step, const KnownBits& before) {
    const KnownBits then = after(step.effect, before);
    for (std::size_t w = 0; w < before.mask.size(); ++w) {
        if ((changed(step, before, then, w) & observed.bits(w)) != 0) return true;
    }
    return false;
}

/// Steps that may change what the condition looks at.
Indexed<TransitionId, bool> noticed_steps(const Summary& summary, const Facts& facts, const ControlFlow& flow,
                                          std::uint32_t code) {
    const Observed observed(summary, code);
    Indexed<TransitionId, bool> out(summary.steps.size(), false);
    for (const TransitionId id : summary.steps.ids())
        out[id] = changes_seen_bits(observed, summary.steps[id], facts.before(id));
    for (const ThreadId t : FirstIds<ThreadId>(summary.threads())) {
        for (const Edge& edge : flow.edges(t)) {
            if (observed.tells_apart(edge.from, edge.to)) out[edge.transition] = true;
        }
    }
    return out;
}

}  // namespace

Indexed<TransitionId, bool> visible_steps(const Summary& summary, const Facts& facts, const ControlFlow& flow) {
    const PackedModel& model = *summary.model;
    Indexed<TransitionId, bool> visible(summary.steps.size(), false);
    if (planted::is("visibility-forgotten")) return visible;
    for (const system::PackedProperty& property : model.properties) {
        const bool possibility = property.kind == PropertyKind::possibility;
        if (!property.has_code || (!possibility && property.kind != PropertyKind::state)) continue;
        const bool found = possibility || property.sought;  // the condition in a state that is to be found
        const Indexed<TransitionId, bool> noticed = noticed_steps(summary, facts, flow, property.code);
        for (const TransitionId id : summary.steps.ids()) {
            if (visible[id] || !noticed[id] || facts.never(id)) continue;
            const KnownBits then = after(summary.steps[id].effect, facts.before(id));
            visible[id] = evaluate(model, property.code, facts.before(id)).may_be(found) &&
                          evaluate(model, property.code, then).may_be(!found);
        }
    }
    return visible;
}

}  // namespace revoke_mc::reduce
