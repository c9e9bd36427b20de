// What does not matter in a state is set to zero: slicing and dead variables as a map on states.
//
//     reduce::Slice slice(model);
//     if (slice.active()) slice.normalize(state);       // in place; or from one array to another
//
// The map takes each state to one that is alike in the sense of liveness.hpp, and alike ones to the same. That is a
// bisimulation, so a search over normal states finds what the plain one finds:
//
//  - A normal state has the steps of the states it stands for: the same transitions, reports, cuts and bounds, and to
//    states that become the same. Levels, and the lengths of shortest traces, stay as they are.
//  - A step changes a normal state exactly if it changes those it stands for, before and after both were made normal
//    (liveness.hpp takes care of that): deadlock and stuck stay.
//  - Positions and all that conditions read always matter: state properties, goals and rest positions stay.
//  - Stubborn sets look at positions, at the guards of transitions that start there, and at which steps change the
//    state: they choose the same threads in alike states, and what they promise for a reachable state they promise for
//    the normal one, whether or not that can be reached itself. The graph that they leave is cut down by a
//    bisimulation.
//  - What matters follows renamings: it makes no difference whether states are renamed or made normal first. And the
//    canonical form sorts by nothing that does not matter.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "explorer/reduce/liveness.hpp"
#include "explorer/system/packed_model.hpp"

namespace revoke_mc::reduce {

class Slice {
public:
    /// Analyses the model; keeps nothing of it. With facts, bits that need not be looked at are found.
    explicit Slice(const system::PackedModel& model) : Slice(model, live_bits(model)) {}
    Slice(const system::PackedModel& model, const Facts& facts) : Slice(model, worth_slicing(model, facts)) {}
    /// With another analysis, for tests.
    Slice(const system::PackedModel& model, const Liveness& live);

    /// Some state may have a normal form other than itself.
    [[nodiscard]] bool active() const { return !parts_.empty(); }

    /// The normal form of a state of at least PackedModel::words words, in place.
    void normalize(std::uint64_t* state) const {
        for (const Part& part : parts_) {
            std::uint64_t matters = part.always;
            for (const Row& row : part.rows) matters |= row.bits[static_cast<std::size_t>(row.position.get(state))];
            state[part.word] &= matters;
        }
    }

private:
    static Liveness worth_slicing(const system::PackedModel& model, const Facts& facts);

    /// What matters of one word where a thread stands, by position.
    struct Row {
        system::Field position;
        std::vector<std::uint64_t> bits;
    };
    /// A word in which some bit may not matter.
    struct Part {
        std::uint32_t word = 0;
        std::uint64_t always = 0;  ///< what matters wherever the threads stand
        std::vector<Row> rows;     ///< of the threads for which it makes a difference where they stand
    };

    std::vector<Part> parts_;  // positions always matter: the order of words makes no difference
};

/// Some state among a few thousand, the same in every run, is not normal. Where none is, a search without the slice is
/// faster and hardly larger: most of what does not matter somewhere is 0 there anyway.
[[nodiscard]] bool finds_work(const system::PackedModel& model, const Slice& slice);

}  // namespace revoke_mc::reduce
