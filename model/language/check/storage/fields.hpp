// Members of shapes.
#pragma once

#include "model/language/check/expressions/types.hpp"

namespace revoke_mc::check {

/// Puts a field behind those that the shape has already.
void place_field(Shape& shape, Field field);
/// The size of an array; false after an error.
[[nodiscard]] bool set_array(World& world, Field& field, const ast::Expr* array, core::ComponentId component);
/// Reports an error if there is a member of this name already.
[[nodiscard]] bool fresh_name(World& world, const Shape& shape, const std::string& name, Place place);
/// A declared variable: a scalar, a pointer, a struct, a lock, or an array of them.
void add_variable(World& world, Shape& shape, const ast::Variable& variable);

/// Reports an error unless the library's struct is there (attached.cpp).
[[nodiscard]] bool need_library(World& world, const char* type, Place place);
/// attachment, mapping, fence (attached.cpp).
void add_attached(World& world, Component& component, const ast::Attached& attached);
/// Mappings of an array of attachments come one for each (attached.cpp).
void check_elementwise(World& world, const Component& component, const ast::Attached& mapping);

}  // namespace revoke_mc::check
