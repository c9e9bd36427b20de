// The steps that fill the tables, in the order in which they are taken.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "model/check/world.hpp"

namespace revoke_mc::check {

/// Names of the top level, parameters with their values, enums (declare.cpp).
void declare_names(World& world, const std::map<std::string, std::int64_t>& set);
/// Functions with their overrides, threads, instances; numbers of routines (components.cpp).
void declare_components(World& world);
/// Who releases buffers after the last put (release.cpp).
void declare_releases(World& world);
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
/// Functions, predicates and threads (routines.cpp).
void check_routines(World& world);
/// Numbers of statements, jump targets, labels in `T @ L` (numbering.cpp).
void number_statements(World& world);
/// What is a step of its own (steps.cpp).
void mark_steps(World& world);
/// The cells of snapshots, for the threads that may take one (jobs.cpp).
void make_snapshot_marks(World& world);
/// Properties of the main spec (properties.cpp).
void check_properties(World& world);
/// Names of properties, and what is expected of them (properties.cpp).
void check_expectations(World& world);
/// Rules that need the call graph: recursion, atomic code that blocks, hardware that sleeps (rules.cpp).
void check_rules(World& world);

/// Warns of parameters that nothing uses, when all else is checked (constants.cpp).
void warn_of_unused(World& world);

}  // namespace revoke_mc::check
