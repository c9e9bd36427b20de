// States of the interpreter as rows of small numbers, and sets of them.
//
// A row has a number for each thread (of its control, see controls.hpp) and one for each variable (how far it is above
// the low end of its type). In a set each number takes the bits that it needs, and a row is found by its content.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <unordered_set>
#include <vector>

#include "model/semantics/evidence/controls.hpp"

namespace revoke_mc::evidence {

using Row = std::vector<std::uint32_t>;

/// From states to rows and back.
class Columns {
public:
    explicit Columns(const program::Program& program);

    [[nodiscard]] std::size_t size() const { return widths_.size(); }
    [[nodiscard]] std::size_t threads() const { return threads_; }
    /// The most that the number in a column may be.
    [[nodiscard]] std::uint32_t most(std::size_t column) const { return most_[column]; }
    /// Bits for it.
    [[nodiscard]] unsigned width(std::size_t column) const { return widths_[column]; }
    [[nodiscard]] std::size_t column(program::CellId cell) const { return threads_ + cell.number(); }

    /// With controls that are known; nothing if one is not, or a variable is outside of its type.
    [[nodiscard]] std::optional<Row> row(const interpret::State& state, const ThreadControls& controls) const;
    /// Adds the controls.
    [[nodiscard]] std::optional<Row> add(const interpret::State& state, ThreadControls& controls) const;
    [[nodiscard]] interpret::State state(const Row& row, const ThreadControls& controls) const;

private:
    [[nodiscard]] bool put_cells(const interpret::State& state, Row& row) const;

    std::size_t threads_;
    std::vector<std::int64_t> low_;  ///< by cell
    std::vector<std::uint32_t> most_;
    std::vector<unsigned> widths_;
};

/// Numbered from 0 as they are added. Not for use by several threads while it grows.
class RowSet {
public:
    explicit RowSet(const Columns& columns);
    RowSet(const RowSet&) = delete;
    RowSet& operator=(const RowSet&) = delete;

    /// Its number, new or known.
    std::uint32_t add(const Row& row);
    [[nodiscard]] std::optional<std::uint32_t> find(const Row& row) const;
    [[nodiscard]] Row operator[](std::uint32_t number) const;
    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(words_.size() / stride_); }

private:
    using Words = std::span<const std::uint64_t>;
    struct Hash {
        using is_transparent = void;
        const RowSet* set;
        std::size_t operator()(std::uint32_t number) const { return (*this)(set->words(number)); }
        std::size_t operator()(Words words) const;
    };
    struct Equal {
        using is_transparent = void;
        const RowSet* set;
        bool operator()(std::uint32_t a, std::uint32_t b) const { return (*this)(set->words(a), b); }
        bool operator()(Words a, std::uint32_t b) const { return std::ranges::equal(a, set->words(b)); }
    };

    [[nodiscard]] Words words(std::uint32_t number) const { return {&words_[number * stride_], stride_}; }
    void pack(const Row& row, std::uint64_t* words) const;

    const Columns& columns_;
    std::size_t stride_;
    std::vector<std::uint64_t> words_;
    std::unordered_set<std::uint32_t, Hash, Equal> numbers_;
};

}  // namespace revoke_mc::evidence
