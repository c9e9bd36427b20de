// Compiles a PackedModel to machine code.
#pragma once

#include <memory>

#include "explorer/native/compiled.hpp"

namespace revoke_mc::native {

/// Machine code for `model` on states of `words` words (at least model.words), or null if there can
/// be none: another processor, no executable memory, too large a model. The model must outlive it.
[[nodiscard]] std::unique_ptr<const Compiled> compile(const system::PackedModel& model, std::size_t words);

}  // namespace revoke_mc::native
