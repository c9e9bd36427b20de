#include "tests/random/generate.hpp"

#include <cstdlib>

#include "tests/random/statements.hpp"
#include "tests/random/whole.hpp"

namespace revoke_mc::random_specs {

namespace {

class Generator {
public:
    Generator(std::uint64_t seed, const Shape& shape)
        : dice_(seed), shape_(shape), say_(dice_, components_), write_(dice_, say_, components_) {}

    Node run(std::uint64_t seed) {
        declare_components();
        std::vector<Node> items{Node::line("spec \"random " + std::to_string(seed) + "\";")};
        if (shape_.library) items.push_back(Node::line("use dma_buf;"));
        if (shape_.events) items.push_back(Node::line("event e, f;"));
        items.push_back(Node::line("enum colour { RED, GREEN, BLUE };"));
        items.push_back(Node::line("struct duo { bool on; int<0..2> level; }"));
        if (shape_.library) items.push_back(Node::line("dma_buf bar of c0;"));
        for (Component& component : components_) items.push_back(component_of(component));
        for (Node& property : properties()) items.push_back(std::move(property));
        if (shape_.progress)
            for (Node& property : progress()) items.push_back(std::move(property));
        return Node::group(std::move(items));
    }

private:
    // --- what exists

    void declare_components() {
        components_.resize(static_cast<std::size_t>(dice_.between(1, shape_.components)));
        int budget = shape_.thread_instances;
        for (std::size_t number = 0; number < components_.size(); ++number) name(components_[number], number);
        for (std::size_t number = 0; number < components_.size(); ++number)
            declare(components_[number], number, budget);
    }

    void name(Component& component, std::size_t number) {
        component.name = "c" + std::to_string(number);
        component.role = number == 0 ? "exporter" : dice_.chance(70) ? "importer" : "user";
        component.replicated = number > 0 && dice_.chance(55);
        component.ordered = component.replicated && dice_.chance(30);
        if (component.replicated) component.count = dice_.chance(20) ? 3 : 2;
    }

    void declare(Component& component, std::size_t number, int& budget) {
        const int variables = dice_.between(1, 3);
        for (int count = 0; count < variables; ++count) component.variables.push_back(variable(component));
        if (component.ordered)
            component.variables.push_back({"odd" + std::to_string(number), Sort::boolean, 0, 1, 0, false, "", true});
        if (dice_.chance(25)) component.records.push_back("d" + std::to_string(names_++));
        if (dice_.chance(25)) component.predicates.push_back("p" + std::to_string(names_++));
        if (dice_.chance(60)) component.locks.push_back("l" + std::to_string(names_++));
        if (dice_.chance(25)) component.locks.push_back("l" + std::to_string(names_++));
        if (dice_.chance(25)) component.rwlocks.push_back("r" + std::to_string(names_++));
        if (!component.locks.empty() && dice_.chance(25)) component.variables.front().guard = component.locks[0];
        if (dice_.chance(35))
            component.variables.push_back({"g" + std::to_string(names_++), Sort::boolean, 0, 1, 0, true, ""});
        component.heap = dice_.chance(20);
        component.exports = shape_.library && number == 0;
        component.attached = shape_.library && component.role == "importer";
        component.mode = dice_.pick(std::vector<std::string>{"dynamic", "dynamic", "pin_revocable", "static"});
        declare_functions(component);
        declare_threads(component, budget);
    }

    Variable variable(const Component& component) {
        Variable made;
        const int face = dice_.between(0, 99);
        made.sort = face < 50 ? Sort::boolean : face < 85 ? Sort::integer : Sort::colour;
        made.name = (made.sort == Sort::boolean   ? "b"
                     : made.sort == Sort::integer ? "n"
                                                  : "e") +
                    std::to_string(names_++);
        if (made.sort == Sort::integer) {
            made.low = dice_.chance(20) ? -1 : 0;
            made.high = dice_.between(1, 2);
        }
        if (!component.replicated && dice_.chance(15)) made.elements = 2;
        return made;
    }

    void declare_functions(Component& component) {
        const int count = dice_.between(0, 2);
        for (int number = 0; number < count; ++number) {
            FunctionInfo function;
            function.name = "f" + std::to_string(names_++);
            function.returns = dice_.chance(50);
            const int face = dice_.between(0, 99);
            function.parameter = face < 40;
            function.record = face >= 40 && face < 60;
            function.nullable = function.record && dice_.chance(40);
            if (face >= 60 && face < 72)
                for (std::size_t other = 1; other < components_.size(); ++other)
                    if (components_[other].replicated) function.over = other;
            function.fits_atomic = dice_.chance(35);
            function.sleeps = !function.fits_atomic;
            component.functions.push_back(function);
        }
        if (!dice_.chance(20)) return;
        FunctionInfo ghost;
        ghost.name = "gf" + std::to_string(names_++);
        ghost.ghost = true;
        component.functions.push_back(ghost);
    }

    void declare_threads(Component& component, int& budget) {
        const int most = dice_.between(1, component.replicated ? 1 : 2);
        for (int number = 0; number < most && budget >= component.count; ++number) {
            ThreadInfo thread;
            thread.kind = dice_.chance(20) ? ThreadInfo::Kind::device : ThreadInfo::Kind::thread;
            thread.name = "t" + std::to_string(names_++);
            thread.labels = {"top", "mid"};
            component.threads.push_back(thread);
            budget -= component.count;
        }
        if (budget >= component.count && dice_.chance(15)) {
            component.works = budget >= 2 * component.count && dice_.chance(30) ? 2 : 1;
            budget -= component.works * component.count;
        }
    }

    // --- how it is written

    Node component_of(const Component& component) {
        std::string head = component.role + " " + component.name;
        if (component.replicated) head += "[" + std::to_string(component.count) + "]";
        if (component.ordered) head += " ordered";
        std::vector<Node> items;
        for (const Variable& variable : component.variables) items.push_back(Node::line(declaration(variable)));
        for (const std::string& record : component.records) items.push_back(Node::line("duo " + record + "[2];"));
        for (const std::string& lock : component.locks) items.push_back(Node::line("lock " + lock + ";"));
        for (const std::string& lock : component.rwlocks) items.push_back(Node::line("rwlock " + lock + ";"));
        items.push_back(Node::line("spinlock spin;"));
        if (component.heap) items.push_back(Node::line("object mem { bool flag; }"));
        if (component.heap) items.push_back(Node::line("mem *ptr;"));
        if (component.attached) items.push_back(Node::line("attachment att of bar : " + component.mode + ";"));
        if (component.attached) items.push_back(Node::line("mapping m of att;"));
        if (component.attached) items.push_back(Node::line("fence f of bar;"));
        for (const std::string& name : component.predicates) items.push_back(predicate_of(component, name));
        for (std::size_t number = 0; number < component.functions.size(); ++number)
            items.push_back(function_of(component, number));
        for (Node& callback : callbacks_of(component)) items.push_back(std::move(callback));
        for (const ThreadInfo& thread : component.threads) items.push_back(thread_of(component, thread));
        if (component.works > 0) items.push_back(work_of(component));
        return Node::bracket(head + " {", std::move(items));
    }

    std::string declaration(const Variable& variable) {
        if (variable.constant) return "const bool " + variable.name + " = index % 2 == 1;";
        std::string text = variable.ghost ? "ghost " : "";
        if (variable.sort == Sort::boolean) text += "bool ";
        if (variable.sort == Sort::colour) text += "colour ";
        if (variable.sort == Sort::integer)
            text += "int<" + std::to_string(variable.low) + ".." + std::to_string(variable.high) + "> ";
        text += variable.name;
        if (variable.elements > 0) return text + "[" + std::to_string(variable.elements) + "];";
        if (dice_.chance(15)) text += " __released";
        if (dice_.chance(15))
            text += variable.sort == Sort::boolean ? " = true" : variable.sort == Sort::integer ? " = 1" : " = GREEN";
        else if (dice_.chance(8))
            text += " = any";
        if (!variable.guard.empty()) text += " __guarded_by(" + variable.guard + ")";
        return text + ";";
    }

    Node ghost_function(const Component& component, const FunctionInfo& function, std::size_t number) {
        Scope scope = code(component);
        scope.functions = number;
        scope.ghost = true;
        scope.depth = 2;
        return Node::bracket("ghost void " + function.name + "() {", write_.several(scope, dice_.between(1, 2)));
    }

    Node predicate_of(const Component& component, const std::string& name) {
        Scope scope = code(component);
        scope.plain_words = true;
        return Node::line("predicate " + name + "() = " + say_.boolean(scope, 2) + ";");
    }

    Node function_of(const Component& component, std::size_t number) {
        const FunctionInfo& function = component.functions[number];
        if (function.ghost) return ghost_function(component, function, number);
        Scope scope = code(component);
        scope.functions = number;
        scope.may_return = true;
        scope.returns_value = function.returns;
        scope.fits_atomic = function.fits_atomic;
        scope.atomic = function.fits_atomic;
        scope.depth = 1;
        if (function.parameter) scope.locals.push_back({"p", Sort::integer, 0, 2, 0, false, ""});
        if (function.record) scope.records.push_back("q");
        scope.nullable = function.nullable;
        if (function.over != 0) scope.binders.push_back({"w", &components_[function.over]});
        const std::string parameter = function.parameter   ? "int p"
                                      : function.record    ? function.nullable ? "duo *q = NULL" : "duo *q"
                                      : function.over != 0 ? components_[function.over].name + " w"
                                                           : "";
        std::vector<Node> body = write_.several(scope, dice_.between(1, 3));
        if (function.returns) body.push_back(Node::line("return " + say_.integer(scope, 0) + ";"));
        return Node::bracket(std::string(function.returns ? "int " : "void ") + function.name + "(" + parameter + ")" +
                                 (dice_.chance(10) ? " __atomic_context {" : " {"),
                             std::move(body));
    }

    /// What the library calls through a relation: bodies are random, but take no reservation lock.
    std::vector<Node> callbacks_of(const Component& component) {
        std::vector<std::string> heads;
        if (component.exports) heads = {"int map_dma_buf(attachment *a) {", "void unmap_dma_buf(attachment *a) {"};
        if (component.attached && component.mode != "static") heads = {"void invalidate_mappings(attachment *a) {"};
        std::vector<Node> nodes;
        for (const std::string& head : heads) {
            Scope scope = code(component);
            scope.functions = 0;
            scope.callback = true;
            scope.depth = 2;
            std::vector<Node> body = write_.several(scope, dice_.between(1, 2));
            if (head.substr(0, 3) == "int")
                body.push_back(Node::line(dice_.chance(60) ? "return 0;" : "return -EINVAL;"));
            nodes.push_back(Node::bracket(head, std::move(body)));
        }
        return nodes;
    }

    Scope code(const Component& component) const {
        Scope scope;
        scope.own = &component;
        scope.functions = component.functions.size();
        return scope;
    }

    /// `top:` and `mid:` are labels of every thread; with luck the thread may rest there.
    Node thread_of(const Component& component, const ThreadInfo& thread) {
        Scope scope = code(component);
        scope.device = thread.kind == ThreadInfo::Kind::device;
        scope.labels = {"mid"};
        scope.loop = dice_.chance(75);
        scope.may_return = true;
        const auto rest = [&] { return dice_.chance(40) && !scope.device ? std::string("rest: ") : std::string(); };
        std::vector<Node> body{labelled("top: " + rest(), write_.step(scope))};
        for (Node& node : write_.several(scope, dice_.between(1, shape_.statements / 2)))
            body.push_back(std::move(node));
        if (shape_.events && dice_.chance(80)) body.push_back(write_.nested_locks(scope));
        body.push_back(labelled(fair() + "mid: " + rest() + event(), write_.step(scope)));
        scope.labels = {"top", "mid"};
        for (Node& node : write_.several(scope, dice_.between(0, shape_.statements / 2)))
            body.push_back(std::move(node));
        if (scope.loop) body = {Node::bracket("loop {", std::move(body))};
        if (shape_.events && dice_.chance(50)) body = {labelled(event(), Node::bracket("{", std::move(body)))};
        body.insert(body.begin(), Node::line("assert (true) as claimed;"));  // so that the name exists
        return Node::bracket((scope.device ? "device " : "thread ") + thread.name + " {", std::move(body));
    }

    std::string fair() { return shape_.progress && dice_.chance(30) ? "fair " : ""; }

    std::string event() {
        if (!shape_.events || dice_.chance(30)) return "";
        return (dice_.chance(50) ? "waits " : "signalling ") + std::string(dice_.chance(50) ? "e: " : "f: ");
    }

    static Node labelled(const std::string& label, Node node) {
        node.open = label + node.open;
        return node;
    }

    Node work_of(const Component& component) {
        Scope scope = code(component);
        scope.locals.push_back({"w", Sort::integer, 0, 0, 0, false, ""});
        return Node::bracket("work job[" + std::to_string(component.works) + "](int w) {",
                             write_.several(scope, dice_.between(1, 3)));
    }

    // --- what is claimed

    std::vector<Node> properties() {
        Scope scope;
        scope.ghost = true;
        std::vector<Node> claims{Node::line("always claimed;")};
        const int invariants = dice_.between(0, 2);
        for (int number = 0; number < invariants; ++number)
            claims.push_back(Node::line((dice_.chance(80) ? "always " : "never ") + say_.boolean(scope, 3) + " as inv" +
                                        std::to_string(number) + ";"));
        if (dice_.chance(60))
            claims.push_back(Node::line("always possible " + say_.boolean(scope, 2) + entering() + " as poss;"));
        if (dice_.chance(40)) claims.push_back(Node::line("possible " + say_.boolean(scope, 2) + " as reach;"));
        if (dice_.chance(50)) claims.push_back(Node::line("never leak;"));
        return claims;
    }

    std::vector<Node> progress() {
        Scope scope;
        scope.ghost = true;
        std::vector<Node> claims;
        claims.push_back(
            Node::line("always " + say_.boolean(scope, 2) + " leads_to " + say_.boolean(scope, 2) + " as leads;"));
        if (dice_.chance(50)) claims.push_back(Node::line("eventually " + say_.boolean(scope, 2) + " as once;"));
        for (const Component& component : components_) {
            const std::string each = component.replicated ? " for each " + component.name : "";
            for (const ThreadInfo& thread : component.threads)
                if (thread.kind != ThreadInfo::Kind::device && dice_.chance(60))
                    claims.push_back(Node::line("terminates " + component.name + "." + thread.name + each + " as end_" +
                                                thread.name + ";"));
            for (const std::string& lock : component.locks)
                if (dice_.chance(40))
                    claims.push_back(Node::line("fair lock " + component.name + "." + lock + each + ";"));
        }
        return claims;
    }

    std::string entering() {
        const Component& component = dice_.pick(components_);
        std::vector<std::string> ways{""};
        for (const FunctionInfo& function : component.functions) ways.push_back(component.name + "." + function.name);
        for (const ThreadInfo& thread : component.threads)
            for (const std::string& label : thread.labels)
                ways.push_back(component.name + "." + thread.name + " @ " + label);
        const std::string way = dice_.pick(ways);
        return way.empty() ? "" : " without entering " + way;
    }

    Dice dice_;
    Shape shape_;
    std::vector<Component> components_;
    Expressions say_;
    Statements write_;
    int names_ = 0;
};

std::uint64_t number_from_environment(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

}  // namespace

Node generate(std::uint64_t seed, const Shape& shape) {
    return shape.whole ? whole::generate(seed).spec : Generator(seed, shape).run(seed);
}

std::vector<std::uint64_t> seeds(std::uint64_t first, std::size_t runs) {
    if (std::getenv("REVOKE_SEED") != nullptr) return {number_from_environment("REVOKE_SEED", first)};
    std::vector<std::uint64_t> list(number_from_environment("REVOKE_RUNS", runs));
    first = number_from_environment("REVOKE_FIRST", first);
    for (std::size_t number = 0; number < list.size(); ++number) list[number] = first + number;
    return list;
}

}  // namespace revoke_mc::random_specs
