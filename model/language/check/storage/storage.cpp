// Storage: every object and every cell of the program, with names, blocks and initial values.
//
// Buffers come first, then the instances, component by component; an object's cells and the objects in
// it follow in the order of the shape. Two kinds of cells live in another block than their neighbours:
// the marks of an rwlock in the block of the thread that they speak of, and the dependency marks of a job
// (which come last) in the block of the fence that it waits for.
#include "model/language/check/storage/storage.hpp"

#include "explorer/base/limits.hpp"
#include "model/language/check/expressions/types.hpp"
#include "model/language/check/storage/initial.hpp"

namespace revoke_mc::check {
namespace {

using core::ObjectKind;

constexpr std::size_t most_cells = 1'000'000;

void make_cell(World& world, const Site& site, const std::string& name, const Field& field,
               std::vector<core::Value> initial) {
    core::Cell cell;
    cell.name = name;
    cell.type = field.type;
    cell.initial = std::move(initial);
    cell.ghost = field.ghost;
    cell.component = site.component;
    cell.instance = site.instance;
    cell.place = field.place;
    cell.released = field.variable && field.variable->released;
    if (field.target)
        world.pointers.emplace_back(site.owner + field.target_offset,
                                    static_cast<core::CellId>(world.program.cells.size()));
    world.program.cells.push_back(std::move(cell));
}

void make_mark(World& world, const core::Thread& thread, const std::string& name, Place place,
               core::ValueType type = boolean_type()) {
    core::Cell cell;
    cell.name = name + "(" + thread.name + ")";
    cell.type = type;
    cell.initial = {0};
    cell.component = thread.component;
    cell.instance = thread.instance;
    cell.place = place;
    world.program.cells.push_back(std::move(cell));
}

void make_marks(World& world, const std::string& name, Place place) {
    for (const auto& thread : world.program.threads) {
        make_mark(world, thread, name + ":reader", place);
        make_mark(world, thread, name + ":waiter", place);
    }
}

void make_work_marks(World& world, const std::string& name, Place place) {
    for (const auto& thread : world.program.threads) {
        make_mark(world, thread, name + ":flusher", place,
                  integer_type(0, static_cast<core::Value>(core::WorkWait::over)));
        make_mark(world, thread, name + ":canceller", place);
    }
}

core::ObjectId make_object_of(World& world, const Site& site, const Shape& shape, const std::string& name, Place place,
                              const ast::Expr* initial);

std::string element_name(const World& world, const std::string& object, const Field& field, std::uint32_t k) {
    std::string name = field.name.empty() ? object : object + "." + field.name;
    if (field.per_buffer && field.count > 1) name += "[" + world.buffers[BufferId{k}].source->name + "]";
    if (field.is_array) name += "[" + std::to_string(k) + "]";
    return name;
}

void make_field(World& world, const Site& site, const Field& field, const std::string& object,
                const ast::Expr* initial) {
    for (std::uint32_t k = 0; k < field.count; ++k) {
        limits::poll();
        const std::string name = element_name(world, object, field, k);
        const auto* own = element_initial(world, field, initial, k);
        if (field.is_object)
            make_object_of(world, site, *field.object.shape, name, field.place, own);
        else
            make_cell(world, site, name, field, initial_values(world, field, own, site));
    }
}

core::ObjectId make_object_of(World& world, const Site& site, const Shape& shape, const std::string& name, Place place,
                              const ast::Expr* initial) {
    const auto id = static_cast<core::ObjectId>(world.program.objects.size());
    {
        auto& object = world.program.objects.emplace_back();
        object.kind = shape.kind;
        object.name = name;
        object.component = site.component;
        object.instance = site.instance;
        object.first_cell = static_cast<core::CellId>(world.program.cells.size());
        object.cells = shape.cells;
        object.objects = shape.objects;
        const bool owned = shape.kind == ObjectKind::attachment || shape.kind == ObjectKind::mapping ||
                           shape.kind == ObjectKind::fence || shape.kind == ObjectKind::heap;
        object.owner = owned ? site.owner : none;
        if (shape.kind == ObjectKind::plain) object.structure = world.program.number_of_struct(shape.name);
        if (shape.kind == ObjectKind::lock || shape.kind == ObjectKind::rwlock || shape.kind == ObjectKind::work)
            object.lock_class = lock_class_of(world, name, site.component == none, shape.spin, place);
        object.spin = shape.spin;
    }
    Site inside = site;
    if (shape.kind == ObjectKind::component) inside.owner = id;
    if (!check_initial_size(world, shape, initial)) initial = nullptr;
    for (std::size_t i = 0; i < shape.fields.size(); ++i)
        make_field(world, inside, shape.fields[i], name, field_initial(shape, i, initial));
    if (shape.kind == ObjectKind::rwlock) make_marks(world, name, place);
    if (shape.kind == ObjectKind::work) make_work_marks(world, name, place);
    return id;
}

// ---- what objects know of each other

core::AttachmentMode mode_of(const std::string& mode) {
    if (mode == "static") return core::AttachmentMode::static_;
    if (mode == "pin_legacy") return core::AttachmentMode::pin_legacy;
    return mode == "pin_revocable" ? core::AttachmentMode::pin_revocable : core::AttachmentMode::dynamic;
}

core::ObjectId buffer_of(const World& world, const std::string& name) {
    const auto global = world.globals.find(name);
    return global == world.globals.end() || global->second.kind != Global::Kind::buffer
               ? none
               : world.buffers[global->second.buffer].object;
}

core::ObjectId element_of(core::ObjectId instance, const Field& field, std::uint32_t k) {
    return instance + field.object_offset + k * field.object_stride;
}

void connect_attached(World& world, const Component& component, core::ObjectId instance, const Field& field) {
    const auto& attached = *field.attached;
    auto& objects = world.program.objects;
    for (std::uint32_t k = 0; k < field.count; ++k) {
        auto& object = objects[element_of(instance, field, k)];
        if (attached.kind != ast::Attached::Kind::mapping) {
            object.buffer = buffer_of(world, attached.of);
            object.mode = mode_of(attached.mode);
            if (const auto* context = component.shape.find(attached.context))
                object.context = element_of(instance, *context, 0);
            continue;
        }
        const auto* attachment = component.shape.find(attached.of);
        if (!attachment) continue;
        object.attachment = element_of(instance, *attachment, attachment->is_array ? k : 0);
        object.buffer = buffer_of(world, attachment->attached->of);
        object.mode = mode_of(attachment->attached->mode);
    }
}

core::ThreadId thread_of(const World& world, const Component& component, core::InstanceId instance,
                         std::uint32_t decl) {
    return world.program.components[component.number].threads[decl] + instance.number() * component.thread_decls;
}

void connect(World& world, const Component& component, core::InstanceId instance, core::ObjectId object) {
    for (const auto& field : component.shape.fields) {
        if (field.attached) connect_attached(world, component, object, field);
        if (!field.is_object || field.object.kind != ObjectKind::work) continue;
        const auto* thread = component.find_thread(field.name);
        for (std::uint32_t k = 0; k < field.count; ++k)
            world.program.objects[element_of(object, field, k)].worker =
                thread_of(world, component, instance, thread->decl + k);
    }
    for (std::uint32_t decl = 0; decl < component.thread_decls; ++decl)
        world.program.threads[thread_of(world, component, instance, decl)].self = object;
}

void make_buffers(World& world) {
    for (auto& buffer : world.buffers) {
        if (buffer.exporter == none) continue;
        const auto& shape = world.components[buffer.exporter].buffer;
        buffer.object = make_object_of(world, {}, shape, buffer.source->name, buffer.source->place, nullptr);
    }
}

void make_instances(World& world, const Component& component) {
    const std::string& name = component.source->name;
    Indexed<core::InstanceId, core::ObjectId> instances;
    for (const core::InstanceId i : FirstIds<core::InstanceId>(component.count)) {
        const std::string full = component.replicated ? name + "[" + to_string(i) + "]" : name;
        instances.push_back(make_object_of(world, {component.number, i, none}, component.shape, full,
                                           component.source->place, nullptr));
        connect(world, component, i, instances.back());
    }
    world.program.components[component.number].instances = std::move(instances);
}

/// A struct of the kernel library says which of its variables means that an attachment has been freed.
void connect_freed(World& world) {
    for (auto& object : world.program.objects) {
        if (object.kind != ObjectKind::attachment) continue;
        for (core::CellId cell = object.first_cell; cell < object.first_cell + object.cells; ++cell)
            if (world.program.cells[cell].name == object.name + ".freed") object.freed = cell;
    }
}

void connect_pointers(World& world) {
    for (const auto& [object, pointer] : world.pointers)
        if (world.program.objects.contains(object)) world.program.objects[object].pointers.push_back(pointer);
}

void connect_buffers(World& world) {
    for (const auto& buffer : world.buffers)
        if (buffer.object != none)
            world.program.objects[buffer.object].exporter = world.program.components[buffer.exporter].instances.front();
}

}  // namespace

namespace {

/// Before anything is made: sizes multiply quickly.
void check_size(World& world) {
    std::uint64_t size = 0;
    const auto add = [&](const Shape& shape, std::uint64_t count, Place place) {
        size += count * (std::max(shape.cells, shape.objects) + std::uint64_t{1});
        if (size <= most_cells) return;
        world.error(place, "the program has more than " + std::to_string(most_cells) + " variables",
                    "fewer instances, smaller arrays");
        world.report.throw_if_any(world.sources());
    };
    for (const auto& buffer : world.buffers)
        if (buffer.exporter != none) add(world.components[buffer.exporter].buffer, 1, buffer.source->place);
    for (const auto& component : world.components) add(component.shape, component.count, component.source->place);
}

}  // namespace

void make_storage(World& world) {
    check_size(world);
    make_buffers(world);
    for (const auto& component : world.components) make_instances(world, component);
    connect_buffers(world);
    connect_pointers(world);
    connect_freed(world);
    resolve_guards(world);
    find_fence_fields(world);
    make_dependency_marks(world);
}

}  // namespace revoke_mc::check
