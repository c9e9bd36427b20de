// Large arrays on the memory account: what they take is booked before it is touched.
//
// A std::vector that grows holds the old and the new elements for a moment, three times what the account knows of. A
// list here grows in segments of doubling size, none of which ever moves: a segment is mapped as a whole, but only
// touched, and only booked, step by step. An array has its size from the beginning.
//
// Both throw std::bad_alloc if the account or the kernel refuses. For plain data; elements start as zero.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

#include "explorer/store/budget.hpp"
#include "explorer/store/pages.hpp"

namespace revoke_mc::explorer::internal {

template <class T>
class BookedArray {
public:
    static_assert(std::is_trivially_copyable_v<T>);

    BookedArray(Budget& budget, std::size_t size)
        : booking_(budget, size * sizeof(T)), pages_(size == 0 ? Pages() : Pages::map(size * sizeof(T))), size_(size) {
        if (size != 0 && !pages_) throw std::bad_alloc();
    }

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] T& operator[](std::size_t i) { return all()[i]; }
    [[nodiscard]] const T& operator[](std::size_t i) const { return static_cast<const T*>(pages_.data())[i]; }
    [[nodiscard]] std::span<T> all() { return {static_cast<T*>(pages_.data()), size_}; }

private:
    Booking booking_;
    Pages pages_;
    std::size_t size_;
};

template <class T>
class BookedList {
public:
    static_assert(std::is_trivially_copyable_v<T>);

    explicit BookedList(Budget& budget) : budget_(&budget) {}
    BookedList(BookedList&& other) noexcept
        : budget_(other.budget_), segments_(std::move(other.segments_)), size_(std::exchange(other.size_, 0)),
          room_(std::exchange(other.room_, 0)) {}
    BookedList(const BookedList&) = delete;
    BookedList& operator=(const BookedList&) = delete;
    BookedList& operator=(BookedList&&) = delete;
    ~BookedList() { budget_->give(room_ * sizeof(T)); }

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] const T& operator[](std::size_t i) const { return *at(i); }
    void push_back(const T& value) {
        if (size_ == room_) make_room();
        *at(size_++) = value;
    }

private:
    static constexpr std::size_t step = std::size_t{1} << 12;
    static constexpr unsigned first_bits = 12;

    /// Segment 0 has the first `step` elements, segment k those from step * 2^(k-1) on.
    [[nodiscard]] T* at(std::size_t i) const {
        const auto segment = static_cast<unsigned>(std::bit_width(i >> first_bits));
        const std::size_t first = segment == 0 ? 0 : step << (segment - 1);
        return static_cast<T*>(segments_[segment].data()) + (i - first);
    }

    void make_room() {
        if (!budget_->take(step * sizeof(T))) throw std::bad_alloc();
        room_ += step;
        const auto segment = static_cast<unsigned>(std::bit_width(size_ >> first_bits));
        if (segments_[segment]) return;
        segments_[segment] = Pages::map((segment == 0 ? step : step << (segment - 1)) * sizeof(T));
        if (!segments_[segment]) throw std::bad_alloc();
    }

    Budget* budget_;
    std::array<Pages, 52> segments_;
    std::size_t size_ = 0;
    std::size_t room_ = 0;  ///< elements that are booked
};

}  // namespace revoke_mc::explorer::internal
