// Whether a step can be what a line of a log is about.
#pragma once

#include <string>

#include "model/semantics/explain/binding.hpp"
#include "model/semantics/lower/lower.hpp"

namespace revoke_mc::explain {

/// One point that a step comes by, and where.
struct Passed {
    const lower::PassedPoint& point;
    program::ThreadId thread = none;
    const std::uint64_t* before = nullptr;  ///< the state before the step
    const std::uint64_t* after = nullptr;   ///< and behind it; null: it is cut
};

class Matcher {
public:
    Matcher(const program::Program& program, const lower::Lowered& lowered) : program_(program), lowered_(lowered) {}

    /// The step can be this event. What it binds is bound then; a binding that does not fit is left half done.
    [[nodiscard]] bool fits(const Passed& passed, const Event& event, Binding& binding) const {
        return mismatch(passed, event, binding, nullptr);
    }
    /// Why it cannot: "value is -19 here, 0 in the log". Empty: it can, or it is at another point or another thread's.
    [[nodiscard]] std::string why_not(const Passed& passed, const Event& event, Binding binding,
                                      const Resolver& names) const;
    /// The task may be this thread.
    [[nodiscard]] bool may_be(Token task, program::ThreadId thread, const Binding& binding) const;

private:
    struct Reason {
        const Resolver* names;
        std::string text;
    };
    [[nodiscard]] bool mismatch(const Passed& passed, const Event& event, Binding& binding, Reason* why) const;
    [[nodiscard]] bool bind_task(Token task, program::ThreadId thread, Binding& binding) const;
    [[nodiscard]] bool bind_thing(const Passed& passed, const Seen& seen, Binding& binding, Reason* why) const;
    [[nodiscard]] bool same_number(const Passed& passed, const Seen& seen, Reason* why) const;
    [[nodiscard]] program::ObjectId object(const lower::Frame& frame, const Seen& seen) const;

    const program::Program& program_;
    const lower::Lowered& lowered_;
};

}  // namespace revoke_mc::explain
