// `accept "mutant ..." because "...";`: which survivors a spec explains, and whether it still has to.
//
// Of a used file an acceptance says "in any spec that uses me this may survive", and it need not survive in each; in
// the spec itself it says "here it does", and has to be true. A `*` in the name stands for any text: such an acceptance
// is true as long as it explains something.
#pragma once

#include <string>
#include <vector>

#include "model/language/mutate/mutants.hpp"
#include "model/language/program/program.hpp"
#include "reports/mutation.hpp"

namespace revoke_mc::checker {

class Acceptances {
public:
    /// Throws syntax::SpecError for one that names no mutant; one of a used file may name what the spec has overridden.
    /// Keeps a reference to the program.
    Acceptances(const program::Program& program, const syntax::Loaded& loaded,
                const std::vector<mutate::Mutant>& mutants);

    /// Fills in `accepted` of what survived, or ran into a bound of the model. The most exact name wins.
    void explain(std::vector<reports::MutantResult>& mutants) const;

    /// Throws syntax::SpecError for acceptances of the spec itself whose mutants were all tried and which explain
    /// nothing. Other parameters than the default ones may make other differences: then nothing is required.
    void require_current(const std::vector<reports::MutantResult>& mutants) const;

private:
    void require_known(const std::vector<mutate::Mutant>& replaced) const;
    [[nodiscard]] bool is_stale(const program::Acceptance& accepted,
                                const std::vector<reports::MutantResult>& mutants) const;

    const program::Program& program_;
    std::vector<program::Acceptance> accepted_;  ///< those of mutants, the most exact ones first
    std::vector<std::string> ids_;               ///< of all mutants
};

}  // namespace revoke_mc::checker
