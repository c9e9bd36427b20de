// `revoke-mc replay`: confirms a trace on its own spec, or follows it in another one.
#include "reports/replay.hpp"

#include <algorithm>
#include <chrono>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/search.hpp"
#include "cli/signals.hpp"
#include "model/check/check.hpp"
#include "model/limits/limits.hpp"
#include "model/locks/order.hpp"
#include "model/syntax/loader.hpp"
#include "reports/ahead.hpp"
#include "reports/file.hpp"
#include "reports/hash.hpp"
#include "reports/story.hpp"
#include "reports/style.hpp"
#include "reports/table.hpp"

namespace revoke_mc::cli {
namespace {

Settings settings_of(const reports::TraceDocument& trace) {
    Settings settings;
    for (const reports::ParameterValue& parameter : trace.spec.parameters) settings[parameter.name] = parameter.value;
    return settings;
}

/// Those of the trace's parameters that the other spec has as well.
Settings settings_for(const reports::TraceDocument& trace, const syntax::Loaded& other) {
    const auto declared = [&](const std::string& name) {
        return std::any_of(other.files.begin(), other.files.end(), [&](const syntax::File& file) {
            return std::any_of(file.params.begin(), file.params.end(), [&](const auto& p) { return p.name == name; });
        });
    };
    Settings settings = settings_of(trace);
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

ExitCode replay_own(const reports::TraceDocument& trace, Console& console) {
    const syntax::Loaded loaded = load_own(trace);
    if (reports::spec_hash(loaded.sources, trace.spec.parameters) != trace.spec.hash) {
        throw reports::DocumentError(fmt::format(
            "{} has changed since the trace was made (or what it uses has), or the trace's parameters were edited; to "
            "see where the two part: --spec {}",
            reports::printable(trace.spec.file), reports::printable(trace.spec.file)));
    }
    program::Program program = check::check(loaded, settings_of(trace));
    locks::ask(program, trace.property.name);
    const reports::Replayed replayed = reports::replay(trace, interpret::Interpreter(program));
    console.out(reports::story(trace, {console.width(), console.style()}) + "\n" + replayed.text + "\n");
    return replayed.decided ? ExitCode::as_expected : ExitCode::incomplete;
}

/// What becomes of the property in the other spec where the trace alone does not decide it.
struct Proof {
    bool never = false;  ///< nothing in the other spec breaks it
    std::string text;
};

/// Looks further than the trace: from where it leaves the other spec, and if it is not broken from there on,
/// everywhere.
class Prover {
public:
    Prover(const program::Program& program, const reports::TraceDocument& trace, const ReplayOptions& options)
        : program_(program), options_(options), name_(trace.property.name),
          broken_(trace.witness ? "reached" : "violated"),
          property_(static_cast<program::PropertyId>(
              std::ranges::find(program.properties, name_, &program::Property::name) - program.properties.begin())) {}

    /// `from`: where the trace has led to; nothing is known of that if it is empty.
    [[nodiscard]] Proof prove(const std::vector<interpret::State>& from) const {
        const InterruptGuard interrupt;
        const limits::Scope scope({.deadline = limits::deadline_after(options_.timeout.value_or(time_for_search)),
                                   .max_memory = options_.max_memory,
                                   .interrupt = &interrupt.flag()});
        try {
            const reports::Ahead ahead = look_ahead(from);
            if (ahead.answer == reports::Ahead::Answer::reached) return {false, from_there(ahead)};
            return judge(search_all(interrupt.flag()), ahead);
        } catch (const limits::Exhausted& limit) {
            return {false, undecided(reason_of(limit.reason()))};
        }
    }

private:
    static constexpr std::chrono::minutes time_for_search{1};

    [[nodiscard]] reports::Ahead look_ahead(const std::vector<interpret::State>& from) const {
        if (from.empty()) return {};
        return reports::look_ahead(interpret::Interpreter(program_), property_, from);
    }

    [[nodiscard]] SearchOutcome search_all(const std::atomic<bool>& interrupt) const {
        explorer::Options options;
        options.threads = std::max(1U, std::thread::hardware_concurrency());
        options.max_memory = limits::memory_left();
        options.timeout = limits::time_left();
        options.interrupt = &interrupt;
        return search(program_, options, {.symmetry = true, .partial_order = true, .slice = true});
    }

    [[nodiscard]] Proof judge(const SearchOutcome& found, const reports::Ahead& ahead) const {
        const bool not_from_there = ahead.answer == reports::Ahead::Answer::never;
        switch (found.properties[property_].verdict) {
        case explorer::Verdict::holds:
            return {true, fmt::format("nor is {} {} on any other way: all {} states have been searched", name_, broken_,
                                      reports::grouped(found.states))};
        case explorer::Verdict::violated:
            return {false, not_from_there
                               ? fmt::format("from there on {} cannot be {}, but on another way it is: run check {}",
                                             name_, broken_, reports::printable(program_.file))
                               : fmt::format("but {} is {} on another way: run check {}", name_, broken_,
                                             reports::printable(program_.file))};
        case explorer::Verdict::unknown: break;
        }
        return {false, undecided(found.reason)};
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
    const ReplayOptions& options_;
    const std::string& name_;
    const char* broken_;
    program::PropertyId property_;
};

ExitCode follow_other(const reports::TraceDocument& trace, const ReplayOptions& options, Console& console) {
    using Ending = reports::Followed::Ending;
    const syntax::Loaded loaded = syntax::load(*options.spec);
    program::Program program = check::check(loaded, settings_for(trace, loaded));
    locks::ask(program, trace.property.name);
    const reports::Followed followed = reports::follow(trace, interpret::Interpreter(program));
    console.out(
        reports::printable(fmt::format("{} of {} in {}:", trace.property.name, trace.spec.file, *options.spec)) + "\n" +
        followed.text);
    switch (followed.ending) {
    case Ending::not_broken: return ExitCode::as_expected;
    case Ending::broken: return ExitCode::violated;
    case Ending::not_claimed: return ExitCode::wrong_input;
    case Ending::undecided:
    case Ending::departed:
    case Ending::detour: break;
    }
    console.flush();  // a search may take a while
    const Proof proof = Prover(program, trace, options).prove(followed.from);
    console.out(proof.text + "\n");
    return proof.never ? ExitCode::as_expected : ExitCode::incomplete;
}

}  // namespace

ExitCode replay_command(const ReplayOptions& options, Console& console) {
    const limits::Scope scope(
        {.deadline = limits::deadline_after(options.timeout.value_or(std::chrono::nanoseconds::max())),
         .max_memory = options.max_memory});
    const std::string text = reports::read_file(options.trace);
    try {
        const reports::TraceDocument trace = reports::trace_from_json(text);
        return options.spec ? follow_other(trace, options, console) : replay_own(trace, console);
    } catch (const reports::DocumentError& error) {
        throw reports::DocumentError(reports::printable(options.trace) + ": " + error.what());
    }
}

}  // namespace revoke_mc::cli
