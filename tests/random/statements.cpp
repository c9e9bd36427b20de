#include "tests/random/statements.hpp"

namespace revoke_mc::random_specs {

Scope Statements::deeper(Scope scope) {
    ++scope.depth;
    return scope;
}

std::vector<const Component*> Statements::replicated() const {
    std::vector<const Component*> found;
    for (const Component& component : components_)
        if (component.replicated) found.push_back(&component);
    return found;
}

std::vector<Node> Statements::several(Scope scope, int count) {
    std::vector<Node> nodes;
    nodes.reserve(static_cast<std::size_t>(count));
    for (int number = 0; number < count; ++number) nodes.push_back(any_statement(scope));
    return nodes;
}

Node Statements::any_statement(Scope& scope) {
    if (scope.ghost) return in_ghost(scope);
    if (scope.atomic) return in_atomic(scope);
    return plain(scope);
}

// --- plain code

Node Statements::step(const Scope& scope) {
    const int face = dice_.between(0, 99);
    if (face < 25) return Node::line("skip;");
    if (face < 55) return Node::line("await (" + say_.shared_condition(scope) + ");");
    if (face < 85) {
        const std::vector<Place> places = say_.places(scope, Sort::boolean, true);
        for (const Place& place : places)
            if (!place.local)
                return Node::line(say_.written(scope, place) + " = " + say_.value_for(scope, *place.variable) + ";");
    }
    return atomic_statement(scope);
}

Node Statements::plain(Scope& scope) {
    const int face = dice_.between(0, 99);
    if (face < 28) return assignment(scope);
    if (face < 34) return step(scope);
    if (face < 40) return assertion(scope);
    if (face < 47) return atomic_statement(scope);
    if (face < 55) return locked(scope);
    if (face < 62) return call(scope);
    if (face < 66) return jump(scope);
    if (face < 70) return local(scope);
    if (face < 73) return ghost(scope);
    if (face < 75 || (face < 82 && scope.own->heap)) return heap(scope);
    if (face < 76) return reference(scope);
    if (face < 78) return work(scope);
    if (face < 79) return Node::line("bound (" + say_.boolean(scope, 1) + ") \"random bound\";");
    if (face < 81 || (scope.own->attached && face < 90) || (scope.own->exports && face < 85)) return library(scope);
    return structured(scope);
}

Node Statements::structured(const Scope& scope) {
    if (scope.depth >= 3) return assignment(scope);
    const int face = dice_.between(0, 99);
    if (face < 25) return if_(scope);
    if (face < 65) return either(scope);
    if (face < 90) return foreach (scope);
    return while_(scope);
}

Node Statements::assignment(const Scope& scope) {
    const Sort sort =
        dice_.pick(std::vector<Sort>{Sort::boolean, Sort::boolean, Sort::integer, Sort::integer, Sort::colour});
    const std::vector<Place> places = say_.places(scope, sort, true);
    if (places.empty()) return Node::line(scope.atomic || scope.ghost ? "{ }" : "skip;");
    const Place& place = dice_.pick(places);
    const std::string target = say_.written(scope, place);
    if (sort == Sort::integer && dice_.chance(15))
        return Node::line(target + dice_.pick(std::vector<std::string>{"++;", "--;", " += 1;"}));
    return Node::line(target + " = " + say_.value_for(scope, *place.variable) + ";");
}

Node Statements::assertion(const Scope& scope) {
    Scope seen = scope;
    seen.ghost = true;
    const std::string name = dice_.pick(std::vector<std::string>{"", " as claimed", " as unclaimed", " as claimed"});
    return Node::line("assert (" + say_.boolean(seen, 2) + ")" + name + ";");
}

Node Statements::if_(const Scope& scope) {
    const std::string condition = dice_.chance(60) ? say_.shared_condition(scope) : say_.boolean(scope, 1);
    Node yes = Node::bracket("if (" + condition + ") {", several(deeper(scope), dice_.between(1, 2)));
    if (dice_.chance(50)) return yes;
    return Node::group({std::move(yes), Node::bracket("else {", several(deeper(scope), dice_.between(0, 2)))});
}

Node Statements::while_(const Scope& scope) {
    Scope inner = deeper(scope);
    inner.loop = true;
    return Node::bracket("while (" + say_.shared_condition(scope) + ") {", several(inner, dice_.between(0, 2)));
}

Node Statements::either(const Scope& scope) {
    std::vector<Node> branches;
    const int count = dice_.between(2, 3);
    branches.reserve(static_cast<std::size_t>(count));
    for (int number = 0; number < count; ++number)
        branches.push_back(Node::bracket(number == 0 ? "either {" : "or {", branch(deeper(scope))));
    return Node::group(std::move(branches));
}

/// What stands first in a branch decides how the choice is made: awaits, locks, nothing, calls.
std::vector<Node> Statements::branch(const Scope& scope) {
    Scope inner = scope;
    std::vector<Node> nodes;
    const int face = dice_.between(0, 99);
    if (face < 15) return nodes;
    if (face < 45 && !scope.atomic) nodes.push_back(Node::line("await (" + say_.shared_condition(scope) + ");"));
    if (face >= 45 && face < 55 && !scope.atomic) nodes.push_back(locked(scope));
    if (face >= 55 && face < 65 && !scope.atomic) nodes.push_back(call(scope));
    if (face < 45 && scope.atomic) nodes.push_back(Node::line("await (" + say_.boolean(scope, 1) + ");"));
    for (Node& node : several(inner, dice_.between(0, 2))) nodes.push_back(std::move(node));
    return nodes;
}

Node Statements::foreach (const Scope& scope) {
    const std::vector<const Component*> sets = replicated();
    if (sets.empty()) return either(scope);
    Scope inner = deeper(scope);
    inner.loop = true;
    const Component* over = dice_.pick(sets);
    inner.binders.push_back({fresh("i"), over});
    Scope filter = scope;
    filter.binders.push_back(inner.binders.back());
    const std::string where = dice_.chance(30) ? " where " + say_.boolean(filter, 1) : "";
    return Node::bracket("foreach (" + over->name + " " + inner.binders.back().name + where + ") {",
                         several(inner, dice_.between(0, 2)));
}

/// Under a spinlock, with interrupts on or off, something that may sleep or not.
Node Statements::spinning(const Scope& scope) {
    static const std::vector<std::pair<std::string, std::string>> ways{{"spin_lock", "spin_unlock"},
                                                                       {"spin_lock_irq", "spin_unlock_irq"},
                                                                       {"spin_lock_irqsave", "spin_unlock_irqrestore"}};
    const auto& [take, release] = dice_.pick(ways);
    std::vector<Node> nodes{Node::line(take + "(spin);")};
    for (Node& node : several(deeper(scope), dice_.between(0, 2))) nodes.push_back(std::move(node));
    if (dice_.chance(20)) nodes.push_back(Node::line("might_sleep();"));
    if (!dice_.chance(5)) nodes.push_back(Node::line((dice_.chance(90) ? release : "spin_unlock") + "(spin);"));
    return Node::group(std::move(nodes));
}

Node Statements::locked(const Scope& scope) {
    if (dice_.chance(3)) return Node::line("might_sleep();");
    if (dice_.chance(10) && !scope.fits_atomic && !scope.atomic) return spinning(scope);
    const bool rw = dice_.chance(35);
    const std::vector<std::string> locks =
        scope.device || scope.fits_atomic ? std::vector<std::string>{} : say_.locks(scope, rw);
    if (locks.empty()) return assignment(scope);
    const std::string lock = dice_.pick(locks);
    const bool read = dice_.chance(60);
    std::vector<Node> nodes;
    const std::string take = !rw ? "mutex_lock" : read ? "down_read" : "down_write";
    const std::string release = !rw ? "mutex_unlock" : read ? "up_read" : "up_write";
    const std::vector<Node> body = several(deeper(scope), dice_.between(0, 2));
    if (!rw && dice_.chance(20)) {
        std::vector<Node> inner = body;
        inner.push_back(Node::line("mutex_unlock(" + lock + ");"));
        return Node::bracket("if (mutex_trylock(" + lock + ")) {", std::move(inner));
    }
    if (dice_.chance(3)) return Node::line(release + "(" + lock + ");");
    nodes.push_back(Node::line(take + "(" + lock + ");"));
    nodes.insert(nodes.end(), body.begin(), body.end());
    if (!dice_.chance(3)) nodes.push_back(Node::line(release + "(" + lock + ");"));
    return Node::group(std::move(nodes));
}

/// Two locks, one inside the other: an order, and perhaps a circle with that of another thread.
Node Statements::nested_locks(const Scope& scope) {
    const std::vector<std::string> locks = scope.device ? std::vector<std::string>{} : say_.locks(scope, false);
    if (locks.size() < 2) return locked(scope);
    const std::size_t outer = static_cast<std::size_t>(dice_.between(0, static_cast<int>(locks.size()) - 1));
    const std::size_t inner = (outer + 1) % locks.size();
    return Node::group({Node::line("mutex_lock(" + locks[outer] + ");"),
                        Node::line("mutex_lock(" + locks[inner] + ");"), assignment(scope),
                        Node::line("mutex_unlock(" + locks[inner] + ");"),
                        Node::line("mutex_unlock(" + locks[outer] + ");")});
}

Node Statements::jump(const Scope& scope) {
    std::vector<std::string> ways;
    if (scope.loop) ways.insert(ways.end(), {"break;", "continue;"});
    if (scope.may_return) ways.push_back(scope.returns_value ? "return " + say_.integer(scope, 0) + ";" : "return;");
    for (const std::string& label : scope.labels) ways.push_back("goto " + label + ";");
    if (ways.empty()) return assignment(scope);
    return Node::bracket("if (" + say_.boolean(scope, 1) + ") {", {Node::line(dice_.pick(ways))});
}

/// The text of a call, or nothing if there is no argument that it could take.
std::string Statements::call_of(const Scope& scope, const std::string& base, const FunctionInfo& function) {
    std::string argument;
    if (function.parameter) argument = say_.integer(scope, 0);
    if (function.record && !(function.nullable && dice_.chance(30))) {
        const std::vector<std::string> records = say_.records(scope);
        if (records.empty()) return {};
        argument = "&" + dice_.pick(records);
    }
    if (function.over != 0) {
        for (const Binder& binder : scope.binders)
            if (binder.component == &components_[function.over]) argument = binder.name;
        if (argument.empty()) return {};
    }
    return base + function.name + "(" + argument + ")";
}

/// Functions of later components are not known to earlier ones: no cycle of calls.
std::vector<std::string> Statements::calls(const Scope& scope, bool with_result) {
    std::vector<std::string> found;
    if (scope.plain_words || scope.own == nullptr) return found;
    const auto add = [&](const std::string& base, const Component& component, std::size_t limit) {
        for (std::size_t number = 0; number < component.functions.size() && number < limit; ++number) {
            const FunctionInfo& function = component.functions[number];
            if ((scope.device && function.sleeps) ||
                ((scope.atomic || scope.fits_atomic) && !function.fits_atomic && !function.ghost))
                continue;
            if ((scope.ghost && !function.ghost) || (with_result && !function.returns)) continue;
            const std::string text = call_of(scope, base, function);
            if (!text.empty()) found.push_back(text);
        }
    };
    for (const Component& component : components_) {
        if (&component == scope.own) {
            add("", component, scope.functions);
            break;
        }
        if (!component.replicated) add(component.name + ".", component, component.functions.size());
    }
    for (const Binder& binder : scope.binders)
        if (binder.component < scope.own) add(binder.name + ".", *binder.component, binder.component->functions.size());
    return found;
}

Node Statements::call(const Scope& scope) {
    const bool with_result = dice_.chance(45);
    const std::vector<std::string> all = calls(scope, with_result);
    if (all.empty()) return assignment(scope);
    const std::string first = dice_.pick(all);
    if (!with_result) return Node::line(first + ";");
    const int face = dice_.between(0, 99);
    if (face < 50)
        return Node::bracket("if (" + first + " == " + std::to_string(dice_.between(0, 2)) + ") {",
                             several(deeper(scope), 1));
    if (face < 70)
        return Node::bracket("if (" + first + " < " + dice_.pick(all) + " && " + say_.boolean(scope, 1) + ") {", {});
    const std::vector<Place> places = say_.places(scope, Sort::integer, true);
    if (places.empty()) return Node::line(first + ";");
    return Node::line(say_.written(scope, dice_.pick(places)) + " = " + first +
                      (face < 85 ? "" : " + " + say_.integer(scope, 0)) + ";");
}

/// A local reference; what it is bound to may depend on a variable.
Node Statements::reference(const Scope& scope) {
    const std::vector<std::string> records = say_.records(scope);
    if (records.empty()) return assignment(scope);
    Scope inner = deeper(scope);
    inner.records.push_back(fresh("rec"));
    std::vector<Node> nodes{Node::line("duo *" + inner.records.back() + " = &" + dice_.pick(records) + ";")};
    for (Node& node : several(inner, dice_.between(1, 3))) nodes.push_back(std::move(node));
    return Node::bracket("{", std::move(nodes));
}

Node Statements::heap(const Scope& scope) {
    if (!scope.own->heap) return assignment(scope);
    if (dice_.chance(40) && !scope.atomic && !scope.fits_atomic)
        return story({"kzalloc(mem);", "ptr = mem;", "ptr->flag = true;", "kfree(mem);", "if (ptr) ptr->flag = false;",
                      "ptr = NULL;"});
    return Node::line(dice_.pick(std::vector<std::string>{
        "kzalloc(mem);", "kfree(mem);", "ptr = mem;", "ptr = NULL;", "if (ptr) ptr->flag = true;", "ptr->flag = false;",
        "if (allocated(ptr)) ptr->flag = true;", "if (allocated(mem)) mem.flag = true;"}));
}

Node Statements::work(const Scope& scope) {
    if (scope.own->works == 0 || scope.device) return assignment(scope);
    const std::string item = "job[" + std::to_string(dice_.between(0, scope.own->works - 1)) + "]";
    const std::string operation =
        dice_.pick(std::vector<std::string>{"queue_work", "queue_work", "flush_work", "cancel_work_sync"});
    return Node::line(operation + "(" + item + ");");
}

Node Statements::local(Scope& scope) {
    const std::string name = fresh("k");
    Scope filter = scope;
    filter.locals.push_back({name, Sort::integer, 0, 2, 0, false, ""});
    std::string initial = dice_.chance(30) ? say_.integer(scope, 1) : std::to_string(dice_.between(0, 2));
    if (dice_.chance(50))
        initial = "any (0.." + std::to_string(dice_.between(1, 2)) +
                  (dice_.chance(40) ? " where " + say_.boolean(filter, 1) : "") + ")";
    std::vector<Node> nodes{Node::line("int " + name + " = " + initial + ";")};
    for (Node& node : several(deeper(filter), dice_.between(1, 3))) nodes.push_back(std::move(node));
    return Node::bracket("{", std::move(nodes));
}

/// These lines in this order, now and then without one of them.
Node Statements::story(const std::vector<std::string>& lines) {
    std::vector<Node> nodes;
    for (const std::string& line : lines)
        if (!dice_.chance(8)) nodes.push_back(Node::line(line));
    return Node::group(std::move(nodes));
}

/// Calls into the dma_buf library, more or less in the order that makes sense.
Node Statements::library(const Scope& scope) {
    if (!scope.own->attached && !scope.own->exports) return assignment(scope);
    if (scope.device)
        return Node::line(scope.own->attached ? "atomic { await (f.pending); dma_fence_signal(&f); }" : "skip;");
    if (scope.fits_atomic) return assignment(scope);
    if (scope.callback)  // what calls back may meet itself again
        return Node::line(scope.own->exports ? "dma_buf_invalidate_mappings(bar);"
                          : dice_.chance(50) ? "m.live = false;"
                                             : "if (!m.live) dma_buf_map_attachment(&m);");
    const std::vector<std::string> exporting{"dma_buf_invalidate_mappings(bar);", "dma_resv_wait(bar, BOOKKEEP);",
                                             "foreach (attachment a of bar where a.listed) { skip; }"};
    const std::vector<std::string> importing{
        "if (!m.live) dma_buf_map_attachment(&m);", "if (m.live) dma_buf_unmap_attachment(&m);",
        "if (!f.pending) { dma_fence_init(&f); dma_resv_add_fence(bar, &f, READ); }", "job_depends(&f, bar, BOOKKEEP);",
        "if (f.pending) dma_fence_signal(&f);"};
    const std::vector<std::string> unlocked{"if (!att.listed) dma_buf_dynamic_attach(&att);",
                                            "if (att.listed) dma_buf_detach(&att);", "await (ready(&f));",
                                            "await (!f.pending);"};
    if (scope.own->attached && dice_.chance(20))
        return story({"dma_resv_lock(bar);",
                      "if (!f.pending) { dma_fence_init(&f); dma_resv_add_fence(bar, &f, READ); }",
                      "job_depends(&f, bar, BOOKKEEP);", "dma_resv_unlock(bar);", "await (ready(&f));",
                      "if (f.pending) dma_fence_signal(&f);"});
    if (scope.own->attached && dice_.chance(20))
        return story({"if (!att.listed) dma_buf_dynamic_attach(&att);", "dma_resv_lock(bar);",
                      "dma_buf_map_attachment(&m);", "dma_resv_unlock(bar);"});
    if (scope.own->attached && dice_.chance(40)) return Node::line(dice_.pick(unlocked));
    std::vector<Node> nodes{Node::line("dma_resv_lock(bar);")};
    for (int count = dice_.between(1, 2); count > 0; --count)
        nodes.push_back(Node::line(dice_.pick(scope.own->exports ? exporting : importing)));
    nodes.push_back(Node::line("dma_resv_unlock(bar);"));
    return Node::group(std::move(nodes));
}

Node Statements::ghost(const Scope& scope) {
    Scope inner = deeper(scope);
    inner.ghost = true;
    return Node::bracket("ghost {", several(inner, dice_.between(1, 2)));
}

// --- atomic and ghost code

Node Statements::atomic_statement(const Scope& scope) {
    Scope inner = deeper(scope);
    inner.atomic = true;
    std::vector<Node> nodes;
    if (dice_.chance(45)) nodes.push_back(Node::line("await (" + say_.boolean(scope, 1) + ");"));
    for (Node& node : several(inner, dice_.between(1, 3))) nodes.push_back(std::move(node));
    return Node::bracket("atomic {", std::move(nodes));
}

Node Statements::in_atomic(const Scope& scope) {
    const int face = dice_.between(0, 99);
    if (face < 55 || scope.depth >= 4) return assignment(scope);
    if (face < 63) return if_(scope);
    if (face < 69) return assertion(scope);
    if (face < 75) return either(scope);
    if (face < 80) return each(scope);
    if (face < 82) return each_integer(scope);
    if (face < 85) return Node::line("await (" + say_.boolean(scope, 1) + ");");
    if (face < 90) return jump(scope);
    if (face < 95) return call(scope);
    return ghost(scope);
}

Node Statements::each(const Scope& scope) {
    const std::vector<const Component*> sets = replicated();
    if (sets.empty()) return assignment(scope);
    Scope inner = deeper(scope);
    const Component* over = dice_.pick(sets);
    inner.binders.push_back({fresh("each_"), over});
    inner.only_binder = true;
    inner.labels.clear();
    Scope filter = inner;
    filter.binders = {inner.binders.back()};
    const std::string where = dice_.chance(30) ? " where " + say_.boolean(filter, 0) : "";
    std::vector<Node> nodes{assignment(inner)};
    if (dice_.chance(40)) nodes = {Node::bracket("if (" + say_.boolean(filter, 1) + ") {", std::move(nodes))};
    Node each =
        Node::bracket("each (" + over->name + " " + inner.binders.back().name + where + ") {", std::move(nodes));
    if (!scope.fits_atomic || scope.ghost) return each;
    std::vector<Node> wrapped;  // the function may be called from elsewhere, too, or from nowhere
    wrapped.push_back(std::move(each));
    return Node::bracket("atomic {", std::move(wrapped));
}

Node Statements::each_integer(const Scope& scope) {
    for (const Place& place : say_.places(scope, Sort::boolean, true))
        if (place.variable->elements > 0 && !scope.only_binder && !scope.fits_atomic) {
            const std::string number = fresh("each_");
            return Node::line("each (int " + number + " in 0.." + std::to_string(place.variable->elements - 1) +
                              (dice_.chance(30) ? " where " + place.path + "[" + number + "]" : "") + ") " +
                              place.path + "[" + number + "] = " + number +
                              " == " + std::to_string(dice_.between(0, 1)) + ";");
        }
    return each(scope);
}

Node Statements::in_ghost(const Scope& scope) {
    const int face = dice_.between(0, 99);
    if (face < 60 || scope.depth >= 4) return assignment(scope);
    if (face < 75) return if_(scope);
    if (face < 85) return assertion(scope);
    if (face < 90) return call(scope);
    return each(scope);
}

}  // namespace revoke_mc::random_specs
