// Looking names up, and how types are called in messages.
#include "model/language/check/world/world.hpp"

#include <algorithm>

#include "model/language/program/words.hpp"

namespace revoke_mc::check {

using core::ObjectKind;
using core::ValueType;

const Field* Shape::find(const std::string& wanted) const {
    const auto found =
        std::find_if(fields.begin(), fields.end(), [&](const Field& field) { return field.name == wanted; });
    return found == fields.end() ? nullptr : &*found;
}

const Thread* Component::find_thread(const std::string& name) const {
    const auto found =
        std::find_if(threads.begin(), threads.end(), [&](const Thread& thread) { return thread.source->name == name; });
    return found == threads.end() ? nullptr : &*found;
}

core::Blame Component::role() const { return value_of(core::sides, source->role).value(); }

TypeEntry* World::find_type(const std::string& name) {
    const auto found = types.find(name);
    return found == types.end() ? nullptr : &found->second;
}

std::vector<const Function*> World::candidates(const std::string& name) const {
    std::vector<const Function*> found;
    for (const auto& component : components)
        if (const auto function = component.functions.find(name); function != component.functions.end())
            if (!function->second->source->predicate) found.push_back(function->second);
    return found;
}

std::string describe(const World& world, const ValueType& type) {
    switch (type.kind) {
    case ValueType::Kind::boolean: return "a truth value";
    case ValueType::Kind::integer: return "a number";
    case ValueType::Kind::enumeration: return "a value of enum " + world.program.enumerations[type.enumeration].name;
    case ValueType::Kind::pointer: return "a pointer";
    case ValueType::Kind::owner: return "a lock's owner";
    }
    return "a value";
}

std::string describe(const World& world, const ObjectType& type) {
    switch (type.kind) {
    case ObjectKind::component:
        return type.component == none ? "an instance of some component"
                                      : "an instance of " + world.components[type.component].source->name;
    case ObjectKind::buffer: return "a dma_buf";
    case ObjectKind::attachment: return "an attachment";
    case ObjectKind::mapping: return "a mapping";
    case ObjectKind::fence: return "a fence";
    case ObjectKind::heap: return "an object " + type.shape->name;
    case ObjectKind::lock: return type.shape && type.shape->spin ? "a spinlock" : "a lock";
    case ObjectKind::rwlock: return "an rwlock";
    case ObjectKind::work: return "a work";
    case ObjectKind::plain: return "a struct " + type.shape->name;
    }
    return "an object";
}

std::optional<core::Blame> blame_of(const std::string& word) {
    if (word.empty()) return core::Blame::nobody;
    std::string lower;
    for (const char c : word) lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return value_of(core::sides, lower);
}

}  // namespace revoke_mc::check
