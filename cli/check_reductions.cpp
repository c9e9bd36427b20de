// Random samples, the same in every run; see check_reductions.hpp.
#include "cli/check_reductions.hpp"

#include "model/lower/probe.hpp"
#include "model/reduce/definition_check.hpp"

namespace revoke_mc::cli {

namespace {

constexpr std::size_t samples = 2000;
constexpr std::uint64_t seed = 1;

}  // namespace

std::string check_reductions(const program::Program& program, const lower::Lowered& lowered,
                             const reduce::Reductions& reductions) {
    if (reductions.symmetry() != nullptr) {
        const lower::SymmetryFault fault = lower::check_symmetry(program, lowered, samples, seed);
        if (fault.found()) return "symmetry: " + fault.what + " (" + fault.permutation + ")";
    }
    const reduce::StubbornSets* sets = reductions.partial_order();
    if (sets == nullptr) return "";
    const std::string fault = lower::dispatch(
        lowered, [&](const auto& system) { return reduce::Definition(system, *sets, seed).check(samples); });
    return fault.empty() ? "" : "partial-order reduction: " + fault;
}

}  // namespace revoke_mc::cli
