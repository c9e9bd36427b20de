// From a trace of representatives back to a trace of the plain system.
//
// Under symmetry every state of a trace is the representative of its orbit, so that from one state to
// the next the instances may have changed names, and which of several alike properties a search finds
// broken is an accident. Under slicing what does not matter in a state is zero. Here each step is taken
// again, from the true state in the names of the representative, and all renaming that came before is
// undone on its result: the reader sees one consistent naming and true values, and the property asked
// for is the broken one. On the way the trace is held against what the search recorded.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "explorer/contract/result.hpp"
#include "explorer/reduce/search_system.hpp"
#include "explorer/system/packed_system.hpp"
#include "model/semantics/lower/lower.hpp"

namespace revoke_mc::checker {

/// A trace whose states have their true names, and who takes its steps. States are as wide as any model's, whatever the
/// width that was searched; but the cells of a cut start are given as they are.
struct NamedTrace {
    struct Step {
        system::ThreadId thread = none;
        std::vector<std::uint64_t> state;  ///< empty: cut
    };
    std::vector<std::uint64_t> initial;
    std::vector<Step> steps;
    std::optional<system::ThreadId> stuck;
    std::optional<std::uint64_t> cycle_start;
    bool cut_start = false;
    system::PropertyId property = none;
};

class TraceRenamer {
public:
    /// Keeps references. Without symmetry no name changes.
    TraceRenamer(const system::PackedModel& model, const reduce::Reductions& reductions)
        : system_(model), no_symmetry_({}, model.words),
          symmetry_(reductions.symmetry() != nullptr ? *reductions.symmetry() : no_symmetry_),
          slice_(reductions.slice()) {}

    /// `found`: what the search says of `property`, with a trace. Throws std::logic_error if the trace is none.
    [[nodiscard]] NamedTrace follow(system::PropertyId property, const explorer::PropertyResult& found);

    /// The same trace with other names, under which it breaks `wanted`.
    [[nodiscard]] NamedTrace rename(NamedTrace trace, system::PropertyId wanted) const;

    /// All properties that are the same but for the names in them, `property` included.
    [[nodiscard]] std::vector<system::PropertyId> alike(system::PropertyId property) const;

private:
    using System = system::PackedSystem<lower::max_words>;
    using State = std::vector<std::uint64_t>;

    [[nodiscard]] State true_initial(const State& representative) const;
    [[nodiscard]] State normal(State state) const;
    State take(State& at, system::TransitionId transition, const State& found);
    void rename(const system::Permutation& applied);
    [[nodiscard]] system::Permutation exchange(system::PropertyId from, system::PropertyId to) const;

    const System system_;
    const system::Canonicalizer no_symmetry_;
    const system::Canonicalizer& symmetry_;
    const reduce::Slice* slice_;
    System::Scratch scratch_{};
    system::Permutation names_;  // of the representative at hand -> true names
};

}  // namespace revoke_mc::checker
