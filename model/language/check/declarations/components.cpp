// Components: how many instances, which functions, which threads.
//
// An override takes the place of the function it names, before anything is checked. Routines are
// numbered functions first, in the order of the sources, then the bodies of the threads.
#include "model/language/check/declarations/declare.hpp"
#include "model/language/check/expressions/functions.hpp"

namespace revoke_mc::check {
namespace {

constexpr std::int64_t most_instances = 1024;
constexpr std::uint64_t most_threads = 10'000;

void count_instances(World& world, Component& component) {
    component.replicated = component.source->count != nullptr;
    component.ordered = component.source->ordered;
    if (!component.replicated) return;
    const auto count = check_number(world, *component.source->count);
    if (!count) return;
    if (*count < 1 || *count > most_instances) {
        world.error(component.source->count->place,
                    "'" + component.source->name + "' cannot have " + std::to_string(*count) + " instances",
                    *count < 1 ? "at least one" : "at most " + std::to_string(most_instances));
        return;
    }
    component.count = static_cast<std::uint32_t>(*count);
}

std::uint32_t array_size(World& world, const ast::Thread& thread) {
    if (!thread.array) return 1;
    const auto count = check_number(world, *thread.array);
    if (count && (*count < 1 || *count > most_instances))
        world.error(thread.array->place, "there cannot be " + std::to_string(*count) + " of '" + thread.name + "'");
    return count && *count >= 1 && *count <= most_instances ? static_cast<std::uint32_t>(*count) : 1;
}

void check_thread_form(World& world, const ast::Thread& thread) {
    const bool work = thread.kind == ast::Thread::Kind::work;
    if (thread.array && !work)
        world.error(thread.place, "a thread has no number",
                    "only work has: work " + thread.name + "[K](int k) { ... }");
    if (!thread.parameters.empty() && !thread.array)
        world.error(thread.place, "'" + thread.name + "' has a parameter, but nothing to choose from",
                    "write work " + thread.name + "[K](int k) { ... }");
    if (work && thread.array && thread.parameters.empty())
        world.error(thread.place, "which of them is it? '" + thread.name + "' needs a parameter",
                    "write work " + thread.name + "[K](int k) { ... }");
}

void declare_threads(World& world, Component& component) {
    for (const auto& source : component.source->threads) {
        check_thread_form(world, source);
        if (component.find_thread(source.name)) {
            world.error(source.place, component.source->name + " has two threads called '" + source.name + "'");
            continue;
        }
        const auto count = array_size(world, source);
        component.threads.push_back({&source, component.thread_decls, count, none});
        component.thread_decls += count;
    }
    const std::uint64_t threads = world.threads + std::uint64_t{component.thread_decls} * component.count;
    world.threads = static_cast<std::uint32_t>(std::min<std::uint64_t>(threads, most_threads + 1));
    if (threads <= most_threads) return;
    world.error(component.source->place, "the program has more than " + std::to_string(most_threads) + " threads",
                "fewer instances");
    world.report.throw_if_any(world.sources());
}

Function& add_function(World& world, const ast::Function& source, const ast::File& file, core::ComponentId component) {
    auto& function = world.functions.emplace_back();
    function.source = &source;
    function.file = &file;
    function.component = component;
    function.full_name = component == none ? source.name : world.components[component].source->name + "." + source.name;
    if (is_builtin(source.name))
        world.error(source.place, "'" + source.name + "' is built in and cannot be declared", "give it another name");
    return function;
}

void declare_component_functions(World& world, Component& component) {
    for (const auto& source : component.source->functions) {
        if (component.functions.contains(source.name)) {
            world.error(source.place, component.source->name + " has two functions called '" + source.name + "'");
            continue;
        }
        component.functions[source.name] = &add_function(world, source, *component.file, component.number);
    }
}

void declare_functions(World& world, const ast::File& file) {
    for (const auto& source : file.functions) {
        if (source.override_) continue;
        auto& function = add_function(world, source, file, none);
        const auto [entry, fresh] = world.globals.try_emplace(source.name);
        if (!fresh) {
            world.error(source.place, "there are two things called '" + source.name + "'",
                        "the other one: " + world.sources().describe(entry->second.place));
            continue;
        }
        entry->second.kind = Global::Kind::function;
        entry->second.place = source.place;
        entry->second.function = &function;
    }
}

std::vector<std::string> overridable(const World& world) {
    std::vector<std::string> names;
    for (const auto& function : world.functions) names.push_back(function.full_name);
    return names;
}

bool same_text(const ast::TypeName& a, const ast::TypeName& b) {
    return a.name == b.name && a.pointer == b.pointer && !a.low == !b.low;
}

bool same_head(const ast::Function& a, const ast::Function& b) {
    if (!same_text(a.result, b.result) || a.parameters.size() != b.parameters.size() || a.ghost != b.ghost ||
        a.predicate != b.predicate)
        return false;
    for (std::size_t i = 0; i < a.parameters.size(); ++i)
        if (!same_text(a.parameters[i].type, b.parameters[i].type)) return false;
    return true;
}

void apply_override(World& world, const ast::Function& source, const ast::File& file) {
    for (auto& function : world.functions) {
        if (function.full_name != source.name) continue;
        if (function.source->override_)
            world.error(source.place, "'" + source.name + "' is overridden twice");
        else if (!same_head(*function.source, source))
            world.error(source.place, "the override of '" + source.name + "' has other parameters or another result",
                        "the original: " + world.sources().describe(function.source->place));
        function.source = &source;
        function.file = &file;
        return;
    }
    world.error(source.place, "there is no function '" + source.name + "' to override",
                near_or_list(source.name, overridable(world), "the component must come from this file or a used one"));
}

void check_names_apart(World& world, const Component& component) {
    for (const auto& source : component.source->threads)
        if (component.functions.contains(source.name))
            world.error(source.place, component.source->name + " has a function called '" + source.name + "', too");
}

void number_routines(World& world) {
    core::RoutineId next{0};
    for (auto& function : world.functions)
        if (!function.source->predicate) function.routine = next++;
    for (auto& component : world.components)
        for (auto& thread : component.threads) thread.routine = next++;
    world.program.routines.resize(next.number());
}

core::Thread::Kind kind_of(ast::Thread::Kind kind) {
    if (kind == ast::Thread::Kind::device) return core::Thread::Kind::device;
    return kind == ast::Thread::Kind::work ? core::Thread::Kind::work : core::Thread::Kind::thread;
}

void make_threads(World& world, const Component& component, core::InstanceId instance) {
    const std::string owner = component.source->name + (component.replicated ? "[" + to_string(instance) + "]" : "");
    for (const auto& source : component.threads)
        for (std::uint32_t k = 0; k < source.count; ++k) {
            core::Thread thread;
            thread.name =
                owner + "." + source.source->name + (source.source->array ? "[" + std::to_string(k) + "]" : "");
            thread.kind = kind_of(source.source->kind);
            thread.routine = source.routine;
            thread.component = component.number;
            thread.instance = instance;
            thread.decl = source.decl + k;
            if (!source.source->parameters.empty()) thread.argument = static_cast<core::Value>(k);
            world.program.threads.push_back(std::move(thread));
        }
}

void make_component(World& world, const Component& source) {
    core::Component component;
    component.name = source.source->name;
    component.role = source.role();
    component.count = source.count;
    component.replicated = source.replicated;
    component.ordered = source.ordered;
    component.place = source.source->place;
    for (const auto& function : world.functions)
        if (function.component == source.number && function.routine != none)
            component.functions.push_back(function.routine);
    const core::ThreadId first = world.program.threads.next_id();
    for (std::uint32_t decl = 0; decl < source.thread_decls; ++decl) component.threads.push_back(first + decl);
    for (const core::InstanceId instance : FirstIds<core::InstanceId>(source.count))
        make_threads(world, source, instance);
    world.program.components.push_back(std::move(component));
}

}  // namespace

void declare_components(World& world) {
    for (auto& component : world.components) {
        count_instances(world, component);
        declare_threads(world, component);
        declare_component_functions(world, component);
        check_names_apart(world, component);
    }
    for (const auto& file : world.loaded.files) declare_functions(world, file);
    for (const auto& file : world.loaded.files)
        for (const auto& function : file.functions)
            if (function.override_) apply_override(world, function, file);
    declare_releases(world);
    number_routines(world);
    for (const auto& component : world.components) make_component(world, component);
    if (world.threads == 0)
        world.error(world.main().title_place, "the spec has no thread: nothing can happen",
                    "declare a thread in a component");
}

}  // namespace revoke_mc::check
