// A point, a task, objects, numbers: all must fit, or what is not bound yet becomes bound.
#include "model/semantics/explain/match.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace revoke_mc::explain {

using program::ObjectId;
using program::ThreadId;

namespace {

ObjectId part_of(const program::Object& whole, const std::string& part) {
    if (part == "att") return whole.attachment;
    if (part == "buf") return whole.buffer;
    if (part == "importer") return whole.owner;
    if (part == "exporter") return whole.exporter;
    return part == "context" ? whole.context : ObjectId{none};
}

}  // namespace

bool Matcher::may_be(Token task, ThreadId thread, const Binding& binding) const {
    if (task == none) return true;
    const ThreadId bound = binding.thread(task);
    if (bound != none) return bound == thread;
    return binding.token_of(thread) == none;
}

bool Matcher::bind_task(Token task, ThreadId thread, Binding& binding) const {
    if (!may_be(task, thread, binding)) return false;
    const bool lasts = program_.threads[thread].kind == program::Thread::Kind::thread;
    if (task != none && lasts && binding.thread(task) == none) binding.bind(task, thread);
    return true;
}

ObjectId Matcher::object(const lower::Frame& frame, const Seen& seen) const {
    ObjectId at = seen.root == none ? frame.self : frame.references[seen.root];
    for (const std::string& part : seen.parts)
        if (at != none) at = part_of(program_.objects[at], part);
    return at;
}

bool Matcher::bind_thing(const Passed& passed, const Seen& seen, Binding& binding, Reason* why) const {
    const ObjectId object = this->object(passed.point.frame, seen);
    if (object == none) return false;
    if (seen.fresh) {
        binding.bind_anew(seen.token, object);
        return true;
    }
    const ObjectId bound = binding.object(seen.token);
    const Token other = binding.token_of(object);
    if (bound == object) return true;
    if (bound == none && other == none) {
        binding.bind(seen.token, object);
        return true;
    }
    if (why != nullptr)
        why->text = fmt::format("{} is {} here, {} in the log is {}", seen.text, program_.objects[object].name,
                                why->names->name(seen.token),
                                bound != none ? program_.objects[bound].name
                                              : "another, as that is " + why->names->name(other));
    return false;
}

bool Matcher::same_number(const Passed& passed, const Seen& seen, Reason* why) const {
    using Where = lower::PassedPoint::Local::Where;
    const lower::PassedPoint::Local& local = passed.point.locals[seen.local];
    if (local.where == Where::unknown) return true;
    const std::int64_t here = local.where == Where::constant ? local.value : lowered_.slot(passed.before, local.slot);
    if (here == seen.number) return true;
    const program::Routine& routine = program_.routines[passed.point.frame.routine];
    const auto print = [&](std::int64_t value) {
        return program_.print(static_cast<program::Value>(value), routine.locals[seen.local].type);
    };
    if (why != nullptr)
        why->text = fmt::format("{} is {} here, {} in the log", seen.text, print(here), print(seen.number));
    return false;
}

bool Matcher::mismatch(const Passed& passed, const Event& event, Binding& binding, Reason* why) const {
    const auto at = std::find_if(event.at.begin(), event.at.end(),
                                 [&](const SeenAt& seen) { return seen.point == passed.point.point; });
    if (at == event.at.end() || !bind_task(event.task, passed.thread, binding)) return false;
    for (const Seen& seen : at->things) {
        const bool fits = seen.token != none ? bind_thing(passed, seen, binding, why) : same_number(passed, seen, why);
        if (!fits) return false;
    }
    const std::uint64_t* const state = passed.after != nullptr ? passed.after : passed.before;
    for (const auto& [cell, value] : event.state) {
        const program::Value here = lowered_.cell(state, cell);
        if (here == value) continue;
        const program::Cell& about = program_.cells[cell];
        if (why != nullptr)
            why->text = fmt::format("{} is {} here, {} in the log", about.name, program_.print(here, about.type),
                                    program_.print(static_cast<program::Value>(value), about.type));
        return false;
    }
    return true;
}

std::string Matcher::why_not(const Passed& passed, const Event& event, Binding binding, const Resolver& names) const {
    Reason why{&names, {}};
    (void)mismatch(passed, event, binding, &why);
    return why.text;
}

}  // namespace revoke_mc::explain
