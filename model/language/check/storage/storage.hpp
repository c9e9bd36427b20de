// From declarations to storage: what each thing consists of, then every object and cell, and the classes of locks.
#pragma once

#include <string>

#include "model/language/check/world/world.hpp"

namespace revoke_mc::check {

/// What structs, buffers, attachments and instances consist of (shapes.cpp).
void lay_out(World& world);
/// Every object and every cell of the program (storage.cpp).
void make_storage(World& world);
/// The class of a lock: of all that are declared where it is (lock_classes.cpp).
[[nodiscard]] core::ClassId lock_class_of(World& world, const std::string& object, bool in_buffer, bool spin,
                                          Place place);
/// `event E;` and `lock order A -> B;` (lock_classes.cpp).
void declare_events(World& world);
[[nodiscard]] core::ClassId find_event(World& world, const ast::NamedPlace& name);
void order_locks(World& world);
/// The cells of snapshots, for the threads that may take one (jobs.cpp).
void make_snapshot_marks(World& world);

}  // namespace revoke_mc::check
