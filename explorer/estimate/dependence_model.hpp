// How large is a set of which only a sample is known? A model of how its variables depend on each other says.
//
// Chow and Liu (1968) approximate a distribution by letting each variable depend on one other; here each depends on up
// to four that come before it (the structure of a Bayesian network, chosen greedily by what is left of the entropy). If
// Q is the distribution that was sampled and q the model, then the mean of 1/q(s) over the sample estimates the sum of
// Q(s)/q(s) over the set, which is its size if q is right: importance sampling, as in Knuth's estimate of the size of a
// search tree (1975), where q is known. Rare large terms ruin the mean itself; 1/q is therefore taken to be lognormal.
#pragma once

#include <cstdint>
#include <vector>

namespace revoke_mc::explorer::internal {

/// The values of one variable, by sample.
using Column = std::vector<std::uint32_t>;

/// ln(1/q) over the sample.
struct LogSize {
    double mean = 0;      ///< e^mean: what the entropy says; a sample that is not even makes it too low
    double variance = 0;  ///< e^(mean + variance/2): what the mean of 1/q is for a lognormal; too high if q is wrong
};

/// `columns` must be of the same length, at least 1. The sample must not contain anything twice.
[[nodiscard]] LogSize log_size(const std::vector<Column>& columns);

}  // namespace revoke_mc::explorer::internal
