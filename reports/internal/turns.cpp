// Which statements are under way is remembered for each thread across its turns.
#include "reports/internal/turns.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "reports/internal/story_text.hpp"

namespace revoke_mc::reports::internal {
namespace {

constexpr std::size_t longest_period = 16;  // acts in a series that is looked for

/// A statement under way, and where its steps have been.
struct Open {
    std::string routine;
    std::string place;
    std::set<std::string> seen;
};

std::string full_place(const TraceStep& step) {
    std::string text;
    for (const TraceFrame& frame : step.call_stack) text += frame.place + " ";
    return text + joined(step.choices, " ");
}

bool same_frame(const Open& open, const TraceFrame& frame) {
    return open.routine == frame.routine && open.place == frame.place;
}

/// The thread's statements under way; take() says from which frame on they are new.
class UnderWay {
public:
    std::size_t take(const TraceStep& step, const std::vector<TraceFrame>& frames) {
        std::size_t common = 0;
        while (common < std::min(open_.size(), frames.size()) && same_frame(open_[common], frames[common])) ++common;
        const std::string place = full_place(step);
        if (common == frames.size() && open_[common - 1].seen.contains(place)) --common;  // once more
        open_.resize(common);
        for (std::size_t i = common; i < frames.size(); ++i) open_.push_back({frames[i].routine, frames[i].place, {}});
        open_.back().seen.insert(place);
        return common;
    }

private:
    std::vector<Open> open_;
};

void add_change(const TraceChange& change, std::vector<ValueHistory>& changes) {
    const auto is_it = [&](const ValueHistory& history) { return history.name == change.name; };
    auto known = std::find_if(changes.begin(), changes.end(), is_it);
    if (known == changes.end()) known = changes.insert(changes.end(), {change.name, {change.before}});
    if (known->values.back() != change.after) known->values.push_back(change.after);
}

/// A parameter of a library function that was just entered: the call says it.
bool is_detail(const TraceChange& change, const TraceStep& step) {
    return change.before.empty() && in_library(step.place) && change.name.starts_with(step.thread + ": ");
}

bool is_lock_or_local(const TraceChange& change, const TraceStep& step) {
    return is_mark(change.name) || change.before == step.thread || change.after == step.thread ||
           own_name(change.name, step.thread) != change.name;
}

std::string waits_after(const TraceStep& step) {
    for (const TraceChange& change : step.changes)
        if (std::string what = waits_for(change.name, change.after, step.thread); !what.empty()) return what;
    return "";
}

/// Acts i.. and j.. are the same for `period`.
bool repeats(const std::vector<Act>& acts, std::size_t i, std::size_t j, std::size_t period) {
    if (j + period > acts.size()) return false;
    return std::equal(acts.begin() + static_cast<std::ptrdiff_t>(i),
                      acts.begin() + static_cast<std::ptrdiff_t>(i + period),
                      acts.begin() + static_cast<std::ptrdiff_t>(j));
}

/// A series of acts that is carried out several times in a row is told once.
std::vector<Act> folded(const std::vector<Act>& acts) {
    std::vector<Act> out;
    for (std::size_t i = 0; i < acts.size();) {
        std::size_t period = 1;
        while (period <= longest_period && !repeats(acts, i, i + period, period)) ++period;
        if (period > longest_period) {
            out.push_back(acts[i++]);
            continue;
        }
        std::size_t times = 1;
        while (repeats(acts, i, i + times * period, period)) ++times;
        const auto begin = acts.begin() + static_cast<std::ptrdiff_t>(i);
        out.insert(out.end(), begin, begin + static_cast<std::ptrdiff_t>(period));
        out.back().times = times;
        i += times * period;
    }
    return out;
}

/// The whole step was to choose.
bool is_bare_choice(const std::string& statement) { return statement == "either"; }

class Turns {
public:
    explicit Turns(const TraceDocument& trace) : trace_(trace) {}

    std::vector<Turn> all() {
        for (std::size_t i = 0; i < trace_.steps.size(); ++i) {
            const std::string& thread = trace_.steps[i].thread;
            if (turns_.empty() || turns_.back().thread != thread || i == trace_.cycle_start) begin(thread, i);
            add(trace_.steps[i], turns_.back());
            turns_.back().last = i;
        }
        for (Turn& turn : turns_) turn.acts = folded(turn.acts);
        return std::move(turns_);
    }

private:
    void begin(const std::string& thread, std::size_t number) {
        Turn turn;
        turn.thread = thread;
        turn.first = number;
        if (number > 0) turn.held_before = locks_held(trace_.steps[number - 1], thread);
        turns_.push_back(std::move(turn));
    }

    void add(const TraceStep& step, Turn& turn) {
        const std::vector<TraceFrame> frames = own_frames(step);
        const std::size_t known = under_way_[step.thread].take(step, frames);
        const bool new_act = known < frames.size();
        if (new_act && !turn.acts.empty() && turn.acts.back().statement.empty()) turn.acts.pop_back();
        for (std::size_t depth = known; depth < frames.size(); ++depth) turn.acts.push_back(act_of(frames, depth));
        turn.goes_on = act_of(frames, frames.size() - 1);
        std::vector<std::string> choices = meaning_of_choices(step);
        if (turn.acts.empty() && !choices.empty()) turn.acts.push_back(turn.goes_on);
        for (std::string& choice : choices) turn.acts.back().choices.push_back(std::move(choice));
        add_changes(step, turn);
        turn.events.insert(turn.events.end(), step.events.begin(), step.events.end());
        turn.held_after = locks_held(step, step.thread);
        turn.waits_for = waits_after(step);
        turn.locks = step.locks;
    }

    static Act act_of(const std::vector<TraceFrame>& frames, std::size_t depth) {
        const bool bare = is_bare_choice(frames[depth].statement);  // the act behind it says what was chosen
        return {frames[depth].routine, bare ? "" : frames[depth].statement, frames[depth].place, depth, {}, 1};
    }

    static void add_changes(const TraceStep& step, Turn& turn) {
        for (const TraceChange& change : step.changes) {
            if (!is_detail(change, step)) add_change(change, turn.changes);
            if (!is_lock_or_local(change, step)) turn.last_change = turn.goes_on.statement;
        }
    }

    const TraceDocument& trace_;
    std::vector<Turn> turns_;
    std::map<std::string, UnderWay> under_way_;
};

bool is_branch(const std::string& choice) { return choice.starts_with("branch "); }

/// It holds a choice and does not say which one was taken.
bool leaves_open(const std::string& statement) { return statement.find("either") != std::string::npos; }

/// It does something, and is not there for the proof only.
bool says_something(const std::string& statement) {
    return !statement.empty() && !leaves_open(statement) && !statement.starts_with("skip") &&
           !statement.starts_with("assert") && !statement.starts_with("bound");
}

/// What is done in the branch that a step has taken.
std::string meaning_of_branch(const TraceStep& step, const std::string& choice) {
    if (!in_library(step.place) && !leaves_open(step.statement)) return "";
    for (const TraceStatement& folded : step.folded)
        if (folded.statement.starts_with("return ")) return shortened(folded.statement, 60);
    if (says_something(step.statement)) return shortened(step.statement, 60);
    for (const TraceStatement& folded : step.folded)
        if (says_something(folded.statement)) return shortened(folded.statement, 60);
    return choice;
}

}  // namespace

bool in_library(const std::string& place) { return place.starts_with("<kernel>/"); }

std::vector<TraceFrame> own_frames(const TraceStep& step) {
    std::vector<TraceFrame> own;
    for (const TraceFrame& frame : step.call_stack)
        if (!in_library(frame.place)) own.push_back(frame);
    if (own.empty() && !step.call_stack.empty()) own.push_back(step.call_stack.front());
    if (own.empty() && !step.folded.empty())
        own.push_back({step.thread, step.folded.front().place, step.folded.front().statement});
    if (own.empty()) own.push_back({step.thread, step.place, step.statement});
    return own;
}

std::vector<std::string> meaning_of_choices(const TraceStep& step) {
    std::vector<std::string> meanings;
    for (const std::string& choice : step.choices) {
        const std::string meaning = is_branch(choice) ? meaning_of_branch(step, choice) : choice;
        if (!meaning.empty() && (meanings.empty() || meanings.back() != meaning)) meanings.push_back(meaning);
    }
    return meanings;
}

std::vector<Turn> turns_of(const TraceDocument& trace) { return Turns(trace).all(); }

}  // namespace revoke_mc::reports::internal
