// Threads and properties of the packed system are numbered as those of the program are; so is each cell a slot.
//
// The two sides have Ids of their own all the same: what knows no program must not be handed a program's number by
// accident. These are the only places where one becomes the other.
#pragma once

#include "model/program/program.hpp"
#include "model/system/packed_model.hpp"

namespace revoke_mc::lower {

[[nodiscard]] constexpr system::ThreadId system_id(program::ThreadId thread) {
    return static_cast<system::ThreadId>(thread.number());
}
[[nodiscard]] constexpr system::PropertyId system_id(program::PropertyId property) {
    return static_cast<system::PropertyId>(property.number());
}
[[nodiscard]] constexpr program::ThreadId program_thread(system::ThreadId thread) {
    return program::ThreadId{static_cast<std::size_t>(thread)};
}
[[nodiscard]] constexpr program::PropertyId program_property(system::PropertyId property) {
    return program::PropertyId{static_cast<std::size_t>(property)};
}

}  // namespace revoke_mc::lower
