// Takes out of a random spec what the checker refuses.
//
// The generator need not know every rule: it writes what is nearly always right, and lines that are not are dropped,
// with what stands inside them. What is left is accepted.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/random/tree.hpp"

namespace revoke_mc::random_specs {

/// What is wrong with a text, as people read it ("random.rvk:7:3: error: ..."), or an empty string.
using Complaint = std::function<std::string(const std::string& text)>;

struct Repaired {
    Node spec;
    int dropped = 0;                    ///< nodes
    std::string complaint;              ///< what is left after all; empty: it is accepted
    std::vector<std::string> refusals;  ///< what was said on the way
};

[[nodiscard]] Repaired repair(Node spec, const Complaint& complaint);

}  // namespace revoke_mc::random_specs
