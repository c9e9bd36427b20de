// Where to cut the cycles, so that what goes round is not called progress.
#include "explorer/reduce/advance.hpp"

#include <algorithm>
#include <cstdint>

namespace revoke_mc::reduce {

namespace {

/// Places that a thread comes back to: depth-first search, edges to where it came from.
class LoopHeads {
public:
    LoopHeads(const Summary& summary, const ControlFlow& flow) : flow_(flow), marks_(summary.places(), Mark::unseen) {
        if (summary.model->initial.empty()) return;  // each start is cut: nobody comes anywhere
        for (const ThreadId thread : FirstIds<ThreadId>(summary.threads())) {
            const Place first = summary.place(summary.model->initial.data(), thread);
            visit(thread, first);
        }
    }
    [[nodiscard]] bool contains(Place place) const {
        return std::find(heads_.begin(), heads_.end(), place) != heads_.end();
    }

private:
    enum class Mark : std::uint8_t { unseen, open, done };
    struct Open {
        Place place = 0;
        std::size_t next = 0;
    };

    void visit(ThreadId thread, Place first) {
        std::vector<Open> path{{first}};
        marks_[first] = Mark::open;
        while (!path.empty()) {
            Open& top = path.back();
            const auto edges = flow_.edges(thread);
            while (top.next < edges.size() && edges[top.next].from != top.place) ++top.next;
            if (top.next == edges.size()) {
                marks_[top.place] = Mark::done;
                path.pop_back();
                continue;
            }
            const Place to = edges[top.next++].to;
            if (marks_[to] == Mark::open && to != top.place) heads_.push_back(to);
            if (marks_[to] != Mark::unseen) continue;
            marks_[to] = Mark::open;
            path.push_back({to});
        }
    }

    const ControlFlow& flow_;
    std::vector<Mark> marks_;
    std::vector<Place> heads_;
};

/// The dearest are cut first: leaving a place of rest, then the head of a loop, then any other step
/// from one place to the next. What stays where it is comes last: it mostly uses something up.
Indexed<TransitionId, std::uint64_t> costs(const Summary& summary, const ControlFlow& flow) {
    const LoopHeads heads(summary, flow);
    Indexed<TransitionId, std::uint64_t> cost(summary.steps.size(), 0);
    for (const ThreadId thread : FirstIds<ThreadId>(summary.threads())) {
        const auto& rest = summary.model->threads[thread].rest;
        for (const Edge& edge : flow.edges(thread)) {
            if (edge.from == edge.to) continue;
            const bool leaves_rest = rest[summary.position(thread, edge.from)] != 0;
            const std::uint64_t here = leaves_rest ? 3 : heads.contains(edge.from) ? 2 : 1;
            cost[edge.transition] = std::max(cost[edge.transition], here);
        }
    }
    return cost;
}

}  // namespace

AdvancingSteps::AdvancingSteps(const Summary& summary, const Facts& facts) {
    const ControlFlow flow(summary, facts);
    for (const TransitionId id : summary.steps.ids()) {
        advances_.push_back(!facts.never(id) && summary.steps[id].effect.completes);
    }
    cut_cycles(summary, facts, flow, costs(summary, flow), advances_);
}

}  // namespace revoke_mc::reduce
