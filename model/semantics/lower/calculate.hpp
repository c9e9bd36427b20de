// Prices of what is calculated; see about.hpp.
#pragma once

#include "model/semantics/lower/code.hpp"
#include "model/semantics/lower/ways.hpp"

namespace revoke_mc::lower::counting {

/// The register that a plain operation gives.
[[nodiscard]] Register calculate(const State& state, const Op& op);
/// counter == value.
[[nodiscard]] Register is(const State& state, const Register& counter, std::int64_t value);
/// What it costs for the counter to be 0, and not to be.
void price(const State& state, Register& counter);

}  // namespace revoke_mc::lower::counting
