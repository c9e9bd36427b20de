// Questions about the static data of a program. No state is read here.
#include "model/language/program/program.hpp"

#include <algorithm>

namespace revoke_mc::program {
namespace {

ObjectKind element_kind(Set::Kind kind) {
    if (kind == Set::Kind::buffers) return ObjectKind::buffer;
    if (kind == Set::Kind::structs) return ObjectKind::plain;
    if (kind == Set::Kind::attachments) return ObjectKind::attachment;
    return kind == Set::Kind::mappings ? ObjectKind::mapping : ObjectKind::fence;
}

bool belongs_to(const Object& object, ObjectId of) {
    return of == none || object.owner == of || object.buffer == of || object.attachment == of;
}

std::string print_owner(const Program& program, Value value) {
    if (value == 0) return "free";
    const ThreadId thread = owner_of(value);
    return program.threads.contains(thread) ? program.threads[thread].name : std::to_string(value);
}

std::string print_enumeration(const Program& program, Value value, const ValueType& type) {
    const auto& values = program.enumerations[type.enumeration].values;
    const auto index = static_cast<std::size_t>(value);
    return value >= 0 && index < values.size() ? values[index] : std::to_string(value);
}

}  // namespace

const Path* base_of(const Path& path) {
    return std::visit(
        [](const auto& what) -> const Path* {
            if constexpr (requires { what.base; })
                return what.base.get();
            else
                return nullptr;
        },
        path.what);
}

std::string acceptance_line(const std::string& id, const std::string& reason) {
    std::string quoted;
    for (const char c : id) quoted += c == '"' || c == '\\' ? std::string{'\\', c} : std::string(1, c);
    return "accept \"" + quoted + "\" because \"" + reason + "\";";
}

std::uint32_t Program::own_file() const {
    const auto& files = sources->files;
    const auto own = std::find_if(files.begin(), files.end(), [&](const auto& other) { return other.name == file; });
    return static_cast<std::uint32_t>(own - files.begin());
}

bool Program::all_defaults() const {
    return std::all_of(parameters.begin(), parameters.end(), [](const Parameter& p) { return p.is_default; });
}

std::vector<ObjectId> Program::elements(const Set& set, ObjectId of) const {
    if (set.kind == Set::Kind::integers) return {};
    if (set.kind == Set::Kind::instances) return components[set.component].instances.items();
    std::vector<ObjectId> found;
    const auto kind = element_kind(set.kind);
    for (const ObjectId id : objects.ids())
        if (objects[id].kind == kind && belongs_to(objects[id], of) &&
            (set.structure == none || objects[id].structure == set.structure))
            found.push_back(id);
    return found;
}

Value Program::most_at_end(CellId cell) const {
    return *std::max_element(cells[cell].initial.begin(), cells[cell].initial.end());
}

ClassId Program::hardirq() const {
    const auto found = std::find_if(lock_classes.begin(), lock_classes.end(), [](const auto& c) { return c.hardirq; });
    return found == lock_classes.end() ? none : static_cast<ClassId>(found - lock_classes.begin());
}

std::uint32_t Program::spinlocks() const {
    return static_cast<std::uint32_t>(
        std::count_if(objects.begin(), objects.end(), [](const Object& object) { return object.spin; }));
}

ClassId Program::find_class(const std::string& name) const {
    const auto known = std::find_if(lock_classes.begin(), lock_classes.end(),
                                    [&](const LockClass& candidate) { return candidate.name == name; });
    return known == lock_classes.end() ? none : static_cast<ClassId>(known - lock_classes.begin());
}

StructureId Program::number_of_struct(const std::string& name) {
    const auto known = std::find(structures.begin(), structures.end(), name);
    const StructureId number{static_cast<std::size_t>(known - structures.begin())};
    if (known == structures.end()) structures.push_back(name);
    return number;
}

std::vector<ObjectId> Program::fences() const {
    Set all;
    all.kind = Set::Kind::fences;
    return elements(all, none);
}

CellId Program::usage_cell(ObjectId fence, ObjectId buffer) const {
    Set all;
    all.kind = Set::Kind::buffers;
    const auto buffers = elements(all, none);
    const auto number = std::find(buffers.begin(), buffers.end(), buffer) - buffers.begin();
    return objects[fence].first_cell + *fence_fields.in_resv +
           static_cast<std::uint32_t>(number) * fence_fields.per_buffer;
}

ThreadId Program::thread_of(ObjectId instance, std::uint32_t decl) const {
    const auto& object = objects[instance];
    const auto& threads_of_first = components[object.component].threads;
    return threads_of_first[decl] + object.instance.number() * threads_of_first.size();
}

RoutineId Program::function_of(ObjectId instance, const std::string& name) const {
    const auto component = objects[instance].component;
    if (component == none) return none;
    for (const auto id : components[component].functions)
        if (routines[id].function == name) return id;
    return none;
}

std::string to_text(Property::Kind kind) {
    switch (kind) {
    case Property::Kind::builtin: return "builtin";
    case Property::Kind::invariant: return "invariant";
    case Property::Kind::assertion: return "assertion";
    case Property::Kind::possibility: return "possibility";
    case Property::Kind::reachable: return "reachable";
    case Property::Kind::leak: return "leak";
    case Property::Kind::progress: return "progress";
    }
    return "?";
}

std::string Program::print(Value value, const ValueType& type) const {
    switch (type.kind) {
    case ValueType::Kind::boolean: return value != 0 ? "true" : "false";
    case ValueType::Kind::enumeration: return print_enumeration(*this, value, type);
    case ValueType::Kind::pointer:
        return value == dangling_pointer ? "dangling" : value != null_pointer ? "set" : "NULL";
    case ValueType::Kind::owner: return print_owner(*this, value);
    case ValueType::Kind::integer: break;
    }
    return std::to_string(value);
}

}  // namespace revoke_mc::program
