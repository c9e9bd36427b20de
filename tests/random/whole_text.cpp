#include "tests/random/whole_text.hpp"

namespace revoke_mc::random_specs::whole {

std::string type_of(const Thing& thing) {
    switch (thing.kind) {
    case Kind::boolean: return "bool";
    case Kind::integer: return "int<" + std::to_string(thing.low) + ".." + std::to_string(thing.high) + ">";
    case Kind::colour: return "colour";
    case Kind::usage: return "usage";
    case Kind::lock: return "lock";
    case Kind::spinlock: return "spinlock";
    case Kind::rwlock: return "rwlock";
    case Kind::duo: return "duo";
    case Kind::box: return "box";
    case Kind::kref: return "kref";
    case Kind::completion: return "completion";
    case Kind::ticket: return "ww_acquire_ctx";
    case Kind::iotlb: return "iotlb";
    case Kind::vma: return "vma";
    case Kind::attachment: return "attachment";
    case Kind::mapping: return "mapping";
    case Kind::fence: return "fence";
    case Kind::context: return "dma_fence_context";
    case Kind::buffer: return "dma_buf";
    default: return "void";
    }
}

Node declaration(const Thing& thing) {
    std::string text = (thing.ghost ? "ghost " : thing.constant ? "const " : "") + type_of(thing) + " " + thing.name;
    if (thing.elements > 0) text += "[" + std::to_string(thing.elements) + "]";
    if (!thing.of.empty()) text += " of " + thing.of;
    if (!thing.mode.empty()) text += " : " + thing.mode;
    if (!thing.context.empty()) text += " context " + thing.context;
    if (thing.released && thing.guard.empty()) text += " __released";
    text += thing.initial;
    if (thing.released && !thing.guard.empty()) text += " __released";
    if (!thing.guard.empty()) text += " __guarded_by(" + thing.guard + ")";
    return Node::line(text + ";");
}

Node group_of(const std::string& head, const std::vector<Thing>& things) {
    std::vector<Node> items;
    items.reserve(things.size());
    for (const Thing& thing : things) items.push_back(declaration(thing));
    return Node::bracket(head + " {", std::move(items));
}

Node crowd(Dice& dice) {
    const std::string most = dice.chance(80) ? "1" : "2";
    return Node::group(
        {Node::line("user gate { int<0..3> inside; lock gate_lock; }"),
         Node::bracket(
             "user crowd[" + std::to_string(dice.between(63, 66)) + "] {",
             {Node::line("bool seen;"),
              Node::bracket("thread walk {",
                            {Node::bracket("rest: atomic {", {Node::line("await (gate.inside < " + most + ");"),
                                                              Node::line("gate.inside++;")}),
                             Node::line(dice.chance(50) ? "seen = true;" : "mutex_lock(gate.gate_lock);")})}),
         Node::line("always forall (crowd q) (!q.seen || gate.inside > 0) as crowded;")});
}

}  // namespace revoke_mc::random_specs::whole
