#include "tests/random/whole_say.hpp"

#include <algorithm>

namespace revoke_mc::random_specs::whole {

namespace {

using Names = std::vector<std::string>;

Thing field(const char* name, Kind kind, std::int64_t low, std::int64_t high, bool ghost = false) {
    Thing made;
    made.name = name;
    made.kind = kind;
    made.low = low;
    made.high = high;
    made.ghost = ghost;
    return made;
}

const Thing flag = field("on", Kind::boolean, 0, 1), level = field("level", Kind::integer, 0, 2),
            count = field("n", Kind::integer, -3, 3), small_count = field("n", Kind::integer, 0, 3),
            ghost_flag = field("g", Kind::boolean, 0, 1, true), ghost_count = field("g", Kind::integer, 0, 1, true),
            usage_of = field("in_resv", Kind::usage, 0, 4);

}  // namespace

// --- what can be named

std::vector<Say::Base> Say::bases(const Spot& spot) {
    std::vector<Base> all;
    for (const Component& component : world_.components)
        if (&component == spot.own)
            all.push_back({"", &component, false});
        else if (!component.replicated)
            all.push_back({component.name + ".", &component, false});
        else if (component.ordered)
            all.push_back({component.name + "[" + std::to_string(dice_.between(0, component.count - 1)) + "].",
                           &component, false});
    for (const Reference& reference : spot.references)
        if (reference.kind == Kind::instance)
            all.push_back({reference.name + ".", reference.component, &reference == &spot.references.back()});
    return all;
}

std::string Say::indexed(const Spot& spot, const std::string& path, int elements) {
    if (elements == 0) return path;
    Names indices;
    for (int index = 0; index < elements; ++index) indices.push_back(std::to_string(index));
    for (const Thing& local : spot.locals)
        if (local.kind == Kind::integer && (local.high < elements || dice_.chance(25))) indices.push_back(local.name);
    if (spot.own != nullptr && spot.own->ordered && spot.own->count <= elements) indices.emplace_back("index");
    if (nesting_ == 0 && dice_.chance(12)) {
        ++nesting_;
        indices = {integer(spot, 1)};
        --nesting_;
    }
    return path + "[" + dice_.pick(indices) + "]";
}

void Say::add_records(const Spot& spot, const std::string& path, Kind record, Kind kind, bool last,
                      std::vector<Place>& out) {
    if (record == Kind::duo && kind == Kind::boolean) out.push_back({path + "on", &flag, false, last});
    if (record == Kind::duo && kind == Kind::integer) out.push_back({path + "level", &level, false, last});
    if (record != Kind::box) return;
    if (kind == Kind::lock) out.push_back({path + "door", &flag, false, last});
    if (kind == Kind::integer) out.push_back({path + "inside", &small_count, false, last});
    if (kind == Kind::duo) out.push_back({indexed(spot, path + "pair", 2), &flag, false, last});
    if (kind == Kind::boolean) out.push_back({indexed(spot, path + "pair", 2) + ".on", &flag, false, last});
}

void Say::add_things(const Spot& spot, const Base& base, const std::vector<Thing>& things, Kind kind,
                     std::vector<Place>& out) {
    for (const Thing& thing : things) {
        const std::string path = base.text + thing.name;
        if (thing.kind == kind) out.push_back({indexed(spot, path, thing.elements), &thing, false, base.last});
        if (thing.kind == Kind::duo || thing.kind == Kind::box)
            add_records(spot, indexed(spot, path, thing.elements) + ".", thing.kind, kind, base.last, out);
        if (thing.kind == Kind::kref && kind == Kind::integer)
            out.push_back({path + ".n", &small_count, false, base.last});
        if (thing.kind == Kind::iotlb && kind == Kind::boolean)
            out.push_back({path + ".cached", &flag, false, base.last});
    }
}

void Say::add_references(const Spot& spot, Kind kind, std::vector<Place>& out) {
    for (const Reference& reference : spot.references) {
        const bool last = &reference == &spot.references.back();
        if (reference.kind == kind && kind != Kind::instance) out.push_back({reference.name, &flag, false, last});
        if (reference.nullable && dice_.chance(70)) continue;
        add_records(spot, reference.name + "->", reference.kind, kind, last, out);
        if (reference.kind == Kind::mapping && kind == Kind::attachment)
            out.push_back({reference.name + "->att", &flag, false, false});
        if (kind == Kind::buffer && (reference.kind == Kind::attachment || reference.kind == Kind::fence))
            out.push_back({reference.name + "->buf", &flag, false, false});
    }
}

/// Fields of buffers, attachments, mappings and fences.
void Say::add_library(const Spot& spot, Kind kind, std::vector<Place>& out) {
    if (!world_.library()) return;
    if (kind == Kind::buffer)
        for (const Buffer& buffer : world_.buffers) out.push_back({buffer.name, &flag, false, false});
    if (kind == Kind::buffer || kind == Kind::attachment || kind == Kind::mapping || kind == Kind::fence) return;
    const auto add = [&](Kind of, const char* name, const Thing& as) {
        for (const Place& place : places(spot, of)) out.push_back({place.path + name, &as, false, place.of_last});
    };
    if (kind == Kind::lock) add(Kind::buffer, ".resv", flag);
    if (kind == Kind::usage) add(Kind::fence, ".in_resv", usage_of);
    if (kind == Kind::boolean) {
        add(Kind::attachment, ".listed", flag);
        add(Kind::mapping, ".live", flag);
        add(Kind::fence, ".pending", flag);
        if (spot.sees_ghost) add(Kind::buffer, ".withdrawn", ghost_flag);
    }
    if (kind == Kind::integer) add(Kind::buffer, dice_.chance(50) ? ".file" : ".vmapping_counter", small_count);
    if (kind == Kind::integer && spot.sees_ghost) add(Kind::mapping, ".place", ghost_count);
    for (const Buffer& buffer : world_.buffers) {
        add_things(spot, {buffer.name + ".", nullptr, false}, buffer.exporter->per_buffer, kind, out);
        for (const Component& component : world_.components)
            for (const Thing& thing : component.things)
                if (thing.kind == Kind::attachment && thing.of == buffer.name &&
                    (&component == spot.own || !component.replicated))
                    add_things(spot,
                               {(&component == spot.own ? "" : component.name + ".") +
                                    indexed(spot, thing.name, thing.elements) + ".",
                                nullptr, false},
                               buffer.exporter->per_attachment, kind, out);
    }
}

std::vector<Place> Say::places(const Spot& spot, Kind kind) {
    std::vector<Place> out;
    for (const Thing& local : spot.locals)
        if (local.kind == kind) out.push_back({local.name, &local, true, false});
    for (const Base& base : bases(spot)) {
        add_things(spot, base, base.component->things, kind, out);
        if (!base.component->pointer.empty())
            add_things(spot, {base.text + base.component->pointer + "->", base.component, base.last},
                       base.component->heap, kind, out);
        if (!base.component->pointer.empty() && dice_.chance(30))
            add_things(spot, {base.text + base.component->object() + ".", base.component, base.last},
                       base.component->heap, kind, out);
    }
    add_references(spot, kind, out);
    add_library(spot, kind, out);
    std::erase_if(out, [&](const Place& place) { return place.thing->ghost && !spot.sees_ghost && !spot.ghost; });
    return out;
}

std::vector<Place> Say::writable(const Spot& spot, Kind kind) {
    std::vector<Place> all = places(spot, kind);
    std::erase_if(all, [&](const Place& place) {
        if (place.thing->constant || (spot.in_each && !place.of_last)) return true;
        return place.thing->ghost != spot.ghost;
    });
    return all;
}

std::string Say::one(const Spot& spot, Kind kind) {
    const std::vector<Place> all = places(spot, kind);
    return all.empty() ? "" : dice_.pick(all).path;
}

// --- values

std::string Say::literal() {
    if (!world_.wide || dice_.chance(70)) return std::to_string(dice_.between(dice_.chance(15) ? -2 : 0, 3));
    return dice_.pick(Names{"2147483647", "-2147483647", "65535", "65536", "46341", "46340", "1000000", "-40000", "255",
                            "-255", "256", "511", "-512", "123456789"});
}

std::string Say::constant_of(Kind kind) {
    if (kind == Kind::colour) return dice_.pick(Names{"RED", "GREEN", "BLUE"});
    if (kind == Kind::usage) return dice_.pick(Names{"NONE", "KERNEL", "WRITE", "READ", "BOOKKEEP"});
    if (kind == Kind::direction)
        return dice_.pick(Names{"DMA_BIDIRECTIONAL", "DMA_TO_DEVICE", "DMA_FROM_DEVICE", "DMA_NONE"});
    if (kind == Kind::boolean) return dice_.pick(Names{"true", "false"});
    return literal();
}

std::string Say::arithmetic(const Spot& spot, int depth) {
    const int face = dice_.between(0, 99);
    const std::string left = integer(spot, depth - 1);
    if (face < 25) return "(" + left + " + " + integer(spot, depth - 1) + ")";
    if (face < 40) return "(" + left + " - " + integer(spot, depth - 1) + ")";
    if (face < 60) return "(" + left + " * " + integer(spot, depth - 1) + ")";
    if (face < 70) return "(" + left + " / " + integer(spot, depth - 1) + ")";
    if (face < 78) return "(" + left + " % " + integer(spot, depth - 1) + ")";
    if (face < 85) return "-(" + left + ")";
    return "(" + boolean(spot, 1) + " ? " + left + " : " + integer(spot, depth - 1) + ")";
}

std::string Say::integer(const Spot& spot, int depth) {
    const int face = dice_.between(0, 99);
    if (depth > 0 && face < 40) return arithmetic(spot, depth);
    if (face < 45 && spot.own != nullptr && spot.own->ordered) return "index";
    if (face < 50) return dice_.pick(Names{"LIMIT", "SIZE", "-ENODEV"});
    if (face < 55 && !spot.no_calls && !spot.ghost && !spot.plain_words) {
        const std::vector<std::string> all = calls(spot, Kind::integer);
        if (!all.empty()) return dice_.pick(all);
    }
    if (face < 85) {
        ++nesting_;
        std::string path = one(spot, Kind::integer);
        --nesting_;
        if (!path.empty()) return path;
    }
    return literal();
}

std::string Say::value_for(const Spot& spot, const Thing& thing) {
    if (thing.kind == Kind::colour || thing.kind == Kind::usage)
        return dice_.chance(70) || one(spot, thing.kind).empty() ? constant_of(thing.kind) : one(spot, thing.kind);
    if (thing.kind == Kind::boolean) return dice_.chance(55) ? constant_of(Kind::boolean) : boolean(spot, 2);
    const std::int64_t size = thing.high - thing.low + 1;
    const int face = dice_.between(0, 99);
    if (size > 1000 && face < 50) return literal();
    if (face < 50)
        return std::to_string(thing.low + static_cast<std::int64_t>(dice_.below(static_cast<std::size_t>(size))));
    if (face < 70 && size < 100)
        return "((" + integer(spot) + " + 8) % " + std::to_string(size) + ")" +
               (thing.low == 0 ? "" : " + " + std::to_string(thing.low));
    return integer(spot, dice_.between(0, 2));
}

// --- conditions

std::string Say::test(const Spot& spot, const Place& place) {
    if (place.thing->kind == Kind::boolean) return dice_.chance(70) ? place.path : "!" + place.path;
    const std::string against =
        place.thing->kind == Kind::integer && dice_.chance(25) ? integer(spot, 1) : constant_of(place.thing->kind);
    return place.path + dice_.pick(Names{" == ", " != ", " < ", " >= ", " > ", " <= "}) + against;
}

std::string Say::atom(const Spot& spot) {
    std::vector<Place> all;
    for (const Kind kind : {Kind::boolean, Kind::integer, Kind::colour, Kind::usage})
        for (Place& place : places(spot, kind)) all.push_back(std::move(place));
    if (all.empty() || dice_.chance(2)) return constant_of(Kind::boolean);
    return test(spot, dice_.pick(all));
}

std::string Say::shared(const Spot& spot) {
    std::vector<Place> all;
    for (const Kind kind : {Kind::boolean, Kind::integer, Kind::colour})
        for (Place& place : places(spot, kind))
            if (!place.local && !place.thing->constant && (!place.thing->ghost || spot.sees_ghost))
                all.push_back(std::move(place));
    if (all.empty()) return constant_of(Kind::boolean);
    std::string first = test(spot, dice_.pick(all));
    if (dice_.chance(65)) return first;
    return first + dice_.pick(Names{" && ", " || ", " implies "}) + boolean(spot, 1);
}

std::string Say::boolean(const Spot& spot, int depth) {
    const int face = depth <= 0 ? 0 : dice_.between(0, 99);
    if (face < 45) return atom(spot);
    if (face < 53) return "(" + boolean(spot, depth - 1) + " && " + boolean(spot, depth - 1) + ")";
    if (face < 61) return "(" + boolean(spot, depth - 1) + " || " + boolean(spot, depth - 1) + ")";
    if (face < 65) return "(" + boolean(spot, depth - 1) + " implies " + boolean(spot, depth - 1) + ")";
    if (face < 68) return "!(" + boolean(spot, depth - 1) + ")";
    if (face < 70) return "(" + boolean(spot, depth - 1) + " ? " + boolean(spot, depth - 1) + " : " + atom(spot) + ")";
    if (face < 78)
        return "(" + integer(spot, 1) + dice_.pick(Names{" < ", " == ", " != ", " >= "}) + integer(spot, 1) + ")";
    return special(spot, depth);
}

std::string Say::special(const Spot& spot, int depth) {
    const int face = dice_.between(0, 99);
    if (face < 28) return quantifier(spot, depth);
    if (face < 40) return position(spot);
    if (face < 52) return holds(spot);
    if (face < 60) return same(spot);
    if (face < 70) return predicate(spot);
    if (face < 76 && !spot.no_calls && !spot.ghost && !spot.plain_words) {
        const std::vector<std::string> all = calls(spot, Kind::boolean);
        if (!all.empty()) return dice_.pick(all);
    }
    return about_objects(spot);
}

/// NULL, ready, is, has.
std::string Say::about_objects(const Spot& spot) {
    Names ways;
    for (const Reference& reference : spot.references)
        if (reference.nullable) ways.push_back("(" + reference.name + " == NULL)");
    for (const Base& base : bases(spot)) {
        if (base.component->pointer.empty()) continue;
        ways.push_back("(" + base.text + base.component->pointer + " != NULL)");
        ways.push_back("allocated(" + base.text + base.component->pointer + ")");
        ways.push_back("allocated(" + base.text + base.component->object() + ")");
    }
    if (spot.own != nullptr && !spot.plain_words && dice_.chance(10))
        ways.push_back("called_by(" + dice_.pick(Names{"EXPORTER", "IMPORTER", "USER"}) + ")");
    if (world_.library()) {
        const std::string fence = one(spot, Kind::fence), attachment = one(spot, Kind::attachment);
        if (!fence.empty()) ways.push_back("ready(&" + fence + ")");
        if (!attachment.empty())
            ways.insert(ways.end(),
                        {"(" + attachment + " is " + dice_.pick(Names{"STATIC", "DYNAMIC", "PIN_REVOCABLE"}) + ")",
                         "(has " + attachment + ".importer.invalidate_mappings)"});
        const std::string mapping = one(spot, Kind::mapping);
        if (!mapping.empty() && !spot.plain_words) ways.push_back("fence_covers(&" + mapping + ")");
        if (!spot.plain_words)
            ways.push_back("resv_idle(" + one(spot, Kind::buffer) + ", " + constant_of(Kind::usage) + ")");
        ways.push_back("(has " + one(spot, Kind::buffer) + ".exporter." + dice_.pick(Names{"vmap", "op", "pin"}) + ")");
    }
    return ways.empty() ? boolean(spot, 1) : dice_.pick(ways);
}

/// What a binder ranges over; binds it.
std::string Say::binder_set(Spot& spot, const std::string& name) {
    std::vector<const Component*> replicated;
    for (const Component& component : world_.components)
        if (component.replicated) replicated.push_back(&component);
    if (world_.library() && dice_.chance(35)) {
        const Kind kind = dice_.pick(std::vector<Kind>{Kind::attachment, Kind::mapping, Kind::fence, Kind::buffer});
        const std::string of = kind == Kind::buffer || dice_.chance(20) ? ""
                               : kind == Kind::mapping && dice_.chance(40) && !one(spot, Kind::attachment).empty()
                                   ? " of " + one(spot, Kind::attachment)
                                   : " of " + one(spot, Kind::buffer);
        const char* const type = kind == Kind::attachment ? "attachment "
                                 : kind == Kind::mapping  ? "mapping "
                                 : kind == Kind::fence    ? "fence "
                                                          : "dma_buf ";
        spot.references.push_back({name, kind, nullptr, false});
        return type + name + of;
    }
    if (dice_.chance(12) || replicated.empty()) {
        spot.references.push_back({name, Kind::duo, nullptr, false});
        return "duo " + name;
    }
    const Component* over = dice_.pick(replicated);
    spot.references.push_back({name, Kind::instance, over, false});
    return over->name + " " + name;
}

std::string Say::binder(Spot& spot, bool numbers, bool filter) {
    const std::string name = fresh("q");
    std::string text;
    if (numbers && dice_.chance(20)) {
        Thing number = field("", Kind::integer, 0, 1);
        number.name = name;
        number.constant = true;
        spot.locals.push_back(number);
        text = "int " + name + " in 0..1";
    } else {
        text = binder_set(spot, name);
    }
    if (!filter || !dice_.chance(35)) return text;
    Spot inner = spot;
    inner.no_calls = true;
    return text + " where " + boolean(inner, 1);
}

std::string Say::quantifier(const Spot& spot, int depth) {
    Spot inner = spot;
    inner.no_calls = true;
    const std::string text = binder(inner, true);
    return "(" + std::string(dice_.chance(50) ? "forall (" : "exists (") + text + ") (" + boolean(inner, depth - 1) +
           "))";
}

std::string Say::thread(const Spot& spot) {
    Names all;
    for (const Base& base : bases(spot))
        for (const Thread& thread : base.component->threads) {
            const std::string name = base.text.empty() ? base.component->name + "." : base.text;
            if (base.text.empty() && base.component->replicated) continue;
            all.push_back(name + thread.name +
                          (thread.sort == Thread::Sort::work
                               ? "[" + std::to_string(dice_.between(0, thread.items - 1)) + "]"
                               : ""));
        }
    return all.empty() ? "" : dice_.pick(all);
}

std::string Say::position(const Spot& spot) {
    const std::string name = thread(spot);
    if (name.empty()) return atom(spot);
    if (dice_.chance(65)) return "(" + name + " @ " + dice_.pick(Names{"top", "mid", "{top, mid}"}) + ")";
    Names functions;
    for (const Base& base : bases(spot))
        for (const Function& function : base.component->functions)
            if (!function.ghost) functions.push_back(base.component->name + "." + function.name);
    if (world_.library()) functions.insert(functions.end(), {"dma_resv_lock", "dma_buf_map_attachment"});
    return functions.empty() ? atom(spot) : "(" + name + " in " + dice_.pick(functions) + ")";
}

std::string Say::holds(const Spot& spot) {
    const std::string lock =
        one(spot, dice_.pick(std::vector<Kind>{Kind::lock, Kind::rwlock, Kind::spinlock, Kind::lock}));
    if (lock.empty()) return atom(spot);
    if (spot.own != nullptr && !spot.plain_words && dice_.chance(70)) return "holds(" + lock + ")";
    const std::string who = thread(spot);
    return who.empty() ? atom(spot) : "holds(" + lock + ", " + who + ")";
}

std::string Say::same(const Spot& spot) {
    for (std::size_t one = 0; one < spot.references.size(); ++one)
        for (std::size_t two = 0; two < one; ++two) {
            const Reference& a = spot.references[one];
            const Reference& b = spot.references[two];
            if (a.kind != b.kind || (a.kind == Kind::instance && a.component != b.component)) continue;
            return "(" + a.name + dice_.pick(Names{" == ", " != "}) + b.name + ")";
        }
    for (const Kind kind : {Kind::attachment, Kind::fence, Kind::mapping, Kind::buffer})
        for (const Reference& reference : spot.references)
            if (reference.kind == kind && !one(spot, kind).empty())
                return "(" + reference.name + " == " + (dice_.chance(50) ? "&" : "") + one(spot, kind) + ")";
    return atom(spot);
}

std::string Say::predicate(const Spot& spot) {
    Names all;
    if (!spot.plain_words)
        for (const Base& base : bases(spot))
            for (const std::string& name : base.component->predicates)
                all.push_back(base.text + name + "(" + literal() + ")");
    if (world_.library() && !spot.plain_words && (all.empty() || dice_.chance(30))) all = library_predicates(spot);
    return all.empty() ? atom(spot) : dice_.pick(all);
}

/// What the kernel library gives to those who write properties.
std::vector<std::string> Say::library_predicates(const Spot& spot) {
    const std::string buffer = one(spot, Kind::buffer), mapping = one(spot, Kind::mapping),
                      fence = one(spot, Kind::fence);
    Names all{"resv_idle(" + buffer + ", " + constant_of(Kind::usage) + ")", "buffer_pinned(" + buffer + ")"};
    if (!mapping.empty())
        for (const char* const name :
             {"entitled", "fence_covers", "waited_for", "announced_at", "moved_away", "in_place"})
            all.push_back(std::string(name) + "(&" + mapping + ")");
    if (!fence.empty()) all.push_back("announced(&" + fence + ", " + buffer + ")");
    if (!fence.empty() && !mapping.empty()) all.push_back("may_write(&" + mapping + ", &" + fence + ")");
    return all;
}

// --- calls

bool Say::arguments(const Spot& spot, const std::vector<Thing>& parameters, std::string& text) {
    Spot inner = spot;
    inner.plain_words = calling_ > 0 || dice_.chance(70);
    ++calling_;
    const bool found = add_arguments(spot, inner, parameters, text);
    --calling_;
    return found;
}

bool Say::add_arguments(const Spot& spot, const Spot& inner, const std::vector<Thing>& parameters, std::string& text) {
    for (std::size_t number = 0; number < parameters.size(); ++number) {
        const Thing& parameter = parameters[number];
        std::string value;
        if (!parameter.initial.empty() && number + 1 == parameters.size() && dice_.chance(40)) return true;
        if (parameter.kind == Kind::integer || parameter.kind == Kind::boolean || parameter.kind == Kind::usage ||
            parameter.kind == Kind::colour) {
            value = value_for(inner, parameter);
        } else if (parameter.kind == Kind::direction) {
            value = constant_of(Kind::direction);
        } else if (parameter.kind == Kind::instance) {
            for (const Reference& reference : spot.references)
                if (reference.kind == Kind::instance && reference.component->name == parameter.of)
                    value = reference.name;
        } else {
            value = one(spot, parameter.kind);
            if (!value.empty() && dice_.chance(80)) value = "&" + value;
        }
        if (value.empty()) return false;
        text += (text.empty() ? "" : ", ") + value;
    }
    return true;
}

/// Own functions that are declared before, and those of components before the own one: no circle of calls.
std::vector<std::string> Say::calls(const Spot& spot, Kind result) {
    Names all;
    if (spot.own == nullptr || spot.plain_words) return all;
    for (const Base& base : bases(spot)) {
        if (base.component > spot.own) continue;
        const std::size_t limit = base.component == spot.own ? spot.functions : base.component->functions.size();
        for (std::size_t number = 0; number < limit; ++number) {
            const Function& function = base.component->functions[number];
            if (function.result != result || function.ghost != spot.ghost) continue;
            if ((spot.atomic && !function.fits_atomic && !function.ghost) || (spot.device && function.sleeps)) continue;
            std::string text;
            if (arguments(spot, function.parameters, text)) all.push_back(base.text + function.name + "(" + text + ")");
        }
    }
    return all;
}

}  // namespace revoke_mc::random_specs::whole
