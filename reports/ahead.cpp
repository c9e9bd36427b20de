// See the header. Breadth-first, so that the number of steps is the least.
#include "reports/ahead.hpp"

#include <deque>
#include <unordered_map>
#include <utility>

#include "reports/judge.hpp"

namespace revoke_mc::reports {
namespace {

using interpret::Interpreter;
using interpret::Outcome;
using interpret::State;
using program::BuiltinProperty;
using program::Property;
using program::PropertyId;

class AheadFinder {
public:
    AheadFinder(const Interpreter& interpreter, PropertyId property, std::size_t most_states)
        : interpreter_(interpreter), judge_(interpreter), property_(property), most_states_(most_states) {}

    Ahead run(const std::vector<State>& from) {
        for (const State& state : from) add(state, 0);
        for (; !open_.empty(); open_.pop_front()) {
            if (seen_.size() > most_states_) return {};
            const auto& [state, steps] = *open_.front();
            if (is_broken({&state, nullptr, {}, nullptr})) return {Ahead::Answer::reached, steps};
            for (const Outcome& step : interpreter_.steps(state)) {
                if (is_broken({step.next ? &*step.next : nullptr, &step, {}, nullptr}))
                    return {Ahead::Answer::reached, steps + 1};
                bounded_ = bounded_ || step.bound_reached;
                if (step.next) add(*step.next, steps + 1);
            }
        }
        return {bounded_ ? Ahead::Answer::unknown : Ahead::Answer::never, 0};
    }

private:
    using Seen = std::unordered_map<State, std::size_t, interpret::StateHash>;

    void add(const State& state, std::size_t steps) {
        const auto [place, is_new] = seen_.try_emplace(state, steps);
        if (is_new) open_.push_back(&*place);
    }

    bool is_broken(const PathEnd& end) const { return judge_.judge(property_, end) == Broken::yes; }

    const Interpreter& interpreter_;
    Judge judge_;
    PropertyId property_;
    std::size_t most_states_;
    Seen seen_;                           ///< with the steps to it
    std::deque<Seen::value_type*> open_;  ///< elements of a map stay where they are
    bool bounded_ = false;                ///< a bound of the model hides what comes after it
};

}  // namespace

bool is_local(const program::Program& program, PropertyId property) {
    const Property& asked = program.properties[property];
    return !asked.is_possibility() && asked.kind != Property::Kind::progress &&
           property != id_of(BuiltinProperty::stuck);
}

Ahead look_ahead(const Interpreter& interpreter, PropertyId property, const std::vector<State>& from,
                 std::size_t most_states) {
    if (!is_local(interpreter.program(), property)) return {};
    return AheadFinder(interpreter, property, most_states).run(from);
}

}  // namespace revoke_mc::reports
