// Resolving type names. `lock` is a mutex or a reservation lock; `spinlock` is the only kind that
// hardware may take.
#include "model/language/check/expressions/types.hpp"

#include <algorithm>
#include <limits>

namespace revoke_mc::check {

using core::ObjectKind;

namespace {

constexpr std::int64_t lowest_value = std::numeric_limits<core::Value>::min();
constexpr std::int64_t highest_value = std::numeric_limits<core::Value>::max();

Type value_type(core::ValueType value) {
    Type type;
    type.kind = Type::Kind::value;
    type.value = value;
    return type;
}

Type object_type(ObjectType object, bool pointer) {
    Type type;
    type.kind = Type::Kind::object;
    type.object = object;
    type.pointer = pointer;
    return type;
}

Type range_type(World& world, const ast::TypeName& name, core::ComponentId component) {
    const auto low = check_number(world, *name.low, component);
    const auto high = check_number(world, *name.high, component);
    if (!low || !high) return {};
    if (*low > *high) {
        world.error(name.place, "int<" + std::to_string(*low) + ".." + std::to_string(*high) + "> holds no number",
                    "the lower bound comes first");
        return {};
    }
    if (*low >= lowest_value && *high <= highest_value) return value_type(integer_type(*low, *high));
    world.error(name.place, "the range does not fit 32 bits");
    return {};
}

std::optional<Type> built_in(World& world, const ast::TypeName& name, core::ComponentId component) {
    if (name.name == "void") {
        Type type;
        type.kind = Type::Kind::nothing;
        return type;
    }
    if (name.name == "bool") return value_type(boolean_type());
    if (name.name == "int") return name.low ? range_type(world, name, component) : value_type(plain_int());
    if (name.name == "lock") return object_type({ObjectKind::lock, &world.lock, none, none, none}, name.pointer);
    if (name.name == "spinlock")
        return object_type({ObjectKind::lock, &world.spinlock, none, none, none}, name.pointer);
    if (name.name == "rwlock") return object_type({ObjectKind::rwlock, &world.rwlock, none, none, none}, name.pointer);
    return std::nullopt;
}

std::optional<Type> library_object(World& world, const ast::TypeName& name) {
    if (!world.find_type(name.name)) return std::nullopt;
    if (name.name == "dma_buf") return object_type(buffer_type(world, none), name.pointer);
    if (name.name == "attachment")
        return object_type(attached_type(world, ObjectKind::attachment, none, none), name.pointer);
    if (name.name == "mapping") return object_type(attached_type(world, ObjectKind::mapping, none, none), name.pointer);
    if (name.name == "fence") return object_type(attached_type(world, ObjectKind::fence, none, none), name.pointer);
    return std::nullopt;
}

std::optional<Type> own_heap_object(World& world, const ast::TypeName& name, core::ComponentId component) {
    if (component == none) return std::nullopt;
    auto& heap = world.components[component].heap;
    const auto found = heap.find(name.name);
    if (found == heap.end()) return std::nullopt;
    return object_type({ObjectKind::heap, &found->second, none, none, component}, name.pointer);
}

Type declared_type(World& world, const ast::TypeName& name, const TypeEntry& entry) {
    switch (entry.kind) {
    case TypeEntry::Kind::component: return object_type(instance_type(world, entry.component), name.pointer);
    case TypeEntry::Kind::structure: {
        const Shape* shape = structure_shape(world, name.name, name.place);
        return shape ? object_type({ObjectKind::plain, shape, none, none, none}, name.pointer) : Type{};
    }
    case TypeEntry::Kind::enumeration: break;
    }
    const auto values = world.program.enumerations[entry.enumeration].values.size();
    return value_type({core::ValueType::Kind::enumeration, entry.enumeration, 0, static_cast<core::Value>(values) - 1});
}

std::vector<std::string> type_names(const World& world, core::ComponentId component) {
    std::vector<std::string> names{"bool", "int", "lock", "spinlock", "rwlock"};
    for (const auto& type : world.types) names.push_back(type.first);
    if (component != none)
        for (const auto& heap : world.components[component].heap) names.push_back(heap.first);
    return names;
}

bool library_name(const std::string& name) {
    return name == "dma_buf" || name == "attachment" || name == "mapping" || name == "fence";
}

Type unknown_type(World& world, const ast::TypeName& name, core::ComponentId component) {
    const std::string hint = library_name(name.name) ? "the kernel library declares it: use dma_buf;"
                                                     : near_or_list(name.name, type_names(world, component));
    world.error(name.place, "there is no type '" + name.name + "'", hint);
    return {};
}

}  // namespace

ObjectType instance_type(const World& world, core::ComponentId component) {
    return {ObjectKind::component, component == none ? nullptr : &world.components[component].shape, component, none,
            none};
}

ObjectType buffer_type(World& world, core::ComponentId exporter) {
    if (exporter == none) exporter = world.single_exporter;
    const auto* base = world.find_type("dma_buf");
    const Shape* shape = exporter == none ? (base ? &base->shape : nullptr) : &world.components[exporter].buffer;
    return {ObjectKind::buffer, shape, none, exporter, none};
}

ObjectType attached_type(World& world, ObjectKind kind, core::ComponentId exporter, core::ComponentId owner) {
    if (exporter == none) exporter = world.single_exporter;
    const char* name = kind == ObjectKind::attachment ? "attachment"
                       : kind == ObjectKind::mapping  ? "mapping"
                                                      : "fence";
    const auto* base = world.find_type(name);
    const Shape* shape = base ? &base->shape : nullptr;
    if (kind == ObjectKind::attachment && exporter != none) shape = &world.components[exporter].attachment;
    return {kind, shape, none, exporter, owner};
}

Type resolve_type(World& world, const ast::TypeName& name, core::ComponentId component) {
    auto type = built_in(world, name, component);
    if (!type) type = own_heap_object(world, name, component);
    if (!type) type = library_object(world, name);
    if (!type) {
        const auto* entry = world.find_type(name.name);
        type = entry ? declared_type(world, name, *entry) : unknown_type(world, name, component);
    }
    if (type->kind == Type::Kind::object || type->kind == Type::Kind::error || !name.pointer) return *type;
    world.error(name.place, "there are no pointers to " + name.name + "; only objects can be pointed to");
    return {};
}

core::Value default_value(const core::ValueType& type) { return std::clamp<core::Value>(0, type.low, type.high); }

}  // namespace revoke_mc::check
