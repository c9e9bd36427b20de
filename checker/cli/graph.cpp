// `revoke-mc graph`: the state graph, or one thread's control flow, for Graphviz and others.
#include <fmt/format.h>

#include "checker/cli/commands.hpp"
#include "checker/cli/graphviz.hpp"
#include "checker/cli/outputs.hpp"
#include "checker/cli/progress_line.hpp"
#include "checker/lock_graph.hpp"
#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/interpret/interpreter.hpp"
#include "reports/control_flow.hpp"
#include "reports/document_error.hpp"
#include "reports/graph_writer.hpp"
#include "reports/state_graph.hpp"
#include "reports/table.hpp"

namespace revoke_mc::cli {
namespace {

program::ThreadId find_thread(const program::Program& program, const std::string& name) {
    std::string names;
    for (const program::ThreadId i : program.threads.ids()) {
        if (program.threads[i].name == name) return static_cast<program::ThreadId>(i);
        names += (names.empty() ? "" : ", ") + program.threads[i].name;
    }
    throw reports::DocumentError(
        reports::printable(fmt::format("{} has no thread {}; it has {}", program.file, name, names)));
}

/// The order of locks of all reachable states; nothing if the search ended early, which is reported.
std::optional<reports::Graph> order_of_locks(const GraphOptions& options, Console& console) {
    checker::Limits limits;
    limits.max_states = options.max_states;
    limits.max_memory = options.max_memory;
    ProgressWatch watch(name_for_progress(options.spec), console);
    checker::LockGraph order = checker::lock_graph(checker::Spec(options.spec, options.settings), limits,
                                                   console.shows_progress() ? &watch : nullptr);
    if (order.graph) return order.graph;
    console.err(fmt::format("revoke-mc: {}: nothing is drawn, as not every state was looked at: {}\n",
                            reports::printable(options.spec), reports::explain_reason(order.reason)));
    return std::nullopt;
}

/// The state graph; nothing if it is too large, which is reported.
std::optional<reports::Graph> all_states(const program::Program& program, const GraphOptions& options,
                                         Console& console) {
    auto graph = reports::state_graph(interpret::Interpreter(program), options.max_states);
    if (!graph)
        console.err(fmt::format("revoke-mc: {} has more than {} states, nothing is drawn; a larger --max-states draws "
                                "them, --thread NAME draws one thread\n",
                                reports::printable(options.spec), options.max_states));
    return graph;
}

std::optional<reports::Graph> wanted_graph(const GraphOptions& options, Console& console) {
    if (options.locks) return order_of_locks(options, console);
    const program::Program program = check::check(syntax::load(options.spec), options.settings);
    if (options.thread) return reports::control_flow(program, find_thread(program, *options.thread));
    return all_states(program, options, console);
}

std::string written(const reports::Graph& graph, GraphFormat format) {
    switch (format) {
    case GraphFormat::graphml: return to_graphml(graph);
    case GraphFormat::svg: return svg_of(to_dot(graph));
    case GraphFormat::dot: break;
    }
    return to_dot(graph);
}

}  // namespace

ExitCode graph_command(const GraphOptions& options, Console& console) {
    const Outputs outputs({options.spec});
    if (options.output) outputs.require(*options.output);
    if (options.format == GraphFormat::svg) require_graphviz();
    const std::optional<reports::Graph> graph = wanted_graph(options, console);
    if (!graph) return ExitCode::incomplete;
    const std::string text = written(*graph, options.format);
    if (options.output) {
        outputs.write(*options.output, text);
    } else {
        console.out(text);
    }
    return ExitCode::as_expected;
}

}  // namespace revoke_mc::cli
