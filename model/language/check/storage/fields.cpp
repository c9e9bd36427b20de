// Members: how a declaration becomes a field with a type, a size and a place in its shape.
//
// Members are laid out in the order of their declaration; an object inside takes the cells and the
// object numbers of everything in it.
#include "model/language/check/storage/fields.hpp"

#include <algorithm>

namespace revoke_mc::check {

using core::ObjectKind;

namespace {

constexpr std::int64_t most_elements = 1024;

}  // namespace

/// Arrays of structs of arrays multiply: what is far too large (see make_storage) need not be exact.
std::uint32_t grown(std::uint32_t size, std::uint64_t count, std::uint32_t stride) {
    constexpr std::uint64_t most = std::uint64_t{1} << 28U;
    return static_cast<std::uint32_t>(std::min(most, size + count * stride));
}

void place_field(Shape& shape, Field field) {
    field.cell_offset = shape.cells;
    field.object_offset = shape.objects + 1;
    if (field.is_object) {
        field.cell_stride = field.object.shape->cells;
        field.object_stride = field.object.shape->objects + 1;
        shape.objects = grown(shape.objects, field.count, field.object_stride);
    }
    shape.cells = grown(shape.cells, field.count, field.cell_stride);
    shape.fields.push_back(std::move(field));
}

bool set_array(World& world, Field& field, const ast::Expr* array, core::ComponentId component) {
    if (!array) return true;
    const auto count = check_number(world, *array, component);
    if (!count) return false;
    if (*count < 1 || *count > most_elements) {
        world.error(array->place, "an array cannot have " + std::to_string(*count) + " elements",
                    *count < 1 ? "at least one" : "at most " + std::to_string(most_elements));
        return false;
    }
    field.is_array = true;
    field.count = static_cast<std::uint32_t>(*count);
    return true;
}

namespace {

bool relation_name(ObjectKind kind, const std::string& name) {
    const bool attached = kind == ObjectKind::attachment || kind == ObjectKind::mapping || kind == ObjectKind::fence;
    if (attached && (name == "buf" || name == "importer")) return true;
    if (kind == ObjectKind::fence && name == "context") return true;
    return (kind == ObjectKind::buffer && name == "exporter") || (kind == ObjectKind::mapping && name == "att");
}

}  // namespace

bool fresh_name(World& world, const Shape& shape, const std::string& name, Place place) {
    if (relation_name(shape.kind, name)) world.error(place, "'" + name + "' is built in for " + shape.name);
    if (shape.kind == ObjectKind::component && (name == "self" || name == "index"))
        world.error(place, "'" + name + "' is built in");
    const auto* other = shape.find(name);
    if (!other) return true;
    world.error(place, shape.name + " has a member '" + name + "' already",
                "the other one: " + world.sources().describe(other->place));
    return false;
}

namespace {

std::string by_value_hint(const ast::Variable& variable, const ObjectType& type) {
    const std::string& name = variable.name;
    switch (type.kind) {
    case ObjectKind::attachment: return "write attachment " + name + " of BUFFER : dynamic;";
    case ObjectKind::mapping: return "write mapping " + name + " of ATTACHMENT;";
    case ObjectKind::fence: return "write fence " + name + " of BUFFER;";
    case ObjectKind::buffer: return "declare buffers at top level: dma_buf " + name + " of EXPORTER;";
    case ObjectKind::heap: return "write " + variable.type.name + " *" + name + ";";
    default: return "";
    }
}

/// One element for each buffer. Only a fence knows which buffer is meant where none is named: its own.
bool set_per_buffer(World& world, Field& field, const Shape& shape) {
    if (!field.variable->per_buffer) return true;
    if (shape.kind != ObjectKind::fence) {
        world.error(field.place, "only struct fence has members per dma_buf",
                    "what an exporter adds to its buffers stands in: per buffer { ... }");
        return false;
    }
    field.per_buffer = true;
    field.count = std::max<std::uint32_t>(1, static_cast<std::uint32_t>(world.buffers.size()));
    return true;
}

bool may_be_member(const ObjectType& type) {
    return type.kind == ObjectKind::plain || type.kind == ObjectKind::lock || type.kind == ObjectKind::rwlock;
}

/// A pointer variable: NULL or the own heap object.
bool set_pointer(World& world, Field& field, const ast::Variable& variable, const Type& type, const Shape& shape) {
    const bool own = type.object.kind == ObjectKind::heap && shape.kind == ObjectKind::component;
    if (own && !field.is_array) {
        field.type = {core::ValueType::Kind::pointer, none, core::null_pointer, core::dangling_pointer};
        field.target = type.object.shape;
        return true;
    }
    if (own)
        world.error(variable.place, "there are no arrays of pointers");
    else if (type.object.kind == ObjectKind::heap && shape.kind == ObjectKind::heap)
        world.error(variable.place, "an object of the heap has no pointers: '" + variable.name + "' cannot be a member",
                    "declare it in the component, beside the object");
    else
        world.error(variable.place, "references are never stored: '" + variable.name + "' cannot be a member",
                    type.object.kind == ObjectKind::component
                        ? "keep a bool in each instance instead, or number them: ordered"
                        : "pass it as a parameter, or declare it where it is used");
    return false;
}

bool set_type(World& world, Field& field, const ast::Variable& variable, const Shape& shape) {
    const auto type = resolve_type(world, variable.type, shape.component);
    if (type.kind == Type::Kind::error) return false;
    if (type.kind == Type::Kind::nothing) {
        world.error(variable.place, "a variable cannot be void");
        return false;
    }
    if (type.kind == Type::Kind::value) {
        field.type = type.value;
        return true;
    }
    if (type.pointer || type.object.kind == ObjectKind::component)
        return set_pointer(world, field, variable, type, shape);
    field.is_object = true;
    field.object = type.object;
    if (may_be_member(type.object)) return true;
    world.error(variable.place, describe(world, type.object) + " is not declared like this",
                by_value_hint(variable, type.object));
    return false;
}

}  // namespace

namespace {

/// `any`, alone or in a list.
bool chooses(const ast::Expr* initial) {
    return initial &&
           (initial->kind == ast::ExprKind::any || std::any_of(initial->args.begin(), initial->args.end(),
                                                               [](const auto& part) { return chooses(part.get()); }));
}

/// Some field, or one of a struct in it, has several initial values.
bool chooses(const Field& field) {
    if (field.variable && chooses(field.variable->initial.get())) return true;
    return field.object.shape && std::any_of(field.object.shape->fields.begin(), field.object.shape->fields.end(),
                                             [](const Field& inner) { return chooses(inner); });
}

}  // namespace

void add_variable(World& world, Shape& shape, const ast::Variable& variable) {
    if (variable.constant) {
        world.error(variable.place, "constants stand at top level or in a component");
        return;
    }
    Field field;
    field.name = variable.name;
    field.place = variable.place;
    field.ghost = variable.ghost;
    field.variable = &variable;
    const bool fresh = fresh_name(world, shape, variable.name, variable.place);
    const bool sized = set_array(world, field, variable.array.get(), shape.component);
    if (!fresh || !sized || !set_type(world, field, variable, shape) || !set_per_buffer(world, field, shape)) return;
    if (field.ghost && field.is_object) world.error(variable.place, "only simple variables can be ghosts");
    if (shape.kind == ObjectKind::heap && chooses(field))
        world.error(variable.place,
                    "an object of the heap is the same each time it is made: '" + field.name +
                        "' cannot have any initial value",
                    "choose behind kzalloc(): o." + field.name + " = any;");
    place_field(shape, std::move(field));
}

}  // namespace revoke_mc::check
