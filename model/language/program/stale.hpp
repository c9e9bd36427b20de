// References that outlive what they are bound to.
//
// A frame's reference to an object of the heap, or to what lies in one, is stale once the thread itself has freed that
// object: making it again makes another one. It keeps its number, with a mark that tells it apart.
#pragma once

#include "model/language/program/objects.hpp"

namespace revoke_mc::program {

inline constexpr std::uint32_t stale_mark = 0x80000000U;

[[nodiscard]] constexpr bool is_stale(ObjectId reference) {
    return reference != none && (reference.number() & stale_mark) != 0;
}
/// The same reference, once the thread has freed what it is bound to.
[[nodiscard]] constexpr ObjectId stale(ObjectId reference) { return ObjectId{reference.number() | stale_mark}; }
/// What it was bound to.
[[nodiscard]] constexpr ObjectId bound_once(ObjectId reference) {
    return is_stale(reference) ? ObjectId{reference.number() & ~stale_mark} : reference;
}

}  // namespace revoke_mc::program
