// What a trace does not say, but its spec does: moment by moment, where each thread stands, what it may not do and why,
// the locals in its scope, and which accesses to memory a step made.
//
// A trace says what happened. Whoever looks for the reason wants to know what did not: who waited for whom, and what
// was false where a step was not possible. The reference interpreter walks through the trace once more and is asked.
//
//     const Moments told = moments(trace, interpret::Interpreter(program));
//     told.moments[3].obstacles;   // after the third step: who could not go on, and why
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "model/semantics/interpret/interpreter.hpp"
#include "reports/recorder.hpp"
#include "reports/trace.hpp"

namespace revoke_mc::reports {

/// Where a thread stands, with what is in scope there, outer functions first.
struct Standing {
    TraceThread at;
    std::vector<LocalValue> locals;
    bool operator==(const Standing&) const = default;
};

/// Why a thread cannot take a step, or one of its steps.
struct Obstacle {
    enum class Kind : std::uint8_t {
        lock,       ///< it waits for a lock
        condition,  ///< what it waits for is false
        rest,       ///< the same, but it may stay there for ever
        branch      ///< it can step, but not on every way
    } kind = Kind::condition;
    std::string thread;
    std::string why;  ///< the statement, what is false, the values that it reads; or the lock and its holders
    bool operator==(const Obstacle&) const = default;
};
[[nodiscard]] std::string_view to_string(Obstacle::Kind kind);

/// Before the first step, and after each.
struct Moment {
    std::vector<Standing> moved;  ///< threads that stand elsewhere than before; at first all of them
    std::vector<Obstacle> obstacles;
    bool cut = false;                   ///< the step leads to no state: nobody stands anywhere
    std::vector<std::string> accesses;  ///< of the step to memory, by name: "dma_write", "cpu_access"
    bool operator==(const Moment&) const = default;
};

/// A fence, and the variables that say what becomes of it.
struct FenceVariables {
    std::string name, pending;
    std::vector<std::pair<std::string, std::string>> in_resv;  ///< buffer, variable with its usage there
    bool operator==(const FenceVariables&) const = default;
};

struct SourceText {
    std::string name, text;
    auto operator<=>(const SourceText&) const = default;
};

struct Moments {
    std::vector<FenceVariables> fences;
    std::vector<SourceText> sources;
    /// One more than the trace has steps; the last one is cut if the last step leads nowhere.
    std::vector<Moment> moments;
};

/// Throws DocumentError if the trace is not one of this program (replay() says more).
[[nodiscard]] Moments moments(const TraceDocument& trace, const interpret::Interpreter& interpreter);

[[nodiscard]] std::vector<SourceText> source_texts(const program::Program& program);

}  // namespace revoke_mc::reports
