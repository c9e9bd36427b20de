// The transitions of a model as the analyses of this folder see them: where they start, what their
// leading guards ask, what they touch, what they do to each bit.
//
// A guard is cut into *conditions* ("these bits have this value") along the borders of variables.
// The borders are not given but found: two bits of a word belong together if every instruction of
// the model treats them alike. What a lock's owner is, for one, is such a group of bits.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <tuple>
#include <vector>

#include "explorer/reduce/effect.hpp"
#include "explorer/system/access.hpp"
#include "explorer/system/packed_model.hpp"

namespace revoke_mc::reduce {

using system::PackedModel;
using system::ThreadId;
using system::TransitionId;

/// Index into Summary::conditions.
using ConditionId = std::uint32_t;
/// A thread at a position, numbered through all threads.
using Place = std::uint32_t;

/// These bits have this value. With an empty mask it always holds.
struct Condition {
    std::uint32_t word = 0;
    std::uint64_t mask = 0, value = 0;
    auto operator<=>(const Condition&) const = default;
    [[nodiscard]] bool holds(const std::uint64_t* state) const { return (state[word] & mask) == value; }
    /// The known bits rule it out.
    [[nodiscard]] bool refuted_by(const KnownBits& known) const {
        return (known.mask[word] & mask & (known.value[word] ^ value)) != 0;
    }
    /// The known bits imply it.
    [[nodiscard]] bool implied_by(const KnownBits& known) const {
        return (mask & ~known.mask[word]) == 0 && (known.value[word] & mask) == value;
    }
};

struct StepSummary {
    ThreadId thread = none;
    Place place = 0;
    std::vector<ConditionId> guards;        ///< the leading tests, without the thread's own position
    bool fails_late = false;                ///< may be disabled although all guards hold
    system::Access access;                  ///< of the whole program
    std::vector<std::uint64_t> late_reads;  ///< of the program behind the guards
    Effect effect;
};

/// The bits of each word in groups that the whole model treats alike.
class BitGroups {
public:
    explicit BitGroups(const PackedModel& model);
    /// The groups that `mask` is made of.
    [[nodiscard]] std::vector<std::uint64_t> parts(std::uint32_t word, std::uint64_t mask) const;

private:
    void split(std::uint32_t word, std::uint64_t mask);
    void split_by(const PackedModel& model, const system::Instruction& i);
    std::vector<std::vector<std::uint64_t>> groups_;  // by word
};

struct Summary {
    explicit Summary(const PackedModel& model);

    const PackedModel* model;
    std::vector<Condition> conditions;     ///< the first ones, by Place: "the thread stands there"
    Indexed<ThreadId, Place> first_place;  ///< one more at the end: how many places there are
    Indexed<TransitionId, StepSummary> steps;

    [[nodiscard]] std::size_t threads() const { return first_place.size() - 1; }
    [[nodiscard]] Place places() const { return first_place.back(); }
    /// Where the thread stands in `state`.
    [[nodiscard]] Place place(const std::uint64_t* state, ThreadId thread) const {
        return first_place[thread] + model->threads[thread].position_in(state).number();
    }
    [[nodiscard]] system::PositionId position(ThreadId thread, Place place) const {
        return system::PositionId{place - first_place[thread]};
    }
    [[nodiscard]] ThreadId thread_at(Place place) const {
        const auto next = std::upper_bound(first_place.begin(), first_place.end(), place);
        return ThreadId(static_cast<std::size_t>(next - first_place.begin()) - 1);
    }
    /// The bits of the thread's position, in its word.
    [[nodiscard]] std::uint64_t position_mask(ThreadId thread) const {
        const system::Field& field = model->threads[thread].position;
        return field.width == 0 ? 0 : field.mask() << field.shift;
    }

private:
    void add_places();
    void add_steps();
    [[nodiscard]] StepSummary step(const BitGroups& groups, ThreadId thread, system::PositionId position,
                                   TransitionId id);
    ConditionId number(const Condition& condition);

    std::map<Condition, ConditionId> numbers_;
};

}  // namespace revoke_mc::reduce
