// Compiles a PackedModel for x86-64 with AVX2; the contract is that of explorer/native/compile.hpp.
#pragma once

#include <memory>

#include "explorer/native/compiled.hpp"

namespace revoke_mc::native::x86 {

[[nodiscard]] std::unique_ptr<const Compiled> compile(const system::PackedModel& model, std::size_t words);

}  // namespace revoke_mc::native::x86
