// Attachments, mappings, fences: members that belong to a buffer.
//
// An attachment names its buffer and its kind, a mapping its attachment, a fence its buffer and the context that it
// belongs to, if any. The kind must go with the callback: who says pin_revocable or dynamic can be asked to let go.
#include <set>

#include "model/language/check/storage/fields.hpp"

namespace revoke_mc::check {

using core::ObjectKind;

bool need_library(World& world, const char* type, Place place) {
    if (const auto* entry = world.find_type(type); entry && entry->kind == TypeEntry::Kind::structure) return true;
    world.error(place, "there is no struct " + std::string(type), "the kernel library declares it: use dma_buf;");
    return false;
}

const Shape* context_shape(World& world) {
    const auto* entry = world.find_type("dma_fence_context");
    const bool declared = entry && entry->kind == TypeEntry::Kind::structure;
    return declared ? structure_shape(world, "dma_fence_context", entry->place) : nullptr;
}

namespace {

const Buffer* find_buffer(const World& world, const std::string& name) {
    const auto global = world.globals.find(name);
    if (global == world.globals.end() || global->second.kind != Global::Kind::buffer) return nullptr;
    return &world.buffers[global->second.buffer];
}

std::vector<std::string> buffer_names(const World& world) {
    std::vector<std::string> names;
    for (const auto& buffer : world.buffers) names.push_back(buffer.source->name);
    return names;
}

/// The exporter's component of what an attached thing belongs to; nothing after an error.
std::optional<core::ComponentId> exporter_of(World& world, const Component& component, const ast::Attached& attached) {
    if (attached.kind != ast::Attached::Kind::mapping) {
        const auto* buffer = find_buffer(world, attached.of);
        if (buffer) return buffer->exporter == none ? std::nullopt : std::optional(buffer->exporter);
        world.error(
            attached.place, "'" + attached.of + "' is no buffer",
            near_or_list(attached.of, buffer_names(world), "declare one: dma_buf " + attached.of + " of EXPORTER;"));
        return std::nullopt;
    }
    for (const auto& other : component.source->attached)
        if (other.name == attached.of && other.kind == ast::Attached::Kind::attachment)
            return exporter_of(world, component, other);
    std::vector<std::string> names;
    for (const auto& other : component.source->attached)
        if (other.kind == ast::Attached::Kind::attachment) names.push_back(other.name);
    world.error(attached.place, "'" + attached.of + "' is no attachment of " + component.source->name,
                near_or_list(attached.of, names, "declare one: attachment " + attached.of + " of BUFFER : dynamic;"));
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

void check_mode(World& world, const Component& component, const ast::Attached& attached) {
    static const std::set<std::string> modes{"static", "pin_legacy", "pin_revocable", "dynamic"};
    if (!modes.contains(attached.mode)) {
        world.error(attached.place,
                    attached.mode.empty() ? "the kind of attachment is missing"
                                          : "'" + attached.mode + "' is no kind of attachment",
                    "static, pin_legacy, pin_revocable or dynamic");
        return;
    }
    const bool wanted = attached.mode == "pin_revocable" || attached.mode == "dynamic";
    const bool has = component.functions.contains("invalidate_mappings");
    if (wanted && !has)
        world.error(attached.place,
                    "a " + attached.mode + " importer has invalidate_mappings, " + component.source->name + " has not",
                    "declare void invalidate_mappings(attachment *a), or make it static or pin_legacy");
    if (!wanted && has)
        world.error(attached.place,
                    "a " + attached.mode + " importer has no invalidate_mappings, but " + component.source->name +
                        " has one",
                    "make it pin_revocable or dynamic, or remove the function");
}

/// The context of a fence is one of the component's own.
void check_context(World& world, const Component& component, const ast::Attached& attached) {
    if (attached.context.empty() || !need_library(world, "dma_fence_context", attached.place)) return;
    const auto is_context = [&](const Field& field) {
        return field.is_object && !field.is_array && field.object.shape == context_shape(world);
    };
    std::vector<std::string> names;
    for (const auto& field : component.shape.fields)
        if (is_context(field)) names.push_back(field.name);
    const auto* field = component.shape.find(attached.context);
    if (field && is_context(*field)) return;
    world.error(attached.place, "'" + attached.context + "' is no dma_fence_context of " + component.source->name,
                near_or_list(attached.context, names, "declare one: dma_fence_context " + attached.context + ";"));
}

}  // namespace

void add_attached(World& world, Component& component, const ast::Attached& attached) {
    Shape& shape = component.shape;
    Field field;
    field.name = attached.name;
    field.place = attached.place;
    field.attached = &attached;
    if (!need_library(world, word_of(attached.kind), attached.place)) return;
    const auto exporter = exporter_of(world, component, attached);
    if (attached.kind == ast::Attached::Kind::attachment) check_mode(world, component, attached);
    check_context(world, component, attached);
    const bool sized = set_array(world, field, attached.array.get(), component.number);
    if (!fresh_name(world, shape, attached.name, attached.place) || !exporter || !sized) return;
    field.is_object = true;
    field.object = attached_type(world, kind_of(attached.kind), *exporter, component.number);
    place_field(shape, std::move(field));
}

void check_elementwise(World& world, const Component& component, const ast::Attached& mapping) {
    const auto* own = component.shape.find(mapping.name);
    const auto* of = component.shape.find(mapping.of);
    if (!own || !of || !of->is_array || (own->is_array && own->count == of->count)) return;
    world.error(mapping.place, "'" + mapping.of + "' is an array: '" + mapping.name + "' must have as many elements",
                "mapping " + mapping.name + "[" + std::to_string(of->count) + "] of " + mapping.of + ";");
}

}  // namespace revoke_mc::check
