// Does it matter in which order an `each` takes interchangeable instances?
//
// The language takes them in increasing order, and then the last one may win: who is last is a
// difference between instances, and there is no symmetry. Usually each element only touches itself.
// Here this is decided on the code that was generated for each element: the pieces for different
// instances must not conflict (Bernstein's conditions), except that all may store the same constant in
// what none of them reads. A failing assert must not compete with a trap that cuts the step.
#pragma once

#include <cstddef>
#include <set>
#include <vector>

#include "model/semantics/lower/strand.hpp"

namespace revoke_mc::lower {

/// Code [begin, end) was generated for this element.
struct ElementCode {
    ObjectId element = none;
    std::size_t begin = 0, end = 0;
};

/// Notes in generated.order_matters the components for which the order of the pieces of `at` may make a
/// difference. Registers below `shared` outlive a piece.
void note_order(Generated& generated, const program::Program& program, const program::Stmt& at, const Code& code,
                const std::vector<ElementCode>& pieces, std::uint16_t shared);

/// Slots that the code stores to.
[[nodiscard]] std::set<SlotId> stored(const Generated& generated, const Code& code, std::size_t begin, std::size_t end);

}  // namespace revoke_mc::lower
