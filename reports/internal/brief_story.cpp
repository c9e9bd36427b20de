// Acts of the same function stand side by side as far as they fit, each line with the places that it tells of.
#include "reports/internal/brief_story.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace revoke_mc::reports::internal {
namespace {

constexpr std::size_t longest_statement = 160;
constexpr std::string_view between = "  ";

/// Room for "11-15", and two spaces.
std::size_t margin_for(std::size_t steps) { return std::max<std::size_t>(2 * std::to_string(steps).size() + 1, 4) + 2; }

std::string label(const Turn& turn) {
    if (turn.first == turn.last) return std::to_string(turn.first + 1);
    return fmt::format("{}-{}", turn.first + 1, turn.last + 1);
}

std::string text_of_act(const Act& act) {
    std::string text = shortened(act.statement, longest_statement);
    if (!act.choices.empty()) text += (text.empty() ? "[" : " [") + joined(act.choices, ", ") + "]";
    if (act.times > 1) text += fmt::format(" [all this {} times]", act.times);
    return text;
}

/// Acts of one function that are told on the same lines.
struct Group {
    std::vector<std::string> texts;
    std::vector<std::string> places;
};

bool same_group(const Act& one, const Act& other) { return one.routine == other.routine && one.depth == other.depth; }

/// As numbers; a text that somebody edited may be too large for one.
bool less(const std::string& line, const std::string& other) {
    return std::pair(line.size(), line) < std::pair(other.size(), other);
}

/// "vfio.rvk:33", "vfio.rvk:36", "vfio.rvk:34" -> "vfio.rvk:33-36".
std::string told(const std::vector<std::string>& places) {
    std::string file = short_place(places.front());
    const std::size_t colon = file.rfind(':');
    if (colon == std::string::npos) return file;
    std::string least = file.substr(colon + 1);
    std::string most = least;
    for (const std::string& place : places) {
        const std::string text = short_place(place);
        if (text.compare(0, colon + 1, file, 0, colon + 1) != 0) continue;
        least = std::min(least, text.substr(colon + 1), less);
        most = std::max(most, text.substr(colon + 1), less);
    }
    return file.substr(0, colon + 1) + (least == most ? least : least + "-" + most);
}

/// Each text begins where the one before it ends, or on a new line.
std::vector<std::string> fill(const std::vector<std::string>& texts, std::size_t width) {
    std::vector<std::string> lines;
    for (const std::string& text : texts) {
        const bool fits = !lines.empty() && columns(lines.back()) + between.size() + columns(text) <= width;
        if (fits) {
            lines.back() += std::string(between) + text;
        } else {
            for (std::string& line : wrap(text, width, 4)) lines.push_back(std::move(line));
        }
    }
    return lines;
}

std::vector<StoryLine> lines_of(const Group& group, const Act& like, std::size_t width) {
    const std::string indent(std::min(2 * like.depth, width / 4), ' ');
    std::vector<std::string> texts = group.texts;
    if (like.depth > 0) texts.front() = like.routine + ": " + texts.front();
    texts.push_back(told(group.places));
    std::vector<StoryLine> lines;
    for (std::string& line : fill(texts, width - indent.size())) lines.push_back({indent + line, Colour::bold});
    return lines;
}

bool is_lock(const ValueHistory& history, const Turn& turn) {
    if (is_mark(history.name)) return true;
    const auto holds = [&](const std::string& lock) { return lock == history.name; };
    if (std::any_of(turn.held_before.begin(), turn.held_before.end(), holds)) return true;
    if (std::any_of(turn.held_after.begin(), turn.held_after.end(), holds)) return true;
    return std::find(history.values.begin(), history.values.end(), turn.thread) != history.values.end();
}

/// Its first value is the other one.
bool is_truth(const ValueHistory& history) {
    return history.values.back() == "true" || history.values.back() == "false";
}

/// All values, as somebody may have asked for one in between; only of a lock nothing but what is held matters.
std::string changes_of(const Turn& turn) {
    std::vector<std::string> texts;
    for (const ValueHistory& history : turn.changes) {
        if (is_lock(history, turn)) continue;
        const bool brief = history.values.front().empty() || is_truth(history);
        const std::string text = own_name(history.name, turn.thread) + (brief ? " = " : ": ");
        const std::vector<std::string> values(history.values.begin() + (brief ? 1 : 0), history.values.end());
        texts.push_back(text + joined(values, " -> "));
    }
    return joined(texts, ", ");
}

/// Who waits has carried out nothing yet: that is said here, too.
std::string locks_told(const Turn& turn) {
    std::vector<std::string> texts;
    if (turn.held_after != turn.held_before)
        texts.push_back(turn.held_after.empty() ? "holds nothing any more" : "holds " + joined(turn.held_after, ", "));
    if (!turn.waits_for.empty()) texts.push_back("waits for " + turn.waits_for);
    return joined(texts, "; ");
}

}  // namespace

BriefTeller::BriefTeller(const TraceDocument& trace, std::vector<std::string> threads, const StoryOptions& options)
    : style_(options.style), columns_(std::move(threads), options.width, options.style, margin_for(trace.steps.size())),
      told_at_end_(trace.violation.message) {}

std::vector<StoryLine> BriefTeller::acts(const Turn& turn, std::size_t width) {
    std::vector<StoryLine> lines;
    const std::vector<Act> only{turn.goes_on};
    const std::vector<Act>& all = turn.acts.empty() ? only : turn.acts;
    for (std::size_t i = 0; i < all.size();) {
        const Act& like = all[i];
        Group group;
        for (; i < all.size() && same_group(all[i], like); ++i) {
            group.texts.push_back((turn.acts.empty() ? "goes on with " : "") + text_of_act(all[i]));
            group.places.push_back(all[i].place);
        }
        for (StoryLine& line : lines_of(group, like, width)) lines.push_back(std::move(line));
    }
    return lines;
}

/// What the last lines say is not said twice.
std::string BriefTeller::text_of(const TraceEvent& event) const {
    const std::string message = event.message == told_at_end_ ? "" : ": " + event.message;
    return fmt::format("! {}{}  {}", event.property, message, short_place(event.place));
}

std::string BriefTeller::turn(const Turn& turn) {
    const std::size_t width = columns_.room(turn.thread);
    std::vector<StoryLine> lines;
    const auto add = [&](const std::string& text, Colour colour) {
        if (text.empty()) return;
        for (std::string& line : wrap("  " + text, width, 4)) lines.push_back({std::move(line), colour});
    };
    if (columns_.names_threads())
        for (std::string& line : wrap(turn.thread + ":", width, 2)) lines.push_back({std::move(line), Colour::cyan});
    for (StoryLine& line : acts(turn, width)) lines.push_back(std::move(line));
    add(changes_of(turn), Colour::yellow);
    add(locks_told(turn), Colour::dim);
    for (const TraceEvent& event : turn.events) add(text_of(event), Colour::red);
    locks_.clear();
    for (const TraceLocks& held : turn.locks) locks_[held.thread] = held.locks;
    std::string text;
    std::string number = label(turn);
    for (const StoryLine& line : lines) {
        text += columns_.margin(number) + columns_.indent(turn.thread, locks_) +
                style_.paint(printable(line.text), line.colour) + "\n";
        number.clear();
    }
    return text;
}

}  // namespace revoke_mc::reports::internal
