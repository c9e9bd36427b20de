// What `check` explores: a system with as much reduction as was asked for.
//
//     reduce::Reductions reductions(model, {.symmetry = true, .partial_order = true});
//     reduce::SearchSystem system(native_system, reductions);
//     explorer::explore(system, options);
//
// The members beyond the TransitionSystem concept are those that explorer/internal/reduction.hpp
// looks for.
#pragma once

#include <algorithm>
#include <optional>
#include <string>

#include "model/reduce/reduced_system.hpp"
#include "model/system/symmetry_canonicalizer.hpp"

namespace revoke_mc::reduce {

struct Wanted {
    bool symmetry = false;
    bool partial_order = false;
};

/// The reductions that are in effect for a model. The model must outlive it.
class Reductions {
public:
    Reductions(const system::PackedModel& model, Wanted wanted);
    Reductions(const Reductions&) = delete;
    Reductions& operator=(const Reductions&) = delete;

    /// Null: none.
    [[nodiscard]] const system::Canonicalizer* symmetry() const { return symmetry_ ? &*symmetry_ : nullptr; }
    [[nodiscard]] const StubbornSets* partial_order() const { return partial_order_ ? &*partial_order_ : nullptr; }
    /// "none", "symmetry", "por" or "symmetry, por": what is in effect, not what was asked for.
    [[nodiscard]] std::string name() const;

private:
    std::optional<system::Canonicalizer> symmetry_;
    std::optional<StubbornSets> partial_order_;
};

template <system::TransitionSystem S>
class SearchSystem : public ReducedSystem<S> {
public:
    SearchSystem(const S& system, const Reductions& reductions)
        : ReducedSystem<S>(system, reductions.partial_order()), symmetry_(reductions.symmetry()) {}

    /// States are replaced by the representatives of their orbits.
    [[nodiscard]] bool renames() const { return symmetry_ != nullptr; }
    void canonicalize(std::uint64_t* state) const { symmetry_->canonicalize(state); }

    /// The thread is at rest wherever it stands.
    [[nodiscard]] bool always_rests(system::ThreadId thread) const {
        const auto& rest = this->model().threads[thread].rest;
        return std::all_of(rest.begin(), rest.end(), [](std::uint8_t here) { return here != 0; });
    }

private:
    const system::Canonicalizer* symmetry_;
};

}  // namespace revoke_mc::reduce
