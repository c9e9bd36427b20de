// Sets of points, in words of 64.
#include "model/semantics/explain/covered.hpp"

namespace revoke_mc::explain {

Covered::Covered(std::size_t points, const std::vector<program::Point>& reached) : surely(points), perhaps(points) {
    for (const program::Point point : reached) add(point);
}

void Covered::add(program::Point point) {
    surely.set(point.number());
    perhaps.set(point.number());
}

bool Covered::meet(const Covered& other) {
    const bool less = !surely.is_subset_of(other.surely), more = !other.perhaps.is_subset_of(perhaps);
    if (less) surely &= other.surely;
    if (more) perhaps |= other.perhaps;
    return less || more;
}

Covered& Covered::operator|=(const Covered& other) {
    if (other.surely.empty()) return *this;
    if (surely.empty()) return *this = other;
    surely |= other.surely;
    perhaps |= other.perhaps;
    return *this;
}

}  // namespace revoke_mc::explain
