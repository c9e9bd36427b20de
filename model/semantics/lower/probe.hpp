// A last look at the claim of symmetry before anybody relies on it.
//
// Interchangeable instances are alike by construction. Should the construction have a hole, a few states near the start
// usually show it: they are compared with their images when two instances change places, and when all move on by one. A
// group that fails keeps its places, with the reason. A thorough look at states everywhere is there on request.
#pragma once

#include "model/semantics/lower/lower.hpp"

namespace revoke_mc::lower {

/// Gives up the groups of model.symmetry whose instances are told apart in one of the first states.
void probe_symmetry(const program::Program& program, system::PackedModel& model);

/// Where the claim of symmetry, or the canonical form, fails.
struct SymmetryFault {
    std::string what;                  ///< empty: nowhere that was looked
    std::vector<std::uint64_t> state;  ///< model().words words; Lowered::view shows them
    std::string permutation;           ///< "iommufd: 0->1 1->0"
    [[nodiscard]] bool found() const { return !what.empty(); }
};

/// Looks at `samples` states on random walks, each under a random permutation: the permuted state must have
/// the permuted steps, break the same properties, and have the same representative. The same seed does the
/// same on every machine.
[[nodiscard]] SymmetryFault check_symmetry(const program::Program& program, const Lowered& lowered, std::size_t samples,
                                           std::uint64_t seed);

}  // namespace revoke_mc::lower
