// A sign that a verdict may be an accident: something in a spec that nothing ever made use of.
//
// A finding is reported only after a complete search. It has a name (`id`) that stays the same when lines move, for a
// spec to accept it by: accept "ID" because "REASON"; no two findings of a spec have the same.
#pragma once

#include <string>
#include <string_view>

#include "model/language/program/program.hpp"

namespace revoke_mc::coverage {

enum class Kind : std::uint8_t {
    step,          ///< a statement is never carried out
    branch,        ///< a condition is never true, or never false; a branch is never chosen; a walk has no element
    error_return,  ///< an error is never returned
    function,      ///< a function is never called
    premise,       ///< a condition inside a property is never true
    goal,          ///< what is possible is the case everywhere
    entering,      ///< what must not be entered never is
    assertion,     ///< an assert that the spec claims is never checked
    instances      ///< interchangeable instances are never under way at the same time
};

struct Finding {
    Kind kind = Kind::step;
    std::string id;
    program::Place place;
    std::string text;  ///< a sentence for people
};

[[nodiscard]] std::string_view to_string(Kind kind);

/// The line that accepts it, but for the reason.
[[nodiscard]] std::string acceptance_of(const Finding& finding);

}  // namespace revoke_mc::coverage
