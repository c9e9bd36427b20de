// Types: of values, of objects, and what a type name in the source means.
#pragma once

#include "model/language/check/expressions/expressions.hpp"

namespace revoke_mc::check {

/// An instance of a component, or of some component.
[[nodiscard]] ObjectType instance_type(const World& world, core::ComponentId component);
/// A buffer of the exporter, or of any.
[[nodiscard]] ObjectType buffer_type(World& world, core::ComponentId exporter);
/// An attachment, mapping or fence of a buffer of `exporter`, declared by `owner`; both may be unknown.
[[nodiscard]] ObjectType attached_type(World& world, core::ObjectKind kind, core::ComponentId exporter,
                                       core::ComponentId owner);

/// What a type name in the source stands for.
struct Type {
    enum class Kind : std::uint8_t { error, nothing, value, object } kind = Kind::error;
    core::ValueType value;
    ObjectType object;
    bool pointer = false;  ///< written with a star
};

/// Resolves a type name in the code of `component` (none: at top level).
[[nodiscard]] Type resolve_type(World& world, const ast::TypeName& type, core::ComponentId component);

/// Lays a struct out if that has not happened yet (shapes.cpp); null after an error.
[[nodiscard]] const Shape* structure_shape(World& world, const std::string& name, Place place);

/// struct dma_fence_context of the library; null if there is none (attached.cpp).
[[nodiscard]] const Shape* context_shape(World& world);

/// The start value where none is given: 0, or the nearest bound.
[[nodiscard]] core::Value default_value(const core::ValueType& type);

}  // namespace revoke_mc::check
