// The one place where the program, the packed system and the explorer meet.
//
// Everybody else sees plain data.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "explorer/base/limits.hpp"
#include "explorer/contract/options.hpp"
#include "explorer/contract/result.hpp"
#include "explorer/reduce/search_system.hpp"
#include "model/language/program/program.hpp"
#include "model/semantics/coverage/observer.hpp"
#include "reports/trace_builder.hpp"

namespace revoke_mc::lower {
class Lowered;
}

namespace revoke_mc::checker {

inline constexpr auto lock_order_id = program::id_of(program::BuiltinProperty::lock_order);

/// See lower::awaited_works().
using AwaitedWorks = std::map<program::ClassId, std::map<program::Nesting, program::StmtId>>;

/// What the search says about one property of the program.
struct PropertyOutcome {
    /// `violated`: the search found what it looks for. For a `reachable` property that is its witness.
    explorer::Verdict verdict = explorer::Verdict::unknown;
    std::optional<reports::FoundTrace> trace;
};

struct SearchOutcome {
    explorer::Status status = explorer::Status::incomplete;
    explorer::Reason reason = explorer::Reason::none;
    std::uint64_t states = 0;
    std::uint64_t transitions = 0;
    std::uint64_t depth = 0;
    std::uint64_t bytes = 0;
    std::uint64_t bits = 0;  ///< of a packed state
    double seconds = 0;
    std::string reduction = "none";  ///< what was in effect
    /// `lock_order` holds if it follows from control flow alone; else it is unknown, and
    /// decide_lock_order() (lock_order.hpp) has to look.
    Indexed<program::PropertyId, PropertyOutcome> properties;
    /// Orders in which threads may take locks, as far as their control flow shows (model/semantics/lower/nesting.hpp).
    std::set<program::Nesting> may_nest;
    /// ... and those of works that somebody waits for, by class.
    AwaitedWorks awaited;
    /// What of the program was made use of, if that was asked for, the search is complete and nothing was sliced away.
    std::optional<coverage::Observed> observed;
    bool observed_all = false;  ///< what was not observed does not happen; else that goes for steps only
    /// Why the search that was to see all the rest was cut short, if it was.
    explorer::Reason observation_cut = explorer::Reason::none;
};

/// How much is wanted of what a search makes use of: nothing, which steps are taken (that costs nothing), or also what
/// only the states show.
enum class Observe : std::uint8_t { nothing, steps, all };

class CheckpointKeeper;

/// Takes in the states that a complete search has stored.
class StateTaker {
public:
    virtual ~StateTaker() = default;
    /// `symmetric`: components of which a state stands for all exchanges of instances.
    virtual void begin(std::vector<std::string> symmetric) = 0;
    /// In no particular order.
    virtual void take(const lower::Lowered& lowered, const std::uint64_t* state) = 0;
};

/// Work before a search that was given up, in the words of a search that was.
[[nodiscard]] explorer::Reason reason_of(limits::Reason reason);

/// Lowers the program and explores it, both within the limits of the options and of the scope that it is called in
/// (explorer/base/limits.hpp), with the reductions that are wanted and possible. `check_them`: throws
/// std::logic_error if a reduction is not what it promises to be. `keeper`: throws explorer::BadCheckpoint.
[[nodiscard]] SearchOutcome search(const program::Program& program, const explorer::Options& options,
                                   reduce::Wanted wanted, bool check_them = false, Observe observe = Observe::nothing,
                                   StateTaker* taker = nullptr, CheckpointKeeper* keeper = nullptr);

}  // namespace revoke_mc::checker
