// `revoke-mc graph`: the state graph, or one thread's control flow, for Graphviz and others.
#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/lock_order.hpp"
#include "model/check/check.hpp"
#include "model/interpret/interpreter.hpp"
#include "model/syntax/loader.hpp"
#include "reports/control_flow.hpp"
#include "reports/document_error.hpp"
#include "reports/file.hpp"
#include "reports/graph_writer.hpp"
#include "reports/lock_graph.hpp"
#include "reports/state_graph.hpp"

namespace revoke_mc::cli {
namespace {

program::ThreadId find_thread(const program::Program& program, const std::string& name) {
    std::string names;
    for (std::size_t i = 0; i < program.threads.size(); ++i) {
        if (program.threads[i].name == name) return static_cast<program::ThreadId>(i);
        names += (names.empty() ? "" : ", ") + program.threads[i].name;
    }
    throw reports::DocumentError(fmt::format("{} has no thread {}; it has {}", program.file, name, names));
}

/// The order of locks of all reachable states; nothing if there are too many.
std::optional<reports::Graph> order_of_locks(const GraphOptions& options) {
    const auto load = [&] { return check::check(syntax::load(options.spec), options.settings); };
    explorer::Options limits;
    limits.max_states = options.max_states;
    const auto orders = all_orders(load, limits, {.symmetry = true, .partial_order = true, .slice = true});
    if (!orders) return std::nullopt;
    return reports::lock_graph(load(), *orders);
}

}  // namespace

ExitCode graph_command(const GraphOptions& options, Console& console) {
    if (options.output) reports::require_writable(*options.output);
    const program::Program program = check::check(syntax::load(options.spec), options.settings);
    reports::Graph graph;
    if (options.thread) {
        graph = reports::control_flow(program, find_thread(program, *options.thread));
    } else if (auto orders = options.locks ? order_of_locks(options) : std::nullopt) {
        graph = std::move(*orders);
    } else if (options.locks) {
        console.err(
            fmt::format("revoke-mc: {} has more than {} states, nothing is drawn; a larger --max-states looks at "
                        "all of them\n",
                        options.spec, options.max_states));
        return ExitCode::incomplete;
    } else if (auto states = reports::state_graph(interpret::Interpreter(program), options.max_states)) {
        graph = std::move(*states);
    } else {
        console.err(fmt::format("revoke-mc: {} has more than {} states, nothing is drawn; a larger --max-states draws "
                                "them, --thread NAME draws one thread\n",
                                options.spec, options.max_states));
        return ExitCode::incomplete;
    }
    const std::string text = options.format == GraphFormat::dot ? to_dot(graph) : to_graphml(graph);
    if (options.output) {
        reports::write_file(*options.output, text);
    } else {
        console.out(text);
    }
    return ExitCode::as_expected;
}

}  // namespace revoke_mc::cli
