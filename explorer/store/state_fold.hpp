// A state of any width as one 64-bit key, and back: recursive ("tree") compression.
//
// A state of one word is its own key. A wider one is a binary tree: the leaves are its words, a node is the pair of its
// children's numbers (intern_table.hpp), and the root's pair is the key. Keys are equal exactly if the states are. A
// step changes a word or two; what it leaves alone keeps the numbers that the old state had, and is not looked up again
// (incremental tree compression, as in the paper quoted there).
//
// Many successors are folded together, level by level from the leaves: then what has to be looked up
// on a level is known at once, and its cache misses overlap.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "explorer/store/intern_table.hpp"
#include "explorer/store/state_key.hpp"
#include "explorer/store/state_words.hpp"
#include "explorer/system/concept.hpp"

namespace revoke_mc::explorer::internal {

/// A state together with the numbers of its nodes: the start for folding its successors.
template <std::size_t Words>
struct FoldedState {
    StateArray<Words> words;
    std::array<InternId, 2 * Words> ids;  ///< by node, in pre-order: the root, its left subtree, its right subtree
};

template <std::size_t Words>
class StateFold {
public:
    using Folded = FoldedState<Words>;

    explicit StateFold(Budget& budget) : table_(budget) {}

    /// The key of a state; none if there is no memory for its parts.
    [[nodiscard]] std::optional<std::uint64_t> fold(const std::uint64_t* state) {
        return key_of([&](std::uint64_t value) { return table_.intern(value); }, state, nullptr);
    }
    /// The key of a state all of whose parts are known; else none. Adds nothing.
    [[nodiscard]] std::optional<std::uint64_t> find(const std::uint64_t* state) const {
        return key_of([&](std::uint64_t value) { return table_.find(value); }, state, nullptr);
    }
    /// The same for a successor of `from`, cheaper.
    [[nodiscard]] std::optional<std::uint64_t> find(const std::uint64_t* state, const Folded& from) const {
        return key_of([&](std::uint64_t value) { return table_.find(value); }, state, &from);
    }
    /// All that the key refers to is numbered: for keys from outside.
    [[nodiscard]] bool knows(std::uint64_t key) const {
        if constexpr (Words == 1) return true;
        return left_of(key) < table_.all().size() && right_of(key) < table_.all().size();
    }
    void unfold(std::uint64_t key, Folded& out) const {
        if constexpr (Words == 1) {
            out.words[0] = key;
        } else {
            split(0, key, out);
            for (std::size_t number = 1; number < tree.size; ++number) {  // parents come before children
                split(number, table_.value(out.ids[number]), out);
            }
        }
    }

    [[nodiscard]] std::uint64_t word(InternId number) const { return table_.value(number); }
    /// What is numbered: words, and pairs of numbers.
    [[nodiscard]] InternTable& numbered() { return table_; }

    /// The key of a state of two words, given their numbers.
    [[nodiscard]] static constexpr std::uint64_t key_of_two(InternId first, InternId second) {
        return pair(first, second);
    }

    /// A state that is to be folded, and which one of a group it is a successor of.
    struct Successor {
        Folded to;  ///< the words are given; the numbers are made here
        std::uint32_t from;
        system::TransitionId label;  ///< the caller's
        bool numbered = false;       ///< the words' numbers are given, not the words
        bool leaves_only = false;    ///< only the words' numbers are wanted, no key
    };
    /// What fold_all needs besides.
    class Scratch {
        friend StateFold;
        struct Job {
            std::uint64_t value;
            InternId* id;
        };
        std::vector<Job> jobs_;
    };

    /// Folds successors of the states of `group`. False if there is no memory for their parts. Afterwards
    /// key() returns the key of each.
    [[nodiscard]] bool fold_all(std::span<Successor> successors, const Folded* group, Scratch& scratch) {
        if constexpr (Words == 1) return true;
        bool folded = true;
        for (std::size_t height = 0; height < tree.height && folded; ++height) {
            scratch.jobs_.clear();
            for (Successor& successor : successors) list_jobs(height, successor, group[successor.from], scratch);
            folded = number_all(scratch.jobs_);
        }
        return folded;
    }
    /// The node of a word.
    [[nodiscard]] static constexpr std::size_t leaf(std::size_t word) {
        std::size_t node = 0;
        while (tree.nodes[node].height != 0 || tree.nodes[node].word != word) ++node;
        return node;
    }
    [[nodiscard]] static std::uint64_t key(const Successor& folded) {
        if constexpr (Words == 1) {
            return folded.to.words[0];
        } else {
            return value_of(0, folded.to);
        }
    }

private:
    /// The tree of nodes, made once: by node the children, and for leaves the word.
    struct Node {
        std::size_t left = 0, right = 0, word = 0, height = 0;
    };
    struct Tree {
        constexpr Tree() { add(0, Words); }
        constexpr std::size_t add(std::size_t lo, std::size_t hi) {
            const std::size_t number = size++;
            nodes[number].word = lo;
            if (hi - lo == 1) return number;
            const std::size_t left = add(lo, middle(lo, hi)), right = add(middle(lo, hi), hi);
            nodes[number].left = left;
            nodes[number].right = right;
            nodes[number].height = 1 + (nodes[left].height < nodes[right].height ? nodes[right] : nodes[left]).height;
            height = nodes[number].height;  // the root comes last
            return number;
        }
        std::array<Node, 2 * Words> nodes{};
        std::size_t size = 0;
        std::size_t height = 0;
    };

    // Of a node for the words [lo, hi) the left child has the larger half.
    static constexpr std::size_t middle(std::size_t lo, std::size_t hi) { return lo + (hi - lo + 1) / 2; }
    static constexpr Tree tree{};

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

    /// The nodes of one height that differ from those of the state before; the others keep their numbers.
    static void list_jobs(std::size_t height, Successor& successor, const Folded& from, Scratch& scratch) {
        if (successor.leaves_only && (height != 0 || successor.numbered)) return;
        for (std::size_t number = 1; number < tree.size; ++number) {
            if (tree.nodes[number].height != height || (height == 0 && successor.numbered)) continue;
            successor.to.ids[number] = from.ids[number];
            if (!same(number, successor.to, from))
                scratch.jobs_.push_back({value_of(number, successor.to), &successor.to.ids[number]});
        }
    }

    /// Touches all slots first: plain loads in a tight loop beat prefetching.
    bool number_all(const std::vector<typename Scratch::Job>& jobs) {
        table_.touch(jobs);
        bool known = true;
        for (const auto& job : jobs) {
            *job.id = table_.intern(job.value);
            known = known && *job.id != no_intern_id;
        }
        return known;
    }

    /// The key of a state, its parts numbered one after the other; `from` may be null.
    template <class Number>
    std::optional<std::uint64_t> key_of(const Number& number, const std::uint64_t* state, const Folded* from) const {
        if constexpr (Words == 1) {
            return *state;
        } else {
            Folded to;
            to.words = to_array<Words>(state);
            for (std::size_t at = tree.size; --at != 0;) {  // children come before parents
                to.ids[at] = from != nullptr && same(at, to, *from) ? from->ids[at] : number(value_of(at, to));
                if (to.ids[at] == no_intern_id) return std::nullopt;
            }
            return value_of(0, to);
        }
    }

    /// What stands at a node, given the numbers of its children.
    static std::uint64_t value_of(std::size_t number, const Folded& state) {
        const Node& node = tree.nodes[number];
        return node.height == 0 ? state.words[node.word] : pair(state.ids[node.left], state.ids[node.right]);
    }
    /// The same stands there in both, as far as words or the numbers of children say.
    static bool same(std::size_t number, const Folded& a, const Folded& b) {
        const Node& node = tree.nodes[number];
        if (node.height == 0) return a.words[node.word] == b.words[node.word];
        return a.ids[node.left] == b.ids[node.left] && a.ids[node.right] == b.ids[node.right];
    }
    static void split(std::size_t number, std::uint64_t value, Folded& out) {
        const Node& node = tree.nodes[number];
        if (node.height == 0) {
            out.words[node.word] = value;
        } else {
            out.ids[node.left] = left_of(value);
            out.ids[node.right] = right_of(value);
        }
    }

    InternTable table_;
};

}  // namespace revoke_mc::explorer::internal
