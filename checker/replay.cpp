// Confirms a trace on its own spec, or follows it in another one, and looks further where that does not decide.
#include "reports/replay.hpp"

#include <algorithm>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "checker/checker.hpp"
#include "checker/internal/reporter.hpp"
#include "checker/internal/search.hpp"
#include "checker/internal/trace_program.hpp"
#include "checker/moments.hpp"
#include "model/language/check/check.hpp"
#include "model/language/syntax/instrument.hpp"
#include "model/language/syntax/loader.hpp"
#include "reports/ahead.hpp"
#include "reports/style.hpp"
#include "reports/table.hpp"

namespace revoke_mc::checker {
namespace {

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

Replayed replay_own(const reports::TraceDocument& trace) {
    const program::Program program = program_of(trace);
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
    program::Program program = check::check(loaded, settings_for(trace, loaded), parameter_names(trace));
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

const reports::Followed& Followed::steps() const { return contents_->followed; }

const program::Program& Followed::other() const { return contents_->program; }

Replayed::Answer Followed::answer() const { return answer_of(contents_->followed.ending); }

Replayed Followed::decide(const Limits& limits, Observer* observer) const {
    return Prover(contents_->program, contents_->trace, limits, observer).prove(contents_->followed.from);
}

Replayed replay(const reports::TraceDocument& trace, const Limits& limits) {
    const limits::Scope scope(allowance(limits));
    return replay_own(trace);
}

reports::Moments moments(const reports::TraceDocument& trace, const Limits& limits) {
    const limits::Scope scope(allowance(limits));
    const program::Program program = program_of(trace);
    return reports::moments(trace, interpret::Interpreter(program));
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
