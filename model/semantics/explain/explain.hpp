// Is a log a run of the model? And if not, which line is the first that no run can have?
//
// A point of a log is a step of its own that changes nothing (syntax/instrument.hpp); all other steps are free. So a
// log is explained by a run whose points are the log's lines, in their order. Nobody knows which: all states that may
// be behind a line are carried along, as with subset construction of automata, or runtime verification of a trace with
// unobserved transitions. From each of them go the free steps, among which all states that may be in front of the next
// line are found, and the steps that are that line. Only this frontier is kept: memory does not grow with the log.
//
// What a step comes by inside `atomic` belongs to that step: a step may be several lines, one behind the other.
//
//     explain::Explainer explainer(program, lowered, resolver, {});
//     const explain::Explained result = explainer.explain([&] { return next_event(); });
//     result.lines == all of them, or result.nearest says what is in the way
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "explorer/base/limits.hpp"
#include "model/semantics/explain/frontier.hpp"
#include "model/semantics/explain/match.hpp"
#include "model/semantics/explain/stepper.hpp"

namespace revoke_mc::explain {

struct Options {
    std::uint64_t max_states = std::numeric_limits<std::uint64_t>::max();  ///< of the frontier of one line
    bool keep_ways = false;  ///< so that a result has steps; memory grows with their number then
    std::uint64_t most_lines = std::numeric_limits<std::uint64_t>::max();  ///< look at no more of them
    bool tell_apart = false;  ///< also instances that are interchangeable: see Explained
    bool coverage = false;    ///< Explained::covered is wanted: the program was lowered with Watch::points
    /// Called as soon as it is certain, before another line is asked for.
    std::function<void(const struct Violation&)> found = {};
};

/// A rule that every explanation breaks by this line, and none by the line before.
struct Violation {
    program::PropertyId property = none;
    std::optional<std::uint64_t> line;  ///< the number of that line; none: it is broken before the first
    WayPtr way;                         ///< of one explanation, if ways are kept
};

/// A state in which the log has come to a line that cannot be next, and what one thread would have to do.
struct Near {
    std::vector<std::uint64_t> state;
    program::ThreadId thread = none;
    std::uint32_t steps = 0;  ///< how many steps of its own it is away from such a point, at least; 0: it is in front
    std::string reason;       ///< why it is not that point; empty: the thread is not there
    std::string unseen;       ///< the point that it would come by first, and that the log does not show
    bool cut = false;         ///< its next step traps
    bool enabled = false;     ///< it has a step
};

struct Explained {
    std::uint64_t lines = 0;  ///< the longest explained beginning of the log
    bool all = false;
    std::optional<Event> first_not;  ///< the line behind it
    std::vector<Near> nearest;       ///< of first_not; a few
    std::vector<Violation> violations;
    Covered covered;           ///< of the explained lines; Options::coverage
    WayPtr way;                ///< of an explanation of `lines`, if ways are kept
    std::uint64_t widest = 0;  ///< the most states of one frontier
    std::uint64_t states = 0;  ///< of all of them
    bool bound = false;        ///< not all, and the model's own bound was reached on the way: nothing is certain
    std::optional<limits::Reason> stopped;  ///< given up
    /// Given up, as a line says what a variable of one of several interchangeable instances is: which of them is which
    /// has to be kept from the start for that. To be explained again, with the option of this name.
    bool tell_apart = false;
};

class Explainer {
public:
    /// The references must outlive it.
    Explainer(const program::Program& program, const lower::Lowered& lowered, const Resolver& resolver,
              const Options& options);

    /// `next` gives one line after the other, then nothing. May throw what `next` throws.
    [[nodiscard]] Explained explain(const std::function<std::optional<Event>()>& next);

private:
    void explain_lines(const std::function<std::optional<Event>()>& next);
    /// All free steps in front of the line, and all that are the line.
    void search_line();
    void start();
    /// Rules that are broken before the first step of a run that begins in state_.
    [[nodiscard]] Broken broken_at_start();
    [[nodiscard]] Covered covered_at_start() const;
    void fill(const std::function<std::optional<Event>()>& next);
    void go_on_from(const Reached& reached);
    void take(const Reached& from, const system::Step& step);
    /// The points from `point` on, as lines from `line` on.
    void match(const Reached& from, const system::Step& step, std::size_t point, std::size_t line,
               const Binding& binding);
    void arrive(const Reached& from, const system::Step& step, std::size_t lines, BindingId binding);
    /// Rules that a run has broken behind a step, which has led to state_.
    void break_rules(const system::Step& step);
    [[nodiscard]] bool is_rule(system::PropertyId reported) const;
    [[nodiscard]] Covered covered_behind(const Reached& from, const system::Step& step) const;
    [[nodiscard]] WayPtr way_to(const Reached& from, const system::Step& step, Broken breaks) const;
    void advance();
    void forget_bindings();
    void find_violations();
    [[nodiscard]] Covered covered() const;
    [[nodiscard]] bool stuck() const;
    void find_nearest();
    void hold_against_lines(const Reached& reached, const system::Step& step, Near& out) const;
    [[nodiscard]] Near near(const Reached& reached, program::ThreadId thread);
    [[nodiscard]] Indexed<program::ThreadId, std::vector<std::uint32_t>> distances(const Event& event) const;

    const program::Program& program_;
    const lower::Lowered& lowered_;
    const Resolver& resolver_;
    Options options_;
    Matcher matcher_;
    Naming naming_;
    std::unique_ptr<Stepper> stepper_;
    Bindings bindings_;
    std::vector<const std::vector<lower::PassedPoint>*> points_;  ///< by transition
    std::size_t most_points_ = 1;                                 ///< of one transition
    std::deque<Frontier> ahead_;  ///< of this line, and of those behind it, as far as steps have come
    std::deque<Event> lines_;
    bool ended_ = false;                 ///< lines_ has the last one
    std::optional<std::uint64_t> last_;  ///< the number of the last line that is explained
    Explained result_;
    std::vector<bool> is_rule_;  ///< by property: a run can break it
    // What would be made anew for each step.
    std::vector<std::uint64_t> key_, state_;
    Broken breaks_, broken_;
};

}  // namespace revoke_mc::explain
