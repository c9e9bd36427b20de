// Can a property still be broken from here on? Decided by the reference interpreter, up to a number of states.
//
// For what one state or one step decides. What is decided by all that can follow (`stuck`, `always possible`, `never
// leak`, progress) is not asked here: the answer is then unknown.
#pragma once

#include <cstddef>
#include <vector>

#include "model/semantics/interpret/interpreter.hpp"

namespace revoke_mc::reports {

struct Ahead {
    enum class Answer : std::uint8_t { never, reached, unknown } answer = Answer::unknown;
    std::size_t steps = 0;  ///< reached: after so many
};

/// One state or one step decides the property.
[[nodiscard]] bool is_local(const program::Program& program, program::PropertyId property);

/// From any of these states on. For a `reachable` property: can its witness be reached?
[[nodiscard]] Ahead look_ahead(const interpret::Interpreter& interpreter, program::PropertyId property,
                               const std::vector<interpret::State>& from, std::size_t most_states = 20'000);

}  // namespace revoke_mc::reports
