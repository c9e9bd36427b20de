// Prices: how many witnesses it takes for something to stay as it is; see about.hpp.
#pragma once

#include <algorithm>
#include <map>
#include <optional>

#include "model/semantics/lower/slots.hpp"

namespace revoke_mc::lower {

struct Price {
    std::uint32_t elements = 0;
    std::map<SlotId, std::int64_t> at_least;  ///< by counter that is split

    [[nodiscard]] std::uint32_t total() const {
        std::int64_t sum = elements;
        for (const auto& [counter, value] : at_least) sum += value;
        return static_cast<std::uint32_t>(sum);
    }
    bool operator==(const Price&) const = default;
};

[[nodiscard]] inline Price one_element() { return {1, {}}; }

/// Both are needed.
[[nodiscard]] inline Price together(Price a, const Price& b) {
    a.elements += b.elements;
    for (const auto& [counter, value] : b.at_least) a.at_least[counter] = std::max(a.at_least[counter], value);
    return a;
}

/// One of them is.
[[nodiscard]] inline Price dearer(Price a, const Price& b) {
    a.elements = std::max(a.elements, b.elements);
    for (const auto& [counter, value] : b.at_least) a.at_least[counter] = std::max(a.at_least[counter], value);
    return a;
}

/// What is in both.
[[nodiscard]] inline Price common(const Price& a, const Price& b) {
    Price out{std::min(a.elements, b.elements), {}};
    for (const auto& [counter, value] : a.at_least)
        if (const auto other = b.at_least.find(counter); other != b.at_least.end())
            out.at_least[counter] = std::min(value, other->second);
    return out;
}

/// What is left of the price when `paid`, a part of it, has been paid.
[[nodiscard]] inline Price rest(Price of, const Price& paid) {
    of.elements -= paid.elements;
    return of;  // of facts about one counter the largest counts: nothing is paid twice
}

/// A price, or it cannot be.
using Possible = std::optional<Price>;

[[nodiscard]] inline Possible dearer(const Possible& a, const Possible& b) {
    if (!a || !b) return a ? a : b;
    return dearer(*a, *b);
}
[[nodiscard]] inline Possible together(const Possible& a, const Possible& b) {
    return a && b ? Possible{together(*a, *b)} : std::nullopt;
}

}  // namespace revoke_mc::lower
