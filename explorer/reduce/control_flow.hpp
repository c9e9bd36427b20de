// The control flow of each thread, from place to place, and a cut through all cycles of the system.
//
// Every cycle of the state graph moves some thread round a cycle of its own control flow. If at
// least one transition of each such cycle is marked, every cycle of the state graph takes a marked
// transition: Kurshan, Levin, Minea, Peled and Yenigun (TACAS 1998), "Static partial order
// reduction". A reduction that never chooses a marked transition alone cannot put anything off for
// ever, whatever the order of the search and the number of its threads.
//
// A cycle of the state graph also gives each bit back: a transition that surely clears a bit is on
// one only together with a transition that sets it. That spares most loops that are bounded by what
// they use up: walks over a set, a device that works off what was queued.
#pragma once

#include <span>
#include <vector>

#include "explorer/reduce/facts.hpp"

namespace revoke_mc::reduce {

struct Edge {
    TransitionId transition = none;
    Place from = 0, to = 0;
};

class ControlFlow {
public:
    ControlFlow(const Summary& summary, const Facts& facts);

    /// All edges of a thread. A transition that is never enabled or always cut has none.
    [[nodiscard]] std::span<const Edge> edges(ThreadId thread) const { return edges_[thread]; }

private:
    void add_edges(TransitionId id, const Facts& facts);

    const Summary& summary_;
    Indexed<ThreadId, std::vector<Edge>> edges_;
};

/// Takes transitions out of `candidates` (by transition) until no cycle of the state graph can be made
/// of those that are left; of those that may make one, the one that costs most (by transition).
void cut_cycles(const Summary& summary, const Facts& facts, const ControlFlow& flow,
                const Indexed<TransitionId, std::uint64_t>& cost, Indexed<TransitionId, bool>& candidates);

}  // namespace revoke_mc::reduce
