// Small specs for replay: a bug, its fix, and other ways for things to go wrong.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <unordered_map>

#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/interpret/interpreter.hpp"
#include "reports/judge.hpp"
#include "reports/trace_builder.hpp"

namespace revoke_mc::tests {

/// A worker uses something that another thread releases. `wait` stands in front of the release.
inline std::string release_spec(const std::string& wait, const std::string& title = "use after release") {
    return "spec \"" + title + R"(";
param N in 1..3 = 2;
user u {
    lock l;
    bool gone = false, busy = false, freed = false;
    int<0..3> rounds = 0;
    thread worker {
        loop {
            rest:
            mutex_lock(l);
            if (gone) { mutex_unlock(l); break; }
            busy = true;
            mutex_unlock(l);
            either { await (rounds < N); atomic { rounds += 1; } } or { skip; }
            assert (!freed) as no_use_after_release blames IMPORTER;
            busy = false;
        }
    }
    thread release {
        rest:
        mutex_lock(l);
        gone = true;
        mutex_unlock(l);
)" + wait + R"(
        freed = true;
    }
}
always no_use_after_release;
)";
}
inline std::string bug() { return release_spec(""); }
inline std::string fix() { return release_spec("        await (!busy);"); }

/// A checked text and its interpreter.
class Spec {
public:
    explicit Spec(const std::string& text, const std::map<std::string, std::int64_t>& set = {})
        : program_(std::make_unique<program::Program>(check::check(syntax::load_text("test.rvk", text), set))),
          interpreter_(*program_) {}

    [[nodiscard]] const program::Program& program() const { return *program_; }
    [[nodiscard]] const interpret::Interpreter& interpreter() const { return interpreter_; }
    [[nodiscard]] program::PropertyId property(const std::string& name) const {
        for (const program::PropertyId id : program_->properties.ids())
            if (program_->properties[id].name == name) return id;
        throw std::logic_error("no property " + name);
    }
    /// A shortest trace to a state or step that breaks the property, as a search would report it.
    [[nodiscard]] reports::FoundTrace find(const std::string& name) const;
    [[nodiscard]] reports::TraceDocument trace(const std::string& name) const {
        return reports::build_trace(interpreter_, property(name), find(name));
    }

private:
    std::unique_ptr<program::Program> program_;
    interpret::Interpreter interpreter_;
};

/// Breadth-first; asks the judge everywhere.
inline reports::FoundTrace Spec::find(const std::string& name) const {
    struct Node {
        const interpret::State* from = nullptr;
        program::ThreadId thread = program::none;
    };
    const program::PropertyId wanted = property(name);
    const reports::Judge judge(interpreter_);
    std::unordered_map<interpret::State, Node, interpret::StateHash> seen;
    std::deque<const interpret::State*> open;
    const auto trace_to = [&](const interpret::State* state) {
        reports::FoundTrace found;
        for (const Node* node = &seen.at(*state); node->from != nullptr; state = node->from, node = &seen.at(*state))
            found.steps.insert(found.steps.begin(), {node->thread, interpreter_.view(*state)});
        found.initial = interpreter_.view(*state);
        return found;
    };
    const auto add = [&](const interpret::State& state, const Node& node) {
        const auto [place, is_new] = seen.emplace(state, node);
        if (is_new) open.push_back(&place->first);
    };
    for (const interpret::State& state : interpreter_.initial_states()) add(state, {});
    for (; !open.empty(); open.pop_front()) {
        const interpret::State& state = *open.front();
        if (judge.judge(wanted, {&state, nullptr, {}}) == reports::Broken::yes) return trace_to(&state);
        for (const interpret::Outcome& step : interpreter_.steps(state)) {
            const interpret::State* next = step.next ? &*step.next : nullptr;
            if (judge.judge(wanted, {nullptr, &step, {}}) == reports::Broken::yes) {
                reports::FoundTrace found = trace_to(&state);
                found.steps.push_back({step.thread, {}});
                if (next != nullptr) found.steps.back().view = interpreter_.view(*next);
                return found;
            }
            if (next != nullptr) add(*next, {&state, step.thread});
        }
    }
    throw std::logic_error(name + " is not broken");
}

}  // namespace revoke_mc::tests
