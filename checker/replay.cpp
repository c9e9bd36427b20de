// Confirms a trace on its own spec, or follows it in another one, and looks further where that does not decide.
#include "reports/replay.hpp"

#include <algorithm>
#include <set>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "checker/checker.hpp"
#include "checker/internal/reporter.hpp"
#include "checker/internal/search.hpp"
#include "model/language/check/check.hpp"
#include "model/language/program/fingerprint.hpp"
#include "model/language/syntax/instrument.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/explain/question.hpp"
#include "model/semantics/locks/order.hpp"
#include "reports/ahead.hpp"
#include "reports/style.hpp"
#include "reports/table.hpp"

namespace revoke_mc::checker {
namespace {

Parameters settings_of(const reports::TraceDocument& trace) {
    Parameters settings;
    for (const reports::ParameterValue& parameter : trace.spec.parameters) settings[parameter.name] = parameter.value;
    return settings;
}

/// A trace that `--any` found may have more instances than the spec wants searched.
std::set<std::string> parameters_of(const reports::TraceDocument& trace) {
    std::set<std::string> names;
    for (const reports::ParameterValue& parameter : trace.spec.parameters) names.insert(parameter.name);
    return names;
}

/// Those of the trace's parameters that the other spec has as well.
Parameters settings_for(const reports::TraceDocument& trace, const syntax::Loaded& other) {
    const auto declared = [&](const std::string& name) {
        return std::any_of(other.files.begin(), other.files.end(), [&](const syntax::File& file) {
            return std::any_of(file.params.begin(), file.params.end(), [&](const auto& p) { return p.name == name; });
        });
    };
    Parameters settings = settings_of(trace);
    std::erase_if(settings, [&](const auto& setting) { return !declared(setting.first); });
    return settings;
}

syntax::Loaded load_own(const reports::TraceDocument& trace) {
    try {
        return syntax::load(trace.spec.file);
    } catch (const syntax::SpecError& error) {
        throw reports::DocumentError(
            fmt::format("{}\nthe trace was made from {}; if that has moved, go to the folder from "
                        "which it was checked, or name a spec: --spec FILE",
                        error.what(), reports::printable(trace.spec.file)));
    }
}

/// Some traces are about a question that no spec asks.
void add_question(program::Program& program, const reports::TraceDocument& trace) {
    if (trace.property.name == explain::explained_question)
        explain::ask_explained(program);
    else
        locks::ask(program, trace.property.name);
}

Replayed replay_own(const reports::TraceDocument& trace) {
    syntax::Loaded loaded = load_own(trace);
    if (trace.spec.log) syntax::instrument(loaded);
    if (program::fingerprint(loaded.sources, trace.spec.parameters) != trace.spec.hash) {
        throw reports::DocumentError(fmt::format(
            "{} has changed since the trace was made (or what it uses has), or the trace's parameters were edited; to "
            "see where the two part: --spec {}",
            reports::printable(trace.spec.file), reports::printable(trace.spec.file)));
    }
    program::Program program = check::check(loaded, settings_of(trace), parameters_of(trace));
    add_question(program, trace);
    const reports::Replayed replayed = reports::replay(trace, interpret::Interpreter(program));
    return {replayed.decided ? Replayed::Answer::confirmed : Replayed::Answer::undecided, replayed.text};
}

/// Looks further than the trace: from where it leaves the other spec, and if it is not broken from there on,
/// everywhere.
class Prover {
public:
    Prover(const program::Program& program, const reports::TraceDocument& trace, const Limits& limits,
           Observer* observer)
        : program_(program), limits_(limits), reporter_(observer), name_(trace.property.name),
          broken_(trace.witness ? "reached" : "violated"),
          property_(static_cast<program::PropertyId>(
              std::ranges::find(program.properties, name_, &program::Property::name) - program.properties.begin())) {}

    /// `from`: where the trace has led to; nothing is known of that if it is empty.
    [[nodiscard]] Replayed prove(const std::vector<interpret::State>& from) {
        const limits::Scope scope(reporter_.allowance(limits_));
        try {
            const reports::Ahead ahead = look_ahead(from);
            if (ahead.answer == reports::Ahead::Answer::reached)
                return {Replayed::Answer::undecided, from_there(ahead)};
            return judge(search_all(), ahead);
        } catch (const limits::Exhausted& limit) {
            return {Replayed::Answer::undecided, undecided(reason_of(limit.reason()))};
        }
    }

private:
    [[nodiscard]] reports::Ahead look_ahead(const std::vector<interpret::State>& from) const {
        if (from.empty()) return {};
        return reports::look_ahead(interpret::Interpreter(program_), property_, from);
    }

    [[nodiscard]] SearchOutcome search_all() {
        explorer::Options options;
        options.threads = std::max(1U, std::thread::hardware_concurrency());
        options.max_memory = limits::memory_left();
        options.timeout = limits::time_left();
        options.interrupt = limits_.interrupt;
        options.progress = reporter_.of_search();
        return search(program_, options, reduce::everything);
    }

    [[nodiscard]] Replayed judge(const SearchOutcome& found, const reports::Ahead& ahead) const {
        const bool not_from_there = ahead.answer == reports::Ahead::Answer::never;
        switch (found.properties[property_].verdict) {
        case explorer::Verdict::holds:
            return {Replayed::Answer::not_broken,
                    fmt::format("nor is {} {} on any other way: all {} states have been searched", name_, broken_,
                                reports::grouped(found.states))};
        case explorer::Verdict::violated:
            return {Replayed::Answer::undecided,
                    not_from_there
                        ? fmt::format("from there on {} cannot be {}, but on another way it is: run check {}", name_,
                                      broken_, reports::printable(program_.file))
                        : fmt::format("but {} is {} on another way: run check {}", name_, broken_,
                                      reports::printable(program_.file))};
        case explorer::Verdict::unknown: break;
        }
        return {Replayed::Answer::undecided, undecided(found.reason)};
    }

    [[nodiscard]] std::string from_there(const reports::Ahead& ahead) const {
        return fmt::format("but from there on {} is {} on another way, after {} more step{}: run check {}", name_,
                           broken_, ahead.steps, ahead.steps == 1 ? "" : "s", reports::printable(program_.file));
    }

    [[nodiscard]] std::string undecided(explorer::Reason reason) const {
        return fmt::format("whether {} is {} on another way has not been decided, {}: run check {}", name_, broken_,
                           reports::explain_reason(std::string(explorer::to_string(reason))),
                           reports::printable(program_.file));
    }

    const program::Program& program_;
    const Limits& limits_;
    Reporter reporter_;
    const std::string& name_;
    const char* broken_;
    program::PropertyId property_;
};

Replayed::Answer answer_of(reports::Followed::Ending ending) {
    using Ending = reports::Followed::Ending;
    switch (ending) {
    case Ending::not_broken: return Replayed::Answer::not_broken;
    case Ending::broken: return Replayed::Answer::broken;
    case Ending::not_claimed: return Replayed::Answer::not_claimed;
    case Ending::undecided:
    case Ending::departed:
    case Ending::detour: break;
    }
    return Replayed::Answer::undecided;
}

program::Program program_for(const reports::TraceDocument& trace, const std::string& other) {
    syntax::Loaded loaded = syntax::load(other);
    if (trace.spec.log) syntax::instrument(loaded);
    program::Program program = check::check(loaded, settings_for(trace, loaded), parameters_of(trace));
    add_question(program, trace);
    return program;
}

}  // namespace

struct Followed::Contents {
    reports::TraceDocument trace;
    program::Program program;
    reports::Followed followed;
    std::string text;
};

Followed::Followed(const reports::TraceDocument& trace, const std::string& other, const Limits& limits) {
    const limits::Scope scope(allowance(limits));
    program::Program program = program_for(trace, other);
    reports::Followed followed = reports::follow(trace, interpret::Interpreter(program));
    std::string text = reports::printable(fmt::format("{} of {} in {}:", trace.property.name, trace.spec.file, other)) +
                       "\n" + followed.text;
    contents_ =
        std::make_unique<const Contents>(Contents{trace, std::move(program), std::move(followed), std::move(text)});
}

Followed::~Followed() = default;

const std::string& Followed::text() const { return contents_->text; }

Replayed::Answer Followed::answer() const { return answer_of(contents_->followed.ending); }

Replayed Followed::decide(const Limits& limits, Observer* observer) const {
    return Prover(contents_->program, contents_->trace, limits, observer).prove(contents_->followed.from);
}

Replayed replay(const reports::TraceDocument& trace, const Limits& limits) {
    const limits::Scope scope(allowance(limits));
    return replay_own(trace);
}

Replayed replay_in(const std::string& other, const reports::TraceDocument& trace, const Limits& limits,
                   Observer* observer) {
    const Followed followed(trace, other, limits);
    if (followed.answer() != Replayed::Answer::undecided) return {followed.answer(), followed.text()};
    const Replayed decided = followed.decide(limits, observer);
    return {decided.answer, followed.text() + decided.text + "\n"};
}

std::string_view to_string(Replayed::Answer answer) {
    switch (answer) {
    case Replayed::Answer::confirmed: return "confirmed";
    case Replayed::Answer::not_broken: return "not_broken";
    case Replayed::Answer::broken: return "broken";
    case Replayed::Answer::not_claimed: return "not_claimed";
    case Replayed::Answer::undecided: break;
    }
    return "undecided";
}

Conclusion conclusion_of(const Replayed& replayed) {
    switch (replayed.answer) {
    case Replayed::Answer::confirmed:
    case Replayed::Answer::not_broken: return Conclusion::as_expected;
    case Replayed::Answer::broken: return Conclusion::violated;
    case Replayed::Answer::not_claimed: return Conclusion::wrong_input;
    case Replayed::Answer::undecided: break;
    }
    return Conclusion::incomplete;
}

}  // namespace revoke_mc::checker
