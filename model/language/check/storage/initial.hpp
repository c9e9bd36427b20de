// Initial values, and what cells know besides: guards and the dependency marks of jobs.
//
// What is written behind the `=` of a declaration is handed down to the single cells: `{ a, b }` of an
// array gives one part to each element, `{ a, b }` of a struct one to each field, a single value of a
// struct goes to its first field.
#pragma once

#include <vector>

#include "model/language/check/world/world.hpp"

namespace revoke_mc::check {

/// Where an object is made.
struct Site {
    core::ComponentId component = none;
    core::InstanceId instance = none;
    core::ObjectId owner = none;  ///< the component's instance
};

/// The part of an object's initial value for its field number `index`; null: none is given.
[[nodiscard]] const ast::Expr* field_initial(const Shape& shape, std::size_t index, const ast::Expr* object);
/// The part of a field's initial value for element `k`.
[[nodiscard]] const ast::Expr* element_initial(World& world, const Field& field, const ast::Expr* initial,
                                               std::uint32_t k);
/// Reports an error unless the object may be initialised, and a list has no more values than it has fields.
[[nodiscard]] bool check_initial_size(World& world, const Shape& shape, const ast::Expr* object);
/// The values of a cell: one, or several for `= any`.
[[nodiscard]] std::vector<core::Value> initial_values(World& world, const Field& field, const ast::Expr* initial,
                                                      const Site& site);

/// __guarded_by(l): finds the lock for every cell (guards.cpp).
void resolve_guards(World& world);
/// Where struct fence has what job_depends and snapshot_take look at (jobs.cpp).
void find_fence_fields(World& world);
/// The cells of `job_depends` (jobs.cpp).
void make_dependency_marks(World& world);

}  // namespace revoke_mc::check
