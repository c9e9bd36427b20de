// Code of functions and threads: checked, numbered, and what of it is a step of its own.
#pragma once

#include <string>
#include <vector>

#include "model/language/check/world/world.hpp"

namespace revoke_mc::check {

/// Functions, predicates and threads (routines.cpp). After check_signatures().
void check_routines(World& world);
/// Numbers of statements, jump targets, labels in `T @ L` (numbering.cpp).
void number_statements(World& world);
/// What is a step of its own (steps.cpp).
void mark_steps(World& world);
/// The statements with this label, for `T @ L` (numbering.cpp). Reports an error if there are none.
[[nodiscard]] std::vector<core::StmtId> find_labelled(World& world, core::RoutineId body, const std::string& label,
                                                      Place place);

}  // namespace revoke_mc::check
