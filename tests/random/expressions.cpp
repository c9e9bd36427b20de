#include "tests/random/expressions.hpp"

namespace revoke_mc::random_specs {

namespace {

const Variable record_flag{"on", Sort::boolean, 0, 1, 0, false, "", false, true};
const Variable record_level{"level", Sort::integer, 0, 2, 0, false, "", false, true};

void add_variables(std::vector<Place>& places, const std::vector<Variable>& variables, const std::string& base,
                   bool ghost, bool local) {
    for (const Variable& variable : variables)
        if (!variable.ghost || ghost) places.push_back({base + variable.name, &variable, local});
}

}  // namespace

/// Writing in ghost code is for ghost variables only, writing elsewhere for all others.
std::vector<Place> Expressions::places(const Scope& scope, Sort sort, bool writing) {
    std::vector<Place> all;
    if (!scope.only_binder || !writing) {
        if (!(writing && scope.ghost)) add_variables(all, scope.locals, "", scope.ghost, true);
        if (scope.own != nullptr) add_variables(all, scope.own->variables, "", scope.ghost, false);
        for (const Component& other : components_)
            if (!other.replicated && &other != scope.own)
                add_variables(all, other.variables, other.name + ".", scope.ghost, false);
    }
    if (!scope.only_binder || !writing)
        for (const std::string& record : scope.records)
            all.insert(all.end(), {{record + "->on", &record_flag, false}, {record + "->level", &record_level, false}});
    for (const Binder& binder : scope.binders)
        if (!(scope.only_binder && writing) || &binder == &scope.binders.back())
            add_variables(all, binder.component->variables, binder.name + ".", scope.ghost, false);
    std::erase_if(all, [&](const Place& place) {
        if (writing && place.variable->constant) return true;
        return place.variable->sort != sort || (writing && !place.local && place.variable->ghost != scope.ghost);
    });
    return all;
}

std::vector<Place> Expressions::shared_places(const Scope& scope) {
    std::vector<Place> all;
    for (const Sort sort : {Sort::boolean, Sort::integer, Sort::colour})
        for (const Place& place : places(scope, sort, false))
            if (!place.local && !place.variable->ghost && !place.variable->constant) all.push_back(place);
    return all;
}

std::string Expressions::written(const Scope& scope, const Place& place) {
    if (place.variable->elements == 0) return place.path;
    std::vector<std::string> indices{"0", std::to_string(place.variable->elements - 1)};
    for (const Variable& local : scope.locals)
        if (local.sort == Sort::integer && (local.high < place.variable->elements || dice_.chance(20)))
            indices.push_back(local.name);
    if (dice_.chance(10))
        for (const Variable& own : scope.own != nullptr ? scope.own->variables : std::vector<Variable>{})
            if (own.sort == Sort::integer && own.elements == 0 && !own.ghost) indices.push_back(own.name);
    return place.path + "[" + dice_.pick(indices) + "]";
}

std::string Expressions::test(const Scope& scope, const Place& place) {
    const std::string name = written(scope, place);
    if (place.variable->sort == Sort::boolean) return dice_.chance(70) ? name : "!" + name;
    if (place.variable->sort == Sort::colour)
        return name +
               (dice_.chance(50)   ? " == "
                : dice_.chance(50) ? " != "
                                   : " <= ") +
               dice_.pick(std::vector<std::string>{"RED", "GREEN", "BLUE"});
    const int bound = dice_.between(place.variable->low, place.variable->high);
    return name + dice_.pick(std::vector<std::string>{" == ", " != ", " < ", " >= ", " > ", " <= "}) +
           std::to_string(bound);
}

std::string Expressions::shared_condition(const Scope& scope) {
    const std::vector<Place> shared = shared_places(scope);
    if (shared.empty()) return "false";
    std::string first = test(scope, dice_.pick(shared));
    if (dice_.chance(70)) return first;
    return first + (dice_.chance(50) ? " && " : " || ") + boolean(scope, 1);
}

std::string Expressions::atom(const Scope& scope) {
    std::vector<Place> all;
    for (const Sort sort : {Sort::boolean, Sort::integer, Sort::colour})
        for (const Place& place : places(scope, sort, false)) all.push_back(place);
    if (all.empty()) return dice_.chance(50) ? "true" : "false";
    return test(scope, dice_.pick(all));
}

std::string Expressions::boolean(const Scope& scope, int depth) {
    const int face = depth == 0 ? 0 : dice_.between(0, 99);
    if (face < 50) return atom(scope);
    if (face < 60) return "(" + boolean(scope, depth - 1) + " && " + boolean(scope, depth - 1) + ")";
    if (face < 70) return "(" + boolean(scope, depth - 1) + " || " + boolean(scope, depth - 1) + ")";
    if (face < 74) return "(" + boolean(scope, depth - 1) + " implies " + boolean(scope, depth - 1) + ")";
    if (face < 78) return "!(" + boolean(scope, depth - 1) + ")";
    if (face < 82) return "(" + integer(scope) + (dice_.chance(50) ? " < " : " == ") + integer(scope) + ")";
    if (face < 90) return quantifier(scope, depth);
    if (face < 94) return position(scope);
    if (face < 95) return same(scope);
    if (face < 96) return in_function(scope);
    if (face < 97) return predicate(scope);
    if (face < 98 && !scope.records.empty() && scope.records.back() == "q")
        return scope.nullable ? "(q ? true : false)" : "q->on";
    return holds(scope);
}

std::string Expressions::in_function(const Scope& scope) {
    std::vector<std::string> tests;
    for (const Component& component : components_)
        for (const ThreadInfo& thread : component.threads)
            for (const FunctionInfo& function : component.functions)
                if (!component.replicated && thread.kind != ThreadInfo::Kind::work)
                    tests.push_back("(" + component.name + "." + thread.name + " in " + component.name + "." +
                                    function.name + ")");
    return tests.empty() ? atom(scope) : dice_.pick(tests);
}

std::string Expressions::predicate(const Scope& scope) {
    std::vector<std::string> tests;
    const auto add = [&](const std::string& base, const Component& component) {
        for (const std::string& name : component.predicates) tests.push_back(base + name + "()");
    };
    for (const Component& component : components_)
        if (&component == scope.own)
            add("", component);
        else if (!component.replicated)
            add(component.name + ".", component);
    for (const Binder& binder : scope.binders) add(binder.name + ".", *binder.component);
    return tests.empty() || scope.plain_words ? atom(scope) : dice_.pick(tests);
}

std::vector<std::string> Expressions::records(const Scope& scope) {
    std::vector<std::string> names = scope.records;
    const auto add = [&](const std::string& base, const Component& component) {
        for (const std::string& record : component.records) {
            names.push_back(base + record + "[0]");
            names.push_back(base + record + "[1]");
            for (const Variable& local : scope.locals)
                if (local.sort == Sort::integer) names.push_back(base + record + "[" + local.name + "]");
        }
    };
    for (const Component& component : components_)
        if (&component == scope.own)
            add("", component);
        else if (!component.replicated)
            add(component.name + ".", component);
    for (const Binder& binder : scope.binders) add(binder.name + ".", *binder.component);
    return names;
}

std::string Expressions::quantifier(const Scope& scope, int depth) {
    std::vector<const Component*> replicated;
    for (const Component& component : components_)
        if (component.replicated) replicated.push_back(&component);
    const std::string kind = dice_.chance(50) ? "forall (" : "exists (";
    Scope inner = scope;
    const std::string name = "q" + std::to_string(binders_++);
    if (replicated.empty() || dice_.chance(15)) {
        inner.locals.push_back({name, Sort::integer, 0, 1, 0, false, ""});
        return "(" + kind + "int " + name + " in 0..1) (" + boolean(inner, depth - 1) + "))";
    }
    const Component* over = dice_.pick(replicated);
    inner.binders.push_back({name, over});
    const std::string where = dice_.chance(25) ? " where " + atom(inner) : "";
    return "(" + kind + over->name + " " + name + where + ") (" + boolean(inner, depth - 1) + "))";
}

/// Every thread has the label `top`.
std::string Expressions::position(const Scope& scope) {
    std::vector<std::string> tests;
    const auto add = [&](const std::string& base, const Component& component) {
        for (const ThreadInfo& thread : component.threads)
            for (const std::string& label : thread.labels)
                if (thread.kind != ThreadInfo::Kind::work)
                    tests.push_back("(" + base + thread.name + " @ " + label + ")");
    };
    for (const Component& component : components_)
        if (!component.replicated) add(component.name + ".", component);
    for (const Binder& binder : scope.binders) add(binder.name + ".", *binder.component);
    return tests.empty() ? atom(scope) : dice_.pick(tests);
}

std::string Expressions::same(const Scope& scope) {
    for (std::size_t one = 0; one < scope.binders.size(); ++one)
        for (std::size_t two = 0; two < one; ++two)
            if (scope.binders[one].component == scope.binders[two].component)
                return "(" + scope.binders[one].name + (dice_.chance(50) ? " == " : " != ") + scope.binders[two].name +
                       ")";
    return atom(scope);
}

std::vector<std::string> Expressions::locks(const Scope& scope, bool rw) {
    std::vector<std::string> names;
    const auto add = [&](const std::string& base, const Component& component) {
        for (const std::string& lock : rw ? component.rwlocks : component.locks) names.push_back(base + lock);
    };
    for (const Component& component : components_)
        if (&component == scope.own)
            add("", component);
        else if (!component.replicated)
            add(component.name + ".", component);
    for (const Binder& binder : scope.binders) add(binder.name + ".", *binder.component);
    return names;
}

/// In a property, of a named thread; in code, of the running one.
std::string Expressions::holds(const Scope& scope) {
    const std::vector<std::string> names = locks(scope, dice_.chance(20));
    if (names.empty() || scope.plain_words) return atom(scope);
    if (scope.own != nullptr) return "holds(" + dice_.pick(names) + ")";
    for (const Component& component : components_)
        if (!component.replicated && !component.threads.empty() && component.threads[0].kind != ThreadInfo::Kind::work)
            return "holds(" + dice_.pick(names) + ", " + component.name + "." + component.threads[0].name + ")";
    return atom(scope);
}

std::string Expressions::integer(const Scope& scope, int depth) {
    const std::vector<Place> all = places(scope, Sort::integer, false);
    const int face = depth == 0 ? dice_.between(0, 59) : dice_.between(0, 99);
    if (face < 25 || all.empty()) return std::to_string(dice_.between(0, 2));
    if (face < 60) return written(scope, dice_.pick(all));
    if (face < 75)
        return "(" + integer(scope, depth - 1) + (dice_.chance(50) ? " + " : " - ") + integer(scope, depth - 1) + ")";
    if (face < 85) return "(" + boolean(scope, 1) + " ? " + integer(scope, 0) + " : " + integer(scope, 0) + ")";
    if (face < 88) return "(" + integer(scope, depth - 1) + " * 2)";
    if (face < 90) return "(2 / " + written(scope, dice_.pick(all)) + ")";
    if (scope.own != nullptr && scope.own->ordered) return "index";
    return "(" + integer(scope, depth - 1) + " % 2)";
}

std::string Expressions::colour(const Scope& scope) {
    const std::vector<Place> all = places(scope, Sort::colour, false);
    if (!all.empty() && dice_.chance(30)) return written(scope, dice_.pick(all));
    return dice_.pick(std::vector<std::string>{"RED", "GREEN", "BLUE"});
}

std::string Expressions::value_for(const Scope& scope, const Variable& variable) {
    if (variable.sort == Sort::colour) return colour(scope);
    if (variable.sort == Sort::boolean)
        return dice_.chance(60) ? (dice_.chance(50) ? "true" : "false") : boolean(scope, 1);
    if (dice_.chance(60)) return std::to_string(dice_.between(variable.low, variable.high));
    if (dice_.chance(10)) return integer(scope);
    const int size = variable.high - variable.low + 1;
    return "((" + integer(scope) + " + 4) % " + std::to_string(size) + ")" +
           (variable.low == 0 ? "" : " + " + std::to_string(variable.low));
}

}  // namespace revoke_mc::random_specs
