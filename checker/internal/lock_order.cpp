// A second search, with a property for each order that may be part of a circle.
#include "checker/internal/lock_order.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "model/semantics/interpret/interpreter.hpp"
#include "model/semantics/locks/order.hpp"
#include "model/semantics/lower/nesting.hpp"

namespace revoke_mc::checker {
namespace {

using program::Nesting;
using program::PropertyId;

using Unqueued = std::map<Nesting, program::StmtId>;

/// The orders on possible circles, looked for in the states, and whether works that somebody waits for are ever queued.
class ObservedOrders {
public:
    ObservedOrders(program::Program asked, const std::vector<Nesting>& suspects, const AwaitedWorks& works,
                   const explorer::Options& options, reduce::Wanted reductions)
        : asked_(std::move(asked)) {
        for (const Nesting& suspect : suspects) suspects_[suspect] = locks::ask(asked_, suspect);
        for (const auto& [work, nestings] : works) queued_[work] = locks::ask_queued(asked_, work);
        found_ = search(asked_, options, reductions);
    }

    [[nodiscard]] explorer::Reason reason() const { return found_.reason; }  ///< none: all are answered
    [[nodiscard]] std::set<Nesting> seen() const {
        std::set<Nesting> out;
        for (const auto& [nesting, property] : suspects_)
            if (found_.properties[property].verdict == explorer::Verdict::violated) out.insert(nesting);
        return out;
    }
    /// The orders of those works that never are: all their code counts.
    [[nodiscard]] Unqueued unqueued(const AwaitedWorks& works) const {
        Unqueued out;
        for (const auto& [work, nestings] : works)
            if (found_.properties[queued_.at(work)].verdict == explorer::Verdict::holds)
                out.insert(nestings.begin(), nestings.end());
        return out;
    }
    /// Nothing if an interrupt cut off the rebuilding, or if no state shows the order (see `untraced`).
    [[nodiscard]] std::optional<reports::TraceDocument> trace(const Nesting& nesting) const {
        const auto suspect = suspects_.find(nesting);
        if (suspect == suspects_.end() || !found_.properties[suspect->second].trace) return std::nullopt;
        const interpret::Interpreter interpreter(asked_);
        return reports::build_trace(interpreter, suspect->second, *found_.properties[suspect->second].trace,
                                    reports::Order::few_switches);
    }

private:
    program::Program asked_;
    std::map<Nesting, PropertyId> suspects_;
    std::map<program::ClassId, PropertyId> queued_;
    SearchOutcome found_;
};

/// What the first search has left of the time; and no stop at the first order that is found.
explorer::Options left_of(explorer::Options options, const SearchOutcome& found) {
    options.first = false;
    if (options.timeout == std::chrono::nanoseconds::max()) return options;
    const auto used =
        std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(found.seconds));
    options.timeout = std::max(options.timeout - used, std::chrono::nanoseconds{0});
    return options;
}

std::set<Nesting> both(std::set<Nesting> seen, const Unqueued& unqueued) {
    for (const auto& [nesting, stmt] : unqueued) seen.insert(nesting);
    return seen;
}

/// Why no trace shows this order; empty if one could.
std::string untraced(const program::Program& program, const Unqueued& unqueued, const Nesting& edge) {
    const std::string name = locks::name_of(program, edge);
    if (const auto stmt = unqueued.find(edge); stmt != unqueued.end()) {
        const program::Stmt& asks = *program.statements[stmt->second];
        const std::string source = asks.source.substr(0, asks.source.find_last_not_of(';') + 1);
        return fmt::format("{}: {} at {}, once the work is queued; nobody does that here", name, source,
                           program.sources->describe(asks.place));
    }
    const bool declared =
        std::find(program.lock_orders.begin(), program.lock_orders.end(), edge) != program.lock_orders.end();
    return declared ? name + ": declared" : "";
}

LockOrder describe(const program::Program& program, const locks::Circles& circles, const ObservedOrders& observed,
                   const Unqueued& unqueued) {
    LockOrder order;
    order.more = circles.more || observed.reason() != explorer::Reason::none;
    std::set<Nesting> described;
    for (const locks::Circle& circle : circles.all) {
        order.circles.push_back(locks::name_of(program, circle));
        for (const Nesting& edge : locks::edges_of(circle)) {
            if (!described.insert(edge).second) continue;
            auto trace = observed.trace(edge);
            if (trace) order.traces.push_back(std::move(*trace));
            if (trace) continue;
            if (auto why = untraced(program, unqueued, edge); !why.empty()) order.untraced.push_back(std::move(why));
        }
    }
    return order;
}

}  // namespace

AllOrders all_orders(const Load& load, const explorer::Options& options, reduce::Wanted reductions) {
    const program::Program program = load();
    const lower::Lowered lowered = lower::lower(program);
    const std::set<Nesting> may = lower::may_nest(program, lowered.generated());
    const AwaitedWorks works = lower::awaited_works(program, lowered.generated());
    const ObservedOrders observed(load(), {may.begin(), may.end()}, works, options, reductions);
    return {both(observed.seen(), observed.unqueued(works)), observed.reason()};
}

LockOrder decide_lock_order(const program::Program& program, const Load& load, const explorer::Options& options,
                            reduce::Wanted reductions, SearchOutcome& found) {
    explorer::Verdict& verdict = found.properties[lock_order_id].verdict;
    if (found.status != explorer::Status::complete || verdict != explorer::Verdict::unknown) return {};
    const ObservedOrders observed(load(), locks::on_circles(program, found.may_nest), found.awaited,
                                  left_of(options, found), reductions);
    const Unqueued unqueued = observed.unqueued(found.awaited);
    const locks::Circles circles = locks::circles(program, both(observed.seen(), unqueued));
    if (!circles.all.empty()) {
        verdict = explorer::Verdict::violated;
    } else if (observed.reason() == explorer::Reason::none) {
        verdict = explorer::Verdict::holds;
    } else {
        found.status = explorer::Status::incomplete;
        found.reason = observed.reason();
    }
    return describe(program, circles, observed, unqueued);
}

}  // namespace revoke_mc::checker
