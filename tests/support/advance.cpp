// Looks for a cycle among the steps that are said to come to an end.
#include "tests/support/advance.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "explorer/reduce/advance.hpp"
#include "explorer/symmetry/symmetry_canonicalizer.hpp"
#include "explorer/system/packed_system.hpp"

namespace revoke_mc::tests {

namespace {

template <std::size_t W>
class Graph {
public:
    Graph(const system::PackedModel& model, bool representatives, std::size_t limit)
        : system_(model), symmetry_(model.symmetry, model.words), renames_(representatives && symmetry_.active()),
          limit_(limit), summary_(model), advancing_(summary_, reduce::Facts(summary_)) {
        const std::vector<std::uint64_t> initial = system_.initial_states();
        for (std::size_t at = 0; at < initial.size(); at += model.words) {
            State state{};
            std::copy_n(&initial[at], model.words, state.begin());
            (void)number(state);
        }
        for (std::size_t i = 0; i < states_.size(); ++i) expand(i);
    }

    [[nodiscard]] Advance result() {
        Advance out{states_.size(), 0, 0, false};
        std::vector<std::size_t> ready;
        for (std::size_t i = 0; i < states_.size(); ++i) {
            out.advancing += left_[i];
            if (left_[i] == 0) ready.push_back(i);
        }
        out.stalled = ready.size();
        std::size_t peeled = 0;
        for (; !ready.empty(); ++peeled) {
            const std::size_t state = ready.back();
            ready.pop_back();
            for (const std::size_t before : before_[state]) {
                if (--left_[before] == 0) ready.push_back(before);
            }
        }
        out.cycle = peeled != states_.size();
        return out;
    }

private:
    using State = std::array<std::uint64_t, W>;

    /// None: there are too many states already.
    std::optional<std::size_t> number(State state) {
        if (renames_) symmetry_.canonicalize(state.data());
        if (const auto known = numbers_.find(state); known != numbers_.end()) return known->second;
        if (states_.size() >= limit_) return std::nullopt;
        numbers_.emplace(state, states_.size());
        states_.push_back(state);
        left_.push_back(0);
        before_.emplace_back();
        return states_.size() - 1;
    }

    void expand(std::size_t from) {
        const State state = states_[from];
        std::vector<std::pair<State, bool>> steps;
        system_.successors(state.data(), scratch_, [&](const system::Step& step) {
            if (step.successor == nullptr) return;
            State next;
            std::copy_n(step.successor, W, next.begin());
            if (next != state) steps.emplace_back(next, advancing_.contains(step.transition));
        });
        for (const auto& [next, advances] : steps) {
            const auto to = number(next);
            if (!to || !advances) continue;
            ++left_[from];
            before_[*to].push_back(from);
        }
    }

    const system::PackedSystem<W> system_;
    typename system::PackedSystem<W>::Scratch scratch_{};
    const system::Canonicalizer symmetry_;
    const bool renames_;
    const std::size_t limit_;
    const reduce::Summary summary_;
    const reduce::AdvancingSteps advancing_;
    std::map<State, std::size_t> numbers_;
    std::vector<State> states_;
    std::vector<std::size_t> left_;                 // by state: its advancing steps
    std::vector<std::vector<std::size_t>> before_;  // by state: from where they lead here
};

template <std::size_t W>
Advance check(const system::PackedModel& model, bool representatives, std::size_t limit) {
    return Graph<W>(model, representatives, limit).result();
}

}  // namespace

Advance check_advance(const system::PackedModel& model, bool representatives, std::size_t limit) {
    switch (model.words) {
    case 1: return check<1>(model, representatives, limit);
    case 2: return check<2>(model, representatives, limit);
    case 3:
    case 4: return check<4>(model, representatives, limit);
    default: break;
    }
    if (model.words <= 8) return check<8>(model, representatives, limit);
    throw std::length_error("state too wide for this test");
}

}  // namespace revoke_mc::tests
