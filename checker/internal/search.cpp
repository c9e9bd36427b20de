// Translates what the explorer found about packed states back to the program; property numbers are the same in both.
#include "checker/internal/search.hpp"

#include <algorithm>
#include <new>
#include <stdexcept>
#include <tuple>

#include "checker/internal/check_reductions.hpp"
#include "checker/internal/checkpoint.hpp"
#include "checker/internal/explore.hpp"
#include "checker/internal/rename_trace.hpp"
#include "model/semantics/locks/order.hpp"
#include "model/semantics/lower/lower.hpp"
#include "model/semantics/lower/nesting.hpp"
#include "model/semantics/lower/system_ids.hpp"

namespace revoke_mc::checker {
namespace {

reports::FoundTrace found_trace(const lower::Lowered& lowered, const NamedTrace& named) {
    reports::FoundTrace out;
    out.cut_start = named.cut_start;
    out.initial = out.cut_start ? lowered.view_of_cells(named.initial.data()) : lowered.view(named.initial.data());
    for (const NamedTrace::Step& step : named.steps) {
        reports::FoundStep found;
        found.thread = lower::program_thread(step.thread);
        if (!step.state.empty()) found.view = lowered.view(step.state.data());
        out.steps.push_back(std::move(found));
    }
    if (named.stuck) out.stuck = lower::program_thread(*named.stuck);
    out.cycle_start = named.cycle_start;
    return out;
}

SearchOutcome heading(const explorer::Result& result) {
    SearchOutcome outcome;
    outcome.status = result.status;
    outcome.reason = result.reason;
    outcome.states = result.states;
    outcome.transitions = result.transitions;
    outcome.depth = result.depth;
    outcome.bytes = result.bytes;
    outcome.seconds = result.seconds;
    return outcome;
}

/// Under symmetry, of properties that differ only in the names of instances one may stand for all: if one is broken,
/// all are, by the same trace with other names.
class Outcomes {
public:
    Outcomes(const lower::Lowered& lowered, SearchOutcome& outcome) : lowered_(lowered), outcome_(outcome) {}

    void fill(const explorer::Result& result, const reduce::Reductions& reductions) {
        TraceRenamer renamer(lowered_.model(), reductions);
        for (const system::PropertyId id : FirstIds<system::PropertyId>(result.properties.size())) {
            const system::PropertyId best = best_alike(renamer.alike(id), result);
            const explorer::PropertyResult& found = result.properties[best.number()];
            PropertyOutcome& outcome = outcome_.properties[lower::program_property(id)];
            outcome.verdict = found.verdict;
            if (!found.trace) continue;
            outcome.trace = found_trace(lowered_, renamer.rename(renamer.follow(best, found), id));
        }
    }

private:
    /// A broken one with a shortest trace, if any is broken.
    static system::PropertyId best_alike(const std::vector<system::PropertyId>& alike, const explorer::Result& result) {
        return *std::min_element(alike.begin(), alike.end(), [&](system::PropertyId a, system::PropertyId b) {
            const auto rank = [&](system::PropertyId id) {
                const explorer::PropertyResult& property = result.properties[id.number()];
                return std::tuple(property.verdict != explorer::Verdict::violated, property.level, id);
            };
            return rank(a) < rank(b);
        });
    }

    const lower::Lowered& lowered_;
    SearchOutcome& outcome_;
};

/// Between the explorer, which knows no program, and the observer, which knows no search.
class ObservingSurvey : public explorer::Survey {
public:
    ObservingSurvey(const program::Program& program, const lower::Lowered& lowered, Observe observe, StateTaker* taker)
        : lowered_(lowered), observer_(program, lowered, observe == Observe::all), taker_(taker) {}

    bool begin(std::span<const std::uint8_t> taken) override {
        begun_ = true;
        observes_ = observer_.begin(taken);
        return observes_ || taker_ != nullptr;
    }
    bool look(const std::uint64_t* state) override {
        if (taker_ != nullptr) taker_->take(lowered_, state);
        if (observes_) observes_ = observer_.look(state);
        return observes_ || taker_ != nullptr;
    }

    /// Under partial order a condition may be true only in states that were left out.
    void conclude(const reduce::Reductions& reductions, Observe observe, SearchOutcome& outcome) const {
        if (!begun_ || outcome.status != explorer::Status::complete || reductions.slice() != nullptr) return;
        outcome.observed = observer_.observed();
        outcome.observed_all = observe == Observe::all && (!observer_.open() || reductions.partial_order() == nullptr);
    }

private:
    const lower::Lowered& lowered_;
    coverage::Observer observer_;
    StateTaker* taker_;
    bool begun_ = false, observes_ = false;
};

std::vector<std::string> symmetric_components(const system::PackedModel& model, const reduce::Reductions& reductions) {
    std::vector<std::string> out;
    if (reductions.symmetry() == nullptr) return out;
    for (const system::SymmetricGroup& group : model.symmetry.groups)
        if (group.obstacle.empty()) out.push_back(group.name);
    return out;
}

/// What is left for lowering and search together.
limits::Allowance allowance(const explorer::Options& options) {
    limits::Allowance out;
    out.deadline = limits::deadline_after(std::min<std::chrono::nanoseconds>(options.timeout, limits::time_left()));
    out.max_memory = std::min(options.max_memory, limits::memory_left());
    out.max_states = options.max_states;
    out.interrupt = options.interrupt;
    return out;
}

SearchOutcome search_within(const program::Program& program, const explorer::Options& options, reduce::Wanted wanted,
                            bool check_them, Observe observe, StateTaker* taker, CheckpointKeeper* keeper) {
    const lower::Lowered lowered = lower::lower(program);
    const reduce::Reductions reductions(lowered.model(), wanted);
    if (check_them) {
        const std::string fault = check_reductions(program, lowered, reductions);
        if (!fault.empty()) throw std::logic_error("a reduction is wrong; please report it: " + fault);
    }
    if (keeper != nullptr) keeper->begin(program, lowered, reductions);
    SearchOutcome outcome;
    if (taker != nullptr) taker->begin(symmetric_components(lowered.model(), reductions));
    ObservingSurvey survey(program, lowered, observe, taker);
    explorer::Options observed = options;
    observed.timeout = limits::time_left();
    observed.max_memory = limits::memory_left();
    observed.checkpoints = keeper;
    if (observe != Observe::nothing || taker != nullptr) observed.survey = &survey;
    for (const program::Property& property : program.properties)
        observed.welcome.push_back(property.kind == program::Property::Kind::reachable);
    const explorer::Result result = explore(lowered, reductions, observed);
    outcome = heading(result);
    outcome.properties.resize(program.properties.size());
    Outcomes(lowered, outcome).fill(result, reductions);
    outcome.bits = lowered.model().bits;
    outcome.may_nest = lower::may_nest(program, lowered.generated());
    outcome.awaited = lower::awaited_works(program, lowered.generated());
    if (locks::have_circle(program, outcome.may_nest))
        outcome.properties[lock_order_id].verdict = explorer::Verdict::unknown;
    outcome.reduction = reductions.name();
    survey.conclude(reductions, observe, outcome);
    return outcome;
}

SearchOutcome given_up(const program::Program& program, explorer::Reason reason) {
    SearchOutcome outcome;
    outcome.reason = reason;
    outcome.properties.resize(program.properties.size());
    return outcome;
}

}  // namespace

explorer::Reason reason_of(limits::Reason reason) {
    switch (reason) {
    case limits::Reason::memory: return explorer::Reason::memory;
    case limits::Reason::states: return explorer::Reason::states;
    case limits::Reason::time: return explorer::Reason::time;
    case limits::Reason::interrupt: break;
    }
    return explorer::Reason::interrupt;
}

SearchOutcome search(const program::Program& program, const explorer::Options& options, reduce::Wanted wanted,
                     bool check_them, Observe observe, StateTaker* taker, CheckpointKeeper* keeper) {
    const limits::Scope scope(allowance(options));
    try {
        return search_within(program, options, wanted, check_them, observe, taker, keeper);
    } catch (const limits::Exhausted& limit) {
        return given_up(program, reason_of(limit.reason()));
    } catch (const std::bad_alloc&) {
        return given_up(program, explorer::Reason::memory);
    }
}

}  // namespace revoke_mc::checker
