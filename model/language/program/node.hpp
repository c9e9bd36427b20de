// What the trees of a checked program are made of: nodes that are one of several kinds, and boxes that own them.
//
//     expr.is<Binary>()                                       // which kind is it?
//     if (const auto* sum = expr.as<Binary>()) sum->left...   // null if it is of another kind
//     expr.get<Binary>().left                                 // must be of this kind
//     std::visit(overloaded{[](const Binary& sum) {...}, [](const auto& other) {...}}, expr.what)
#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>
#include <variant>

namespace revoke_mc::program {

/// One function object out of several: a case for each kind.
template <class... Cases>
struct overloaded : Cases... {
    using Cases::operator()...;
};
template <class... Cases>
overloaded(Cases...) -> overloaded<Cases...>;

/// T or const T, for functions that are written once for both.
template <class N, class T>
concept Is = std::same_as<std::remove_const_t<N>, T>;
template <class N, class... Kinds>
concept OneOf = (Is<N, Kinds> || ...);

/// A node of one of these kinds, the first unless another one is given.
template <class... Kinds>
struct Node {
    using What = std::variant<Kinds...>;
    What what;

    template <class Kind>
    [[nodiscard]] bool is() const {
        return std::holds_alternative<Kind>(what);
    }
    /// It is of one of these kinds.
    template <class First, class Second, class... More>
    [[nodiscard]] bool is() const {
        return is<First>() || (is<Second>() || ... || is<More>());
    }
    template <class Kind>
    [[nodiscard]] const Kind* as() const {
        return std::get_if<Kind>(&what);
    }
    template <class Kind>
    [[nodiscard]] Kind* as() {
        return std::get_if<Kind>(&what);
    }
    template <class Kind>
    [[nodiscard]] const Kind& get() const {
        return std::get<Kind>(what);
    }
    template <class Kind>
    [[nodiscard]] Kind& get() {
        return std::get<Kind>(what);
    }
};

/// Owns a node, or nothing. A copy is a copy of the whole tree; who may not change the box may not change the node.
template <class T>
class Box {
public:
    Box() = default;
    Box(std::nullptr_t) {}                                    // NOLINT(google-explicit-constructor): as of a pointer
    Box(std::unique_ptr<T> node) : node_(std::move(node)) {}  // NOLINT(google-explicit-constructor)
    Box(const Box& other) : node_(other ? std::make_unique<T>(*other) : nullptr) {}
    Box(Box&&) noexcept = default;
    Box& operator=(const Box& other) { return *this = Box(other); }
    Box& operator=(Box&&) noexcept = default;
    ~Box() = default;

    explicit operator bool() const { return node_ != nullptr; }
    [[nodiscard]] T& operator*() { return *node_; }
    [[nodiscard]] const T& operator*() const { return *node_; }
    [[nodiscard]] T* operator->() { return node_.get(); }
    [[nodiscard]] const T* operator->() const { return node_.get(); }
    [[nodiscard]] T* get() { return node_.get(); }
    [[nodiscard]] const T* get() const { return node_.get(); }

private:
    std::unique_ptr<T> node_;
};

}  // namespace revoke_mc::program
