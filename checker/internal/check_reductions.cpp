// Random samples of states, the same in every run.
#include "checker/internal/check_reductions.hpp"

#include "explorer/reduce/definition_check.hpp"
#include "explorer/reduce/slice_check.hpp"
#include "model/semantics/lower/probe.hpp"

namespace revoke_mc::checker {

namespace {

constexpr std::size_t samples = 2000;
constexpr std::uint64_t seed = 1;

}  // namespace

std::string check_reductions(const program::Program& program, const lower::Lowered& lowered,
                             const reduce::Reductions& reductions) {
    if (lowered.model().initial.empty()) return "";  // each start is cut: there is nothing to look at
    if (reductions.symmetry() != nullptr) {
        const lower::SymmetryFault fault = lower::check_symmetry(program, lowered, samples, seed);
        if (fault.found()) return "symmetry: " + fault.what + " (" + fault.permutation + ")";
    }
    const reduce::StubbornSets* sets = reductions.partial_order();
    const reduce::Slice* slice = reductions.slice();
    return lower::dispatch_wide(lowered, [&](const auto& system) -> std::string {
        if (sets != nullptr)
            if (const std::string fault = reduce::Definition(system, *sets, seed).check(samples); !fault.empty())
                return "partial-order reduction: " + fault;
        if (slice == nullptr) return "";
        const std::string fault = reduce::SliceCheck(system, lowered.model(), *slice, sets, seed).check(samples);
        return fault.empty() ? "" : "slicing: " + fault;
    });
}

}  // namespace revoke_mc::checker
