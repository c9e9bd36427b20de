// The orders that a search has seen, as a graph.
#include "checker/lock_graph.hpp"

#include "checker/internal/contents.hpp"
#include "checker/internal/lock_order.hpp"
#include "checker/internal/reporter.hpp"
#include "reports/lock_graph.hpp"

namespace revoke_mc::checker {

LockGraph lock_graph(const Spec& spec, const Limits& limits, Observer* observer) {
    Reporter reporter(observer);
    reporter.begin(Pass::lock_order);
    limits::Allowance allowed = reporter.allowance(limits);
    allowed.max_states = limits::unlimited;  // those are the search's own
    const limits::Scope scope(allowed);
    explorer::Options options;
    options.max_states = limits.max_states;
    options.max_memory = limits.max_memory;
    options.timeout = limits::time_left();
    options.interrupt = limits.interrupt;
    options.progress = reporter.of_search();
    const auto again = [&] { return spec.contents().again(); };
    const AllOrders all = all_orders(again, options, {.symmetry = true, .partial_order = true, .slice = true});
    if (all.reason == explorer::Reason::none) return {reports::lock_graph(spec.program(), all.orders), {}};
    return {std::nullopt, std::string(explorer::to_string(all.reason))};
}

}  // namespace revoke_mc::checker
