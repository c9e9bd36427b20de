// The strongly connected components of a part of a numbered region.
//
// Tarjan's algorithm (SIAM J. Comput. 1972) without recursion. Written by hand because boost::strong_components keeps
// two hundred bytes and more for each state of a deep search, growing as it goes: here a state takes 28 bytes, all of
// them booked before the first is touched.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "explorer/progress/numbered_region.hpp"
#include "explorer/search/limits.hpp"
#include "explorer/store/booked_list.hpp"

namespace revoke_mc::explorer::internal {

template <system::TransitionSystem S>
class RegionComponents {
public:
    using Region = NumberedRegion<S>;
    using Number = typename Region::Number;
    using Active = BookedArray<std::uint8_t>;
    using Components = BookedArray<std::uint32_t>;

    RegionComponents(const Region& region, const Active& active, Components& component, Limits& limits, Budget& budget)
        : region_(region), active_(active), component_(component), limits_(limits), index_(budget, region.size()),
          low_(budget, region.size()), open_(budget, region.size()), path_(budget, region.size()),
          edge_(budget, region.size()) {}

    /// Numbers the components of the active states and returns how many there are. Means nothing if a limit was hit.
    std::uint32_t find() {
        for (Number root = 0; root < region_.size() && !limits_.stopping(); ++root)
            if (active_[root] != 0 && index_[root] == 0) search(root);
        return components_;
    }

private:
    static constexpr std::uint32_t done = ~std::uint32_t{0};

    void search(Number root) {
        enter(root);
        while (depth_ != 0) {
            const Number at = path_[depth_ - 1];
            if (edge_[at] == region_.edges_end(at)) {
                leave(at);
            } else {
                follow(at, region_.target(edge_[at]++));
            }
        }
    }

    void enter(Number number) {
        if (count_ % 1024 == 0 && limits_.poll()) {
            depth_ = 0;
            return;
        }
        index_[number] = low_[number] = ++count_;
        edge_[number] = region_.edges_begin(number);
        open_[opened_++] = number;
        path_[depth_++] = number;
    }

    void follow(Number from, Number to) {
        if (active_[to] == 0) return;
        if (index_[to] == 0) return enter(to);
        if (index_[to] != done) low_[from] = std::min(low_[from], index_[to]);
    }

    void leave(Number number) {
        --depth_;
        if (low_[number] == index_[number]) {
            close(number);
        } else if (depth_ != 0) {
            const Number above = path_[depth_ - 1];
            low_[above] = std::min(low_[above], low_[number]);
        }
    }

    /// All that was opened since is one component.
    void close(Number number) {
        Number last = 0;
        do {
            last = open_[--opened_];
            index_[last] = done;
            component_[last] = components_;
        } while (last != number);
        ++components_;
    }

    const Region& region_;
    const Active& active_;
    Components& component_;
    Limits& limits_;
    BookedArray<std::uint32_t> index_;  ///< in order of discovery from 1; 0: not met yet; done: in a component
    BookedArray<std::uint32_t> low_;
    BookedArray<Number> open_;         ///< met, and in no component yet
    BookedArray<Number> path_;         ///< from the root to the state at hand
    BookedArray<std::uint64_t> edge_;  ///< the next one to follow, by state
    std::uint32_t count_ = 0, components_ = 0;
    std::size_t opened_ = 0, depth_ = 0;
};

}  // namespace revoke_mc::explorer::internal
