// Random walks, each step held against what the search said.
#include "tests/support/walks.hpp"

#include <algorithm>
#include <set>

#include "model/semantics/interpret/nesting.hpp"
#include "tests/random/dice.hpp"

namespace revoke_mc::tests {

namespace {

using interpret::Interpreter;
using interpret::Outcome;
using interpret::State;
using program::PropertyId;

class Walker {
public:
    Walker(const program::Program& program, const checker::SearchOutcome& found, const WalkPlan& plan)
        : program_(program), interpreter_(program), found_(found), plan_(plan), dice_(plan.seed) {}

    std::string run() {
        const std::vector<Outcome> starts = interpreter_.starts();
        for (const Outcome& start : starts) note(start, "a start");
        if (starts.empty()) return difference_;
        for (std::size_t walk = 0; walk < plan_.walks; ++walk) wander(dice_.pick(starts));
        return difference_;
    }

private:
    void wander(const Outcome& start) {
        if (!start.next) return;
        State state = *start.next;
        for (std::size_t step = 0; step < plan_.steps; ++step) {
            const std::string where = "a walk of " + std::to_string(step) + " steps";
            look_at(state, where);
            const std::vector<Outcome> all = interpreter_.steps(state);
            for (const Outcome& outcome : all) note(outcome, where);
            if (is_deadlock(state, all)) broken(program::id_of(program::BuiltinProperty::deadlock), where, "");
            if (all.empty()) return;
            const Outcome& taken = dice_.pick(all);
            if (!taken.next) return;
            state = *taken.next;
        }
    }

    void look_at(const State& state, const std::string& where) {
        for (const interpret::Event& event : interpreter_.broken_in(state))
            broken(event.property, where, event.message);
        for (const PropertyId id : program_.properties.ids())
            if (program_.properties[id].kind == program::Property::Kind::reachable && interpreter_.holds(id, state))
                broken(id, where, "it is the case");
        for (const program::ClassId held : program_.lock_classes.ids())
            for (const program::ClassId taken : program_.lock_classes.ids())
                if (!found_.may_nest.contains({held, taken}) &&
                    interpret::somebody_nests(program_, state, {held, taken}))
                    say("no control flow is said to lead from " + program_.lock_classes[held].name + " to " +
                        program_.lock_classes[taken].name + ", but " + where + " does");
    }

    [[nodiscard]] bool is_deadlock(const State& state, const std::vector<Outcome>& all) const {
        const bool goes_on =
            std::any_of(all.begin(), all.end(), [&](const Outcome& step) { return !step.next || *step.next != state; });
        if (goes_on) return false;
        for (const program::ThreadId thread : program_.threads.ids())
            if (!interpreter_.at_rest(state, thread)) return true;
        return false;
    }

    void note(const Outcome& outcome, const std::string& where) {
        for (const interpret::Event& event : outcome.events) broken(event.property, where, event.message);
        if (outcome.bound_reached && found_.status == explorer::Status::complete)
            say("the search is complete, but " + where + " reaches the bound " + outcome.bound_text);
    }

    void broken(PropertyId id, const std::string& where, const std::string& message) {
        if (found_.properties[id].verdict == explorer::Verdict::holds)
            say("the search says that " + program_.properties[id].name + " holds, but " + where +
                " breaks it: " + message);
    }

    /// Each thing once.
    void say(const std::string& line) {
        const std::string kind = line.substr(0, line.find(", but"));
        if (said_.insert(kind).second) difference_ += line + "\n";
    }

    const program::Program& program_;
    Interpreter interpreter_;
    const checker::SearchOutcome& found_;
    WalkPlan plan_;
    random_specs::Dice dice_;
    std::set<std::string> said_;
    std::string difference_;
};

}  // namespace

std::string compare_walks(const program::Program& program, const checker::SearchOutcome& found, const WalkPlan& plan) {
    return Walker(program, found, plan).run();
}

}  // namespace revoke_mc::tests
