// The short telling: an entry for each turn of a thread, numbered with the steps that it stands for.
#pragma once

#include <string>
#include <vector>

#include "reports/internal/opening.hpp"
#include "reports/internal/story_columns.hpp"
#include "reports/internal/story_text.hpp"
#include "reports/internal/turns.hpp"
#include "reports/story.hpp"

namespace revoke_mc::reports::internal {

class BriefTeller {
public:
    BriefTeller(const TraceDocument& trace, std::vector<std::string> threads, const StoryOptions& options);

    [[nodiscard]] std::string header() const { return columns_.header(); }
    [[nodiscard]] std::string turn(const Turn& turn);

private:
    [[nodiscard]] static std::vector<StoryLine> acts(const Turn& turn, std::size_t width);
    [[nodiscard]] std::string text_of(const TraceEvent& event) const;

    Style style_;
    StoryColumns columns_;
    HeldLocks locks_;
    std::string told_at_end_;
};

}  // namespace revoke_mc::reports::internal
