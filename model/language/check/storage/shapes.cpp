// Shapes: what structs, buffers, attachments and instances consist of.
//
// What an exporter adds to its buffers and attachments comes behind the fields of the library's struct: the library's
// offsets hold for every buffer. An instance consists of its variables, what is attached to buffers, its heap objects,
// and a flag for each work.
#include <algorithm>
#include <utility>

#include "model/language/check/storage/fields.hpp"
#include "model/language/check/storage/storage.hpp"

namespace revoke_mc::check {
namespace {

using core::ObjectKind;

constexpr std::size_t most_in_each_other = 100;

void lay_out_struct(World& world, const std::string& name, TypeEntry& entry) {
    entry.laying_out = true;
    const std::size_t outer = std::exchange(world.inner_height, 0);
    ++world.open_structures;
    Shape& shape = entry.shape;
    shape.name = name;
    if (name == "dma_buf") shape.kind = ObjectKind::buffer;
    if (name == "attachment") shape.kind = ObjectKind::attachment;
    if (name == "mapping") shape.kind = ObjectKind::mapping;
    if (name == "fence") shape.kind = ObjectKind::fence;
    for (const auto& field : entry.structure->fields) add_variable(world, shape, field);
    entry.laying_out = false;
    entry.laid_out = true;
    --world.open_structures;
    entry.height = world.inner_height + 1;
    world.inner_height = outer;
}

// ---- components

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
            if (const auto* target = component.shape.find(field.target->name))
                field.target_offset = target->object_offset;
}

void add_constant(World& world, Component& component, const ast::Variable& variable) {
    if (component.constants.contains(variable.name))
        world.error(variable.place, component.source->name + " has a member '" + variable.name + "' already");
    if (!variable.initial) {
        world.error(variable.place, "a constant needs a value");
        return;
    }
    const auto type = resolve_type(world, variable.type, component.number);
    std::vector<ConstantValue> values;
    for (const core::InstanceId i : FirstIds<core::InstanceId>(component.count)) {
        auto value = check_constant(world, *variable.initial, component.number, i);
        if (!value) break;
        if (type.kind == Type::Kind::value && type.value.kind != value->type.kind) {
            world.error(variable.initial->place, describe(world, value->type) + " cannot be the value of '" +
                                                     variable.name + "': " + describe(world, type.value) +
                                                     " is wanted");
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
            world.error(function->second->source->place,
                        component.source->name + " has a member '" + field.name + "' already");
    for (const auto& thread : component.threads)
        if (const auto* field = component.shape.find(thread.source->name);
            field && thread.source->kind != ast::Thread::Kind::work)
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
    if (const auto* entry = world.find_type(base); entry && entry->kind == TypeEntry::Kind::structure)
        shape = entry->shape;
    shape.component = component.number;
    for (const auto& group : component.source->groups) {
        if (group.kind != kind) continue;
        if (component.role() != core::Blame::exporter)
            world.error(group.place, "only an exporter adds members to its buffers",
                        "'" + component.source->name + "' is " +
                            (component.role() == core::Blame::importer ? "an " : "a ") + component.source->role);
        else if (need_library(world, base, group.place))
            for (const auto& variable : group.variables) add_variable(world, shape, variable);
    }
}

void find_exporter(World& world, Buffer& buffer) {
    const auto& source = *buffer.source;
    if (!need_library(world, "dma_buf", source.place)) return;
    std::vector<std::string> exporters;
    for (const auto& component : world.components)
        if (component.role() == core::Blame::exporter) exporters.push_back(component.source->name);
    const auto found = std::find_if(world.components.begin(), world.components.end(),
                                    [&](const Component& c) { return c.source->name == source.exporter; });
    if (found == world.components.end() || found->role() != core::Blame::exporter) {
        const bool other = found != world.components.end();
        world.error(source.place,
                    "'" + source.exporter + "' is " +
                        (other ? found->role() == core::Blame::importer ? "an importer, not an exporter"
                                                                        : "a user, not an exporter"
                               : "no exporter"),
                    near_or_list(source.exporter, exporters, "declare it: exporter " + source.exporter + " { ... }"));
    } else if (found->replicated) {
        world.error(source.place, "the exporter of a buffer has one instance, " + source.exporter + " has several",
                    "declare it without [N]");
    } else {
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
    world.work.cells += 2 * world.threads;
}

}  // namespace

const Shape* structure_shape(World& world, const std::string& name, Place place) {
    auto& entry = *world.find_type(name);
    if (entry.laying_out) {
        world.error(place, "struct " + name + " contains itself");
        return nullptr;
    }
    if (!entry.laid_out && world.open_structures < most_in_each_other) lay_out_struct(world, name, entry);
    if (!entry.laid_out || entry.height > most_in_each_other) {
        world.error(place, "more than " + std::to_string(most_in_each_other) + " structs lie in each other");
        return nullptr;
    }
    world.inner_height = std::max(world.inner_height, entry.height);
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
