// Machine code against the interpreter of transition programs, state by state.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "explorer/system/packed_model.hpp"

namespace revoke_mc::tests {

/// The processor is one that machine code is made for.
[[nodiscard]] bool has_native_code();

struct NativeAgreement {
    std::size_t states = 0;  ///< that were compared
    std::size_t steps = 0;
    bool compiled = false;
    std::string difference;  ///< the first one; empty: none
};

/// Compares successors, broken properties and goals over the reachable states, but at most
/// `state_limit` of them, and whatever broken_after says with what is newly broken.
[[nodiscard]] NativeAgreement compare_native(const system::PackedModel& model, std::size_t state_limit);

/// The same over states that the caller has made up.
[[nodiscard]] NativeAgreement compare_native(const system::PackedModel& model,
                                             const std::vector<std::vector<std::uint64_t>>& states);

}  // namespace revoke_mc::tests
