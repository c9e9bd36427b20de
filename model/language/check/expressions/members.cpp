// Members of objects, elements of arrays, relations between objects.
//
// A member of an object whose number is known becomes that object or cell directly; otherwise it is an
// offset from a path. Fields that an exporter adds to its buffers (`per buffer`) are known through any
// reference inside the exporter's own code. With several exporters such a reference might name another
// exporter's buffer: the access then carries an index that is 0 for the right exporter and out of bounds,
// hence a trap, for any other.
#include <algorithm>
#include <optional>

#include "model/language/check/expressions/types.hpp"

namespace revoke_mc::check {
namespace {

using core::ObjectKind;
using core::Relation;

/// The object `offset` behind a path, folded if the path is a known object.
core::PathPtr nested(const core::Path& base, std::uint32_t offset, Place place) {
    if (const auto* known = base.as<core::ObjectPath>()) return make_object(known->object + offset, place);
    return make_member(clone(base), offset, place);
}

/// 0 if the buffer behind `base` belongs to `exporter`, else 1.
core::ExprPtr exporter_test(Context& context, const core::Path& base, core::ComponentId exporter, Place place) {
    const auto type = integer_type(0, 1);
    auto relation = make_path(core::RelatedPath{clone(base), Relation::exporter}, place);
    auto right = make_same(std::move(relation),
                           make_object(context.world.program.components[exporter].instances.front(), place), place);
    return make_choice(std::move(right), make_constant(0, type, place), make_constant(1, type, place), type, place);
}

Operand pointer_operand(const core::Path& base, const Field& field, core::ExprPtr cell, Place place) {
    auto path = make_path(core::PointerPath{clone(base), field.target_offset, cell}, place);
    auto operand = value_operand(std::move(cell));
    operand.target = field.target;
    operand.path = std::move(path);
    operand.object = {ObjectKind::heap, field.target, none, none, field.target->component};
    return operand;
}

Operand scalar_field(const core::Path& base, const Field& field, Place place, core::ExprPtr index) {
    core::CellRead read{clone(base), field.cell_offset};
    if (const auto known = constant_value(index))
        read.offset += static_cast<std::uint32_t>(*known) * field.cell_stride;
    else if (index)
        read.element = {std::move(index), field.cell_stride, field.count};
    auto cell = make_expr(std::move(read), place, field.type);
    if (field.target) return pointer_operand(base, field, std::move(cell), place);
    return value_operand(std::move(cell));
}

/// The number of a buffer among all of them, b == bar ? 0 : b == bo ? 1 : ...; one too large for NULL.
core::ExprPtr buffer_number(const World& world, const core::Path& buffer, bool nullable, Place place) {
    const auto& buffers = world.buffers;
    const auto count = static_cast<core::Value>(buffers.size());
    const auto type = integer_type(0, count);
    const auto number_of = [&](std::size_t k) { return make_constant(static_cast<core::Value>(k), type, place); };
    if (const auto* known = buffer.as<core::ObjectPath>())
        for (const BufferId id : buffers.ids())
            if (buffers[id].object == known->object) return number_of(id.number());
    const std::size_t last = nullable || buffers.empty() ? buffers.size() : buffers.size() - 1;  // needs no test
    auto number = number_of(last);
    for (std::size_t k = last; k-- > 0;)
        number = make_choice(make_same(clone(buffer), make_object(buffers[BufferId{k}].object, place), place),
                             number_of(k), std::move(number), type, place);
    return number;
}

/// The buffer that a fence belongs to by its declaration.
core::PathPtr own_buffer(const World& world, const core::Path& fence, Place place) {
    if (const auto* known = fence.as<core::ObjectPath>())
        return make_object(world.program.objects[known->object].buffer, place);
    return make_path(core::RelatedPath{clone(fence), Relation::buffer}, place);
}

/// Looking where it leads may be a trap, even if it can lead to one object only.
bool may_trap(const core::Path& path) {
    const auto* related = path.as<core::RelatedPath>();
    const core::Path* base = base_of(path);
    return (related && related->uses) || (base && may_trap(*base));
}

/// Which element of a fence's member per dma_buf: that of the buffer named, else that of its own. Null after an error.
core::ExprPtr buffer_element(Context& context, const core::Path& fence, const Field& field, Place place,
                             const ast::Expr* element) {
    World& world = context.world;
    if (!element) return buffer_number(world, *own_buffer(world, fence, place), false, place);
    auto named = to_object(check(context, *element));
    if (!named.ok()) return nullptr;
    if (named.is_object() && named.object.kind == ObjectKind::buffer)
        return buffer_number(world, *named.path, named.nullable || may_trap(*named.path), place);
    world.error(element->place, "'" + field.name + "' has one value for each dma_buf",
                "name a buffer: " + field.name + "[b]");
    return nullptr;
}

Operand object_field(const core::Path& base, const Field& field, Place place, core::ExprPtr index) {
    if (const auto known = constant_value(index))
        return object_operand(
            nested(base, field.object_offset + static_cast<std::uint32_t>(*known) * field.object_stride, place),
            field.object);
    if (!index) return object_operand(nested(base, field.object_offset, place), field.object);
    core::Element element{std::move(index), field.object_stride, field.count};
    return object_operand(make_path(core::MemberPath{clone(base), field.object_offset, std::move(element)}, place),
                          field.object);
}

struct RelationName {
    Relation relation;
    ObjectType type;
};

/// a.importer, m.att, f.buf, f.context, b.exporter.
std::optional<RelationName> relation_of(World& world, const ObjectType& type, const std::string& name) {
    const bool attached =
        type.kind == ObjectKind::attachment || type.kind == ObjectKind::mapping || type.kind == ObjectKind::fence;
    if (attached && name == "buf") return RelationName{Relation::buffer, buffer_type(world, type.exporter)};
    if (attached && name == "importer") return RelationName{Relation::owner, instance_type(world, type.owner)};
    if (type.kind == ObjectKind::fence && name == "context")
        if (const auto* shape = context_shape(world))
            return RelationName{Relation::context, {ObjectKind::plain, shape, none, none, none}};
    if (type.kind == ObjectKind::buffer && name == "exporter")
        return RelationName{Relation::exporter, instance_type(world, type.exporter)};
    if (type.kind == ObjectKind::mapping && name == "att")
        return RelationName{Relation::attachment,
                            attached_type(world, ObjectKind::attachment, type.exporter, type.owner)};
    return std::nullopt;
}

core::ObjectId related(const core::Object& object, Relation relation) {
    switch (relation) {
    case Relation::buffer: return object.buffer;
    case Relation::owner: return object.owner;
    case Relation::attachment: return object.attachment;
    case Relation::exporter: return object.exporter;
    case Relation::context: return object.context;
    }
    return none;
}

/// What the kernel itself does with an attachment, and what is only stated about one, is not a use after its end. The
/// ops of an exporter are handed attachments that the core still has.
bool is_use(const Context& context, const core::Path& attachment, Place place) {
    const World& world = context.world;
    if (!context.running || context.said || world.in_kernel(place)) return false;
    const core::Path* root = &attachment;
    while (const core::Path* base = base_of(*root)) root = base;
    const bool exports =
        context.component != none && world.components[context.component].role() == core::Blame::exporter;
    return !exports || !root->is<core::ReferencePath>();
}

/// The operand is an error if the relation could not be established, which has then been reported.
Operand relation_operand(const Context& context, const Operand& base, const RelationName& to, Place place) {
    World& world = context.world;
    const bool optional = to.relation == Relation::context;
    core::PathPtr path;
    const bool uses = base.object.kind == ObjectKind::attachment && is_use(context, *base.path, place);
    world.uses_attachments = world.uses_attachments || uses;
    if (const auto* known = base.path->as<core::ObjectPath>(); known && !uses) {
        const auto object = related(world.program.objects[known->object], to.relation);
        if (object == none && !optional) return {};
        path = object == none ? make_path(core::NullPath{}, place) : make_object(object, place);
    } else {
        path = make_path(core::RelatedPath{base.path, to.relation, uses}, place);
    }
    auto operand = object_operand(std::move(path), to.type);
    operand.relation = to.relation == Relation::owner || to.relation == Relation::exporter;
    operand.nullable = optional;
    return operand;
}

/// The field, also one that the exporter whose code this is adds to its buffers or attachments.
struct FoundField {
    const Field* field = nullptr;
    core::ComponentId exporter = none;  ///< to be tested when it runs
};

FoundField find_field(Context& context, const ObjectType& type, const std::string& name) {
    if (!type.shape) return {};
    if (const auto* field = type.shape->find(name)) return {field, none};
    if (type.exporter != none || context.component == none) return {};
    const auto& own = context.world.components[context.component];
    if (type.kind == ObjectKind::buffer) return {own.buffer.find(name), own.number};
    if (type.kind == ObjectKind::attachment) return {own.attachment.find(name), own.number};
    return {};
}

Operand component_member(Context& context, const Operand& base, const std::string& name, Place place) {
    World& world = context.world;
    const auto& component = world.components[base.object.component];
    if (const auto constant = component.constants.find(name); constant != component.constants.end())
        return instance_constant(context, base.path.get(), component, constant->second, place);
    if (name == "index") return instance_index(context, base.path.get(), component, place);
    const std::string full = component.source->name + "." + name;
    if (component.find_thread(name))
        world.error(place, "'" + full + "' is a thread", "write " + full + " @ label, or holds(lock, " + full + ")");
    else if (component.functions.contains(name))
        world.error(place, "'" + full + "' is a function", "call it: " + full + "(...)");
    else
        world.error(place, component.source->name + " has no member '" + name + "'",
                    near_or_list(name, member_names(context, base.object)));
    return {};
}

Operand unknown_member(Context& context, const Operand& base, const std::string& name, Place place) {
    World& world = context.world;
    if (base.object.kind == ObjectKind::component && base.object.component == none) {
        world.error(place, "which component this is, is not known here; only its functions can be called",
                    "test with 'has', or pass the instance as a parameter of its component's type");
        return {};
    }
    if (base.object.kind == ObjectKind::component) return component_member(context, base, name, place);
    if (!base.object.shape) return {};
    world.error(place, describe(world, base.object) + " has no member '" + name + "'",
                near_or_list(name, member_names(context, base.object)));
    return {};
}

Operand no_members(Context& context, const Operand& base, const std::string& name, Place place) {
    if (!base.ok()) return {};
    const std::string what = base.is_value() ? describe(context.world, base.expr->type) : "NULL";
    context.world.error(place, what + " has no member '" + name + "'");
    return {};
}

bool names_instances(Context& context, const ast::Expr& expr, const Component** component) {
    if (expr.kind != ast::ExprKind::name || (context.scope && context.scope->find(expr.text))) return false;
    const auto found = context.world.globals.find(expr.text);
    if (found == context.world.globals.end() || found->second.kind != Global::Kind::component) return false;
    if (context.component != none && context.world.components[context.component].shape.find(expr.text)) return false;
    *component = &context.world.components[found->second.component];
    return (*component)->replicated;
}

/// `name[2]` of an ordered component.
Operand instance_element(Context& context, const Component& component, const ast::Expr& expr) {
    World& world = context.world;
    const std::string& name = component.source->name;
    if (!component.ordered) {
        world.error(expr.place, "the instances of " + name + " are interchangeable: they cannot be numbered",
                    "use a binder (forall, exists, foreach), or declare " + name + "[N] ordered");
        return {};
    }
    if (!world.program.components.contains(component.number) ||
        world.program.components[component.number].instances.empty())
        return {};
    auto index = check_element(context, *expr.args[1], component.count, "instances of " + name);
    if (!index) return {};
    const ObjectType type = instance_type(world, component.number);
    const auto& instances = world.program.components[component.number].instances;
    if (const auto known = constant_value(index))
        return object_operand(make_object(instances[core::InstanceId{*known}], expr.place), type);
    core::Element element{std::move(index), component.shape.objects + 1, component.count};
    core::MemberPath path{make_object(instances.front(), expr.place), 0, std::move(element)};
    return object_operand(make_path(std::move(path), expr.place), type);
}

}  // namespace

core::ExprPtr check_element(Context& context, const ast::Expr& expr, std::uint32_t count, const std::string& what) {
    auto index = check_value(context, expr, integer_type(0, count - 1), "an index");
    const auto known = constant_value(index);
    if (!known || (*known >= 0 && *known < count)) return index;
    if (context.unreached) return make_constant(0, index->type, expr.place);
    context.world.error(expr.place,
                        "index " + std::to_string(*known) + " is out of bounds: there are " + std::to_string(count) +
                            " " + what,
                        "count from 0 to " + std::to_string(count - 1));
    return nullptr;
}

Operand field_of(Context& context, const core::Path& base, const Field& field, Place place, const ast::Expr* element,
                 core::ComponentId exporter_wanted) {
    World& world = context.world;
    if (!field.per_buffer && field.is_array != (element != nullptr)) {
        if (element)
            world.error(element->place, "'" + field.name + "' is not an array");
        else
            world.error(place, "'" + field.name + "' is an array of " + std::to_string(field.count),
                        "say which element: " + field.name + "[0]");
        return {};
    }
    core::ExprPtr index;
    if (field.per_buffer)
        index = buffer_element(context, base, field, place, element);
    else if (element)
        index = check_element(context, *element, field.count, "elements of '" + field.name + "'");
    if (!index && (element || field.per_buffer)) return {};
    if (field.ghost && context.reads_ghost) *context.reads_ghost = true;
    if (field.ghost && !context.ghost) {
        world.error(place,
                    "'" + field.name + "' is a ghost variable: only ghost code, asserts and properties may read it");
        return {};
    }
    const bool unguarded = !field.is_object && !field.ghost && field.variable && !field.variable->guarded_by &&
                           !world.in_kernel(field.place);
    if (unguarded && context.reads) context.reads->unguarded.push_back(&field);
    auto checked_base = clone(base);
    if (exporter_wanted != none) {  // an index that traps if the buffer belongs to another exporter
        core::Element test{exporter_test(context, base, exporter_wanted, place)};
        checked_base = make_path(core::MemberPath{std::move(checked_base), 0, std::move(test)}, place);
    }
    auto operand = field.is_object ? object_field(*checked_base, field, place, std::move(index))
                                   : scalar_field(*checked_base, field, place, std::move(index));
    operand.place = place;
    operand.field = &field;
    operand.ghost = field.ghost;
    return operand;
}

/// m.buf in a driver's code goes through the attachment, which may have been freed.
Operand through_attachment(const Context& context, Operand base, const std::string& name, Place place) {
    if (base.object.kind != ObjectKind::mapping || name != "buf" || !is_use(context, *base.path, place)) return base;
    return relation_operand(context, base, *relation_of(context.world, base.object, "att"), place);
}

Operand member_of(Context& context, Operand base, const std::string& name, Place place, const ast::Expr* element) {
    base = to_object(std::move(base));
    if (!base.is_object()) return no_members(context, base, name, place);
    base = through_attachment(context, std::move(base), name, place);
    if (!base.ok()) return {};
    if (const auto relation = relation_of(context.world, base.object, name))
        return relation_operand(context, base, *relation, place);
    const auto found = find_field(context, base.object, name);
    if (!found.field) return unknown_member(context, base, name, place);
    return field_of(context, *base.path, *found.field, place, element, found.exporter);
}

Operand check_member(Context& context, const ast::Expr& expr) {
    return member_of(context, check(context, *expr.args[0]), expr.text, expr.place, nullptr);
}

Operand check_index(Context& context, const ast::Expr& expr) {
    const ast::Expr& array = *expr.args[0];
    const Component* component = nullptr;
    if (names_instances(context, array, &component)) return instance_element(context, *component, expr);
    if (array.kind == ast::ExprKind::member)
        return member_of(context, check(context, *array.args[0]), array.text, array.place, expr.args[1].get());
    if (array.kind == ast::ExprKind::name) return name_operand(context, array.text, array.place, expr.args[1].get());
    const auto operand = check(context, array);
    if (operand.ok()) context.world.error(array.place, "only arrays can be indexed");
    return {};
}

Operand to_object(Operand operand) {
    if (!operand.is_value() || !operand.target) return operand;
    auto object = object_operand(std::move(operand.path), operand.object);
    object.nullable = true;
    return object;
}

std::vector<std::string> member_names(const Context& context, const ObjectType& type) {
    std::vector<std::string> names;
    if (!type.shape) return names;
    for (const auto& field : type.shape->fields) names.push_back(field.name);
    switch (type.kind) {
    case ObjectKind::component:
        for (const auto& constant : context.world.components[type.component].constants) names.push_back(constant.first);
        for (const auto& function : context.world.components[type.component].functions) names.push_back(function.first);
        for (const auto& thread : context.world.components[type.component].threads)
            names.push_back(thread.source->name);
        break;
    case ObjectKind::buffer: names.emplace_back("exporter"); break;
    case ObjectKind::fence: names.insert(names.end(), {"buf", "importer", "context"}); break;
    case ObjectKind::mapping: names.emplace_back("att"); [[fallthrough]];
    case ObjectKind::attachment: names.insert(names.end(), {"buf", "importer"}); break;
    default: break;
    }
    return names;
}

}  // namespace revoke_mc::check
