// Replay: runs a recorded trace through the reference interpreter, on its own spec or on another one.
//
// replay() trusts nothing in the document. The interpreter starts from the spec, takes each recorded step and writes
// down what happens; that must be what is recorded, down to every changed variable and the hash of every state, and at
// the end the property must be broken. Any difference is a DocumentError that says where: the trace was edited, cut
// short, or made from another spec.
//
// follow() asks a different question: what becomes of this trace in another version of the spec? Steps are matched by
// thread (which includes the instance), statement text and choices, never by position, so a trace survives changes
// elsewhere. The answer is the first step that is no longer possible with the reason, or that the trace still runs and
// still breaks the property, or that it runs and breaks nothing.
#pragma once

#include <cstddef>
#include <string>

#include "model/interpret/interpreter.hpp"
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

struct Followed {
    enum class Ending : std::uint8_t {
        departed,    ///< a step is not possible
        not_broken,  ///< all steps are possible, the property holds at the end
        broken,      ///< all steps are possible, and the property is broken
        undecided,   ///< all steps are possible; what can follow is too much to decide here
        not_claimed  ///< the other spec does not claim the property, so nothing was followed
    } ending = Ending::departed;
    std::size_t step = 0;  ///< departed: its number, from 1
    std::string text;      ///< several lines for people
};

/// Runs the trace on another spec.
[[nodiscard]] Followed follow(const TraceDocument& trace, const interpret::Interpreter& other);

}  // namespace revoke_mc::reports
