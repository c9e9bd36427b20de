// Replay: runs a recorded trace through the reference interpreter, on its own spec or on another one.
//
// replay() trusts nothing in the document. The interpreter starts from the spec, takes each recorded step and writes
// down what happens; that must be what is recorded, down to every changed variable and the hash of every state, and at
// the end the property must be broken. Any difference is a DocumentError that says where: the trace was edited, cut
// short, or made from another spec.
//
// follow() asks a different question: what becomes of this trace in another version of the spec? Steps are matched by
// thread (which includes the instance), statement text and choices, never by position: a trace survives changes
// elsewhere. The answer is the first step that is no longer possible with the reason, or that the trace still runs and
// still breaks the property, or that it runs and breaks nothing. A trace that departs proves nothing: the property may
// be broken in another way from there on, and whoever asked has to look (reports/ahead.hpp, or a search).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "model/semantics/interpret/interpreter.hpp"
#include "reports/document_error.hpp"
#include "reports/trace.hpp"

namespace revoke_mc::reports {

struct Replayed {
    /// False: every step is confirmed, but whether nothing can happen afterwards (`stuck`, `always possible`) was not
    /// decided within the bound.
    bool decided = true;
    std::string text;  ///< a sentence for people
};

/// Throws DocumentError unless the whole trace is confirmed. `program` must be checked with the trace's parameters.
[[nodiscard]] Replayed replay(const TraceDocument& trace, const interpret::Interpreter& interpreter);

/// Throws DocumentError if the spec is not the one the trace was made from, saying what to do.
void require_same_spec(const TraceDocument& trace, const program::Program& program);

/// A step that the other spec takes.
struct FollowedStep {
    std::optional<std::size_t> of;  ///< the step of the trace that it stands for, from 0; none: the trace has no such
    TraceStep step;
};

struct Followed {
    enum class Ending : std::uint8_t {
        departed,    ///< a step is not possible; that does not say whether the property can still be broken
        not_broken,  ///< these steps and no others are possible, and the property is not broken by them
        detour,  ///< the same, but with other steps in between, or what can follow decides: that proves nothing either
        broken,  ///< the property is broken, by all steps or by some of them
        undecided,   ///< all steps are possible; what can follow is too much to decide here
        not_claimed  ///< the other spec does not claim the property, or not as one of the same kind
    } ending = Ending::departed;
    std::size_t step = 0;  ///< departed: its number, from 1
    std::string text;      ///< several lines for people
    /// departed, detour: every state that the trace may have led to before that step; empty if there are too many.
    std::vector<interpret::State> from = {};
    std::vector<FollowedStep> way = {};      ///< as far as the other spec goes along
    std::vector<std::size_t> left_out = {};  ///< steps of the trace, from 0, that the other spec has nowhere
};

/// Runs the trace on another spec.
[[nodiscard]] Followed follow(const TraceDocument& trace, const interpret::Interpreter& other);

}  // namespace revoke_mc::reports
