// Prices: how many witnesses it takes for something to stay as it is; see about.hpp.
//
// A witness stands for a fact ("some fence is in the reservation object"), and a fact that is needed twice needs one
// witness. So a price is a set of facts; and where one of several ways has been gone, one set for each.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "model/semantics/lower/slots.hpp"

namespace revoke_mc::lower {

/// Each that there is an element. Those that say the same of the same state have one number.
using Facts = std::set<std::uint64_t>;

class Price {
public:
    Price() = default;
    static Price of(std::uint64_t fact) {
        Price out;
        out.ways_ = {Facts{fact}};
        return out;
    }
    /// A counter that is split is at least so much.
    static Price at_least(SlotId counter, std::int64_t value) {
        Price out;
        if (value > 0) out.at_least_[counter] = value;
        return out;
    }

    [[nodiscard]] std::uint32_t total() const {
        std::size_t most = 0;
        for (const Facts& way : ways()) most = std::max(most, way.size());
        for (const auto& [counter, value] : at_least_) most += static_cast<std::size_t>(value);
        return static_cast<std::uint32_t>(most);
    }

    /// Both are needed.
    [[nodiscard]] friend Price together(const Price& a, const Price& b) {
        Price out;
        if (a.costs_nothing() || b.costs_nothing()) {
            out.ways_ = (a.costs_nothing() ? b : a).ways_;
        } else {
            for (const Facts& left : a.ways_)
                for (const Facts& right : b.ways_) {
                    Facts both = left;
                    both.insert(right.begin(), right.end());
                    out.ways_.insert(std::move(both));
                }
        }
        out.raise(a, b);
        return out;
    }

    /// One of them is.
    [[nodiscard]] friend Price dearer(const Price& a, const Price& b) {
        Price out = a;
        out.ways_.insert(b.ways_.begin(), b.ways_.end());
        out.raise(a, b);
        return out;
    }

    /// What is needed in any case.
    [[nodiscard]] friend Price common(const Price& a, const Price& b) {
        Facts all = *a.ways().begin();
        for (const Price* price : {&a, &b})
            for (const Facts& way : price->ways())
                std::erase_if(all, [&](std::uint64_t f) { return !way.contains(f); });
        Price out;
        if (!all.empty()) out.ways_ = {std::move(all)};
        for (const auto& [counter, value] : a.at_least_)
            if (const auto other = b.at_least_.find(counter); other != b.at_least_.end())
                out.at_least_[counter] = std::min(value, other->second);
        return out;
    }

    /// What is left of the price when `paid`, which is common to it and others, has been paid. Of facts about one
    /// counter the largest counts: nothing is paid twice there.
    [[nodiscard]] friend Price rest(const Price& of, const Price& paid) {
        Price out = of;
        if (paid.costs_nothing()) return out;
        out.ways_.clear();
        for (Facts way : of.ways_) {
            for (const std::uint64_t fact : *paid.ways_.begin()) way.erase(fact);
            out.ways_.insert(std::move(way));
        }
        if (out.ways_.size() == 1 && out.ways_.begin()->empty()) out.ways_.clear();
        return out;
    }

    bool operator==(const Price&) const = default;

private:
    static constexpr std::size_t most_ways = 24;

    [[nodiscard]] bool costs_nothing() const { return ways_.empty(); }
    [[nodiscard]] const std::set<Facts>& ways() const {
        static const std::set<Facts> nothing{Facts{}};
        return costs_nothing() ? nothing : ways_;
    }

    void raise(const Price& a, const Price& b) {
        for (const Price* price : {&a, &b})
            for (const auto& [counter, value] : price->at_least_)
                at_least_[counter] = std::max(at_least_[counter], value);
        drop_cheaper();
    }

    /// A way that is part of another one. Of very many ways one is made that is as dear as any.
    void drop_cheaper() {
        std::erase_if(ways_, [&](const Facts& way) {
            return std::any_of(ways_.begin(), ways_.end(), [&](const Facts& other) {
                return way.size() < other.size() && std::includes(other.begin(), other.end(), way.begin(), way.end());
            });
        });
        if (ways_.size() <= most_ways) return;
        std::size_t most = 0;
        for (const Facts& way : ways_) most = std::max(most, way.size());
        static thread_local std::uint64_t next = std::uint64_t{1} << 62U;  // known nowhere else: nothing is shared
        Facts facts;
        while (facts.size() < most) facts.insert(next++);
        ways_ = {std::move(facts)};
    }

    std::set<Facts> ways_;  // none: one that needs no fact, as most prices are; that takes no memory
    std::map<SlotId, std::int64_t> at_least_;
};

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
