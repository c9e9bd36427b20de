// The hash of all texts, which a trace carries, says whether they are still the same.
#include "checker/internal/trace_program.hpp"

#include <fmt/format.h>

#include "model/language/check/check.hpp"
#include "model/language/program/fingerprint.hpp"
#include "model/language/syntax/instrument.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/explain/question.hpp"
#include "model/semantics/locks/order.hpp"
#include "reports/document_error.hpp"
#include "reports/style.hpp"

namespace revoke_mc::checker {
namespace {

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

}  // namespace

Parameters settings_of(const reports::TraceDocument& trace) {
    Parameters settings;
    for (const reports::ParameterValue& parameter : trace.spec.parameters) settings[parameter.name] = parameter.value;
    return settings;
}

std::set<std::string> parameter_names(const reports::TraceDocument& trace) {
    std::set<std::string> names;
    for (const reports::ParameterValue& parameter : trace.spec.parameters) names.insert(parameter.name);
    return names;
}

void add_question(program::Program& program, const reports::TraceDocument& trace) {
    if (trace.property.name == explain::explained_question)
        explain::ask_explained(program);
    else
        locks::ask(program, trace.property.name);
}

program::Program program_of(const reports::TraceDocument& trace) {
    syntax::Loaded loaded = load_own(trace);
    if (trace.spec.log) syntax::instrument(loaded);
    if (program::fingerprint(loaded.sources, trace.spec.parameters) != trace.spec.hash) {
        throw reports::DocumentError(fmt::format(
            "{} has changed since the trace was made (or what it uses has), or the trace's parameters were edited; to "
            "see where the two part: --spec {}",
            reports::printable(trace.spec.file), reports::printable(trace.spec.file)));
    }
    program::Program program = check::check(loaded, settings_of(trace), parameter_names(trace));
    add_question(program, trace);
    return program;
}

}  // namespace revoke_mc::checker
