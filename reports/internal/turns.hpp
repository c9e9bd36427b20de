// A trace as turns: what one thread does until another one moves.
//
// People who wrote a driver know its text. A step that lies in a function of the kernel library belongs to the
// statement of the driver that called it: that is the innermost frame on its call stack that stands in a file of the
// spec. Steps with the same such frame are one act. A statement that is carried out again is an act of its own; it is
// noticed when the thread comes to a place in the library where this act has been before.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "reports/trace.hpp"

namespace revoke_mc::reports::internal {

/// A statement of the driver's own text that is carried out.
struct Act {
    std::string routine;
    std::string statement;  ///< empty: it only chooses what to do next
    std::string place;
    std::size_t depth = 0;             ///< of calls in the driver's own text
    std::vector<std::string> choices;  ///< what was chosen on the way, in words
    std::size_t times = 1;             ///< it ends a series of acts that was carried out so often
    bool operator==(const Act&) const = default;
};

/// All values that a variable had, the first one from before the turn.
struct ValueHistory {
    std::string name;
    std::vector<std::string> values;
};

struct Turn {
    std::string thread;
    std::size_t first = 0;  ///< step, from 0
    std::size_t last = 0;
    std::vector<Act> acts;  ///< none where it only goes on with what the turn before has begun
    std::vector<ValueHistory> changes;
    std::vector<TraceEvent> events;
    std::vector<std::string> held_before;  ///< locks of this thread
    std::vector<std::string> held_after;
    std::vector<TraceLocks> locks;  ///< of all threads, after it
    Act goes_on;                    ///< what the last step belongs to
    std::string waits_for;          ///< a lock or a work: its last statement has begun, and is not carried out yet
    std::string last_change;        ///< the statement that last changed a variable, and not a lock or a local
};

/// A turn ends where the thread changes, and where a cycle begins.
[[nodiscard]] std::vector<Turn> turns_of(const TraceDocument& trace);

/// The frames of a step that stand in files of the spec, outer first; of a step that has none, its outermost frame.
[[nodiscard]] std::vector<TraceFrame> own_frames(const TraceStep& step);

/// It stands in the kernel library.
[[nodiscard]] bool in_library(const std::string& place);

/// The choices of a step as people name them: of a branch, what is done in it, unless its statement says so already.
[[nodiscard]] std::vector<std::string> meaning_of_choices(const TraceStep& step);

}  // namespace revoke_mc::reports::internal
