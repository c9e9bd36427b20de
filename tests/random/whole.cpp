#include "tests/random/whole.hpp"

#include <cstdlib>

#include "explorer/base/limits.hpp"
#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/lower/lower.hpp"
#include "tests/random/campaign.hpp"
#include "tests/random/repair.hpp"
#include "tests/random/whole_claims.hpp"
#include "tests/random/whole_text.hpp"
#include "tests/random/whole_write.hpp"

namespace revoke_mc::random_specs::whole {

namespace {

using Names = std::vector<std::string>;

/// REVOKE_WITHOUT names parts of the language to be left out, as in "start,wide": for looking behind a known fault.
bool without(const char* part) {
    const char* const parts = std::getenv("REVOKE_WITHOUT");
    return parts != nullptr && std::string(parts).find(part) != std::string::npos;
}

class Generator {
public:
    explicit Generator(std::uint64_t seed)
        : dice_(seed ^ 0x77686f6c65ULL), seed_(seed), say_(dice_, world_), write_(dice_, say_, world_) {}

    Node run() {
        declare_world();
        std::vector<Node> items = head();
        for (const Component& component : world_.components) items.push_back(component_of(component));
        if (dice_.chance(2)) items.push_back(crowd(dice_));
        for (Node& property : Claims(dice_, say_, world_, progress_).all()) items.push_back(std::move(property));
        return Node::group(std::move(items));
    }

private:
    // --- what exists

    void declare_world() {
        using enum Focus;
        world_.focus =
            dice_.pick(std::vector<Focus>{nothing, nothing, locks, locks, heap, heap, work, choices, numbers, library});
        world_.wide = dice_.chance(world_.focus == numbers ? 70 : 20) && !without("wide");
        world_.krefs = dice_.chance(25);
        world_.iommu = dice_.chance(12);
        progress_ = dice_.chance(10);
        if (dice_.chance(30)) world_.events = {"written"};
        const bool buffers = dice_.chance(world_.focus == Focus::library ? 100 : 35);
        world_.components.resize(static_cast<std::size_t>(dice_.between(1, 3)));
        for (std::size_t number = 0; number < world_.components.size(); ++number) name(number, buffers);
        if (buffers) declare_buffers();
        if (buffers && dice_.chance(50)) world_.events.emplace_back("dma_fence");
        int budget = dice_.between(2, 4);
        for (Component& component : world_.components) declare(component, budget);
    }

    void name(std::size_t number, bool library) {
        Component& component = world_.components[number];
        component.name = "c" + std::to_string(number);
        component.exports = library && (number == 0 || dice_.chance(15));
        component.role = component.exports ? "exporter" : dice_.pick(Names{"importer", "importer", "user", "exporter"});
        component.replicated = number > 0 && !component.exports && dice_.chance(55);
        component.ordered = component.replicated && dice_.chance(35);
        if (component.replicated) component.count = dice_.chance(25) ? 3 : 2;
    }

    void declare_buffers() {
        for (const Component& component : world_.components)
            for (int count = component.exports ? dice_.between(1, 2) : 0; count > 0; --count)
                world_.buffers.push_back({fresh("buf"), &component});
    }

    std::string fresh(const char* letter) { return say_.fresh(letter); }

    Thing thing(Kind kind, const char* letter) {
        Thing made;
        made.name = fresh(letter);
        made.kind = kind;
        return made;
    }

    Thing variable() {
        const int face = dice_.between(0, 99);
        Thing made = face < 40   ? thing(Kind::boolean, "b")
                     : face < 85 ? thing(Kind::integer, "n")
                                 : thing(Kind::colour, "e");
        if (made.kind == Kind::integer) set_range(made);
        if (dice_.chance(15)) made.elements = dice_.between(2, 3);
        if (made.elements == 0 && dice_.chance(20))
            made.initial = made.kind == Kind::integer && dice_.chance(60)
                               ? " = " + std::to_string(dice_.chance(50) ? made.high : made.low)
                           : made.high - made.low < 4 && dice_.chance(40) ? " = any"
                                                                          : " = " + say_.constant_of(made.kind);
        if (made.elements == 0 && made.initial.empty() && dice_.chance(12))
            made.initial = " = " + worked_out(made.kind);
        made.released = dice_.chance(15);
        if (made.elements == 2 && made.kind == Kind::boolean && dice_.chance(20)) made.initial = " = { true, false }";
        return made;
    }

    std::string worked_out(Kind kind) {
        if (kind == Kind::colour) return dice_.pick(Names{"EXTRA ? RED : BLUE", "LIMIT < 2 ? GREEN : RED"});
        if (kind == Kind::boolean)
            return dice_.pick(Names{"EXTRA", "!EXTRA", "LIMIT > 1", "LIMIT != 2", "EXTRA && LIMIT <= 2",
                                    "EXTRA || LIMIT >= 3", "EXTRA implies LIMIT < 2"});
        return dice_.pick(
            Names{"LIMIT % 2", "SIZE / 3", "SIZE - LIMIT", "LIMIT * 0 + 1", "EXTRA ? 1 : 0", "-LIMIT", "SIZE"});
    }

    void set_range(Thing& made) {
        made.low = dice_.chance(20) ? -dice_.between(1, 2) : 0;
        made.high = dice_.between(1, 3);
        if (!world_.wide || dice_.chance(40)) return;
        const std::vector<std::int64_t> low{0, 0, -2147483648LL, -512, -40000, 1},
            high{65535, 65536, 2147483647LL, 511, 1000000, 46341};
        made.low = dice_.pick(low);
        made.high = dice_.pick(high);
    }

    void declare(Component& component, int& budget) {
        for (int count = dice_.between(1, 3); count > 0; --count) component.things.push_back(variable());
        if (dice_.chance(35)) {
            component.things.push_back(thing(Kind::boolean, "g"));
            component.things.back().ghost = true;
        }
        if (component.ordered && dice_.chance(40)) {
            component.things.push_back(thing(Kind::boolean, "odd"));
            component.things.back().constant = true;
            component.things.back().initial = " = index % 2 == 1";
        }
        declare_locks(component);
        declare_records(component);
        declare_heap(component);
        if (world_.library()) declare_library(component);
        if (dice_.chance(30)) component.predicates.push_back(fresh("p"));
        declare_functions(component);
        declare_threads(component, budget);
    }

    void declare_locks(Component& component) {
        for (const Kind kind : {Kind::lock, Kind::lock, Kind::spinlock, Kind::rwlock}) {
            if (!dice_.chance(world_.focus == Focus::locks ? 65 : kind == Kind::lock ? 45 : 25)) continue;
            component.things.push_back(thing(kind, kind == Kind::lock ? "l" : kind == Kind::spinlock ? "s" : "w"));
            if (dice_.chance(15)) component.things.back().elements = 2;
            if (dice_.chance(25) && component.things.back().elements == 0)
                component.things.front().guard = component.things.back().name;
        }
    }

    void declare_records(Component& component) {
        const auto maybe = [&](Kind kind, const char* letter, int percent, bool array) {
            if (!dice_.chance(percent)) return;
            component.things.push_back(thing(kind, letter));
            if (array && dice_.chance(50)) component.things.back().elements = 2;
        };
        maybe(Kind::duo, "d", 25, true);
        maybe(Kind::box, "x", 12, true);
        if (world_.krefs) maybe(Kind::kref, "kref", 50, false);
        if (world_.krefs) maybe(Kind::completion, "done", 50, false);
        if (world_.iommu) maybe(Kind::iotlb, "tlb", 70, false);
        if (world_.library()) maybe(Kind::ticket, "ctx", 20, false);
        if (world_.library()) maybe(Kind::vma, "area", 25, false);
    }

    void declare_heap(Component& component) {
        if (!dice_.chance(world_.focus == Focus::heap ? 85 : 20) || without("heap")) return;
        component.pointer = fresh("ptr");
        component.heap.push_back(variable());
        component.heap.back().initial.clear();
        for (const Kind kind : {Kind::lock, Kind::rwlock, Kind::spinlock, Kind::duo, Kind::kref})
            if (dice_.chance(kind == Kind::lock ? 60 : 25) && (kind != Kind::kref || world_.krefs))
                component.heap.push_back(thing(kind, "h"));
        if (component.heap.size() > 1 && component.heap[1].kind == Kind::lock && dice_.chance(40))
            component.heap[0].guard = component.heap[1].name;
    }

    void declare_library(Component& component) {
        if (component.exports) {
            if (dice_.chance(50)) component.per_buffer.push_back(variable());
            if (dice_.chance(15)) component.per_buffer.push_back(thing(Kind::lock, "pl"));
            if (!component.per_buffer.empty() && dice_.chance(30)) component.per_buffer[0].guard = "resv";
            if (dice_.chance(30)) component.per_attachment.push_back(variable());
        }
        if (dice_.chance(component.role == "importer" ? 90 : 5)) {
            for (int count = dice_.chance(15) ? 2 : 1; count > 0; --count) declare_attachment(component);
        }
        if (dice_.chance(45)) {
            component.things.push_back(thing(Kind::fence, "f"));
            component.things.back().of = dice_.pick(world_.buffers).name;
            if (dice_.chance(15)) component.things.back().elements = 2;
            declare_context(component);
        }
    }

    /// A timeline, with the fence that was declared last and one more on it.
    void declare_context(Component& component) {
        if (!dice_.chance(50)) return;
        Thing timeline = thing(Kind::context, "ring");
        component.things.back().context = timeline.name;
        component.things.push_back(component.things.back());
        component.things.back().name = fresh("f");
        component.things.insert(component.things.end() - 2, timeline);
    }

    void declare_attachment(Component& component) {
        component.things.push_back(thing(Kind::attachment, "att"));
        Thing& attachment = component.things.back();
        attachment.of = dice_.pick(world_.buffers).name;
        if (component.notified < 0) component.notified = dice_.chance(70) ? 1 : 0;
        attachment.mode = dice_.pick(component.notified == 1 ? Names{"dynamic", "dynamic", "pin_revocable"}
                                                             : Names{"pin_legacy", "static"});
        const std::string of = attachment.name;
        if (!dice_.chance(85)) return;
        component.things.push_back(thing(Kind::mapping, "m"));
        component.things.back().of = of;
        if (dice_.chance(15)) component.things.back().elements = 2;
    }

    void declare_functions(Component& component) {
        for (int count = dice_.between(0, 3); count > 0; --count) component.functions.push_back(function());
        if (dice_.chance(20)) {
            component.functions.push_back(function());
            component.functions.back().ghost = true;
            component.functions.back().result = Kind::nothing;
        }
        if (world_.library() && dice_.chance(35)) {
            component.functions.push_back({"op", Kind::nothing, {}, false, dice_.chance(30), true, {}});
            component.functions.back().parameters.push_back(thing(Kind::attachment, "a"));
        }
    }

    Function function() {
        Function made;
        made.name = fresh("fun");
        made.result = dice_.pick(std::vector<Kind>{Kind::nothing, Kind::integer, Kind::boolean});
        for (int count = dice_.between(0, 2); count > 0; --count) made.parameters.push_back(parameter());
        for (std::size_t number = 1; number < made.parameters.size(); ++number)
            if (made.parameters[number].initial.empty()) made.parameters[number - 1].initial.clear();
        made.fits_atomic = dice_.chance(35);
        made.sleeps = !made.fits_atomic && dice_.chance(80);
        if (dice_.chance(12)) made.context = dice_.pick(Names{" __atomic_context", " __irq_context"});
        return made;
    }

    Thing parameter() {
        std::vector<Kind> kinds{Kind::integer, Kind::integer, Kind::boolean, Kind::duo, Kind::lock, Kind::instance};
        if (world_.library()) kinds.insert(kinds.end(), {Kind::attachment, Kind::mapping, Kind::fence, Kind::buffer});
        if (world_.krefs) kinds.push_back(Kind::kref);
        Thing made = thing(dice_.pick(kinds), "a");
        if (made.kind == Kind::integer) made.high = 3;
        for (const Component& component : world_.components)
            if (component.replicated) made.of = component.name;
        if (made.kind == Kind::instance && made.of.empty()) made.kind = Kind::boolean;
        const bool refers = made.kind != Kind::integer && made.kind != Kind::boolean && made.kind != Kind::instance;
        if (refers && dice_.chance(25)) made.initial = " = NULL";
        return made;
    }

    void declare_threads(Component& component, int& budget) {
        for (int most = dice_.between(1, component.replicated ? 1 : 2); most > 0 && budget >= component.count; --most) {
            const bool device = dice_.chance(20);
            component.threads.push_back({device ? Thread::Sort::device : Thread::Sort::thread, fresh("t"), 1});
            budget -= component.count;
        }
        if (budget < component.count || !dice_.chance(world_.focus == Focus::work ? 90 : 25)) return;
        component.threads.push_back({Thread::Sort::work, fresh("job"), budget >= 2 * component.count ? 2 : 1});
        budget -= component.threads.back().items * component.count;
    }

    // --- how it is written

    std::vector<Node> head() {
        std::vector<Node> items{Node::line("spec \"random " + std::to_string(seed_) + "\";")};
        if (world_.library()) items.push_back(Node::line("use dma_buf;"));
        if (world_.krefs) items.push_back(Node::line("use kref;"));
        if (world_.iommu) items.push_back(Node::line("use iommu;"));
        if (!world_.events.empty()) items.push_back(Node::line("event written;"));
        items.push_back(Node::line("param LIMIT in 0..3 = " + std::to_string(dice_.between(0, 3)) + ";"));
        items.push_back(Node::line(std::string("param bool EXTRA = ") + (dice_.chance(60) ? "true;" : "false;")));
        items.push_back(Node::line("const SIZE = LIMIT + 1;"));
        items.push_back(Node::line("enum colour { RED, GREEN, BLUE };"));
        items.push_back(Node::line("struct duo { bool on; int<0..2> level; }"));
        items.push_back(Node::line("struct box { lock door; int<0..3> inside; duo pair[2]; }"));
        for (const Buffer& buffer : world_.buffers)
            items.push_back(Node::line("dma_buf " + buffer.name + " of " + buffer.exporter->name + ";"));
        return items;
    }

    Node component_of(const Component& component) {
        std::string head = component.role + " " + component.name;
        if (component.replicated) head += "[" + std::to_string(component.count) + "]";
        if (component.ordered) head += " ordered";
        std::vector<Node> items;
        for (const Thing& thing : component.things) items.push_back(declaration(thing));
        if (!component.pointer.empty()) {
            items.push_back(group_of("object " + component.object(), component.heap));
            items.push_back(Node::line(component.object() + " *" + component.pointer + ";"));
        }
        if (!component.per_buffer.empty()) items.push_back(group_of("per buffer", component.per_buffer));
        if (!component.per_attachment.empty()) items.push_back(group_of("per attachment", component.per_attachment));
        for (const std::string& name : component.predicates) items.push_back(predicate_of(component, name));
        for (std::size_t number = 0; number < component.functions.size(); ++number)
            items.push_back(function_of(component, number));
        for (Node& callback : callbacks_of(component)) items.push_back(std::move(callback));
        for (const Thread& thread : component.threads) items.push_back(thread_of(component, thread));
        return Node::bracket(head + " {", std::move(items));
    }

    Spot code(const Component& component) const {
        Spot spot;
        spot.own = &component;
        spot.functions = component.functions.size();
        return spot;
    }

    Node predicate_of(const Component& component, const std::string& name) {
        Spot spot = code(component);
        spot.no_calls = true;
        spot.plain_words = dice_.chance(75);
        Thing argument = thing(Kind::integer, "v");
        argument.high = 3;
        spot.locals.push_back(argument);
        return Node::line("predicate " + name + "(int " + argument.name + ") = " + say_.boolean(spot, 3) + ";");
    }

    std::string parameters_of(const Function& function, Spot& spot) {
        std::string text;
        for (const Thing& parameter : function.parameters) {
            const bool value = parameter.kind == Kind::integer || parameter.kind == Kind::boolean;
            if (value) spot.locals.push_back(parameter);
            if (!value)
                spot.references.push_back(
                    {parameter.name, parameter.kind, component_named(parameter.of), !parameter.initial.empty()});
            const std::string type = parameter.kind == Kind::integer    ? "int "
                                     : parameter.kind == Kind::instance ? parameter.of + " "
                                     : value                            ? "bool "
                                                                        : type_of(parameter) + " *";
            text += (text.empty() ? "" : ", ") + type + parameter.name + parameter.initial;
        }
        return text;
    }

    const Component* component_named(const std::string& name) const {
        for (const Component& component : world_.components)
            if (component.name == name) return &component;
        return nullptr;
    }

    Node function_of(const Component& component, std::size_t number) {
        const Function& function = component.functions[number];
        Spot spot = code(component);
        spot.functions = number;
        spot.result = function.result;
        spot.may_return = !function.ghost;
        spot.atomic = function.fits_atomic && !function.ghost;
        spot.ghost = spot.sees_ghost = function.ghost;
        spot.device = !function.sleeps;
        spot.depth = 1;
        const std::string head = std::string(function.ghost                     ? "ghost void "
                                             : function.result == Kind::nothing ? "void "
                                             : function.result == Kind::boolean ? "bool "
                                                                                : "int ") +
                                 function.name + "(" + parameters_of(function, spot) + ")" + function.context + " {";
        const bool way_out = !function.ghost && dice_.chance(25);
        if (way_out) spot.labels = {"out"};
        std::vector<Node> body = write_.several(spot, dice_.between(1, 3));
        if (way_out) body.push_back(Node::line(spot.atomic ? "out: { }" : "out: skip;"));
        if (function.result == Kind::integer) body.push_back(Node::line("return " + say_.integer(spot, 1) + ";"));
        if (function.result == Kind::boolean) body.push_back(Node::line("return " + say_.boolean(spot, 1) + ";"));
        return Node::bracket(head, std::move(body));
    }

    /// What the library calls through a relation.
    std::vector<Node> callbacks_of(const Component& component) {
        Names heads;
        const auto maybe = [&](int percent, const char* head) {
            if (dice_.chance(percent)) heads.emplace_back(head);
        };
        if (component.exports) {
            for (const char* must : {"int map_dma_buf(attachment *a) {", "void unmap_dma_buf(attachment *a) {"})
                maybe(97, must);
            for (const char* may : {"int attach(attachment *a) {", "void detach(attachment *a) {",
                                    "int pin(attachment *a) {", "void unpin(attachment *a) {", "int vmap(dma_buf *b) {",
                                    "void vunmap(dma_buf *b) {", "int begin_cpu_access(dma_buf *b) {",
                                    "void end_cpu_access(dma_buf *b) {", "void release(dma_buf *b) {"})
                maybe(25, may);
            maybe(70, "int fault(dma_buf *b, vma *v) {");
        }
        if (component.notified == 1) maybe(98, "void invalidate_mappings(attachment *a) {");
        std::vector<Node> nodes;
        for (const std::string& head : heads) nodes.push_back(callback(component, head));
        return nodes;
    }

    Node callback(const Component& component, const std::string& head) {
        Spot spot = code(component);
        spot.functions = 0;
        spot.depth = 2;
        spot.may_return = true;
        spot.result = head.starts_with("int") ? Kind::integer : Kind::nothing;
        const bool buffer = head.find("dma_buf *b") != std::string::npos;
        spot.references.push_back({buffer ? "b" : "a", buffer ? Kind::buffer : Kind::attachment, nullptr, false});
        if (head.find("vma *v") != std::string::npos) spot.references.push_back({"v", Kind::vma, nullptr, false});
        const bool way_out = dice_.chance(30);
        if (way_out) spot.labels = {"out"};
        std::vector<Node> body = write_.several(spot, dice_.between(0, 2));
        if (way_out) body.push_back(Node::line("out: skip;"));
        if (spot.result == Kind::integer)
            body.push_back(Node::line(dice_.chance(70) ? "return 0;" : "return -EINVAL;"));
        return Node::bracket(head, std::move(body));
    }

    static Node labelled(const std::string& label, Node node) {
        node.open = label + node.open;
        return node;
    }

    std::string rest(const Spot& spot) { return dice_.chance(40) && !spot.device && !spot.work ? "rest: " : ""; }

    Node thread_of(const Component& component, const Thread& thread) {
        Spot spot = code(component);
        spot.device = thread.sort == Thread::Sort::device;
        spot.work = thread.sort == Thread::Sort::work;
        spot.labels = {"mid"};
        spot.may_return = true;
        std::string head = (spot.device ? "device " : spot.work ? "work " : "thread ") + thread.name;
        if (spot.work) {
            Thing item = thing(Kind::integer, "item");
            item.high = thread.items - 1;
            item.constant = true;
            spot.locals.push_back(item);
            head += "[" + std::to_string(thread.items) + "](int " + item.name + ")";
        }
        std::vector<Node> start = write_.start(spot);
        if (without("start")) start.clear(), spot.locals.clear();
        const bool goes_round = !spot.work && dice_.chance(60);
        spot.loop = goes_round;
        std::vector<Node> body{labelled("top: " + rest(spot), write_.step(spot))};
        if (!component.pointer.empty() && !spot.device && dice_.chance(60)) {
            start.push_back(Node::line("kzalloc(" + component.object() + ");"));
            start.push_back(Node::line(component.pointer + " = &" + component.object() + ";"));
        }
        for (Node& node : write_.several(spot, dice_.between(1, 3))) body.push_back(std::move(node));
        body.push_back(
            labelled((progress_ && dice_.chance(30) ? "fair mid: " : "mid: ") + rest(spot), write_.step(spot)));
        spot.labels = {"top", "mid"};
        for (Node& node : write_.several(spot, dice_.between(0, 1))) body.push_back(std::move(node));
        if (goes_round) body = {Node::bracket("loop {", std::move(body))};
        start.push_back(Node::line("assert (true) as claimed;"));  // so that the name exists
        start.insert(start.end(), body.begin(), body.end());
        return Node::bracket(head + " {", std::move(start));
    }

    Dice dice_;
    std::uint64_t seed_;
    World world_;
    Say say_;
    Write write_;
    bool progress_ = false;
};

/// What no program can be searched with: a path without a step, a reference that depends on a choice.
std::string only_the_lowering_knows(const program::Program& program) {
    try {
        (void)lower::lower(program);
        return {};
    } catch (const syntax::SpecError& error) {
        const std::string what = error.what();
        const bool here = what.find("random.rvk:") != std::string::npos && only_the_lowering_can_tell(what);
        return here ? what : "";
    }
}

std::string complaint_about(const std::string& text) {
    const limits::Scope scope({.max_memory = std::uint64_t{2} << 30});
    try {
        const program::Program program = check::check(syntax::load_text("random.rvk", text), {});
        return only_the_lowering_knows(program);
    } catch (const syntax::SpecError& error) {
        return error.what();
    } catch (const limits::Exhausted&) {  // walks in walks: a step has millions of ways
        return "too large to be written down";
    }
}

}  // namespace

Made generate(std::uint64_t seed) {
    Repaired made = repair(Generator(seed).run(), complaint_about);
    return {std::move(made.spec), made.dropped, std::move(made.complaint), std::move(made.refusals)};
}

}  // namespace revoke_mc::random_specs::whole
