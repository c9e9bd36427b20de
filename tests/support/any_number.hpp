// Proofs for every number of instances, held against what they stand on.
//
// Deletion: views are sound if a step of n instances is, with all but a few of them left out, a step of those that are
// left. That is tried out on states of random walks: for each step some instances, as many as the analysis of the code
// says, have to be enough, whoever else is left out.
// Verdicts: what is broken in a plain search of some size must not be excluded.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "explorer/views/closure.hpp"
#include "model/semantics/lower/family.hpp"

namespace revoke_mc::tests {

/// What is made of the analysis before it is used, to see whether somebody notices.
using Tamper = void (*)(system::Apart&);
/// As if every step were about one instance.
void about_one(system::Apart& apart);

/// A spec of N instances, but for its first line.
[[nodiscard]] syntax::Loaded counted_spec(const std::string& text);

struct Decision {
    std::string not_applicable;
    explorer::views::Result closure;
    std::uint32_t widest = 0;
    std::set<std::string> split;
    std::set<std::string> whole;                            ///< counters that were left whole in the end
    std::set<std::string> excluded, suspected, not_judged;  ///< properties, those `for each` instance by one name
};
/// Counters of which a share does not fit are left whole.
[[nodiscard]] Decision decide(lower::FamilyOf of, std::uint32_t k, Tamper tamper = nullptr, unsigned threads = 1,
                              std::uint64_t most_configurations = explorer::unlimited);

/// The same closure by its definition: all configurations that the views stand for, each with all its steps.
struct PlainClosure {
    std::size_t views = 0;
    std::set<std::string> suspected;
};
[[nodiscard]] PlainClosure close_plainly(const lower::FamilyOf& of, std::uint32_t k);

/// Names of the properties that the plain search with so many instances finds broken; `complete` is set if it is.
[[nodiscard]] std::set<std::string> broken_with(const lower::FamilyOf& of, std::uint32_t size, bool& complete,
                                                std::uint64_t most_states = 400'000);

/// The same of all numbers of instances from `from` to `most`, of N.
[[nodiscard]] std::set<std::string> broken_up_to(const syntax::Loaded& loaded, std::uint32_t most,
                                                 std::uint32_t from = 1);

struct DeletionReport {
    std::string fault;  ///< empty: none was found
    std::string not_applicable;
    std::size_t steps = 0;  ///< looked at
};
[[nodiscard]] DeletionReport check_deletion(const lower::FamilyOf& of, std::uint32_t size, std::size_t samples,
                                            std::uint64_t seed, Tamper tamper = nullptr);

}  // namespace revoke_mc::tests
