// `lock_order`: circles in the order of locks, after a search that says nothing about it.
//
// The control flow of the threads says which orders there may be. Only if these form a circle is the program searched
// once more, with a question for each order on it; so each order that exists is shown with a shortest trace, and one
// that a condition on data rules out is not reported.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cli/search.hpp"
#include "reports/trace.hpp"

namespace revoke_mc::cli {

struct LockOrder {
    /// `unknown`: the second search did not come to an end.
    explorer::Verdict verdict = explorer::Verdict::holds;
    std::vector<std::string> circles;  ///< "A -> B -> A"
    /// One for each order on the circles that a thread carries out, in the order of the circles.
    std::vector<reports::TraceDocument> traces;
};

/// Every order that a thread carries out; nothing if the search did not come to its end. `load` as below.
[[nodiscard]] std::optional<std::set<program::Nesting>>
all_orders(const std::function<program::Program()>& load, const explorer::Options& options, reduce::Wanted reductions);

/// `load`: the same program again, for questions to be added to it. Of a complete search.
[[nodiscard]] LockOrder lock_order(const program::Program& program, const SearchOutcome& found,
                                   const std::function<program::Program()>& load, const explorer::Options& options,
                                   reduce::Wanted reductions);

}  // namespace revoke_mc::cli
