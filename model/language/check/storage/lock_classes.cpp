// Classes of locks, works, events, and the orders that a spec declares; see specs/README.md, "The order of locks".
//
// lockdep (Documentation/locking/lockdep-design.rst) makes a class of all locks that are initialised in one place. Here
// that is the declaration: a member of a component, whatever the instance or the element; a member of the library's
// dma_buf, whatever the buffer; what an exporter adds to each of its buffers. An event is a class without a lock.
#include <algorithm>

#include "explorer/base/limits.hpp"
#include "model/language/check/expressions/types.hpp"
#include "model/language/check/storage/storage.hpp"

namespace revoke_mc::check {
namespace {

constexpr const char* interrupts = "hardirq";

/// "seat[3].locks[1]" -> "seat.locks"
std::string without_indices(const std::string& name) {
    std::string out;
    bool index = false;
    for (const char c : name) {
        index = index || c == '[';
        if (!index) out += c;
        if (c == ']') index = false;
    }
    return out;
}

std::string exporter_of(const World& world, const std::string& buffer) {
    for (const Buffer& candidate : world.buffers)
        if (candidate.source->name == buffer && candidate.exporter != none)
            return world.components[candidate.exporter].source->name;
    return buffer;
}

std::string class_name(const World& world, const std::string& object, bool in_buffer, Place place) {
    std::string name = without_indices(object);
    if (!in_buffer) return name;
    const std::size_t dot = std::min(name.find('.'), name.size());
    const std::string member = "dma_buf" + name.substr(dot);
    return world.in_kernel(place) ? member : exporter_of(world, name.substr(0, dot)) + "." + member;
}

core::ClassId add_class(World& world, std::string name, bool event, Place place) {
    world.program.lock_classes.push_back({std::move(name), event, place, false, false});
    return static_cast<core::ClassId>(world.program.lock_classes.size() - 1);
}

std::vector<std::string> names_of(const World& world, bool events_only) {
    std::vector<std::string> names;
    for (const auto& known : world.program.lock_classes)
        if ((known.event && !known.hardirq) || !events_only) names.push_back(known.name);
    return names;
}

core::ClassId find_ordered(World& world, const ast::NamedPlace& name) {
    limits::poll();
    const core::ClassId found = world.program.find_class(name.name);
    if (found == none && !world.in_kernel(name.place))
        world.error(name.place, "there is no lock and no event '" + name.name + "'",
                    near_or_list(name.name, names_of(world, false),
                                 "a lock is named as in dma_buf.resv or vfio.memory_lock, without instances"));
    return found;
}

void order(World& world, const ast::LockOrder& declared) {
    std::vector<core::ClassId> classes;
    for (const auto& name : declared.classes) classes.push_back(find_ordered(world, name));
    for (std::size_t i = 1; i < classes.size(); ++i)
        if (classes[i - 1] != none && classes[i] != none)
            world.program.lock_orders.push_back({classes[i - 1], classes[i]});
}

}  // namespace

core::ClassId lock_class_of(World& world, const std::string& object, bool in_buffer, bool spin, Place place) {
    std::string name = class_name(world, object, in_buffer, place);
    core::ClassId found = world.program.find_class(name);
    if (found == none) found = add_class(world, std::move(name), false, place);
    world.program.lock_classes[found].spin = spin;
    if (spin && world.program.hardirq() == none)
        world.program.lock_classes[add_class(world, interrupts, true, place)].hardirq = true;
    return found;
}

void declare_events(World& world) {
    for (const auto& file : world.loaded.files)
        for (const auto& event : file.events) {
            if (event.name == interrupts)
                world.error(event.place, "'hardirq' is a class of its own",
                            "it is there when there are spinlocks: devices and __irq_context functions run in it");
            else if (world.program.find_class(event.name) != none)
                world.error(event.place, "there are two events called '" + event.name + "'",
                            "they are the same: take one out");
            else
                add_class(world, event.name, true, event.place);
        }
}

core::ClassId find_event(World& world, const ast::NamedPlace& name) {
    const core::ClassId found = world.program.find_class(name.name);
    if (found != none && !world.program.lock_classes[found].hardirq) return found;
    world.error(name.place, "there is no event '" + name.name + "'",
                near_or_list(name.name, names_of(world, true), "declare it: event " + name.name + ";"));
    return none;
}

void order_locks(World& world) {
    for (const auto& file : world.loaded.files)
        for (const auto& declared : file.lock_orders) order(world, declared);
    auto& orders = world.program.lock_orders;
    std::sort(orders.begin(), orders.end());
    orders.erase(std::unique(orders.begin(), orders.end()), orders.end());
}

}  // namespace revoke_mc::check
