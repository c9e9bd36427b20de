// `revoke-mc simulate`: a walk through a spec with the reference interpreter, at random or by hand.
//
// The random numbers are splitmix64, written out here: a seed gives the same walk on every machine and with every
// standard library.
#include <algorithm>
#include <charconv>
#include <iostream>
#include <optional>
#include <random>

#include <fmt/format.h>

#include "checker/cli/commands.hpp"
#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/interpret/interpreter.hpp"
#include "reports/judge.hpp"
#include "reports/recorder.hpp"
#include "reports/story.hpp"
#include "reports/story_teller.hpp"

namespace revoke_mc::cli {
namespace {

using interpret::Interpreter;
using interpret::Outcome;
using interpret::State;

class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}
    /// 0 <= result < bound
    std::size_t below(std::size_t bound) { return static_cast<std::size_t>(next() % bound); }

private:
    std::uint64_t next() {
        std::uint64_t z = state_ += 0x9e3779b97f4a7c15U;
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31U);
    }
    std::uint64_t state_;
};

std::uint64_t fresh_seed() { return std::random_device{}() % 1'000'000; }

std::vector<std::string> thread_names(const program::Program& program) {
    std::vector<std::string> names;
    for (const program::Thread& thread : program.threads) names.push_back(thread.name);
    return names;
}

class Simulation {
public:
    Simulation(const program::Program& program, const SimulateOptions& options, Console& console)
        : program_(program), console_(console), interpreter_(program), recorder_(interpreter_),
          seed_(options.seed.value_or(fresh_seed())), random_(seed_),
          teller_(thread_names(program), {console.width(), console.style()}) {}

    ExitCode run(std::uint64_t steps, bool interactive) {
        std::vector<Outcome> starts = interpreter_.starts();
        if (starts.empty()) {
            console_.out("there is no initial state\n");
            return ExitCode::violated;
        }
        Outcome start = std::move(starts[random_.below(starts.size())]);
        console_.out(fmt::format("{}\nseed {}\n\n", reports::printable(program_.title), seed_));
        tell_start(start);
        if (!start.next) return code();
        path_.push_back(std::move(*start.next));
        console_.out(teller_.header());
        tell_broken();
        interactive ? ask() : wander(steps);
        return code();
    }

private:
    const State& state() const { return path_.back(); }

    void wander(std::uint64_t steps) {
        for (std::uint64_t i = 0; i < steps; ++i) {
            const std::vector<Outcome> possible = interpreter_.steps(state());
            if (possible.empty()) return say_end();
            if (console_.closed()) return;
            if (!take(possible[random_.below(possible.size())])) return;
        }
    }

    /// False if the step is cut.
    bool take(const Outcome& outcome) {
        console_.out(teller_.step(path_.size(), recorder_.step(state(), outcome)));
        note(outcome.events);
        if (outcome.bound_reached)
            console_.out("a bound of the model is reached: " + reports::printable(outcome.bound_text) + "\n");
        if (!outcome.next) {
            console_.out("the path ends here\n");
            return false;
        }
        path_.push_back(*outcome.next);
        tell_broken();
        return true;
    }

    void tell_start(const Outcome& start) {
        console_.out(reports::before_the_first_step(recorder_.initial(start), console_.style()));
        note(start.events);
        if (start.bound_reached)
            console_.out("a bound of the model is reached: " + reports::printable(start.bound_text) + "\n");
        if (!start.next) console_.out("the path ends before the first step\n");
    }

    /// Properties that are broken here and were not one step before.
    void tell_broken() {
        std::vector<interpret::Event> broken = interpreter_.broken_in(state());
        for (const interpret::Event& event : broken) {
            const std::string& name = program_.properties[event.property].name;
            const bool is_new = std::none_of(broken_.begin(), broken_.end(),
                                             [&](const auto& e) { return e.property == event.property; });
            if (is_new)
                console_.out(
                    console_.style().paint(fmt::format("      ! {}: {}", name, reports::printable(event.message)),
                                           reports::Colour::red) +
                    "\n");
        }
        note(broken);
        broken_ = std::move(broken);
    }

    void note(const std::vector<interpret::Event>& events) {
        for (const interpret::Event& event : events)
            surprised_ = surprised_ || !program_.properties[event.property].expect_violated;
    }

    /// No step is possible: the end if every thread is at rest, else a deadlock.
    void say_end() {
        const auto deadlock = program::id_of(program::BuiltinProperty::deadlock);
        const reports::TraceEnd end{&state(), nullptr, {}};
        const reports::Judge judge(interpreter_);
        if (judge.judge(deadlock, end) != reports::Broken::yes)
            return console_.out("no step is possible; every thread is at rest\n");
        const reports::TraceViolation violation = judge.violation(deadlock, end);
        console_.out(reports::printable(violation.message) + "\n");
        for (const std::string& detail : violation.details) console_.out("  " + reports::printable(detail) + "\n");
        surprised_ = surprised_ || !program_.properties[deadlock].expect_violated;
    }

    /// A walk that nobody reads is cut short.
    ExitCode code() const {
        if (surprised_) return ExitCode::violated;
        return console_.closed() ? ExitCode::incomplete : ExitCode::as_expected;
    }

    // --- by hand

    void ask() {
        console_.out("a number takes that step; r a random one, b goes back, s shows the state, q ends\n");
        for (;;) {
            const std::vector<Outcome> possible = interpreter_.steps(state());
            list(possible);
            if (!answer(possible)) return;
        }
    }

    void list(const std::vector<Outcome>& possible) {
        if (possible.empty()) say_end();
        for (std::size_t i = 0; i < possible.size(); ++i) {
            const reports::TraceStep step = recorder_.step(state(), possible[i]);
            const std::string choices =
                step.choices.empty() ? "" : fmt::format("  [{}]", fmt::join(step.choices, ", "));
            console_.out(fmt::format("{:>6}  {}: {}{}  {}\n", i + 1, step.thread, reports::printable(step.statement),
                                     choices, reports::short_place(step.place)));
        }
        for (const program::ThreadId thread : program_.threads.ids()) {
            if (interpreter_.at_rest(state(), thread)) continue;
            const std::string why = interpreter_.why_blocked(state(), thread);
            if (!why.empty())
                console_.out(console_.style().paint(fmt::format("        {} cannot: {}", program_.threads[thread].name,
                                                                reports::printable(why)),
                                                    reports::Colour::dim) +
                             "\n");
        }
    }

    /// Reads one line and carries it out. False: the end.
    bool answer(const std::vector<Outcome>& possible) {
        console_.out("> ");
        (void)console_.finish();
        std::string line;
        if (!std::getline(std::cin, line)) {
            console_.out("\n");
            return false;
        }
        if (line == "q") return false;
        if (line == "s") {
            show_state();
        } else if (line == "b") {
            back();
        } else if (line == "r" && !possible.empty()) {
            step_to(possible[random_.below(possible.size())]);
        } else if (const auto number = chosen(line, possible.size())) {
            step_to(possible[*number - 1]);
        } else if (!line.empty()) {
            console_.out(fmt::format("not an answer: {}; a number from 1 to {}, r, b, s or q\n",
                                     reports::printable(line), possible.size()));
        }
        return true;
    }

    static std::optional<std::size_t> chosen(const std::string& line, std::size_t most) {
        std::size_t number = 0;
        const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), number);
        if (error != std::errc{} || end != line.data() + line.size() || number == 0 || number > most)
            return std::nullopt;
        return number;
    }

    void step_to(const Outcome& outcome) {
        if (!take(outcome)) console_.out("that step has no state after it: choose another one, or go back\n");
    }

    void back() {
        if (path_.size() == 1) return console_.out("this is the initial state\n");
        path_.pop_back();
        broken_ = interpreter_.broken_in(state());
        console_.out(fmt::format("back to step {}\n", path_.size() - 1));
    }

    void show_state() {
        const reports::TraceInitial here = recorder_.initial(state());
        for (const auto& [name, value] : here.values) {
            if (!reports::says_nothing(value)) console_.out(fmt::format("  {} = {}\n", name, value));
        }
        console_.out("  all else is 0, false, free\n");
        for (const reports::TraceThread& thread : here.threads)
            console_.out(fmt::format("  {} is in front of {}  {}\n", thread.thread, reports::printable(thread.at),
                                     reports::short_place(thread.place)));
    }

    const program::Program& program_;
    Console& console_;
    Interpreter interpreter_;
    reports::Recorder recorder_;
    std::uint64_t seed_;
    Random random_;
    reports::StoryTeller teller_;
    std::vector<State> path_;
    std::vector<interpret::Event> broken_;  ///< in the last state
    bool surprised_ = false;
};

}  // namespace

ExitCode simulate_command(const SimulateOptions& options, Console& console) {
    const program::Program program = check::check(syntax::load(options.spec), options.settings);
    return Simulation(program, options, console).run(options.steps, options.interactive);
}

}  // namespace revoke_mc::cli
