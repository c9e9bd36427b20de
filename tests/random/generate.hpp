// Random small specs: text in the language, made from a seed.
//
// They are well typed and finite, and they use every construct in every place where it may stand:
// choices in front of awaits and locks, empty branches, walks with filters, functions that return
// early, atomic statements with several paths, work items, heap objects, labels and properties. They
// are not sensible: asserts fail, ranges are left, locks are misused. Two programs that claim to
// implement the same semantics must agree on all of it.
//
// The same seed gives the same text on every machine. REVOKE_SEED runs one seed, REVOKE_RUNS says how many,
// REVOKE_FIRST which comes first.
#pragma once

#include <cstdint>

#include "tests/random/tree.hpp"

namespace revoke_mc::random_specs {

struct Shape {
    int components = 3;        ///< at most
    int statements = 5;        ///< about, in a thread
    int thread_instances = 4;  ///< at most, of all components together
    bool progress = false;     ///< progress properties, fair labels and fair locks (they switch reductions off)
    bool events = false;       ///< events that threads wait for and signal (they change nothing but the order of locks)
    bool library = false;      ///< buffers, attachments and fences of the dma_buf library
    bool whole = false;        ///< the whole language (whole.hpp); the rest of the shape is left to the seed then
};

[[nodiscard]] Node generate(std::uint64_t seed, const Shape& shape = {});

/// Seeds to run: REVOKE_SEED alone, or REVOKE_RUNS or `runs` of them from REVOKE_FIRST or `first` on.
[[nodiscard]] std::vector<std::uint64_t> seeds(std::uint64_t first, std::size_t runs);

}  // namespace revoke_mc::random_specs
