// `lock_order`: circles in the order of locks, which no search for bad states finds.
//
// The control flow of the threads says which orders there may be. Only if these form a circle is the program searched
// once more, with a property for each order on it: each order that exists is shown with a shortest trace, and one that
// a condition on data rules out is not reported.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "checker/internal/search.hpp"
#include "reports/trace.hpp"

namespace revoke_mc::checker {

/// The same program again, for properties to be added to it.
using Load = std::function<program::Program()>;

struct LockOrder {
    std::vector<std::string> circles;  ///< "A -> B -> A"
    bool more = false;                 ///< there may be more circles: too many to list, or the search was cut short
    /// One for each order on the circles that a thread carries out, in the order of the circles.
    std::vector<reports::TraceDocument> traces;
    std::vector<std::string> untraced;  ///< "A -> B: declared", and what else no thread carries out
};

/// Decides `lock_order` where a complete search has left it open. If the second search is cut short before it finds a
/// circle, `found` becomes incomplete for the same reason: then it is not known that all is well. `options` are those
/// of the first search, whose time is deducted.
[[nodiscard]] LockOrder decide_lock_order(const program::Program& program, const Load& load,
                                          const explorer::Options& options, reduce::Wanted reductions,
                                          SearchOutcome& found);

/// Every order that some thread carries out; all of them if `reason` is none.
struct AllOrders {
    std::set<program::Nesting> orders;
    explorer::Reason reason = explorer::Reason::none;
};
[[nodiscard]] AllOrders all_orders(const Load& load, const explorer::Options& options, reduce::Wanted reductions);

}  // namespace revoke_mc::checker
