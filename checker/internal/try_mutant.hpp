// One mutant from changed text to outcome: load, check, lower, explore, compare with what the spec expects.
//
// A mutant is searched twice at most. First without what a search to the first violation cannot ask (`possible`, which
// needs a witness, and what the spec expects to be violated anyway): most mutants break something after a few steps,
// and the search ends there. What survives is searched whole, for witnesses that are lost and violations that are gone.
#pragma once

#include <string>
#include <vector>

#include "checker/internal/contents.hpp"
#include "explorer/contract/options.hpp"
#include "model/language/mutate/mutants.hpp"
#include "model/semantics/lower/lower.hpp"
#include "reports/mutation.hpp"
#include "reports/trace.hpp"

namespace revoke_mc::checker {

struct TriedMutant {
    reports::MutantResult result;
    std::vector<reports::TraceDocument> traces;  ///< of the broken properties that have `steps`, in their order
};

/// Tries the mutants of one spec. May be used by several threads at once.
class MutantTrial {
public:
    /// Keeps references. `spec`: as it is. `search`: for one mutant; `first` and `progress` are not used.
    MutantTrial(const Spec::Contents& spec, const MutateOptions& options, const explorer::Options& search);

    /// Throws what is not the mutant's fault (reports::InternalError).
    [[nodiscard]] TriedMutant run(const mutate::Mutant& mutant) const;

private:
    void try_it(const mutate::Mutant& mutant, TriedMutant& tried) const;
    /// False: nothing unexpected was found, and the search was complete.
    [[nodiscard]] bool settled_by(const syntax::Loaded& loaded, bool first, TriedMutant& tried) const;
    [[nodiscard]] bool same_system(const syntax::Loaded& loaded) const;

    const Spec::Contents& spec_;
    const MutateOptions& options_;
    const explorer::Options& search_;
};

}  // namespace revoke_mc::checker
