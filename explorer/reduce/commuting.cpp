// Read and write sets, side by side.
#include "explorer/reduce/commuting.hpp"

#include "explorer/base/planted.hpp"

namespace revoke_mc::reduce {

CommutingSteps::CommutingSteps(const Summary& summary) : words_(summary.model->words) {
    masks_.reserve(summary.steps.size() * words_ * 2);
    for (const StepSummary& step : summary.steps.items()) {
        const auto touched = masks_.insert(masks_.end(), step.access.reads.begin(), step.access.reads.end());
        for (std::size_t w = 0; w < words_; ++w) touched[static_cast<std::ptrdiff_t>(w)] |= step.access.writes[w];
        const system::Field& place = summary.model->threads[step.thread].position;
        if (place.width != 0) touched[place.word] |= summary.position_mask(step.thread);
        masks_.insert(masks_.end(), step.access.writes.begin(), step.access.writes.end());
    }
}

bool CommutingSteps::commute(TransitionId a, TransitionId b) const {
    const std::uint64_t* const x = &masks_[a.number() * words_ * 2];
    const std::uint64_t* const y = &masks_[b.number() * words_ * 2];
    std::uint64_t common = 0;
    for (std::size_t w = 0; w < words_; ++w) {
        common |= x[words_ + w] & y[w];
        if (!planted::is("reads-commute")) common |= x[w] & y[words_ + w];
    }
    return common == 0;
}

}  // namespace revoke_mc::reduce
