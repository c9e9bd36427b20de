// A state of any width as one 64-bit key, and back: recursive ("tree") compression.
//
// A state of one word is its own key. A wider one is a binary tree: the leaves are its words, a
// node is the pair of its children's numbers (intern_table.hpp), and the root's pair is the key. So
// keys are equal exactly if the states are. A step changes a word or two; what it leaves alone
// keeps the numbers that the old state had, and is not looked up again (incremental tree
// compression, as in the paper quoted there).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "explorer/internal/intern_table.hpp"
#include "explorer/internal/state_key.hpp"
#include "explorer/internal/state_words.hpp"

namespace revoke_mc::explorer::internal {

/// A state together with the numbers of its nodes: the start for folding its successors.
template <std::size_t Words>
struct FoldedState {
    StateArray<Words> words{};
    std::array<InternId, 2 * Words> ids{};  ///< by node: the children of n are 2n+1 … in pre-order
};

template <std::size_t Words>
class StateFold {
public:
    using Folded = FoldedState<Words>;

    explicit StateFold(Budget& budget) : table_(budget) {}

    /// The key of a state; none if there is no memory for its parts.
    [[nodiscard]] std::optional<std::uint64_t> fold(const std::uint64_t* state) {
        return root([&](std::uint64_t value) { return table_.intern(value); }, state, nullptr);
    }
    /// The same for a successor of `from`, cheaper.
    [[nodiscard]] std::optional<std::uint64_t> fold(const std::uint64_t* state, const Folded& from) {
        return root([&](std::uint64_t value) { return table_.intern(value); }, state, &from);
    }
    /// The key of a state all of whose parts are known; else none. Adds nothing.
    [[nodiscard]] std::optional<std::uint64_t> find(const std::uint64_t* state) const {
        return root([&](std::uint64_t value) { return table_.find(value); }, state, nullptr);
    }
    [[nodiscard]] std::optional<std::uint64_t> find(const std::uint64_t* state, const Folded& from) const {
        return root([&](std::uint64_t value) { return table_.find(value); }, state, &from);
    }

    /// Fetches what folding a successor of `from` will look at.
    void prefetch(const std::uint64_t* state, const Folded& from) const {
        if constexpr (Words > 1) {
            for (std::size_t i = 0; i < Words; ++i) {
                if (state[i] != from.words[i]) table_.prefetch(state[i]);
            }
        }
    }

    /// Fetches what unfolding a key looks at first.
    void prefetch(StateKey key) const {
        if constexpr (Words > 1) {
            table_.prefetch_value(left_of(key));
            table_.prefetch_value(right_of(key));
        }
    }
    void unfold(std::uint64_t key, Folded& out) const {
        if constexpr (Words == 1) {
            out.words[0] = key;
        } else {
            children<0, Words, 0>(key, out);
        }
    }

private:
    // The node for the words [Lo, Hi); its left child has the larger half.
    static constexpr std::size_t middle(std::size_t lo, std::size_t hi) { return lo + (hi - lo + 1) / 2; }
    static constexpr std::size_t right_child(std::size_t node, std::size_t left_leaves) {
        return node + 2 * left_leaves;
    }
    /// Small numbers make a narrow key (state_key.hpp); a wide one has the highest bit set.
    static constexpr std::uint64_t pair(InternId left, InternId right) {
        if (((left | right) >> narrow_half) == 0) return std::uint64_t{left} << narrow_half | right;
        return std::uint64_t{1} << 63 | std::uint64_t{left} << intern_id_bits | right;
    }
    static constexpr InternId left_of(std::uint64_t pair) {
        return static_cast<InternId>(is_narrow(pair) ? pair >> narrow_half
                                                     : (pair & ~(std::uint64_t{1} << 63)) >> intern_id_bits);
    }
    static constexpr InternId right_of(std::uint64_t pair) {
        return static_cast<InternId>(pair &
                                     ((std::uint64_t{1} << (is_narrow(pair) ? narrow_half : intern_id_bits)) - 1));
    }
    static constexpr unsigned narrow_half = narrow_bits / 2;

    template <class Number>
    std::optional<std::uint64_t> root(const Number& number, const std::uint64_t* state, const Folded* from) const {
        if constexpr (Words == 1) {
            return *state;
        } else {
            return pair_of<0, Words, 0>(number, state, from);
        }
    }

    template <std::size_t Lo, std::size_t Hi, std::size_t Node, class Number>
    std::optional<std::uint64_t> pair_of(const Number& number, const std::uint64_t* state, const Folded* from) const {
        constexpr std::size_t mid = middle(Lo, Hi);
        const InternId left = id_of<Lo, mid, Node + 1>(number, state, from);
        const InternId right = id_of<mid, Hi, right_child(Node, mid - Lo)>(number, state, from);
        if (left == no_intern_id || right == no_intern_id) return std::nullopt;
        return pair(left, right);
    }

    template <std::size_t Lo, std::size_t Hi, std::size_t Node, class Number>
    InternId id_of(const Number& number, const std::uint64_t* state, const Folded* from) const {
        if (from != nullptr && same_state<Hi - Lo>(state + Lo, from->words.data() + Lo)) return from->ids[Node];
        if constexpr (Hi - Lo == 1) {
            return number(state[Lo]);
        } else {
            const auto value = pair_of<Lo, Hi, Node>(number, state, from);
            return value ? number(*value) : no_intern_id;
        }
    }

    template <std::size_t Lo, std::size_t Hi, std::size_t Node>
    void children(std::uint64_t value, Folded& out) const {
        constexpr std::size_t mid = middle(Lo, Hi);
        node<Lo, mid, Node + 1>(left_of(value), out);
        node<mid, Hi, right_child(Node, mid - Lo)>(right_of(value), out);
    }

    template <std::size_t Lo, std::size_t Hi, std::size_t Node>
    void node(InternId id, Folded& out) const {
        out.ids[Node] = id;
        if constexpr (Hi - Lo == 1) {
            out.words[Lo] = table_.value(id);
        } else {
            children<Lo, Hi, Node>(table_.value(id), out);
        }
    }

    InternTable table_;
};

}  // namespace revoke_mc::explorer::internal
