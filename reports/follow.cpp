// Following a trace in another spec.
//
// Names are all that two versions of a spec have in common. The walk starts in the initial state that agrees with the
// recorded one in most names. If a step is not possible, its thread may first have to take steps that the trace does
// not have (the fix added a wait that passes at once): up to `most_extra` steps of that thread alone are tried, at
// first none of them a statement that the thread takes anywhere in the trace, then any, and they must lead to the
// recorded statement in the same functions. A recorded statement that the other spec has nowhere is left out. What is
// still impossible then is the departure.
#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "model/semantics/interpret/run.hpp"
#include "reports/ahead.hpp"
#include "reports/internal/candidates.hpp"
#include "reports/judge.hpp"
#include "reports/plain_trace.hpp"
#include "reports/recorder.hpp"
#include "reports/replay.hpp"
#include "reports/style.hpp"

namespace revoke_mc::reports {
namespace {

using internal::Candidates;
using interpret::Interpreter;
using interpret::Outcome;
using interpret::State;

constexpr std::size_t most_extra = 8;

template <class I, class Named>
std::optional<I> find_named(const Indexed<I, Named>& all, const std::string& name) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const Named& one) { return one.name == name; });
    if (found == all.end()) return std::nullopt;
    return I{static_cast<std::size_t>(found - all.begin())};
}

/// How many of the recorded values a state contradicts; variables that it does not have do not count.
std::size_t contradictions(const TraceInitial& recorded, const TraceInitial& actual) {
    const std::map<std::string, std::string> values(actual.values.begin(), actual.values.end());
    return static_cast<std::size_t>(
        std::count_if(recorded.values.begin(), recorded.values.end(), [&](const auto& pair) {
            const auto found = values.find(pair.first);
            return found != values.end() && found->second != pair.second;
        }));
}

struct Starts {
    std::vector<Outcome> closest;
    std::size_t contradictions = 0;  ///< of each of them
};

Starts closest_starts(const TraceDocument& trace, const Interpreter& other, const Recorder& recorder) {
    std::vector<std::pair<std::size_t, Outcome>> rated;
    std::size_t least = ~std::size_t{0};
    for (Outcome& start : other.starts()) {
        if (!start.next && !trace.steps.empty()) continue;
        const std::size_t rating = contradictions(trace.initial, recorder.initial(start));
        least = std::min(least, rating);
        rated.emplace_back(rating, std::move(start));
    }
    Starts starts{{}, least};
    for (auto& [rating, start] : rated) {
        if (rating == least) starts.closest.push_back(std::move(start));
    }
    return starts;
}

std::vector<std::string> routines(const TraceStep& step) {
    std::vector<std::string> names;
    for (const TraceFrame& frame : step.call_stack) names.push_back(frame.routine);
    return names;
}

std::string text_of(const TraceStep& step) {
    const std::string choices = step.choices.empty() ? "" : fmt::format(" [{}]", fmt::join(step.choices, ", "));
    return fmt::format("`{}`{}", step.statement, choices);
}

class Follower {
public:
    Follower(const TraceDocument& trace, const Interpreter& other)
        : trace_(trace), other_(other), recorder_(other), program_(other.program()),
          property_(find_named(program_.properties, trace.property.name)),
          starts_(closest_starts(trace, other, recorder_)), candidates_(std::move(starts_.closest)) {}

    Followed run() {
        Followed followed = walk();
        followed.way = way();
        followed.left_out = left_out_;
        return followed;
    }

private:
    Followed walk() {
        if (!property_) return not_claimed(fmt::format("does not claim {}, so nothing can be said of it", name()));
        if (is_witness() != trace_.witness) return not_claimed(fmt::format("means something else by {}", name()));
        if (candidates_.empty()) return no_start();
        if (starts_.contradictions > 0)
            notes_ +=
                fmt::format("{} of the values that the trace starts with are others here\n", starts_.contradictions);
        for (std::size_t i = 0; i < trace_.steps.size(); ++i) {
            if (i == trace_.cycle_start) cycle_start_ = taken();
            if (auto end = take(i)) return *end;
        }
        if (trace_.cycle_start == trace_.steps.size()) cycle_start_ = taken();
        return finish();
    }

    std::optional<Followed> take(std::size_t number) {
        const TraceStep& step = trace_.steps[number];
        const auto thread = find_named(program_.threads, step.thread);
        if (!thread) return departed(number, fmt::format("it has no thread {}", step.thread), states());
        if (matches(number, *thread, false)) return std::nullopt;
        if (is_gone(step)) {
            notes_ += fmt::format("without step {}: {} does not have `{}` any more\n", number + 1,
                                  printable(program_.file), step.statement);
            left_out_.push_back(number);
            return std::nullopt;
        }
        const std::vector<State> from = states();
        if (with_extra_steps(number, *thread, statements_of(step.thread))) return std::nullopt;
        if (!is_blocked(*thread) && with_extra_steps(number, *thread, {})) return std::nullopt;
        return departed(number, obstacle(step, *thread), from);
    }

    /// The other spec has no such statement anywhere: the violation must come about without it, or what stops it comes
    /// later.
    bool is_gone(const TraceStep& step) const {
        return std::ranges::none_of(program_.statements,
                                    [&](const program::Stmt* stmt) { return stmt->source == step.statement; });
    }

    /// Those that the trace may have led to; none if some are left out.
    std::vector<State> states() const {
        std::vector<State> states;
        for (const Candidates::Node& node : candidates_.front())
            if (node.outcome.next && !candidates_.cut()) states.push_back(*node.outcome.next);
        return states;
    }

    /// Steps taken so far, extra ones included.
    [[nodiscard]] std::size_t taken() const { return Candidates::way_to(candidates_.front().front()).size() - 1; }

    /// Takes the recorded step in all states where it is possible; false if there is none.
    bool matches(std::size_t number, program::ThreadId thread, bool same_functions) {
        const TraceStep& step = trace_.steps[number];
        return advance(number, thread, [&](const State& state, const Outcome& outcome) {
            const TraceStep actual = recorder_.step(state, outcome);
            return actual.statement == step.statement && actual.choices == step.choices &&
                   (!same_functions || routines(actual) == routines(step));
        });
    }

    /// Takes a step, which stands for a recorded one or for none.
    template <class Wanted>
    bool advance(std::optional<std::size_t> of, program::ThreadId thread, const Wanted& wanted) {
        const auto outcomes = [&](const State& state) { return other_.steps(state, thread); };
        if (!candidates_.advance(outcomes, wanted)) return false;
        stands_for_.push_back(of);
        return true;
    }

    void retreat(std::size_t steps) {
        candidates_.retreat(steps);
        stands_for_.resize(stands_for_.size() - steps);
    }

    /// The steps taken, in one of the states that they may have led to.
    [[nodiscard]] std::vector<FollowedStep> way() const {
        std::vector<FollowedStep> steps;
        if (!property_ || candidates_.empty()) return steps;
        const auto nodes = Candidates::way_to(candidates_.front().front());
        for (std::size_t i = 1; i < nodes.size(); ++i)
            steps.push_back({stands_for_[i - 1], recorder_.step(*nodes[i - 1]->outcome.next, nodes[i]->outcome)});
        return steps;
    }

    /// Lets the thread take steps that the trace does not have, none of them a known statement, up to the recorded one.
    /// If that fails it stays where the thread got blocked on the way (there is the reason to be given; not where it
    /// may rest), or goes back.
    bool with_extra_steps(std::size_t number, program::ThreadId thread, const std::set<std::string>& known) {
        const auto is_new = [&](const State&, const Outcome& outcome) {
            return outcome.next && !known.contains(source(outcome));
        };
        std::size_t extra = 0;
        while (extra < most_extra && advance(std::nullopt, thread, is_new)) {
            ++extra;
            if (!matches(number, thread, true)) continue;
            note_extra(number, extra, 1);
            return true;
        }
        if (extra > 0 && is_blocked(thread)) {
            note_extra(number, extra, 0);
        } else {
            retreat(extra);
        }
        return false;
    }

    bool is_blocked(program::ThreadId thread) const {
        const auto& last = candidates_.front().front().outcome;
        return last.next && !other_.at_rest(*last.next, thread) && !other_.why_blocked(*last.next, thread).empty();
    }

    /// The extra steps are the last `count` ones but `after`.
    void note_extra(std::size_t number, std::size_t count, std::size_t after) {
        const auto way = Candidates::way_to(candidates_.front().front());
        const std::size_t end = way.size() - after;
        for (std::size_t i = end - count; i < end; ++i) {
            notes_ += fmt::format("before step {}, {} also takes `{}`, which the trace does not have\n", number + 1,
                                  trace_.steps[number].thread, source(way[i]->outcome));
        }
    }

    /// A step may consist of what folds alone.
    std::string source(const Outcome& outcome) const {
        return outcome.statement == program::none ? "" : program_.statements[outcome.statement]->source;
    }

    std::set<std::string> statements_of(const std::string& thread) const {
        std::set<std::string> statements;
        for (const TraceStep& step : trace_.steps) {
            if (step.thread == thread) statements.insert(step.statement);
        }
        return statements;
    }

    /// Why the thread cannot take the step in the (first) state that the trace has led to.
    std::string obstacle(const TraceStep& step, program::ThreadId thread) const {
        const auto& last = candidates_.front().front().outcome;
        if (!last.next) return "the step before it is cut here: " + first_event(last);
        const TraceThread at = recorder_.thread(*last.next, thread);
        if (at.place.empty()) return fmt::format("{} has ended", step.thread);
        const std::string where = fmt::format("{} is in front of `{}` ({})", step.thread, at.at, at.place);
        const std::string blocked = other_.why_blocked(*last.next, thread);
        if (!blocked.empty()) return where + " and cannot go on: " + blocked;
        return where + ", where it can do " + possible(*last.next, thread) + impossible(*last.next, thread);
    }

    std::string first_event(const Outcome& outcome) const {
        if (outcome.bound_reached) return outcome.bound_text;
        return outcome.events.empty() ? "no reason is given" : outcome.events.front().message;
    }

    std::string possible(const State& state, program::ThreadId thread) const {
        std::vector<std::string> steps;
        for (const Outcome& outcome : other_.steps(state, thread))
            steps.push_back(text_of(recorder_.step(state, outcome)));
        return fmt::format("{}", fmt::join(steps, ", "));
    }

    /// Conditions that are false on other ways from there.
    std::string impossible(const State& state, program::ThreadId thread) const {
        std::vector<std::string> reasons;
        (void)interpret::Run::step(program_, state, thread, &reasons);
        std::string text;
        for (const std::string& reason : reasons) text += "\n  not possible there: " + reason;
        return text;
    }

    Followed departed(std::size_t number, const std::string& why, std::vector<State> from) const {
        if (const auto already = broken_on_the_way()) return *already;
        std::string text = notes_;
        text += number < trace_.steps.size()
                    ? fmt::format("departs at step {} of {}: {} cannot take {}\n", number + 1, trace_.steps.size(),
                                  trace_.steps[number].thread, text_of(trace_.steps[number]))
                    : "departs at the start\n";
        return {Followed::Ending::departed, number + 1, text + "  " + why + "\n", std::move(from)};
    }

    Followed ended(Followed::Ending ending, const std::string& what) const {
        const std::string steps =
            !left_out_.empty() ? "the other steps" : fmt::format("all {} steps", trace_.steps.size());
        return {ending, trace_.steps.size(), fmt::format("{}{} are still possible; {}\n", notes_, steps, what)};
    }

    /// Each start is cut, or there is none.
    [[nodiscard]] Followed no_start() const {
        const Judge judge(other_);
        for (const Outcome& start : other_.starts())
            if (judge.judge(*property_, {nullptr, &start, {}, nullptr}) == Broken::yes)
                return {Followed::Ending::broken, 0, fmt::format("{} is {} before the first step\n", name(), broken())};
        return departed(0, "the other spec has no initial state", {});
    }

    /// `possible` is there to be reached, all else not to be broken.
    [[nodiscard]] bool is_witness() const {
        return program_.properties[*property_].kind == program::Property::Kind::reachable;
    }

    [[nodiscard]] const std::string& name() const { return trace_.property.name; }
    [[nodiscard]] const char* broken() const { return trace_.witness ? "reached" : "violated"; }

    [[nodiscard]] Followed not_claimed(const std::string& why) const {
        return {Followed::Ending::not_claimed, 0, fmt::format("{} {}\n", printable(program_.file), why)};
    }

    /// What one state or one step breaks may be broken before the trace comes to its end.
    std::optional<Followed> broken_on_the_way() const {
        if (!is_local(program_, *property_)) return std::nullopt;
        const Judge judge(other_);
        for (const Candidates::Node& node : candidates_.front()) {
            const auto way = Candidates::way_to(node);
            for (std::size_t i = 0; i < way.size(); ++i) {
                const Outcome& outcome = way[i]->outcome;
                const TraceEnd here{outcome.next ? &*outcome.next : nullptr, &outcome, {}, nullptr};
                if (judge.judge(*property_, here) != Broken::yes) continue;
                return Followed{Followed::Ending::broken, i,
                                fmt::format("{}{} is {} on the way, after {} step{}\n", notes_, name(), broken(), i,
                                            i == 1 ? "" : "s")};
            }
        }
        return std::nullopt;
    }

    /// One step more, and it may be broken: then the steps of the trace say little.
    bool rests_on_what_follows() const {
        return !is_local(program_, *property_) || *property_ == program::id_of(program::BuiltinProperty::deadlock);
    }

    /// The trace was followed to its end, and there the property is not broken.
    Followed not_broken() const {
        const std::string what = fmt::format("{} is not {} at their end any more", name(), broken());
        if (auto already = broken_on_the_way()) return *already;
        if (notes_.empty() && !trace_.steps.empty() && !rests_on_what_follows())
            return ended(Followed::Ending::not_broken, what);
        Followed detour = ended(Followed::Ending::detour, what);
        detour.from = states();
        return detour;
    }

    Followed finish() const {
        Broken answer = Broken::no;
        for (const Candidates::Node& node : candidates_.front()) {
            const Run run = run_to(node, cycle_start_);
            const Broken one = Judge(other_).judge(*property_, end(node.outcome, run));
            if (one == Broken::yes || answer == Broken::no) answer = one;
        }
        if (answer == Broken::no && candidates_.cut()) answer = Broken::undecided;
        switch (answer) {
        case Broken::yes: return ended(Followed::Ending::broken, fmt::format("{} is still {}", name(), broken()));
        case Broken::no: return not_broken();
        case Broken::undecided: break;
        }
        return ended(
            Followed::Ending::undecided,
            fmt::format("whether {} is still violated rests on what can follow, which is too much to search here",
                        name()));
    }

    TraceEnd end(const Outcome& outcome, const Run& run) const {
        TraceEnd end{outcome.next ? &*outcome.next : nullptr, &outcome, {}, trace_.cycle_start ? &run : nullptr};
        if (trace_.property.name == "stuck" && trace_.violation.thread)
            end.thread = find_named(program_.threads, *trace_.violation.thread);
        return end;
    }

    const TraceDocument& trace_;
    const Interpreter& other_;
    Recorder recorder_;
    const program::Program& program_;
    const std::optional<program::PropertyId> property_;
    Starts starts_;
    Candidates candidates_;
    std::size_t cycle_start_ = 0;  // of a lasso, in steps of the other spec
    std::string notes_;
    std::vector<std::size_t> left_out_;                   ///< recorded steps
    std::vector<std::optional<std::size_t>> stands_for_;  ///< for each step taken, the recorded one
};

}  // namespace

Followed follow(const TraceDocument& trace, const Interpreter& other) {
    const TraceDocument shown = plain(trace);
    return Follower(shown, other).run();
}

}  // namespace revoke_mc::reports
