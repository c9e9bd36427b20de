// Numbers configurations, and gives them position codes.
#include "model/semantics/lower/config.hpp"

#include <algorithm>

#include "model/language/program/stale.hpp"

namespace revoke_mc::lower {

namespace {

/// How an object is written in a position's key: relative to the walk whose current element lies in
/// the same interchangeable instance, or absolutely.
std::string shape_of(const program::Program& program, const Config& config, ObjectId object) {
    if (object == none) return "-";
    const program::Object& named = program.objects[object];
    for (std::size_t w = 0; w < config.walks.size(); ++w) {
        if (config.walks[w].current == none) continue;
        const program::Object& current = program.objects[config.walks[w].current];
        if (current.component == none || current.component != named.component || current.instance != named.instance)
            continue;
        const ObjectId home = program.components[named.component].instances[named.instance];
        return "w" + std::to_string(w) + "+" + std::to_string(object - home) + "c" + to_string(named.component);
    }
    return to_string(object);
}

std::string text_of(const Mark& mark) {
    return mark.label != none ? "L" + to_string(mark.label) : "F" + to_string(mark.routine);
}

std::string key_of(const program::Program& program, const Config& config, bool exact) {
    const auto name = [&](ObjectId object) {
        const ObjectId bound = program::bound_once(object);
        return (bound == object ? "" : "~") + (exact ? to_string(bound) : shape_of(program, config, bound));
    };
    std::string key;
    for (const Frame& frame : config.frames) {
        key += to_string(frame.next) + "/" + to_string(frame.routine) + "@" + name(frame.self);
        for (const ObjectId reference : frame.references) key += "," + name(reference);
        key += ">";
    }
    for (const Walk& walk : config.walks) {
        key += "|" + to_string(walk.statement) + "f" + std::to_string(walk.frame) + ":";
        key += walk.current == none ? "none" : name(walk.current);
        if (exact)
            for (const ObjectId element : walk.elements) key += "," + to_string(element);
    }
    for (const Mark& mark : config.fresh) key += "!" + text_of(mark);
    if (config.irqs_off != 0) key += "!I" + std::to_string(config.irqs_off);
    return key;
}

}  // namespace

namespace {

template <class Counts>
bool rests(const program::Program& program, const Config& config, const Counts& counts) {
    return config.ended() || std::any_of(config.fresh.begin(), config.fresh.end(), [&](const Mark& mark) {
               return mark.label != none && counts(*program.statements[mark.label]);
           });
}

}  // namespace

bool rests(const program::Program& program, const Config& config) {
    return rests(program, config, [](const program::Stmt& label) { return label.is_rest(); });
}

bool may_stay(const program::Program& program, const Config& config) {
    return rests(program, config, [](const program::Stmt& label) { return label.is_rest() && !label.is_idle(); });
}

namespace {

bool runs_in(const program::Program& program, const Config& config, program::Context context) {
    return std::any_of(config.frames.begin(), config.frames.end(),
                       [&](const Frame& frame) { return program.routines[frame.routine].context == context; });
}

}  // namespace

bool in_interrupt(const program::Program& program, ThreadId thread, const Config& config) {
    return program.threads[thread].kind == program::Thread::Kind::device ||
           runs_in(program, config, program::Context::irq);
}

bool atomic_by_control(const program::Program& program, ThreadId thread, const Config& config) {
    return config.irqs_off != 0 || in_interrupt(program, thread, config) ||
           runs_in(program, config, program::Context::atomic);
}

program::Blame calling_side(const program::Program& program, const Config& config) {
    auto frame = config.frames.rbegin();
    if (config.frames.size() > 1) ++frame;
    const auto has_side = [&](const Frame& f) { return program.routines[f.routine].component != none; };
    frame = std::find_if(frame, config.frames.rend(), has_side);
    if (frame == config.frames.rend()) return program::Blame::nobody;
    return program.components[program.routines[frame->routine].component].role;
}

ConfigId intern(const program::Program& program, ThreadConfigs& all, const Config& config, bool& fresh_one) {
    const ConfigId number = all.configs.next_id();
    const auto [entry, inserted] = all.by_key.emplace(key_of(program, config, true), number);
    fresh_one = inserted;
    if (!inserted) return entry->second;
    const auto [shape, new_shape] = all.by_shape.emplace(key_of(program, config, false), all.of_position.next_id());
    if (new_shape) all.of_position.emplace_back();
    all.configs.push_back(config);
    all.position.push_back(shape->second);
    all.of_position[shape->second].push_back(number);
    return number;
}

ConfigId find(const program::Program& program, const ThreadConfigs& all, const Config& config) {
    const auto found = all.by_key.find(key_of(program, config, true));
    return found == all.by_key.end() ? none : found->second;
}

}  // namespace revoke_mc::lower
