// The edges of each thread's control flow, and a greedy cut of its cycles.
#include "explorer/reduce/control_flow.hpp"

#include <algorithm>
#include <optional>

namespace revoke_mc::reduce {

ControlFlow::ControlFlow(const Summary& summary, const Facts& facts) : summary_(summary), edges_(summary.threads()) {
    for (const TransitionId id : summary.steps.ids()) {
        if (!facts.never(id) && summary.steps[id].effect.completes) add_edges(id, facts);
    }
}

/// Which positions the thread may be at afterwards follows from the bits of its position.
void ControlFlow::add_edges(TransitionId id, const Facts& facts) {
    const StepSummary& step = summary_.steps[id];
    const KnownBits known = after(step.effect, facts.before(id));
    for (Place to = summary_.first_place[step.thread]; to < summary_.first_place[step.thread + 1]; ++to) {
        if (!summary_.conditions[to].refuted_by(known)) edges_[step.thread].push_back({id, step.place, to});
    }
}

namespace {

/// Finds the transitions that may lie on a cycle made of candidates, by leaving out those that
/// cannot until nothing changes. Right, because of the transitions of a cycle none can be the first
/// to be left out: while all are there, each is on a cycle of its thread and each bit comes back.
class Cycles {
public:
    Cycles(const Summary& summary, const Facts& facts, const ControlFlow& flow, Indexed<TransitionId, bool> candidates)
        : summary_(summary), flow_(flow), words_(summary.model->words), left_(std::move(candidates)),
          before_(summary.steps.size()), after_(summary.steps.size()) {
        for (const TransitionId id : left_.ids()) {
            if (!left_[id]) continue;
            before_[id] = facts.before(id);
            after_[id] = after(summary.steps[id].effect, before_[id]);
        }
    }

    [[nodiscard]] const Indexed<TransitionId, bool>& left() const { return left_; }
    void take_out(TransitionId id) { left_[id] = false; }

    void prune() {
        for (bool shrinks = true; shrinks;) {
            shrinks = prune_bits();
            for (const ThreadId t : FirstIds<ThreadId>(summary_.threads())) shrinks = prune_control(t) || shrinks;
        }
    }

private:
    /// Those that change a bit that nobody changes back.
    bool prune_bits() {
        std::vector<std::uint64_t> zero(words_, 0), one(words_, 0);
        for (const TransitionId id : left_.ids()) {
            for (std::size_t w = 0; left_[id] && w < words_; ++w) {
                zero[w] |= summary_.steps[id].effect.zero[w];
                one[w] |= summary_.steps[id].effect.one[w];
            }
        }
        bool shrinks = false;
        for (const TransitionId id : left_.ids()) {
            if (!left_[id] || comes_back(id, zero, one)) continue;
            left_[id] = false;
            shrinks = true;
        }
        return shrinks;
    }

    [[nodiscard]] bool comes_back(TransitionId id, const std::vector<std::uint64_t>& zero,
                                  const std::vector<std::uint64_t>& one) const {
        for (std::size_t w = 0; w < words_; ++w) {
            const std::uint64_t flips =
                before_[id].mask[w] & after_[id].mask[w] & (before_[id].value[w] ^ after_[id].value[w]);
            if ((flips & after_[id].value[w] & ~zero[w]) != 0 || (flips & ~after_[id].value[w] & ~one[w]) != 0)
                return false;
        }
        return true;
    }

    /// Those that lie on no cycle of their thread.
    bool prune_control(ThreadId thread) {
        std::vector<Edge> edges;
        for (const Edge& edge : flow_.edges(thread)) {
            if (left_[edge.transition]) edges.push_back(edge);
        }
        Indexed<TransitionId, bool> stays(left_.size(), false);
        for (const Edge& edge : edges) stays[edge.transition] = stays[edge.transition] || on_cycle(edges, edge);
        bool shrinks = false;
        for (const Edge& edge : edges) {
            shrinks = shrinks || !stays[edge.transition];
            left_[edge.transition] = stays[edge.transition];
        }
        return shrinks;
    }

    /// There is a way from the end of the edge to its start.
    [[nodiscard]] bool on_cycle(const std::vector<Edge>& edges, const Edge& edge) const {
        std::vector<bool> reached(summary_.places(), false);
        reached[edge.to] = true;
        for (bool grows = true; grows && !reached[edge.from];) {
            grows = false;
            for (const Edge& next : edges) {
                if (!reached[next.from] || reached[next.to]) continue;
                reached[next.to] = grows = true;
            }
        }
        return reached[edge.from];
    }

    const Summary& summary_;
    const ControlFlow& flow_;
    std::size_t words_;
    Indexed<TransitionId, bool> left_;
    Indexed<TransitionId, KnownBits> before_, after_;
};

}  // namespace

void cut_cycles(const Summary& summary, const Facts& facts, const ControlFlow& flow,
                const Indexed<TransitionId, std::uint64_t>& cost, Indexed<TransitionId, bool>& candidates) {
    Cycles cycles(summary, facts, flow, candidates);
    while (true) {
        cycles.prune();
        const Indexed<TransitionId, bool> left = cycles.left();
        std::optional<std::uint64_t> most;
        for (const TransitionId id : left.ids()) {
            if (left[id]) most = std::max(most.value_or(0), cost[id]);
        }
        if (!most) return;
        for (const TransitionId id : left.ids()) {
            if (!left[id] || cost[id] != *most) continue;
            candidates[id] = false;
            cycles.take_out(id);
        }
    }
}

}  // namespace revoke_mc::reduce
