// Counters are left at nothing: whoever is tried has nothing to do with them.
#include "explorer/views/trial.hpp"

#include <algorithm>
#include <utility>

namespace revoke_mc::explorer::views {

Trial::Trial(const system::Apart& apart, const std::vector<std::uint64_t>& kept, std::uint32_t shared)
    : apart_(apart), kept_(kept), shared_(shared) {
    state_.assign(system::max_words, 0);
}

const std::uint64_t* Trial::compose(const ViewSet& views, std::span<const std::uint32_t> blocks) {
    auto place = std::copy_n(views.shared()[shared_], apart_.shared_words, state_.begin());
    for (const std::uint32_t block : blocks)
        place = std::copy_n(views.blocks()[views.shelf(shared_).block(block)], apart_.block_words, place);
    return state_.data();
}

bool Trial::begins(const ViewSet& views, const system::ThreadTable& thread, system::TransitionId transition,
                   std::span<const std::uint32_t> blocks) {
    const system::TransitionRange range = thread.by_position[thread.position_in(compose(views, blocks))];
    return range.first <= transition && transition < range.last;
}

Outcome Trial::step(const ViewSet& views, Stepper& stepper, system::TransitionId transition,
                    std::span<const std::uint32_t> blocks) {
    struct Once final : StepSink {
        explicit Once(const Trial& trial) : of(trial) {}
        void step(const system::Step& step) override {
            out.enabled = true;
            out.bound = step.bound_reached;
            out.broken.assign(step.broken.begin(), step.broken.end());
            if (step.successor == nullptr) return;
            const std::uint64_t* const first = step.successor + of.apart_.shared_words;
            out.shared.assign(step.successor, first);
            for (std::size_t w = 0; w < out.shared.size(); ++w) out.shared[w] &= of.kept_[w];
            out.own.assign(first, first + of.apart_.block_words);
        }
        void broken(system::PropertyId /*property*/) override {}
        const Trial& of;
        Outcome out;
    } sink(*this);
    stepper.step(transition, compose(views, blocks), sink);
    return sink.out;
}

void Classes::add(std::uint32_t block, const std::uint64_t* words) {
    std::vector<std::uint64_t> looked_at(mask);
    for (std::size_t w = 0; w < looked_at.size(); ++w) looked_at[w] &= words[w];
    add(block, std::move(looked_at));
}

void Classes::add(std::uint32_t block, std::vector<std::uint64_t> looked_at) {
    const std::uint32_t number = numbers.emplace(std::move(looked_at), size()).first->second;
    if (number == size()) blocks_of.emplace_back();
    class_of.push_back(number);
    set_bit(blocks_of[number], block);
}

}  // namespace revoke_mc::explorer::views
