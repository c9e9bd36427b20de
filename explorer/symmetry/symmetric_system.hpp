// A system with the canonical form of its states: what a search under symmetry explores.
//
//     system::Canonicalizer canonicalizer(model.symmetry, model.words);
//     system::SymmetricSystem reduced(system, canonicalizer);
//     // successors() are those of `system`; canonicalize() each before it is looked up
//
// Keeps a reference to the canonicalizer, which may serve several systems and threads.
#pragma once

#include "explorer/symmetry/symmetry_canonicalizer.hpp"
#include "explorer/system/features.hpp"
#include "explorer/system/packed_system.hpp"

namespace revoke_mc::system {

template <TransitionSystem S>
class SymmetricSystem : public S {
public:
    SymmetricSystem(const S& system, const Canonicalizer& canonicalizer) : S(system), canonicalizer_(&canonicalizer) {}

    /// States are replaced by the representatives of their orbits.
    [[nodiscard]] bool renames() const { return true; }
    bool canonicalize(std::uint64_t* state) const { return canonicalizer_->canonicalize(state); }
    [[nodiscard]] const Canonicalizer& canonicalizer() const { return *canonicalizer_; }

private:
    const Canonicalizer* canonicalizer_;
};

namespace detail {
using Symmetric = SymmetricSystem<PackedSystem<1>>;
static_assert(well_formed_system<Symmetric> && HasSymmetry<Symmetric>);
}  // namespace detail

}  // namespace revoke_mc::system
