// `revoke-mc replay`: confirms a trace on its own spec, or follows it in another one.
#include "reports/replay.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "cli/commands.hpp"
#include "model/check/check.hpp"
#include "model/locks/order.hpp"
#include "model/syntax/loader.hpp"
#include "reports/file.hpp"
#include "reports/hash.hpp"
#include "reports/story.hpp"

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
                        error.what(), trace.spec.file));
    }
}

ExitCode replay_own(const reports::TraceDocument& trace, Console& console) {
    const syntax::Loaded loaded = load_own(trace);
    if (reports::spec_hash(loaded.sources) != trace.spec.hash) {
        throw reports::DocumentError(fmt::format(
            "{} has changed since the trace was made (or what it uses has); to see where the two part: --spec {}",
            trace.spec.file, trace.spec.file));
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

ExitCode follow_other(const reports::TraceDocument& trace, const std::string& file, Console& console) {
    const syntax::Loaded loaded = syntax::load(file);
    program::Program program = check::check(loaded, settings_for(trace, loaded));
    locks::ask(program, trace.property.name);
    const reports::Followed followed = reports::follow(trace, interpret::Interpreter(program));
    console.out(fmt::format("{} of {} in {}:\n{}", trace.property.name, trace.spec.file, file, followed.text));
    return code_of(followed.ending);
}

}  // namespace

ExitCode replay_command(const ReplayOptions& options, Console& console) {
    const std::string text = reports::read_file(options.trace);
    try {
        const reports::TraceDocument trace = reports::trace_from_json(text);
        return options.spec ? follow_other(trace, *options.spec, console) : replay_own(trace, console);
    } catch (const reports::DocumentError& error) {
        throw reports::DocumentError(options.trace + ": " + error.what());
    }
}

}  // namespace revoke_mc::cli
