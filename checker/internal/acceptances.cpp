#include "checker/internal/acceptances.hpp"

#include <algorithm>

#include "model/language/syntax/place.hpp"
#include "model/language/syntax/suggest.hpp"

namespace revoke_mc::checker {
namespace {

using program::Acceptance;
using reports::MutantOutcome;
using reports::MutantResult;

/// A mutant that nothing notices: it survived, or all that was found is that the model ends there.
bool is_unnoticed(const MutantResult& mutant) {
    return mutant.outcome == MutantOutcome::survived ||
           (mutant.outcome == MutantOutcome::incomplete && mutant.reason == "bound");
}

/// Signs of a name that stand for themselves.
std::size_t exactness(const std::string& pattern) {
    const bool exact = pattern.find('*') == std::string::npos;
    const auto stars = static_cast<std::size_t>(std::count(pattern.begin(), pattern.end(), '*'));
    return exact ? std::string::npos : pattern.size() - stars;
}

std::string verdict_on(const MutantResult& mutant) {
    if (mutant.outcome == MutantOutcome::killed) {
        const reports::BrokenProperty& broken = mutant.broken.front();
        return broken.name + " is " + broken.change;
    }
    return "it is " + std::string(to_string(mutant.outcome));
}

syntax::Diagnostic error(const Acceptance& accepted, std::string message, std::string hint) {
    return {syntax::Severity::error, accepted.place, std::move(message), std::move(hint)};
}

}  // namespace

Acceptances::Acceptances(const program::Program& program, const syntax::Loaded& loaded,
                         const std::vector<mutate::Mutant>& mutants)
    : program_(program) {
    for (const mutate::Mutant& mutant : mutants) ids_.push_back(mutant.id);
    std::copy_if(program.acceptances.begin(), program.acceptances.end(), std::back_inserter(accepted_),
                 [](const Acceptance& accepted) { return accepted.id.starts_with(mutate::id_prefix); });
    require_known(mutate::replaced_mutants(loaded));
    std::reverse(accepted_.begin(), accepted_.end());  // of equal names that of the spec itself goes first
    std::stable_sort(accepted_.begin(), accepted_.end(),
                     [](const Acceptance& a, const Acceptance& b) { return exactness(a.id) > exactness(b.id); });
}

void Acceptances::require_known(const std::vector<mutate::Mutant>& replaced) const {
    const std::vector<std::string_view> known(ids_.begin(), ids_.end());
    std::vector<syntax::Diagnostic> unknown;
    for (const Acceptance& accepted : accepted_) {
        const auto named = [&](const std::string& id) { return mutate::matches(accepted.id, id); };
        if (std::any_of(ids_.begin(), ids_.end(), named)) continue;
        const bool was_replaced = std::any_of(replaced.begin(), replaced.end(),
                                              [&](const mutate::Mutant& mutant) { return named(mutant.id); });
        if (was_replaced && accepted.place.file != program_.own_file()) continue;
        const std::string hint = syntax::did_you_mean(accepted.id, known);
        unknown.push_back(
            error(accepted, "there is no such mutant",
                  hint.empty() ? "revoke-mc mutate lists them; take this out if the step is gone" : hint));
    }
    if (!unknown.empty()) throw syntax::SpecError(std::move(unknown), *program_.sources);
}

void Acceptances::explain(std::vector<MutantResult>& mutants) const {
    for (MutantResult& mutant : mutants) {
        const auto by = std::find_if(accepted_.begin(), accepted_.end(),
                                     [&](const Acceptance& a) { return mutate::matches(a.id, mutant.id); });
        if (is_unnoticed(mutant) && by != accepted_.end()) mutant.accepted = by->reason;
    }
}

void Acceptances::require_current(const std::vector<MutantResult>& mutants) const {
    if (!program_.all_defaults()) return;
    std::vector<syntax::Diagnostic> stale;
    for (const Acceptance& accepted : accepted_) {
        if (accepted.place.file != program_.own_file() || !is_stale(accepted, mutants)) continue;
        const auto tried = std::find_if(mutants.begin(), mutants.end(),
                                        [&](const MutantResult& m) { return mutate::matches(accepted.id, m.id); });
        stale.push_back(error(accepted, "this mutant does not survive: " + verdict_on(*tried),
                              "take the acceptance out: there is nothing to explain"));
    }
    if (!stale.empty()) throw syntax::SpecError(std::move(stale), *program_.sources);
}

bool Acceptances::is_stale(const Acceptance& accepted, const std::vector<MutantResult>& mutants) const {
    const auto named = static_cast<std::size_t>(std::count_if(
        ids_.begin(), ids_.end(), [&](const std::string& id) { return mutate::matches(accepted.id, id); }));
    std::size_t tried = 0;
    bool needed = false;
    for (const MutantResult& mutant : mutants) {
        if (!mutate::matches(accepted.id, mutant.id)) continue;
        ++tried;
        const bool undecided = mutant.outcome == MutantOutcome::incomplete;
        needed = needed || undecided || is_unnoticed(mutant);
    }
    return tried == named && !needed;
}

}  // namespace revoke_mc::checker
