// A step of a configuration that is put together of blocks of a shelf, to see what it does.
#pragma once

#include <span>
#include <vector>

#include "explorer/views/stepper.hpp"
#include "explorer/views/view_set.hpp"

namespace revoke_mc::explorer::views {

/// Of a simple transition (touch.hpp): all that it does.
struct Outcome {
    bool enabled = false, bound = false;
    std::vector<std::uint64_t> shared;  ///< behind it, without counters
    std::vector<std::uint64_t> own;     ///< the block of the first instance; empty: there is no successor
    std::vector<system::PropertyId> broken;
    bool operator==(const Outcome&) const = default;
};

class Trial {
public:
    Trial(const system::Apart& apart, const std::vector<std::uint64_t>& kept, std::uint32_t shared);

    /// `blocks`: numbers on the shelf.
    [[nodiscard]] Outcome step(const ViewSet& views, Stepper& stepper, system::TransitionId transition,
                               std::span<const std::uint32_t> blocks);
    /// The thread is where the transition begins, if its position is shared or in the first of the blocks.
    [[nodiscard]] bool begins(const ViewSet& views, const system::ThreadTable& thread, system::TransitionId transition,
                              std::span<const std::uint32_t> blocks);
    [[nodiscard]] const std::uint64_t* compose(const ViewSet& views, std::span<const std::uint32_t> blocks);

private:
    const system::Apart& apart_;
    const std::vector<std::uint64_t>& kept_;
    std::uint32_t shared_;
    std::vector<std::uint64_t> state_;
};

/// Blocks of a shelf by the bits that somebody looks at: those that have the same ones are one class.
struct Classes {
    std::vector<std::uint64_t> mask;
    std::vector<std::uint32_t> class_of;  ///< by block
    std::vector<Bits> blocks_of;          ///< by class
    std::map<std::vector<std::uint64_t>, std::uint32_t> numbers;

    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(blocks_of.size()); }
    void add(std::uint32_t block, const std::uint64_t* words);
    void add(std::uint32_t block, std::vector<std::uint64_t> looked_at);
};

/// So many classes, chosen `size` at a time, are too many to try out each choice for each block.
[[nodiscard]] inline bool too_many(std::uint32_t classes, std::uint32_t size) {
    constexpr std::uint64_t most_choices = 10'000;
    std::uint64_t choices = 1;
    for (std::uint64_t i = 1; i <= size; ++i) {
        choices = choices * (classes + i - 1) / i;
        if (choices > most_choices) return true;
    }
    return false;
}

}  // namespace revoke_mc::explorer::views
