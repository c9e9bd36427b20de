// Evaluates the condition of a property on known bits: it may come out true, false or either.
#pragma once

#include "explorer/reduce/effect.hpp"

namespace revoke_mc::reduce {

struct Evaluated {
    bool may_be_true = false, may_be_false = false;
    [[nodiscard]] bool may_be(bool value) const { return value ? may_be_true : may_be_false; }
};

/// What the condition at `code` may be in the states of `known`. Over-approximates: every value that
/// some of these states gives is in it.
[[nodiscard]] Evaluated evaluate(const system::PackedModel& model, std::uint32_t code, const KnownBits& known);

}  // namespace revoke_mc::reduce
