// Which bits of a state may still matter, depending on where the threads stand.
//
// Two old ideas in one analysis: the cone of influence (what no property and no step depends on, not even through what
// it is copied into: Clarke, Grumberg, Peled 1999, section 10.2; "faint" variables) and dead variables (what every
// thread overwrites before it reads it: Bozga, Fernandez, Ghirvu 1999; Yorav and Grumberg 2004).
//
// A bit is *live* for a thread at a position if, on some way that the thread may take from there, it may read the bit
// before it has overwritten it itself, for something that matters: a test, a jump, a trap, a report, or a value that is
// stored into a bit that is live then. A bit matters in a state if a property reads it, or if it is live for some
// thread where that thread stands. If it is live for none, every thread overwrites it first: nobody will ever see it.
//
// Let two states be alike if all threads stand at the same places and the bits that matter there (the same ones, since
// they follow from the places) have the same values. That is a bisimulation which keeps everything that a search may
// ask (slice.hpp): alike states enable the same transitions with the same reports, successors by the same transition
// are alike, and state properties, goals, rest and circles of lock waits are the same.
//
// "No step changes the state" (deadlock, stuck) asks for more: a step that changes nothing that matters must not look
// like none at all. Positions matter: it can only be a step that leaves every thread where it stands. What such a step
// writes counts as read where it is taken: then it changes a state exactly if it changes an alike one, and the two
// sides of a step that changes the state are never alike.
#pragma once

#include <cstdint>
#include <vector>

#include "explorer/reduce/facts.hpp"
#include "explorer/system/packed_model.hpp"

namespace revoke_mc::reduce {

/// A mask over the words of a state.
using Bits = std::vector<std::uint64_t>;

struct Liveness {
    Bits always;                                                      ///< positions, and what properties read
    Indexed<system::ThreadId, Indexed<system::PositionId, Bits>> at;  ///< what is live there
};

/// The least solution, closed under renaming of interchangeable instances: in a state and its renamed one the same bits
/// matter, up to names. Over-approximates: more bits may be live, never fewer.
[[nodiscard]] Liveness live_bits(const system::PackedModel& model);
/// The least one in which the bits `kept` count as live everywhere.
[[nodiscard]] Liveness live_bits(const system::PackedModel& model, const Bits& kept);

/// Bits that follow from where some thread stands wherever they are not live: `facts` know them at each place where it
/// does not keep them alive. To leave them out of a state would make no two states the same.
[[nodiscard]] Bits settled_when_dead(const Liveness& live, const Facts& facts);

}  // namespace revoke_mc::reduce
