// Goes round every square of two steps that are said to commute.
#include "tests/support/commuting.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <stdexcept>
#include <utility>
#include <vector>

#include "explorer/reduce/commuting.hpp"
#include "explorer/system/packed_system.hpp"

namespace revoke_mc::tests {

namespace {

template <std::size_t W>
class Squares {
public:
    Squares(const system::PackedModel& model, std::size_t limit)
        : system_(model), commuting_(reduce::Summary(model)), limit_(limit) {
        const std::vector<std::uint64_t> initial = system_.initial_states();
        for (std::size_t at = 0; at < initial.size(); at += model.words) {
            State state{};
            std::copy_n(&initial[at], model.words, state.begin());
            meet(state);
        }
        for (std::size_t i = 0; i < states_.size() && result_.difference.empty(); ++i) look_at(State(states_[i]));
    }
    [[nodiscard]] Commuting result() const { return result_; }

private:
    using State = std::array<std::uint64_t, W>;
    using TransitionId = system::TransitionId;
    struct Outcome {
        State to{};
        bool cut = false, bound = false;
        std::vector<system::PropertyId> broken;
        bool operator==(const Outcome&) const = default;
    };
    using Steps = std::map<TransitionId, Outcome>;

    void meet(const State& state) {
        if (states_.size() < limit_ && known_.insert(state).second) states_.push_back(state);
    }

    Steps steps(const State& state) {
        Steps out;
        system_.successors(state.data(), scratch_, [&](const system::Step& step) {
            Outcome& outcome = out[step.transition];
            outcome.cut = step.successor == nullptr;
            outcome.bound = step.bound_reached;
            outcome.broken.assign(step.broken.begin(), step.broken.end());
            if (step.successor != nullptr) std::copy_n(step.successor, W, outcome.to.begin());
        });
        return out;
    }

    void look_at(const State& start) {
        const Steps here = steps(start);
        for (const auto& [b, by_b] : here) {
            if (by_b.cut) continue;
            meet(by_b.to);
            const Steps behind = steps(by_b.to);
            for (const TransitionId a : FirstIds<TransitionId>(system_.transitions())) {
                if (!commuting_.commute(a, b)) continue;
                const auto before = here.find(a), after = behind.find(a);
                if (before == here.end() && after == behind.end()) continue;
                ++result_.squares;
                if (before == here.end() || after == behind.end())
                    return complain(a, b, "one enables or disables the other");
                if (!same_reports(before->second, after->second))
                    return complain(a, b, "one changes what the other reports");
                if (before->second.cut) continue;
                const Steps aside = steps(before->second.to);
                const auto across = aside.find(b);
                if (across == aside.end() || across->second.to != after->second.to)
                    return complain(a, b, "they end apart");
            }
        }
    }

    static bool same_reports(const Outcome& a, const Outcome& b) {
        return a.cut == b.cut && a.bound == b.bound && a.broken == b.broken;
    }

    void complain(TransitionId a, TransitionId b, const char* what) {
        result_.difference =
            "transitions " + std::to_string(a.number()) + " and " + std::to_string(b.number()) + ": " + what;
    }

    const system::PackedSystem<W> system_;
    typename system::PackedSystem<W>::Scratch scratch_{};
    const reduce::CommutingSteps commuting_;
    const std::size_t limit_;
    std::set<State> known_;
    std::vector<State> states_;
    Commuting result_;
};

template <std::size_t W>
Commuting check(const system::PackedModel& model, std::size_t limit) {
    return Squares<W>(model, limit).result();
}

}  // namespace

Commuting check_commuting(const system::PackedModel& model, std::size_t limit) {
    switch (model.words) {
    case 1: return check<1>(model, limit);
    case 2: return check<2>(model, limit);
    case 3:
    case 4: return check<4>(model, limit);
    default: break;
    }
    if (model.words <= 8) return check<8>(model, limit);
    throw std::length_error("state too wide for this test");
}

}  // namespace revoke_mc::tests
