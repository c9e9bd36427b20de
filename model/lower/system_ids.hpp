// Threads and properties of a program have the same numbers in the system that it becomes; here they change their kind.
#pragma once

#include "model/program/program.hpp"
#include "model/system/concept.hpp"

namespace revoke_mc::lower {

[[nodiscard]] constexpr system::ThreadId system_thread(program::ThreadId thread) { return system::ThreadId(thread); }
[[nodiscard]] constexpr program::ThreadId program_thread(system::ThreadId thread) { return thread.number(); }

[[nodiscard]] constexpr system::PropertyId system_property(program::PropertyId property) {
    return system::PropertyId(property);
}
[[nodiscard]] constexpr system::PropertyId system_property(program::BuiltinProperty property) {
    return system::PropertyId(static_cast<std::size_t>(property));
}
[[nodiscard]] constexpr program::PropertyId program_property(system::PropertyId property) { return property.number(); }

}  // namespace revoke_mc::lower
