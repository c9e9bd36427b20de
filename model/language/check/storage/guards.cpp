// __guarded_by(l): which lock guards which cell.
//
// The lock is named as seen from the variable: a sibling (`resv` inside struct dma_buf), something that the object is
// related to (`buf.resv` inside struct attachment), a member of the component, or something global (`bar.resv`,
// `vfio.memory_lock`). It is resolved for every single object, and may differ from instance to instance.
#include "model/language/check/expressions/expressions.hpp"
#include "model/language/check/storage/initial.hpp"

namespace revoke_mc::check {
namespace {

using core::ObjectId;
using core::ObjectKind;

/// An object on the way down, with its shape.
struct Here {
    ObjectId object = none;
    const Shape* shape = nullptr;
    const Here* outer = nullptr;
};

const Shape* shape_of(World& world, ObjectId object) {
    const auto& found = world.program.objects[object];
    if (found.kind == ObjectKind::component) return &world.components[found.component].shape;
    const auto exporter = [&](ObjectId buffer) {
        return world.program.objects[world.program.objects[buffer].exporter].component;
    };
    if (found.kind == ObjectKind::buffer) return &world.components[exporter(object)].buffer;
    if (found.kind == ObjectKind::attachment) return &world.components[exporter(found.buffer)].attachment;
    return nullptr;
}

std::optional<Here> member_at(World& world, const Here& here, const std::string& name) {
    const auto& object = world.program.objects[here.object];
    const bool attached =
        object.kind == ObjectKind::attachment || object.kind == ObjectKind::mapping || object.kind == ObjectKind::fence;
    const auto related = [&](ObjectId id) { return Here{id, shape_of(world, id), nullptr}; };
    if (attached && name == "buf") return related(object.buffer);
    if (attached && name == "importer") return related(object.owner);
    if (object.kind == ObjectKind::mapping && name == "att") return related(object.attachment);
    if (object.kind == ObjectKind::buffer && name == "exporter") return related(object.exporter);
    const auto* field = here.shape ? here.shape->find(name) : nullptr;
    if (!field || !field->is_object || field->is_array) return std::nullopt;
    return Here{here.object + field->object_offset, field->object.shape, nullptr};
}

/// What an exporter adds to its buffers and attachments may be guarded by its own locks.
std::optional<Here> exporter_at(World& world, const Here& from, const std::string& name) {
    const Here* outer = &from;
    while (outer->outer && world.program.objects[outer->object].kind != ObjectKind::attachment) outer = outer->outer;
    const auto& object = world.program.objects[outer->object];
    const ObjectId buffer = object.kind == ObjectKind::buffer       ? outer->object
                            : object.kind == ObjectKind::attachment ? object.buffer
                                                                    : none;
    if (buffer == none) return std::nullopt;
    const ObjectId exporter = world.program.objects[buffer].exporter;
    return member_at(world, {exporter, shape_of(world, exporter), nullptr}, name);
}

std::optional<Here> global_at(World& world, const std::string& name) {
    const auto found = world.globals.find(name);
    if (found == world.globals.end()) return std::nullopt;
    ObjectId object = none;
    if (found->second.kind == Global::Kind::buffer) object = world.buffers[found->second.buffer].object;
    const core::ComponentId component = found->second.component;
    if (component != none && !world.components[component].replicated &&
        !world.program.components[component].instances.empty())
        object = world.program.components[component].instances.front();
    if (object == none) return std::nullopt;
    return Here{object, shape_of(world, object), nullptr};
}

std::optional<Here> find(World& world, const Here& from, const ast::Expr& expr) {
    if (expr.kind == ast::ExprKind::member) {
        const auto base = find(world, from, *expr.args[0]);
        return base ? member_at(world, *base, expr.text) : std::nullopt;
    }
    if (expr.kind != ast::ExprKind::name) return std::nullopt;
    for (const Here* here = &from; here; here = here->outer)
        if (auto found = member_at(world, *here, expr.text)) return found;
    if (auto found = exporter_at(world, from, expr.text)) return found;
    return global_at(world, expr.text);
}

ObjectId lock_of(World& world, const Here& here, const ast::Expr& guard) {
    const auto found = find(world, here, guard);
    if (found && (found->shape == &world.lock || found->shape == &world.spinlock || found->shape == &world.rwlock))
        return found->object;
    world.error(guard.place, found ? "only a lock can guard" : "there is no such lock as seen from here",
                "as in __guarded_by(resv), __guarded_by(buf.resv), __guarded_by(vfio.memory_lock)");
    return none;
}

void resolve_in(World& world, const Here& here) {
    for (const auto& field : here.shape->fields) {
        const auto* guard = field.variable ? field.variable->guarded_by.get() : nullptr;
        const ObjectId lock = guard ? lock_of(world, here, *guard) : none;
        if (guard && field.is_object)
            world.error(guard->place, "only simple variables are guarded", "guard the members of the struct");
        if (field.is_object && field.variable && field.variable->released)
            world.error(field.place, "only simple variables are __released", "say it of the members of the struct");
        for (std::uint32_t k = 0; k < field.count; ++k) {
            if (field.is_object) {
                const Here inner{here.object + field.object_offset + k * field.object_stride, field.object.shape,
                                 &here};
                resolve_in(world, inner);
            } else if (lock != none) {
                world.program.cells[world.program.objects[here.object].first_cell + field.cell_offset + k].guard = lock;
            }
        }
    }
}

}  // namespace

void resolve_guards(World& world) {
    if (world.report.errors() != 0) return;  // objects may be missing
    for (const auto& buffer : world.buffers)
        resolve_in(world, {buffer.object, shape_of(world, buffer.object), nullptr});
    for (const auto& component : world.program.components)
        for (const auto instance : component.instances)
            resolve_in(world, {instance, shape_of(world, instance), nullptr});
}

}  // namespace revoke_mc::check
