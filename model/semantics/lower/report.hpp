// What code reports: that a property is broken, or, where that is wanted, that a point of the text is reached.
#pragma once

#include <cstdint>
#include <optional>

#include "model/language/program/points.hpp"

namespace revoke_mc::lower {

/// The operand of Opcode::broken. Points have a bit that no property has.
class Report {
public:
    constexpr explicit Report(program::PropertyId property) : number_(property.number()) {}
    constexpr explicit Report(program::Point point) : number_(point_mark | point.number()) {}
    /// What a program that ran has reported.
    static constexpr Report of(std::uint32_t number) { return Report(Number{number}); }

    [[nodiscard]] constexpr std::uint32_t number() const { return number_; }
    [[nodiscard]] constexpr bool is_point() const { return (number_ & point_mark) != 0; }
    /// Nothing if the report is about a property.
    [[nodiscard]] constexpr std::optional<program::Point> point() const {
        return is_point() ? std::optional(program::Point{number_ & ~point_mark}) : std::nullopt;
    }

private:
    static constexpr std::uint32_t point_mark = 0x40000000U;
    struct Number {
        std::uint32_t number;
    };
    constexpr explicit Report(Number number) : number_(number.number) {}

    std::uint32_t number_;
};

}  // namespace revoke_mc::lower
