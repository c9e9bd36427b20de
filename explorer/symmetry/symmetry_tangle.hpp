// Groups whose instances are related to each other: a canonical form by refinement.
//
// The idea (McKay, "Practical graph isomorphism", 1981): a state is a coloured graph. Its vertices are the instances,
// coloured by their blocks; its edges are what the state says about pairs. Colours are split by what a vertex sees of
// the others until nothing changes. Equal vertices that remain are mostly twins, which may change places without any
// effect; of others one is made special, each in turn, and the least graph found is the canonical one. Instances are
// few and most pairs are unrelated: one or two rounds of refinement nearly always settle it.
//
// Colours come from hashes of what a vertex sees. A collision only leaves a colour unsplit; equality of
// graphs and of twins is decided exactly.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

#include "explorer/system/symmetry.hpp"

namespace revoke_mc::system {

/// Groups that are connected by relations, and their instances as vertices, group by group.
struct Tangle {
    struct Member {
        GroupId group = none;
        std::uint32_t offset = 0;  ///< its first vertex
        std::uint32_t size = 0;
    };
    /// What a bit of the state is: bit `bit` of the link from one vertex to another one.
    struct LinkBit {
        std::uint8_t from = 0, to = 0, bit = 0;
    };
    std::vector<Member> members;
    std::uint32_t vertices = 0;
    std::vector<std::uint64_t> masks;     ///< of all link bits, by word
    std::vector<LinkBit> meaning;         ///< by place: word * 64 + bit
    std::vector<std::uint16_t> place_of;  ///< the reverse: by (from * vertices + to) * 64 + bit

    /// Nothing is said about any pair.
    [[nodiscard]] bool idle(const std::uint64_t* state) const;
    /// Moves the link bits: vertex v becomes to[v].
    void move_links(std::uint64_t* state, const std::uint8_t* to) const;
    /// Calls f(LinkBit) for each link bit that is set.
    template <class F>
    void each_link(const std::uint64_t* state, F&& f) const;
};

/// Groups that relations connect; a group without relations is in none. Gives up groups that are too
/// much for this form: more than max_instances together, or more than 64 bits about a pair.
[[nodiscard]] std::vector<Tangle> find_tangles(Symmetry& symmetry, std::uint32_t words);

/// The canonical order of a tangle's vertices in one state.
class TangleSearch {
public:
    static constexpr std::size_t most = max_instances;
    /// Colours and vertices by place. Vertices of one colour lie side by side, and the colour is the
    /// place of the first of them.
    struct Node {
        std::array<std::uint8_t, most> order{}, color{};
        /// The first `size` vertices all have colours of their own.
        [[nodiscard]] bool discrete(std::size_t size) const;
    };

    TangleSearch(const Tangle& tangle, const std::uint64_t* state);

    /// Starts from vertices ordered by their blocks, equal ones with equal colours.
    void run(const Node& start);
    /// Vertices by place.
    [[nodiscard]] const std::array<std::uint8_t, most>& order() const { return best_.order; }
    /// How many permutations of the vertices change nothing (if exact).
    [[nodiscard]] long double automorphisms() const { return best_weight_; }
    /// False: the search was cut off, and another state of the orbit may get another form.
    [[nodiscard]] bool exact() const { return leaves_ <= most_leaves; }

private:
    /// Enough for every tangle of up to seven instances, and in practice for all.
    static constexpr std::uint32_t most_leaves = 5'040;

    [[nodiscard]] std::uint64_t link(std::size_t from, std::size_t to) const { return links_[from * size_ + to]; }
    void refine(Node& node) const;
    bool refine_once(Node& node) const;
    bool split(Node& node, std::size_t begin, std::size_t end, const std::uint64_t* seen) const;
    [[nodiscard]] std::size_t end_of(const Node& node, std::size_t begin) const;
    [[nodiscard]] bool twins(std::size_t a, std::size_t b) const;
    [[nodiscard]] bool all_twins(const Node& node, std::size_t begin, std::size_t end) const;
    void explore(const Node& node, long double weight);
    void branch(const Node& node, std::size_t begin, std::size_t end, long double weight);
    void leaf(const Node& node, long double weight);
    [[nodiscard]] int compare(const Node& a, const Node& b) const;

    std::size_t size_, linked_ = 0;
    std::array<std::uint64_t, most * most> links_;                          // the first size_ * size_
    std::array<std::pair<std::uint8_t, std::uint8_t>, most * most> pairs_;  ///< the first linked_ are linked
    Node best_;
    long double best_weight_ = 0;
    std::uint32_t leaves_ = 0;
};

template <class F>
void Tangle::each_link(const std::uint64_t* state, F&& f) const {
    for (std::size_t w = 0; w < masks.size(); ++w)
        for (std::uint64_t left = state[w] & masks[w]; left != 0; left &= left - 1)
            f(meaning[w * 64 + static_cast<std::size_t>(std::countr_zero(left))]);
}

}  // namespace revoke_mc::system
