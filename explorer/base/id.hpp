// Numbers that cannot be mixed up: a cell's is not an object's, and a container knows which kind indexes it.
//
//     struct CellTag;
//     using CellId = Id<CellTag>;                  // a number, or none
//     Indexed<CellId, Cell> cells;
//     const CellId flag = cells.add({...});        // the number of what was added
//     cells[flag].name;                            // cells[3] does not compile
//     for (const CellId cell : cells.ids()) ...    // all numbers, in increasing order
//
// An Id costs what a bare number costs. Where a number is needed (bit positions, files), number() gives it.
#pragma once

#include <cassert>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace revoke_mc {

/// "No such thing", of every kind of Id.
struct None {};
inline constexpr None none{};

template <class Tag>
class Id {
public:
    using Number = std::uint32_t;

    constexpr Id() = default;          ///< none
    constexpr Id(None /*nothing*/) {}  // NOLINT(google-explicit-constructor): `= none` is what it is for
    constexpr explicit Id(std::integral auto number) : number_(static_cast<Number>(number)) {}

    /// Must not be none.
    [[nodiscard]] constexpr Number number() const {
        assert(number_ != nothing);
        return number_;
    }
    /// The number, or all bits of it set: for keys, hashes and files.
    [[nodiscard]] constexpr Number raw() const { return number_; }

    friend constexpr auto operator<=>(Id, Id) = default;  ///< none comes last
    /// The one `offset` places further on: members of a block, elements of an array.
    friend constexpr Id operator+(Id id, std::integral auto offset) {
        return Id{id.number() + static_cast<Number>(offset)};
    }
    constexpr Id& operator+=(std::integral auto offset) { return *this = *this + offset; }
    constexpr Id& operator++() {
        ++number_;
        return *this;
    }
    constexpr Id& operator--() {
        --number_;
        return *this;
    }
    constexpr Id operator++(int) { return Id{number_++}; }

    /// How far apart two of them are.
    friend constexpr std::int64_t operator-(Id a, Id b) { return std::int64_t{a.number()} - std::int64_t{b.number()}; }

private:
    static constexpr Number nothing = 0xffffffffU;
    Number number_ = nothing;
};

/// For messages and keys; found by argument-dependent lookup.
template <class Tag>
[[nodiscard]] std::string to_string(Id<Tag> id) {
    return std::to_string(id.raw());
}

/// The Ids [0, count), in increasing order.
template <class I>
class FirstIds {
public:
    class Iterator {
    public:
        using iterator_category = std::forward_iterator_tag;
        using value_type = I;
        using difference_type = std::ptrdiff_t;
        using pointer = const I*;
        using reference = I;

        Iterator() = default;
        explicit Iterator(I id) : id_(id) {}
        I operator*() const { return id_; }
        Iterator& operator++() {
            ++id_;
            return *this;
        }
        Iterator operator++(int) { return Iterator{id_++}; }
        friend bool operator==(Iterator, Iterator) = default;

    private:
        I id_{};
    };

    explicit FirstIds(std::size_t count) : end_(count) {}
    [[nodiscard]] Iterator begin() const { return Iterator{I{0}}; }
    [[nodiscard]] Iterator end() const { return Iterator{end_}; }

private:
    I end_;
};

/// A container, a std::vector unless said otherwise, that is indexed by an Id.
template <class I, class T, class Items = std::vector<T>>
class Indexed {
public:
    using value_type = T;
    using reference = typename Items::reference;
    using const_reference = typename Items::const_reference;

    Indexed() = default;
    explicit Indexed(std::size_t size) : items_(size) {}
    Indexed(std::size_t size, const T& value) : items_(size, value) {}
    Indexed(std::initializer_list<T> items) : items_(items) {}
    explicit Indexed(Items items) : items_(std::move(items)) {}

    [[nodiscard]] reference operator[](I id) { return items_[id.number()]; }
    [[nodiscard]] const_reference operator[](I id) const { return items_[id.number()]; }

    /// The number of what was added.
    I add(T item) {
        items_.push_back(std::move(item));
        return I{items_.size() - 1};
    }
    /// The number that the next one will have.
    [[nodiscard]] I next_id() const { return I{items_.size()}; }
    [[nodiscard]] bool contains(I id) const { return id.raw() < items_.size(); }
    [[nodiscard]] FirstIds<I> ids() const { return FirstIds<I>{items_.size()}; }

    [[nodiscard]] std::size_t size() const { return items_.size(); }
    [[nodiscard]] bool empty() const { return items_.empty(); }
    void resize(std::size_t size) { items_.resize(size); }
    void resize(std::size_t size, const T& value) { items_.resize(size, value); }
    void assign(std::size_t size, const T& value) { items_.assign(size, value); }
    void reserve(std::size_t size) { items_.reserve(size); }
    void clear() { items_.clear(); }
    void push_back(T item) { items_.push_back(std::move(item)); }
    template <class... Args>
    reference emplace_back(Args&&... args) {
        return items_.emplace_back(std::forward<Args>(args)...);
    }

    [[nodiscard]] auto begin() { return items_.begin(); }
    [[nodiscard]] auto end() { return items_.end(); }
    [[nodiscard]] auto begin() const { return items_.begin(); }
    [[nodiscard]] auto end() const { return items_.end(); }
    [[nodiscard]] auto& front() { return items_.front(); }
    [[nodiscard]] const auto& front() const { return items_.front(); }
    [[nodiscard]] auto& back() { return items_.back(); }
    [[nodiscard]] const auto& back() const { return items_.back(); }
    [[nodiscard]] const T* data() const { return items_.data(); }

    /// The plain container: for algorithms to which the numbers mean nothing.
    [[nodiscard]] Items& items() { return items_; }
    [[nodiscard]] const Items& items() const { return items_; }

    friend bool operator==(const Indexed&, const Indexed&) = default;

private:
    Items items_;
};

}  // namespace revoke_mc

template <class Tag>
struct std::hash<revoke_mc::Id<Tag>> {
    std::size_t operator()(revoke_mc::Id<Tag> id) const noexcept { return std::hash<std::uint32_t>{}(id.raw()); }
};
