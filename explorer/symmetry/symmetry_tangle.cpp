// Refinement, and the search among what it leaves open.
#include "explorer/symmetry/symmetry_tangle.hpp"

#include <algorithm>

namespace revoke_mc::system {

// --- links ------------------------------------------------------------------------------------

bool Tangle::idle(const std::uint64_t* state) const {
    std::uint64_t any = 0;
    for (std::size_t w = 0; w < masks.size(); ++w) any |= state[w] & masks[w];
    return any == 0;
}

void Tangle::move_links(std::uint64_t* state, const std::uint8_t* to) const {
    std::array<std::uint64_t, 256> moved;  // as many words as a Field can name
    std::fill_n(moved.begin(), masks.size(), std::uint64_t{0});
    each_link(state, [&](const LinkBit& link) {
        const std::size_t pair = std::size_t{to[link.from]} * vertices + to[link.to];
        const std::uint16_t place = place_of[pair * 64 + link.bit];
        moved[place / 64U] |= std::uint64_t{1} << (place % 64U);
    });
    for (std::size_t w = 0; w < masks.size(); ++w) state[w] = (state[w] & ~masks[w]) | moved[w];
}

namespace {

/// Finds out which groups hang together, by the least one of each.
Indexed<GroupId, GroupId> roots(const Symmetry& symmetry) {
    Indexed<GroupId, GroupId> root;
    for (const GroupId g : symmetry.groups.ids()) root.push_back(g);
    for (const Relation& relation : symmetry.relations) {
        const GroupId a = root[relation.from], b = root[relation.to];
        std::replace(root.begin(), root.end(), std::max(a, b), std::min(a, b));
    }
    return root;
}

bool related(const Symmetry& symmetry, GroupId group) {
    return std::any_of(symmetry.relations.begin(), symmetry.relations.end(),
                       [&](const Relation& r) { return r.from == group || r.to == group; });
}

class TangleBuilder {
public:
    TangleBuilder(const Symmetry& symmetry, std::uint32_t words) : symmetry_(symmetry), words_(words) {}

    /// False: too large.
    bool build(const std::vector<GroupId>& groups) {
        for (const GroupId g : groups) {
            tangle_.members.push_back({g, tangle_.vertices, symmetry_.groups[g].size});
            tangle_.vertices += symmetry_.groups[g].size;
        }
        if (tangle_.vertices > max_instances) return false;
        tangle_.masks.resize(words_);
        tangle_.meaning.resize(std::size_t{words_} * 64);
        tangle_.place_of.resize(std::size_t{tangle_.vertices} * tangle_.vertices * 64);
        used_.resize(std::size_t{tangle_.vertices} * tangle_.vertices);
        return std::all_of(symmetry_.relations.begin(), symmetry_.relations.end(),
                           [&](const Relation& relation) { return add(relation); });
    }
    Tangle take() { return std::move(tangle_); }

private:
    [[nodiscard]] const Tangle::Member* member(GroupId group) const {
        const auto found = std::find_if(tangle_.members.begin(), tangle_.members.end(),
                                        [&](const Tangle::Member& m) { return m.group == group; });
        return found == tangle_.members.end() ? nullptr : &*found;
    }

    bool add(const Relation& relation) {
        const Tangle::Member* const from = member(relation.from);
        const Tangle::Member* const to = member(relation.to);
        if (!from || !to) return true;
        for (std::uint32_t i = 0; i < from->size; ++i)
            for (std::uint32_t j = 0; j < to->size; ++j)
                if (!add(relation.fields[i * to->size + j], from->offset + i, to->offset + j)) return false;
        return true;
    }

    bool add(const Field& field, std::uint32_t from, std::uint32_t to) {
        std::uint32_t& used = used_[from * tangle_.vertices + to];
        if (used + field.width > 64) return false;
        for (std::uint32_t b = 0; b < field.width; ++b, ++used) {
            const std::size_t place = field.word * std::size_t{64} + field.shift + b;
            tangle_.meaning[place] = {static_cast<std::uint8_t>(from), static_cast<std::uint8_t>(to),
                                      static_cast<std::uint8_t>(used)};
            tangle_.place_of[(std::size_t{from} * tangle_.vertices + to) * 64 + used] =
                static_cast<std::uint16_t>(place);
        }
        tangle_.masks[field.word] |= field.mask() << field.shift;
        return true;
    }

    const Symmetry& symmetry_;
    std::uint32_t words_;
    Tangle tangle_;
    std::vector<std::uint32_t> used_;  ///< bits of each link
};

}  // namespace

std::vector<Tangle> find_tangles(Symmetry& symmetry, std::uint32_t words) {
    std::vector<Tangle> out;
    const auto root = roots(symmetry);
    for (const GroupId first : root.ids()) {
        if (root[first] != first || !related(symmetry, first)) continue;
        std::vector<GroupId> groups;
        for (const GroupId g : root.ids())
            if (root[g] == first) groups.push_back(g);
        TangleBuilder builder(symmetry, words);
        if (builder.build(groups))
            out.push_back(builder.take());
        else
            for (const GroupId g : groups) symmetry.give_up(g, "its instances are related in too many ways");
    }
    return out;
}

// --- refinement -------------------------------------------------------------------------------

namespace {

/// A good mixing of two numbers (the finalizer of MurmurHash3).
std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
    std::uint64_t h = a * 0x9e3779b97f4a7c15U + b;
    h = (h ^ (h >> 33U)) * 0xff51afd7ed558ccdU;
    h = (h ^ (h >> 33U)) * 0xc4ceb9fe1a85ec53U;
    return h ^ (h >> 33U);
}

long double factorial(std::size_t n) {
    long double out = 1;
    for (std::size_t i = 2; i <= n; ++i) out *= static_cast<long double>(i);
    return out;
}

}  // namespace

bool TangleSearch::Node::discrete(std::size_t size) const {
    for (std::size_t k = 0; k < size; ++k)
        if (color[order[k]] != k) return false;
    return true;
}

TangleSearch::TangleSearch(const Tangle& tangle, const std::uint64_t* state) : size_(tangle.vertices) {
    std::fill_n(links_.begin(), size_ * size_, std::uint64_t{0});
    tangle.each_link(state, [&](const Tangle::LinkBit& link) {
        std::uint64_t& entry = links_[link.from * size_ + link.to];
        if (entry == 0) pairs_[linked_++] = {link.from, link.to};
        entry |= std::uint64_t{1} << link.bit;
    });
}

std::size_t TangleSearch::end_of(const Node& node, std::size_t begin) const {
    std::size_t end = begin + 1;
    while (end < size_ && node.color[node.order[end]] == begin) ++end;
    return end;
}

/// Orders the vertices of one colour by what they see, and gives each sight a colour of its own.
bool TangleSearch::split(Node& node, std::size_t begin, std::size_t end, const std::uint64_t* seen) const {
    std::uint8_t* const order = node.order.data();
    for (std::size_t i = begin + 1; i < end; ++i)
        for (std::size_t k = i; k > begin && seen[order[k]] < seen[order[k - 1]]; --k)
            std::swap(order[k], order[k - 1]);
    bool changed = false;
    for (std::size_t i = begin + 1, start = begin; i < end; ++i) {
        if (seen[order[i]] != seen[order[i - 1]]) start = i;
        changed = changed || start != begin;
        node.color[order[i]] = static_cast<std::uint8_t>(start);
    }
    return changed;
}

bool TangleSearch::refine_once(Node& node) const {
    std::array<std::uint64_t, most> seen;
    std::fill_n(seen.begin(), size_, std::uint64_t{0});
    for (std::size_t i = 0; i < linked_; ++i) {
        const auto [from, to] = pairs_[i];
        seen[from] += mix(link(from, to), std::uint64_t{2} * node.color[to]);
        seen[to] += mix(link(from, to), std::uint64_t{2} * node.color[from] + 1U);
    }
    bool changed = false;
    for (std::size_t begin = 0; begin < size_;) {
        const std::size_t end = end_of(node, begin);
        if (end - begin > 1 && split(node, begin, end, seen.data())) changed = true;
        begin = end;
    }
    return changed;
}

void TangleSearch::refine(Node& node) const {
    while (refine_once(node)) {}
}

// --- search -----------------------------------------------------------------------------------

/// They may change places without any effect.
bool TangleSearch::twins(std::size_t a, std::size_t b) const {
    if (link(a, b) != link(b, a)) return false;
    for (std::size_t other = 0; other < size_; ++other) {
        if (other == a || other == b) continue;
        if (link(a, other) != link(b, other) || link(other, a) != link(other, b)) return false;
    }
    return true;
}

bool TangleSearch::all_twins(const Node& node, std::size_t begin, std::size_t end) const {
    for (std::size_t i = begin + 1; i < end; ++i)
        if (!twins(node.order[begin], node.order[i])) return false;
    return true;
}

void TangleSearch::run(const Node& start) {
    Node node = start;
    refine(node);
    explore(node, 1);
}

void TangleSearch::explore(const Node& node, long double weight) {
    long double orderings = weight;  // of twins
    for (std::size_t begin = 0; begin < size_;) {
        const std::size_t end = end_of(node, begin);
        if (!all_twins(node, begin, end)) return branch(node, begin, end, weight);
        orderings *= factorial(end - begin);
        begin = end;
    }
    leaf(node, orderings);
}

/// Makes each vertex of one colour special, once for all of its twins.
void TangleSearch::branch(const Node& node, std::size_t begin, std::size_t end, long double weight) {
    std::uint64_t done = 0;
    for (std::size_t i = begin; i < end && leaves_ <= most_leaves; ++i) {
        if ((done >> i & 1U) != 0) continue;
        std::size_t same = 1;
        for (std::size_t k = i + 1; k < end; ++k) {
            if (!twins(node.order[i], node.order[k])) continue;
            done |= std::uint64_t{1} << k;
            ++same;
        }
        Node child = node;
        std::swap(child.order[begin], child.order[i]);
        for (std::size_t k = begin + 1; k < end; ++k)
            child.color[child.order[k]] = static_cast<std::uint8_t>(begin + 1);
        child.color[child.order[begin]] = static_cast<std::uint8_t>(begin);
        refine(child);
        explore(child, weight * static_cast<long double>(same));
    }
}

void TangleSearch::leaf(const Node& node, long double weight) {
    const int order = leaves_++ == 0 ? -1 : compare(node, best_);
    if (order == 0) best_weight_ += weight;
    if (order >= 0) return;
    best_ = node;
    best_weight_ = weight;
}

/// Which of two orders gives the lesser graph. (The blocks are the same by place in both.)
int TangleSearch::compare(const Node& a, const Node& b) const {
    for (std::size_t i = 0; i < size_; ++i)
        for (std::size_t k = 0; k < size_; ++k) {
            const std::uint64_t left = link(a.order[i], a.order[k]), right = link(b.order[i], b.order[k]);
            if (left != right) return left < right ? -1 : 1;
        }
    return 0;
}

}  // namespace revoke_mc::system
