// Threads and properties of the packed system are numbered as in the program, and each cell is the slot of its number.
//
// The two sides have Ids of their own all the same: what knows no program must not be given a program's number by
// accident. These are the only places where one becomes the other.
#pragma once

#include "explorer/system/concept.hpp"
#include "model/language/program/program.hpp"

namespace revoke_mc::lower {

[[nodiscard]] constexpr system::ThreadId system_id(program::ThreadId thread) {
    return system::ThreadId{thread.number()};
}
[[nodiscard]] constexpr system::PropertyId system_id(program::PropertyId property) {
    return system::PropertyId{property.number()};
}
[[nodiscard]] constexpr system::PropertyId system_id(program::BuiltinProperty property) {
    return system_id(program::id_of(property));
}
[[nodiscard]] constexpr program::ThreadId program_thread(system::ThreadId thread) {
    return program::ThreadId{thread.number()};
}
[[nodiscard]] constexpr program::PropertyId program_property(system::PropertyId property) {
    return program::PropertyId{property.number()};
}

}  // namespace revoke_mc::lower
