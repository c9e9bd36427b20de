// `revoke-mc replay`: confirms a trace on its own spec, or follows it in another one.
#include "reports/replay.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/search.hpp"
#include "cli/signals.hpp"
#include "cli/size.hpp"
#include "model/check/check.hpp"
#include "model/locks/order.hpp"
#include "model/syntax/loader.hpp"
#include "reports/file.hpp"
#include "reports/hash.hpp"
#include "reports/story.hpp"
#include "reports/style.hpp"

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

ExitCode code_of(reports::Followed::Ending ending) {
    switch (ending) {
    case reports::Followed::Ending::departed:
    case reports::Followed::Ending::not_broken: return ExitCode::as_expected;
    case reports::Followed::Ending::broken: return ExitCode::violated;
    case reports::Followed::Ending::undecided: return ExitCode::incomplete;
    case reports::Followed::Ending::not_claimed: return ExitCode::wrong_input;
    }
    return ExitCode::wrong_input;
}

/// What a whole search says where a trace cannot be followed: that proves nothing of the property, which may be broken
/// on another way.
struct Elsewhere {
    std::string text;
    ExitCode code = ExitCode::incomplete;
};

explorer::Options limits_of_search(const std::atomic<bool>& interrupt) {
    constexpr double share_of_memory = 0.5;
    explorer::Options options;
    options.threads = std::max(1U, std::thread::hardware_concurrency());
    options.max_memory = static_cast<std::uint64_t>(share_of_memory * static_cast<double>(available_memory()));
    options.timeout = std::chrono::minutes{1};
    options.interrupt = &interrupt;
    return options;
}

Elsewhere look_elsewhere(const program::Program& program, std::size_t property, const std::string& file, bool witness) {
    const InterruptGuard interrupt;
    const reduce::Wanted all{.symmetry = true, .partial_order = true, .slice = true};
    const SearchOutcome found = search(program, limits_of_search(interrupt.flag()), all);
    const std::string& name = program.properties[property].name;
    const char* const what = witness ? "reached" : "violated";
    switch (found.properties[property].verdict) {
    case explorer::Verdict::holds:
        return {fmt::format("nor is {} {} on any other way: all {} states have been searched\n", name, what,
                            reports::grouped(found.states)),
                ExitCode::as_expected};
    case explorer::Verdict::violated:
        return {fmt::format("but {} is {} on another way: run check {}\n", name, what, reports::printable(file)),
                ExitCode::incomplete};
    case explorer::Verdict::unknown: break;
    }
    return {fmt::format("whether {} is {} on another way has not been decided: run check {}\n", name, what,
                        reports::printable(file)),
            ExitCode::incomplete};
}

ExitCode follow_other(const reports::TraceDocument& trace, const std::string& file, Console& console) {
    const syntax::Loaded loaded = syntax::load(file);
    program::Program program = check::check(loaded, settings_for(trace, loaded));
    locks::ask(program, trace.property.name);
    const reports::Followed followed = reports::follow(trace, interpret::Interpreter(program));
    console.out(reports::printable(fmt::format("{} of {} in {}:", trace.property.name, trace.spec.file, file)) + "\n" +
                followed.text);
    const auto claimed = std::find_if(program.properties.begin(), program.properties.end(),
                                      [&](const auto& one) { return one.name == trace.property.name; });
    if (followed.ending != reports::Followed::Ending::departed || claimed == program.properties.end())
        return code_of(followed.ending);
    const auto property = static_cast<std::size_t>(claimed - program.properties.begin());
    const Elsewhere elsewhere = look_elsewhere(program, property, file, trace.witness);
    console.out(elsewhere.text);
    return elsewhere.code;
}

}  // namespace

ExitCode replay_command(const ReplayOptions& options, Console& console) {
    const std::string text = reports::read_file(options.trace);
    try {
        const reports::TraceDocument trace = reports::trace_from_json(text);
        return options.spec ? follow_other(trace, *options.spec, console) : replay_own(trace, console);
    } catch (const reports::DocumentError& error) {
        throw reports::DocumentError(reports::printable(options.trace) + ": " + error.what());
    }
}

}  // namespace revoke_mc::cli
