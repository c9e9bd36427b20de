// A plain search, breadth first, and a sum for each counter in each state.
#include "explorer/split_counters.hpp"

#include <algorithm>
#include <stdexcept>

#include "explorer/system/packed_system.hpp"
#include "explorer/visit_graph.hpp"

namespace revoke_mc::explorer {
namespace {

bool adds_up(const system::SplitCounter& counter, const std::uint64_t* state) {
    std::int64_t sum = counter.own.get(state);
    bool negative = sum < 0;
    for (const system::Field& share : counter.shares) {
        const std::int64_t part = share.get(state);
        negative = negative || part < 0;
        sum += part;
    }
    return !negative && sum == counter.whole.get(state);
}

}  // namespace

std::optional<std::size_t> wrongly_split(const system::PackedModel& model, const system::Apart& apart,
                                         const Options& options) {
    if (model.words > system::max_words) throw std::invalid_argument("views: a state of this size is too wide");
    std::optional<std::size_t> wrong;
    const auto look = [&](std::uint64_t, const std::uint64_t* state) {
        const auto found = std::ranges::find_if_not(
            apart.counters, [&](const system::SplitCounter& counter) { return adds_up(counter, state); });
        if (!wrong && found != apart.counters.end()) wrong = static_cast<std::size_t>(found - apart.counters.begin());
    };
    (void)visit_graph(system::PackedSystem<system::max_words>(model), options, look,
                      [](std::uint64_t, std::uint64_t, system::TransitionId) {});
    return wrong;
}

}  // namespace revoke_mc::explorer
