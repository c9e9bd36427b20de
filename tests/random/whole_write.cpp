#include "tests/random/whole_write.hpp"

namespace revoke_mc::random_specs::whole {

namespace {

using Names = std::vector<std::string>;

Thing number(std::string name, std::int64_t low, std::int64_t high) {
    Thing made;
    made.name = std::move(name);
    made.kind = Kind::integer;
    made.low = low;
    made.high = high;
    return made;
}

}  // namespace

std::vector<Node> Write::several(Spot spot, int count) {
    std::vector<Node> nodes;
    nodes.reserve(static_cast<std::size_t>(count));
    for (int number = 0; number < count; ++number) nodes.push_back(any(spot));
    return nodes;
}

Node Write::any(Spot& spot) {
    if (spot.ghost) return in_ghost(spot);
    if (spot.atomic) return in_atomic(spot);
    return plain(spot);
}

/// `first` and what follows it, in a block of their own.
Node Write::rest_of_block(std::string first, const Spot& inner, int most) {
    std::vector<Node> nodes{Node::line(std::move(first))};
    for (Node& node : several(inner, dice_.between(1, most))) nodes.push_back(std::move(node));
    return Node::bracket("{", std::move(nodes));
}

// --- plain code

Node Write::step(const Spot& spot) {
    const int face = dice_.between(0, 99);
    Spot outside = spot;
    outside.no_calls = true;
    if (face < 25) return Node::line("skip;");
    if (face < 55) return Node::line("await (" + say_.shared(outside) + ");");
    if (face < 80)
        for (const Place& place : say_.writable(spot, Kind::boolean))
            if (!place.local) return Node::line(place.path + " = " + say_.constant_of(Kind::boolean) + ";");
    return atomic(spot);
}

Node Write::focused(Spot& spot) {
    switch (world_.focus) {
    case Focus::locks: return locked(spot);
    case Focus::heap: return dice_.chance(50) ? heap(spot) : locked(spot);
    case Focus::work: return work(spot);
    case Focus::choices: return dice_.chance(50) ? with_local(spot) : spot.depth < 3 ? either(spot) : foreach (spot);
    case Focus::library: return library(spot);
    default: return assignment(spot);
    }
}

Node Write::plain(Spot& spot) {
    if (world_.focus != Focus::nothing && spot.depth < 4 && dice_.chance(35)) return focused(spot);
    const int face = dice_.between(0, 99);
    if (face < 15) return assignment(spot);
    if (face < 19) return step(spot);
    if (face < 23) return assertion(spot);
    if (face < 30) return atomic(spot);
    if (face < 44) return locked(spot);
    if (face < 51) return call(spot);
    if (face < 55) return jump(spot);
    if (face < 60) return with_local(spot);
    if (face < 63) return ghost(spot);
    if (face < 68) return heap(spot);
    if (face < 71) return with_reference(spot);
    if (face < 74) return work(spot);
    if (face < 75) return bound(spot);
    if (face < 77) return labelled(spot);
    if (face < 78) return dispatch(spot);
    if (face < (world_.library() ? 91 : 81)) return library(spot);
    return structured(spot);
}

Node Write::structured(const Spot& spot) {
    if (spot.depth >= 3) return assignment(spot);
    const int face = dice_.between(0, 99);
    if (face < 25) return if_(spot);
    if (face < 60) return either(spot);
    if (face < 85) return foreach (spot);
    if (face < 92) return while_(spot);
    return loop(spot);
}

Node Write::assignment(const Spot& spot) {
    const Kind kind = dice_.pick(
        std::vector<Kind>{Kind::boolean, Kind::boolean, Kind::integer, Kind::integer, Kind::integer, Kind::colour});
    const std::vector<Place> places = say_.writable(spot, kind);
    if (places.empty()) return Node::line(spot.atomic || spot.ghost || spot.in_each ? "{ }" : "skip;");
    const Place& place = dice_.pick(places);
    if (kind == Kind::integer && dice_.chance(15))
        return Node::line(place.path + dice_.pick(Names{"++;", "--;", " += 1;", " -= 2;"}));
    Spot value = spot;
    value.no_calls = spot.no_calls || spot.in_each;
    value.sees_ghost = spot.ghost;
    return Node::line(place.path + " = " + say_.value_for(value, *place.thing) + ";");
}

Node Write::assertion(const Spot& spot) {
    Spot seen = spot;
    seen.sees_ghost = true;
    const std::string blames =
        dice_.chance(20) ? " blames " + dice_.pick(Names{"EXPORTER", "IMPORTER", "CORE", "USER", "CALLER"}) : "";
    return Node::line("assert (" + say_.boolean(seen, 2) + ")" +
                      dice_.pick(Names{"", " as claimed", " as unclaimed", " as unclaimed or trap"}) + blames + ";");
}

Node Write::bound(const Spot& spot) { return Node::line("bound (" + say_.boolean(spot, 1) + ") \"random bound\";"); }

Node Write::if_(const Spot& spot) {
    Node yes = Node::bracket("if (" + say_.condition(spot) + ") {", several(deeper(spot), dice_.between(1, 2)));
    if (dice_.chance(50)) return yes;
    std::vector<Node> parts{std::move(yes)};
    if (dice_.chance(25))
        parts.push_back(Node::bracket("else if (" + say_.boolean(spot, 1) + ") {", several(deeper(spot), 1)));
    parts.push_back(Node::bracket("else {", several(deeper(spot), dice_.between(0, 2))));
    return Node::group(std::move(parts));
}

Node Write::while_(const Spot& spot) {
    Spot inner = deeper(spot);
    inner.loop = true;
    return Node::bracket("while (" + say_.condition(spot) + ") {", several(inner, dice_.between(0, 2)));
}

Node Write::loop(const Spot& spot) {
    Spot inner = deeper(spot);
    inner.loop = true;
    std::vector<Node> body{step(spot)};
    body.push_back(Node::bracket("if (" + say_.condition(inner) + ") {", {Node::line("break;")}));
    if (dice_.chance(30))
        body.push_back(Node::bracket("if (" + say_.condition(inner) + ") {", {Node::line("continue;")}));
    for (Node& node : several(inner, dice_.between(0, 2))) body.push_back(std::move(node));
    return Node::bracket("loop {", std::move(body));
}

Node Write::either(const Spot& spot) {
    std::vector<Node> branches;
    const int count = dice_.between(2, 3);
    branches.reserve(static_cast<std::size_t>(count));
    for (int number = 0; number < count; ++number)
        branches.push_back(Node::bracket(number == 0 ? "either {" : "or {", branch(deeper(spot))));
    return Node::group(std::move(branches));
}

/// What stands first in a branch decides how the choice is made: awaits, locks, nothing, calls.
std::vector<Node> Write::branch(const Spot& spot) {
    Spot outside = spot;
    outside.no_calls = true;
    std::vector<Node> nodes;
    const int face = dice_.between(0, 99);
    if (face < 15) return nodes;
    if (face < 45) nodes.push_back(Node::line("await (" + say_.condition(outside) + ");"));
    if (face >= 45 && face < 57 && !spot.atomic) nodes.push_back(locked(spot));
    if (face >= 57 && face < 65) nodes.push_back(call(spot));
    for (Node& node : several(spot, dice_.between(0, 2))) nodes.push_back(std::move(node));
    return nodes;
}

Node Write::foreach (const Spot& spot) {
    Spot inner = deeper(spot);
    inner.loop = true;
    const std::string binder = say_.binder(inner, false);
    if (binder.empty()) return either(spot);
    return Node::bracket("foreach (" + binder + ") {", several(inner, dice_.between(0, 2)));
}

Node Write::each(const Spot& spot) {
    Spot inner = deeper(spot);
    inner.labels.clear();
    const std::string binder = say_.binder(inner, true);
    inner.in_each = true;
    inner.no_calls = true;
    std::vector<Node> nodes{dice_.chance(15) ? assertion(inner) : assignment(inner)};
    if (dice_.chance(25) && spot.depth < 3) nodes.push_back(each(inner));
    if (dice_.chance(40)) nodes = {Node::bracket("if (" + say_.boolean(inner, 1) + ") {", std::move(nodes))};
    Node made = Node::bracket("each (" + binder + ") {", std::move(nodes));
    if (spot.in_atomic || spot.ghost || spot.in_each) return made;
    std::vector<Node> wrapped;
    wrapped.push_back(std::move(made));
    return Node::bracket("atomic {", std::move(wrapped));
}

Node Write::atomic(const Spot& spot) {
    Spot inner = deeper(spot);
    inner.atomic = inner.in_atomic = true;
    Spot outside = spot;
    outside.no_calls = true;
    std::vector<Node> nodes;
    if (dice_.chance(40)) nodes.push_back(Node::line("await (" + say_.condition(outside) + ");"));
    for (Node& node : several(inner, dice_.between(1, 3))) nodes.push_back(std::move(node));
    return Node::bracket("atomic {", std::move(nodes));
}

Node Write::ghost(const Spot& spot) {
    Spot inner = deeper(spot);
    inner.ghost = inner.sees_ghost = true;
    inner.loop = inner.may_return = false;
    inner.labels.clear();
    return Node::bracket("ghost {", several(inner, dice_.between(1, 2)));
}

// --- locks

Node Write::bracketed(const Spot& spot, const std::string& take, const std::string& release) {
    std::vector<Node> nodes{Node::line(take)};
    for (Node& node : several(deeper(spot), dice_.between(0, 2))) nodes.push_back(std::move(node));
    if (!dice_.chance(5)) nodes.push_back(Node::line(release));
    return Node::group(std::move(nodes));
}

Node Write::tried(const Spot& spot, const std::string& call, const std::string& release) {
    std::vector<Node> inner = several(deeper(spot), dice_.between(0, 2));
    if (!dice_.chance(5)) inner.push_back(Node::line(release));
    return Node::bracket("if (" + call + ") {", std::move(inner));
}

Node Write::locked(const Spot& spot) {
    if (spot.depth >= 5 || dice_.chance(5)) return stray_lock(spot);
    if (world_.focus == Focus::heap && !spot.own->pointer.empty() && dice_.chance(50)) return lock_of_object(spot);
    const Kind kind = spot.device ? Kind::spinlock
                                  : dice_.pick(std::vector<Kind>{Kind::lock, Kind::lock, Kind::lock, Kind::spinlock,
                                                                 Kind::rwlock, Kind::rwlock, Kind::buffer});
    const std::string name = say_.one(spot, kind);
    if (name.empty()) return otherwise(spot);
    const std::string in = "(" + name + ")";
    if (kind == Kind::rwlock)
        return dice_.chance(50) ? bracketed(spot, "down_read" + in + ";", "up_read" + in + ";")
                                : bracketed(spot, "down_write" + in + ";", "up_write" + in + ";");
    const std::string word = kind == Kind::lock ? "mutex_" : kind == Kind::spinlock ? "spin_" : "dma_resv_";
    const std::string release = word + "unlock" + in + ";";
    if (dice_.chance(20)) return tried(spot, word + "trylock" + in, release);
    if (kind == Kind::spinlock && dice_.chance(35))
        return dice_.chance(50) ? bracketed(spot, "spin_lock_irq" + in + ";", "spin_unlock_irq" + in + ";")
                                : bracketed(spot, "spin_lock_irqsave" + in + ";", "spin_unlock_irqrestore" + in + ";");
    if (kind == Kind::buffer && dice_.chance(15))
        return tried(spot, "dma_resv_lock_interruptible" + in + " == 0", release);
    return bracketed(spot, word + "lock" + in + ";", release);
}

/// A lock that lies in an object of the heap, which may be freed meanwhile.
Node Write::lock_of_object(const Spot& spot) {
    std::vector<const Thing*> locks;
    for (const Thing& thing : spot.own->heap)
        if (thing.kind == Kind::spinlock || (!spot.device && (thing.kind == Kind::lock || thing.kind == Kind::rwlock)))
            locks.push_back(&thing);
    if (locks.empty()) return otherwise(spot);
    const Thing& lock = *dice_.pick(locks);
    const std::string name =
        "(" + (dice_.chance(60) ? spot.own->pointer + "->" : spot.own->object() + ".") + lock.name + ");";
    if (lock.kind == Kind::rwlock)
        return dice_.chance(50) ? bracketed(spot, "down_read" + name, "up_read" + name)
                                : bracketed(spot, "down_write" + name, "up_write" + name);
    const std::string word = lock.kind == Kind::lock ? "mutex_" : "spin_";
    return bracketed(spot, word + "lock" + name, word + "unlock" + name);
}

Node Write::stray_lock(const Spot& spot) {
    const Kind kind = dice_.pick(std::vector<Kind>{Kind::lock, Kind::spinlock, Kind::rwlock});
    const std::string name = say_.one(spot, kind);
    if (name.empty() || (spot.device && kind != Kind::spinlock)) return otherwise(spot);
    const Names ways = kind == Kind::lock       ? Names{"mutex_unlock", "mutex_unlock", "mutex_trylock"}
                       : kind == Kind::spinlock ? Names{"spin_unlock", "spin_trylock"}
                                                : Names{"up_read", "up_write"};
    return Node::line(dice_.pick(ways) + "(" + name + ");");
}

// --- calls and jumps

Node Write::jump(const Spot& spot) {
    Names ways;
    if (spot.loop) ways.insert(ways.end(), {"break;", "continue;"});
    if (spot.may_return)
        ways.push_back(spot.result == Kind::nothing   ? "return;"
                       : spot.result == Kind::boolean ? "return " + say_.boolean(spot, 1) + ";"
                                                      : "return " + say_.integer(spot, 1) + ";");
    for (const std::string& label : spot.labels) ways.push_back("goto " + label + ";");
    if (ways.empty()) return assignment(spot);
    if (dice_.chance(10)) return Node::line(dice_.pick(ways));
    return Node::bracket("if (" + say_.condition(spot) + ") {", {Node::line(dice_.pick(ways))});
}

Node Write::call(const Spot& spot) {
    const Kind result = dice_.pick(std::vector<Kind>{Kind::nothing, Kind::integer, Kind::boolean});
    const Names all = say_.calls(spot, result);
    if (all.empty()) return library(spot);
    const std::string first = dice_.pick(all);
    if (result == Kind::nothing || dice_.chance(20)) return Node::line(first + ";");
    const int face = dice_.between(0, 99);
    if (result == Kind::boolean) return Node::bracket("if (" + first + ") {", several(deeper(spot), 1));
    if (face < 40)
        return Node::bracket("if (" + first + " == " + say_.integer(spot, 1) + ") {", several(deeper(spot), 1));
    if (face < 55) return Node::bracket("while (" + first + " < " + dice_.pick(all) + ") {", {step(spot)});
    const std::vector<Place> places = say_.writable(spot, Kind::integer);
    if (places.empty()) return Node::line(first + ";");
    return Node::line(dice_.pick(places).path + " = " + first + (face < 80 ? "" : " + " + say_.integer(spot, 1)) + ";");
}

/// The function `op` of whatever component an attachment or a buffer belongs to.
Node Write::dispatch(const Spot& spot) {
    const std::string attachment = say_.one(spot, Kind::attachment);
    if (attachment.empty() || spot.ghost) return otherwise(spot);
    const std::string to = attachment + dice_.pick(Names{".importer", ".buf->exporter"});
    Node made = Node::line(to + ".op(&" + attachment + ");");
    return dice_.chance(80) ? Node::bracket("if (has " + to + ".op) {", {made}) : made;
}

Node Write::with_local(const Spot& spot) {
    const std::string name = say_.fresh("k");
    Spot inner = deeper(spot);
    const int face = dice_.between(0, 99);
    if (face < 15) {
        inner.locals.push_back(number(name, 0, 1));
        inner.locals.back().kind = Kind::boolean;
        return rest_of_block("bool " + name + " = " + say_.boolean(spot, 2) + ";", inner, 3);
    }
    inner.locals.push_back(number(name, 0, dice_.between(1, 2)));
    const std::string range = "0.." + std::to_string(inner.locals.back().high);
    if (face < 60) {
        Spot filter = inner;
        filter.no_calls = true;
        return rest_of_block("int " + name + " = any (" + range +
                                 (dice_.chance(50) ? " where " + say_.boolean(filter, 2) : "") + ");",
                             inner, 3);
    }
    const bool plain = dice_.chance(40);
    if (plain) inner.locals.back().high = 255;
    return rest_of_block((plain ? "int " : "int<" + range + "> ") + name + " = " +
                             say_.value_for(spot, number("", 0, 1)) + ";",
                         inner, 3);
}

Node Write::with_reference(const Spot& spot) {
    const Kind kind = dice_.pick(std::vector<Kind>{Kind::duo, Kind::duo, Kind::lock, Kind::attachment, Kind::mapping,
                                                   Kind::fence, Kind::buffer, Kind::kref, Kind::box});
    const std::string target = say_.one(spot, kind);
    if (target.empty()) return otherwise(spot);
    Spot inner = deeper(spot);
    inner.references.push_back({say_.fresh("r"), kind, nullptr, false});
    const char* const type = kind == Kind::duo          ? "duo"
                             : kind == Kind::box        ? "box"
                             : kind == Kind::lock       ? "lock"
                             : kind == Kind::attachment ? "attachment"
                             : kind == Kind::mapping    ? "mapping"
                             : kind == Kind::fence      ? "fence"
                             : kind == Kind::kref       ? "kref"
                                                        : "dma_buf";
    return rest_of_block(std::string(type) + " *" + inner.references.back().name + " = &" + target + ";", inner, 3);
}

// --- heap, work, labels

Node Write::heap(const Spot& spot) {
    if (spot.own->pointer.empty() || spot.in_each) return assignment(spot);
    const std::string object = spot.own->object(), pointer = spot.own->pointer;
    const int face = dice_.between(0, 99);
    if (face < 20) return Node::line("kzalloc(" + object + ");");
    if (face < 45) return Node::line("kfree(" + object + ");");
    if (face < 60) return Node::line(pointer + " = &" + object + ";");
    if (face < 65) return Node::line(pointer + " = NULL;");
    if (face < 80) return Node::bracket("if (" + pointer + ") {", several(deeper(spot), 1));
    return Node::group({Node::line("kzalloc(" + object + ");"), Node::line(pointer + " = &" + object + ";"),
                        Node::group(several(deeper(spot), dice_.between(1, 2))), Node::line("kfree(" + object + ");")});
}

Node Write::work(const Spot& spot) {
    Names items;
    for (const Component& component : world_.components)
        for (const Thread& thread : component.threads)
            if (thread.sort == Thread::Sort::work && (&component == spot.own || !component.replicated))
                items.push_back(say_.indexed(spot, (&component == spot.own ? "" : component.name + ".") + thread.name,
                                             thread.items));
    if (items.empty() || spot.in_each) return otherwise(spot);
    const std::string operation = spot.device || spot.atomic
                                      ? "queue_work"
                                      : dice_.pick(Names{"queue_work", "queue_work", "flush_work", "cancel_work_sync"});
    return Node::line(operation + "(" + dice_.pick(items) + ");");
}

Node Write::labelled(const Spot& spot) {
    Names ways{say_.fresh("lab") + ": "};
    if (!spot.device && !spot.work && !spot.atomic) ways.push_back("rest: ");
    for (const std::string& event : world_.events)
        ways.insert(ways.end(), {"waits " + event + ": ", "signalling " + event + ": "});
    const std::string label = dice_.pick(ways);
    if (dice_.chance(60)) {
        Node made = spot.atomic ? assignment(spot) : step(spot);
        made.open = label + made.open;
        return made;
    }
    return Node::bracket(label + "{", several(deeper(spot), dice_.between(1, 2)));
}

// --- atomic and ghost code

Node Write::in_atomic(Spot& spot) {
    const int face = dice_.between(0, 99);
    Spot outside = spot;
    outside.no_calls = true;
    if (face < 38 || spot.depth >= 5) return assignment(spot);
    if (face < 46) return if_(spot);
    if (face < 51) return assertion(spot);
    if (face < 56) return either(spot);
    if (face < 62) return each(spot);
    if (face < 66) return Node::line("await (" + say_.condition(outside) + ");");
    if (face < 70) return jump(spot);
    if (face < 75) return call(spot);
    if (face < 79) return heap(spot);
    if (face < 82) return work(spot);
    if (face < 85) return stray_lock(spot);
    if (face < 89) return with_local(spot);
    if (face < 91) return with_reference(spot);
    if (face < 92) return dice_.chance(70) ? bound(spot) : Node::line("skip;");
    if (face < 93) return dice_.chance(50) ? dispatch(spot) : labelled(spot);
    if (face < 97) return library(spot);
    if (face < 98) return atomic(spot);
    return ghost(spot);
}

Node Write::in_ghost(Spot& spot) {
    const int face = dice_.between(0, 99);
    if (face < 55 || spot.depth >= 5) return assignment(spot);
    if (face < 68) return if_(spot);
    if (face < 78) return assertion(spot);
    if (face < 84) return call(spot);
    if (face < 90) return library(spot);
    if (face < 92) return ghost(spot);
    return each(spot);
}

// --- before the first step

std::vector<Node> Write::start(Spot& spot) {
    std::vector<Node> nodes;
    if (dice_.chance(55)) return nodes;
    for (int count = dice_.between(1, 3); count > 0; --count) nodes.push_back(at_start(spot));
    return nodes;
}

Node Write::at_start(Spot& spot) {
    const int face = dice_.between(0, 99);
    if (face < 25) return assertion(spot);
    if (face < 40) return ghost(spot);
    if (face < 55) return call(spot);
    if (face < 65) return library(spot);
    if (face < 70) {
        Spot own = spot;
        own.no_calls = own.plain_words = true;
        return Node::line("bound (" + dice_.pick(Names{"LIMIT > 0", "EXTRA", "LIMIT < 2"}) + ") \"at the start\";");
    }
    if (face < 80) return locked(spot);
    if (face < 88) return Node::bracket("if (" + dice_.pick(Names{"EXTRA", "LIMIT == 2"}) + ") {", {assertion(spot)});
    const std::string name = say_.fresh("s");
    Node made = Node::line("int<0..2> " + name + " = " +
                           dice_.pick(Names{"LIMIT", "1", "2 / LIMIT", "3 - LIMIT", "LIMIT * 2"}) + ";");
    spot.locals.push_back(number(name, 0, 2));
    return made;
}

}  // namespace revoke_mc::random_specs::whole
