// Shapes: what structs, buffers, attachments and instances consist of.
//
// Members are laid out in the order of their declaration; an object inside takes the cells and the
// object numbers of everything in it. What an exporter adds to its buffers and attachments comes behind
// the fields of the library's struct, so that the library's offsets hold for every buffer.
#include <algorithm>
#include <set>

#include "model/check/declare.hpp"
#include "model/check/types.hpp"

namespace revoke_mc::check {
namespace {

using core::ObjectKind;

constexpr std::int64_t most_elements = 1024;

void place_field(Shape& shape, Field field) {
    field.cell_offset = shape.cells;
    field.object_offset = shape.objects + 1;
    if (field.is_object) {
        field.cell_stride = field.object.shape->cells;
        field.object_stride = field.object.shape->objects + 1;
        shape.objects += field.count * field.object_stride;
    }
    shape.cells += field.count * field.cell_stride;
    shape.fields.push_back(std::move(field));
}

bool set_array(World& world, Field& field, const ast::Expr* array, std::uint32_t component) {
    if (!array) return true;
    const auto count = check_number(world, *array, component);
    if (!count) return false;
    if (*count < 1 || *count > most_elements) {
        world.error(array->place, "an array cannot have " + std::to_string(*count) + " elements", *count < 1 ? "at least one" : "at most " + std::to_string(most_elements));
        return false;
    }
    field.is_array = true;
    field.count = static_cast<std::uint32_t>(*count);
    return true;
}

bool relation_name(ObjectKind kind, const std::string& name) {
    const bool attached = kind == ObjectKind::attachment || kind == ObjectKind::mapping || kind == ObjectKind::fence;
    if (attached && (name == "buf" || name == "importer")) return true;
    return (kind == ObjectKind::buffer && name == "exporter") || (kind == ObjectKind::mapping && name == "att");
}

bool fresh_name(World& world, const Shape& shape, const std::string& name, Place place) {
    if (relation_name(shape.kind, name)) world.error(place, "'" + name + "' is built in for " + shape.name);
    if (shape.kind == ObjectKind::component && (name == "self" || name == "index")) world.error(place, "'" + name + "' is built in");
    const auto* other = shape.find(name);
    if (!other) return true;
    world.error(place, shape.name + " has a member '" + name + "' already", "the other one: " + world.sources().describe(other->place));
    return false;
}

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

bool may_be_member(const ObjectType& type) {
    return type.kind == ObjectKind::plain || type.kind == ObjectKind::lock || type.kind == ObjectKind::rwlock;
}

/// A pointer variable: NULL or the own heap object.
bool set_pointer(World& world, Field& field, const ast::Variable& variable, const Type& type, const Shape& shape) {
    const bool own = type.object.kind == ObjectKind::heap && (shape.kind == ObjectKind::component || shape.kind == ObjectKind::heap);
    if (own && !field.is_array) {
        field.type = {core::ValueType::Kind::pointer, none, 0, 1};
        field.target = type.object.shape;
        return true;
    }
    if (own) world.error(variable.place, "there are no arrays of pointers");
    else world.error(variable.place, "references are never stored: '" + variable.name + "' cannot be a member",
                     type.object.kind == ObjectKind::component ? "keep a bool in each instance instead, or number them: ordered" : "pass it as a parameter, or declare it where it is used");
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
    if (type.pointer || type.object.kind == ObjectKind::component) return set_pointer(world, field, variable, type, shape);
    field.is_object = true;
    field.object = type.object;
    if (may_be_member(type.object)) return true;
    world.error(variable.place, describe(world, type.object) + " is not declared like this", by_value_hint(variable, type.object));
    return false;
}

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
    if (!fresh || !sized || !set_type(world, field, variable, shape)) return;
    if (field.ghost && field.is_object) world.error(variable.place, "only simple variables can be ghosts");
    place_field(shape, std::move(field));
}

void lay_out_struct(World& world, const std::string& name, TypeEntry& entry) {
    entry.laying_out = true;
    Shape& shape = entry.shape;
    shape.name = name;
    if (name == "dma_buf") shape.kind = ObjectKind::buffer;
    if (name == "attachment") shape.kind = ObjectKind::attachment;
    if (name == "mapping") shape.kind = ObjectKind::mapping;
    if (name == "fence") shape.kind = ObjectKind::fence;
    for (const auto& field : entry.structure->fields) add_variable(world, shape, field);
    entry.laying_out = false;
    entry.laid_out = true;
}

// ---- components

const Buffer* find_buffer(const World& world, const std::string& name) {
    const auto global = world.globals.find(name);
    if (global == world.globals.end() || global->second.kind != Global::Kind::buffer) return nullptr;
    return &world.buffers[global->second.number];
}

std::vector<std::string> buffer_names(const World& world) {
    std::vector<std::string> names;
    for (const auto& buffer : world.buffers) names.push_back(buffer.source->name);
    return names;
}

/// The exporter's component of what an attached thing belongs to; nothing after an error.
std::optional<std::uint32_t> exporter_of(World& world, const Component& component, const ast::Attached& attached) {
    if (attached.kind != ast::Attached::Kind::mapping) {
        const auto* buffer = find_buffer(world, attached.of);
        if (buffer) return buffer->exporter == none ? std::nullopt : std::optional(buffer->exporter);
        world.error(attached.place, "'" + attached.of + "' is no buffer", near_or_list(attached.of, buffer_names(world), "declare one: dma_buf " + attached.of + " of EXPORTER;"));
        return std::nullopt;
    }
    for (const auto& other : component.source->attached)
        if (other.name == attached.of && other.kind == ast::Attached::Kind::attachment) return exporter_of(world, component, other);
    std::vector<std::string> names;
    for (const auto& other : component.source->attached)
        if (other.kind == ast::Attached::Kind::attachment) names.push_back(other.name);
    world.error(attached.place, "'" + attached.of + "' is no attachment of " + component.source->name, near_or_list(attached.of, names, "declare one: attachment " + attached.of + " of BUFFER : dynamic;"));
    return std::nullopt;
}

ObjectKind kind_of(ast::Attached::Kind kind) {
    if (kind == ast::Attached::Kind::attachment) return ObjectKind::attachment;
    return kind == ast::Attached::Kind::mapping ? ObjectKind::mapping : ObjectKind::fence;
}

const char* word_of(ast::Attached::Kind kind) {
    if (kind == ast::Attached::Kind::attachment) return "attachment";
    return kind == ast::Attached::Kind::mapping ? "mapping" : "fence";
}

bool need_library(World& world, const char* type, Place place) {
    if (const auto* entry = world.find_type(type); entry && entry->kind == TypeEntry::Kind::structure) return true;
    world.error(place, "there is no struct " + std::string(type), "the kernel library declares it: use dma_buf;");
    return false;
}

void check_mode(World& world, const Component& component, const ast::Attached& attached) {
    static const std::set<std::string> modes{"static", "pin_legacy", "pin_revocable", "dynamic"};
    if (!modes.contains(attached.mode)) {
        world.error(attached.place, attached.mode.empty() ? "the kind of attachment is missing" : "'" + attached.mode + "' is no kind of attachment", "static, pin_legacy, pin_revocable or dynamic");
        return;
    }
    const bool wanted = attached.mode == "pin_revocable" || attached.mode == "dynamic";
    const bool has = component.functions.contains("invalidate_mappings");
    if (wanted && !has) world.error(attached.place, "a " + attached.mode + " importer has invalidate_mappings, " + component.source->name + " has not", "declare void invalidate_mappings(attachment *a), or make it static or pin_legacy");
    if (!wanted && has) world.error(attached.place, "a " + attached.mode + " importer has no invalidate_mappings, but " + component.source->name + " has one", "make it pin_revocable or dynamic, or remove the function");
}

void add_attached(World& world, Component& component, const ast::Attached& attached) {
    Shape& shape = component.shape;
    Field field;
    field.name = attached.name;
    field.place = attached.place;
    field.attached = &attached;
    const auto exporter = exporter_of(world, component, attached);
    const bool known = need_library(world, word_of(attached.kind), attached.place);
    if (attached.kind == ast::Attached::Kind::attachment) check_mode(world, component, attached);
    const bool sized = set_array(world, field, attached.array.get(), component.number);
    if (!fresh_name(world, shape, attached.name, attached.place) || !exporter || !known || !sized) return;
    field.is_object = true;
    field.object = attached_type(world, kind_of(attached.kind), *exporter, component.number);
    place_field(shape, std::move(field));
}

void check_elementwise(World& world, const Component& component, const ast::Attached& mapping) {
    const auto* own = component.shape.find(mapping.name);
    const auto* of = component.shape.find(mapping.of);
    if (!own || !of || !of->is_array || (own->is_array && own->count == of->count)) return;
    world.error(mapping.place, "'" + mapping.of + "' is an array: '" + mapping.name + "' must have as many elements", "mapping " + mapping.name + "[" + std::to_string(of->count) + "] of " + mapping.of + ";");
}

void name_heap_objects(World& world, Component& component) {
    for (const auto& group : component.source->groups) {
        if (group.kind != ast::Group::Kind::object) continue;
        const auto [entry, fresh] = component.heap.try_emplace(group.name);
        if (!fresh) world.error(group.place, component.source->name + " has two objects called '" + group.name + "'");
        entry->second.kind = ObjectKind::heap;
        entry->second.name = group.name;
        entry->second.component = component.number;
    }
}

void lay_out_heap(World& world, Component& component, const ast::Group& group) {
    Shape& shape = component.heap.at(group.name);
    if (shape.cells != 0) return;
    Field allocated;
    allocated.name = "allocated";
    allocated.place = group.place;
    allocated.type = boolean_type();
    place_field(shape, std::move(allocated));
    for (const auto& variable : group.variables) add_variable(world, shape, variable);
    Field field;
    field.name = group.name;
    field.place = group.place;
    field.is_object = true;
    field.object = {ObjectKind::heap, &shape, none, none, component.number};
    if (fresh_name(world, component.shape, group.name, group.place)) place_field(component.shape, std::move(field));
}

void add_work(World& world, Component& component, const Thread& thread) {
    Field field;
    field.name = thread.source->name;
    field.place = thread.source->place;
    field.is_object = true;
    field.is_array = thread.source->array != nullptr;
    field.count = thread.count;
    field.object = {ObjectKind::work, &world.work, none, none, component.number};
    if (fresh_name(world, component.shape, field.name, field.place)) place_field(component.shape, std::move(field));
}

void set_pointer_offsets(const Component& component, Shape& shape) {
    for (auto& field : shape.fields)
        if (field.target)
            if (const auto* target = component.shape.find(field.target->name)) field.target_offset = target->object_offset;
}

void add_constant(World& world, Component& component, const ast::Variable& variable) {
    if (component.constants.contains(variable.name)) world.error(variable.place, component.source->name + " has a member '" + variable.name + "' already");
    if (!variable.initial) {
        world.error(variable.place, "a constant needs a value");
        return;
    }
    const auto type = resolve_type(world, variable.type, component.number);
    std::vector<ConstantValue> values;
    for (std::uint32_t i = 0; i < component.count; ++i) {
        auto value = check_constant(world, *variable.initial, component.number, i);
        if (!value) break;
        if (type.kind == Type::Kind::value && type.value.kind != value->type.kind) {
            world.error(variable.initial->place, describe(world, value->type) + " cannot be the value of '" + variable.name + "': " + describe(world, type.value) + " is wanted");
            break;
        }
        value->type = type.kind == Type::Kind::value ? type.value : value->type;
        values.push_back(*value);
    }
    if (values.size() < component.count) values.clear();
    component.constants[variable.name] = std::move(values);
}

void check_against_functions(World& world, const Component& component) {
    for (const auto& field : component.shape.fields)
        if (const auto function = component.functions.find(field.name); function != component.functions.end())
            world.error(function->second->source->place, component.source->name + " has a member '" + field.name + "' already");
    for (const auto& thread : component.threads)
        if (const auto* field = component.shape.find(thread.source->name); field && thread.source->kind != ast::Thread::Kind::work)
            world.error(thread.source->place, component.source->name + " has a member '" + field->name + "' already");
}

void lay_out_component(World& world, Component& component) {
    for (const auto& variable : component.source->variables)
        if (!variable.constant) add_variable(world, component.shape, variable);
    for (const auto& attached : component.source->attached) add_attached(world, component, attached);
    for (const auto& attached : component.source->attached)
        if (attached.kind == ast::Attached::Kind::mapping) check_elementwise(world, component, attached);
    for (const auto& group : component.source->groups)
        if (group.kind == ast::Group::Kind::object) lay_out_heap(world, component, group);
    for (const auto& thread : component.threads)
        if (thread.source->kind == ast::Thread::Kind::work) add_work(world, component, thread);
    set_pointer_offsets(component, component.shape);
    for (auto& heap : component.heap) set_pointer_offsets(component, heap.second);
    check_against_functions(world, component);
}

void start_component(World& world, Component& component) {
    component.shape.kind = ObjectKind::component;
    component.shape.name = component.source->name;
    component.shape.component = component.number;
    name_heap_objects(world, component);
    for (const auto& variable : component.source->variables)
        if (variable.constant) add_constant(world, component, variable);
}

// ---- exporters

/// The library's struct with what the exporter adds.
void extend(World& world, Component& component, Shape& shape, const char* base, ast::Group::Kind kind) {
    if (const auto* entry = world.find_type(base); entry && entry->kind == TypeEntry::Kind::structure) shape = entry->shape;
    shape.component = component.number;
    for (const auto& group : component.source->groups) {
        if (group.kind != kind) continue;
        if (component.source->role != "exporter") world.error(group.place, "only an exporter adds members to its buffers", "'" + component.source->name + "' is " + (component.source->role == "importer" ? "an " : "a ") + component.source->role);
        else if (need_library(world, base, group.place))
            for (const auto& variable : group.variables) add_variable(world, shape, variable);
    }
}

void find_exporter(World& world, Buffer& buffer) {
    const auto& source = *buffer.source;
    const bool library = need_library(world, "dma_buf", source.place);
    std::vector<std::string> exporters;
    for (const auto& component : world.components)
        if (component.source->role == "exporter") exporters.push_back(component.source->name);
    const auto found = std::find_if(world.components.begin(), world.components.end(), [&](const Component& c) { return c.source->name == source.exporter; });
    if (found == world.components.end() || found->source->role != "exporter") {
        world.error(source.place, "'" + source.exporter + "' is no exporter", near_or_list(source.exporter, exporters));
    } else if (found->replicated) {
        world.error(source.place, "the exporter of a buffer has one instance, " + source.exporter + " has several", "declare it without [N]");
    } else if (library) {
        buffer.exporter = found->number;
    }
}

void find_single_exporter(World& world) {
    for (const auto& buffer : world.buffers) {
        if (world.single_exporter != none && world.single_exporter != buffer.exporter) {
            world.single_exporter = none;
            return;
        }
        world.single_exporter = buffer.exporter;
    }
}

void make_builtin_shapes(World& world) {
    const auto one_cell = [](Shape& shape, ObjectKind kind, const char* name, core::ValueType type, const char* cell) {
        shape.kind = kind;
        shape.name = name;
        Field field;
        field.name = cell;
        field.type = type;
        place_field(shape, std::move(field));
    };
    const core::ValueType owner{core::ValueType::Kind::owner, none, 0, static_cast<core::Value>(world.threads)};
    one_cell(world.lock, ObjectKind::lock, "lock", owner, "");
    one_cell(world.spinlock, ObjectKind::lock, "spinlock", owner, "");
    world.spinlock.spin = true;
    one_cell(world.rwlock, ObjectKind::rwlock, "rwlock", owner, "");
    world.rwlock.cells += 2 * world.threads;
    one_cell(world.work, ObjectKind::work, "work", boolean_type(), "pending");
}

}  // namespace

const Shape* structure_shape(World& world, const std::string& name, Place place) {
    auto& entry = *world.find_type(name);
    if (entry.laying_out) {
        world.error(place, "struct " + name + " contains itself");
        return nullptr;
    }
    if (!entry.laid_out) lay_out_struct(world, name, entry);
    return &entry.shape;
}

void lay_out(World& world) {
    make_builtin_shapes(world);
    for (auto& buffer : world.buffers) find_exporter(world, buffer);
    find_single_exporter(world);
    for (auto& component : world.components) start_component(world, component);
    for (auto& [name, entry] : world.types)
        if (entry.kind == TypeEntry::Kind::structure) static_cast<void>(structure_shape(world, name, entry.place));
    for (auto& component : world.components) {
        extend(world, component, component.buffer, "dma_buf", ast::Group::Kind::per_buffer);
        extend(world, component, component.attachment, "attachment", ast::Group::Kind::per_attachment);
    }
    for (auto& component : world.components) lay_out_component(world, component);
}

}  // namespace revoke_mc::check
