// The least arrangement of a group's blocks, by sorting them.
#include "explorer/symmetry/symmetry_canonicalizer.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "explorer/base/planted.hpp"

namespace revoke_mc::system {

// --- preparation ------------------------------------------------------------------------------

namespace {

BlockPiece piece_of(const SymmetricGroup& group, std::size_t field) {
    BlockPiece piece;
    piece.mask = group.blocks[0][field].mask();
    for (const auto& block : group.blocks) piece.places.push_back({block[field].word, block[field].shift});
    return piece;
}

/// `next` begins where `piece` ends, for each instance.
bool adjacent(const BlockPiece& piece, const BlockPiece& next) {
    const auto width = static_cast<std::uint32_t>(std::popcount(piece.mask));
    for (std::size_t i = 0; i < piece.places.size(); ++i)
        if (piece.places[i].word != next.places[i].word || piece.places[i].shift + width != next.places[i].shift)
            return false;
    return true;
}

}  // namespace

std::vector<BlockPiece> Canonicalizer::pieces_of(const SymmetricGroup& group) {
    std::vector<BlockPiece> out;
    for (std::size_t field = 0; field < group.blocks[0].size(); ++field) {
        const BlockPiece next = piece_of(group, field);
        if (out.empty() || !adjacent(out.back(), next))
            out.push_back(next);
        else
            out.back().mask |= next.mask << static_cast<unsigned>(std::popcount(out.back().mask));
    }
    return out;
}

template <class I>
Indexed<I, Canonicalizer::Member> Canonicalizer::members_of(const Symmetry& symmetry,
                                                            std::vector<std::vector<I>> SymmetricGroup::*members) {
    Indexed<I, Member> out;
    for (const GroupId g : symmetry.groups.ids())
        for (std::uint32_t i = 0; i < (symmetry.groups[g].*members).size(); ++i)
            for (std::uint32_t k = 0; k < (symmetry.groups[g].*members)[i].size(); ++k) {
                const I id = (symmetry.groups[g].*members)[i][k];
                if (!out.contains(id)) out.resize(id.number() + 1);
                out[id] = {g, i, k};
            }
    return out;
}

Canonicalizer::Canonicalizer(const Symmetry& symmetry, std::uint32_t words) : symmetry_(symmetry) {
    tangles_ = find_tangles(symmetry_, words);
    active_ = symmetry_.any();
    for (const SymmetricGroup& group : symmetry_.groups) {
        groups_.push_back({group.size, false, {}});
        if (group.obstacle.empty()) groups_.back().pieces = pieces_of(group);
    }
    for (const Tangle& tangle : tangles_)
        for (const Tangle::Member& member : tangle.members) groups_[member.group].tangled = true;
    for (const GroupId g : groups_.ids()) {
        if (narrow(groups_[g]))
            narrow_.push_back(narrow_group(groups_[g].pieces[0]));
        else if (!groups_[g].tangled && !groups_[g].pieces.empty())
            wide_.push_back(g);
    }
    identity_ = identity(symmetry_);
    threads_ = members_of(symmetry_, &SymmetricGroup::threads);
    properties_ = members_of(symmetry_, &SymmetricGroup::properties);
}

// --- sorting ----------------------------------------------------------------------------------

namespace {

/// A successor differs in a block or two from a state that was sorted: this is the sort for that.
void insertion_sort(std::uint64_t* keys, std::uint32_t size) {
    for (std::uint32_t i = 1; i < size; ++i) {
        const std::uint64_t key = keys[i];
        std::uint32_t k = i;
        for (; k > 0 && keys[k - 1] > key; --k) keys[k] = keys[k - 1];
        if (k != 0 || !planted::is("least-key-not-written")) keys[k] = key;
    }
}

}  // namespace

Canonicalizer::NarrowGroup Canonicalizer::narrow_group(const BlockPiece& piece) {
    NarrowGroup out;
    out.mask = piece.mask;
    out.width = static_cast<std::uint32_t>(std::popcount(piece.mask));
    for (const BlockPiece::Position& place : piece.places) {
        const bool next = !out.runs.empty() && out.runs.back().word == place.word &&
                          out.runs.back().shift + out.runs.back().count * out.width == place.shift;
        if (!next) out.runs.push_back({place.word, place.shift, 0, 0});
        ++out.runs.back().count;
        out.runs.back().mask |= piece.mask << place.shift;
    }
    return out;
}

bool Canonicalizer::sort_narrow(const NarrowGroup& group, std::uint64_t* state) {
    std::array<std::uint64_t, max_instances> keys;
    std::uint32_t size = 0;
    std::uint64_t last = 0;
    bool sorted = true;
    for (const Run& run : group.runs) {
        std::uint64_t left = state[run.word] >> run.shift;
        for (std::uint32_t i = 0; i < run.count; ++i, left = left >> 1U >> (group.width - 1)) {
            const std::uint64_t key = left & group.mask;
            sorted = sorted && last <= key;
            keys[size++] = last = key;
        }
    }
    if (sorted) return false;
    insertion_sort(keys.data(), size);
    const std::uint64_t* next = keys.data();
    for (const Run& run : group.runs) {
        std::uint64_t bits = 0;
        for (std::uint32_t i = 0; i < run.count; ++i) bits |= *next++ << (run.shift + i * group.width);
        state[run.word] = (state[run.word] & ~run.mask) | bits;
    }
    return true;
}

bool Canonicalizer::less(const Group& group, const std::uint64_t* state, std::size_t a, std::size_t b) {
    for (const BlockPiece& piece : group.pieces) {
        const std::uint64_t left = piece.get(state, a), right = piece.get(state, b);
        if (left != right) return left < right;
    }
    return false;
}

Canonicalizer::Order Canonicalizer::order_of(const Group& group, const std::uint64_t* state) {
    Order order{};
    for (std::uint32_t i = 0; i < group.size; ++i) {
        std::uint32_t k = i;
        for (; k > 0 && less(group, state, i, order[k - 1]); --k) order[k] = order[k - 1];
        order[k] = static_cast<std::uint8_t>(i);
    }
    return order;
}

/// The block of instance i goes to instance to[i].
void Canonicalizer::move_blocks(const Group& group, std::uint64_t* state, const std::uint8_t* to) {
    std::array<std::uint64_t, max_instances> bits;
    for (const BlockPiece& piece : group.pieces) {
        for (std::uint32_t i = 0; i < group.size; ++i) bits[to[i]] = piece.get(state, i);
        for (std::uint32_t i = 0; i < group.size; ++i) piece.set(state, i, bits[i]);
    }
}

bool Canonicalizer::sort_wide(const Group& group, std::uint64_t* state, std::vector<std::uint8_t>* applied) {
    const Order order = order_of(group, state);
    Order to{};
    for (std::uint32_t k = 0; k < group.size; ++k) to[order[k]] = static_cast<std::uint8_t>(k);
    if (applied) std::copy_n(to.begin(), group.size, applied->begin());
    if (std::is_sorted(to.begin(), to.begin() + group.size)) return false;
    move_blocks(group, state, to.data());
    return true;
}

// --- tangles ----------------------------------------------------------------------------------

TangleSearch::Node Canonicalizer::by_blocks(const Tangle& tangle, const std::uint64_t* state) const {
    TangleSearch::Node node;
    for (const Tangle::Member& member : tangle.members) {
        const Group& group = groups_[member.group];
        const Order order = order_of(group, state);
        std::uint32_t color = 0;
        for (std::uint32_t k = 0; k < group.size; ++k) {
            if (k > 0 && less(group, state, order[k - 1], order[k])) color = k;
            const std::uint32_t vertex = member.offset + order[k];
            node.order[member.offset + k] = static_cast<std::uint8_t>(vertex);
            node.color[vertex] = static_cast<std::uint8_t>(member.offset + color);
        }
    }
    return node;
}

Canonicalizer::Order Canonicalizer::order_of(const Tangle& tangle, const std::uint64_t* state) const {
    const TangleSearch::Node start = by_blocks(tangle, state);
    if (start.discrete(tangle.vertices)) return start.order;
    TangleSearch search(tangle, state);
    search.run(start);
    if (!search.exact()) inexact_.fetch_add(1, std::memory_order_relaxed);
    return search.order();
}

bool Canonicalizer::arrange(const Tangle& tangle, std::uint64_t* state, Permutation* applied) const {
    if (tangle.idle(state)) {
        bool changed = false;
        for (const Tangle::Member& member : tangle.members)
            changed |= sort_wide(groups_[member.group], state, applied ? &(*applied)[member.group] : nullptr);
        return changed;
    }
    const Order order = order_of(tangle, state);
    Order to{};  // by vertex
    for (std::uint32_t k = 0; k < tangle.vertices; ++k) to[order[k]] = static_cast<std::uint8_t>(k);
    if (applied) {
        for (const Tangle::Member& member : tangle.members)
            for (std::uint32_t i = 0; i < member.size; ++i)
                (*applied)[member.group][i] = static_cast<std::uint8_t>(to[member.offset + i] - member.offset);
    }
    if (std::is_sorted(to.begin(), to.begin() + tangle.vertices)) return false;
    if (!planted::is("links-stay-behind")) tangle.move_links(state, to.data());
    for (const Tangle::Member& member : tangle.members) {
        Order within{};
        for (std::uint32_t i = 0; i < member.size; ++i)
            within[i] = static_cast<std::uint8_t>(to[member.offset + i] - member.offset);
        move_blocks(groups_[member.group], state, within.data());
    }
    return true;
}

// --- what others call -------------------------------------------------------------------------

bool Canonicalizer::canonicalize(std::uint64_t* state) const {
    bool changed = false;
    for (const NarrowGroup& group : narrow_) changed |= sort_narrow(group, state);
    for (const GroupId g : wide_) changed |= sort_wide(groups_[g], state, nullptr);
    for (const Tangle& tangle : tangles_) changed |= arrange(tangle, state, nullptr);
    return changed;
}

bool Canonicalizer::canonicalize(std::uint64_t* state, Permutation& applied) const {
    applied = identity_;
    bool changed = false;
    for (const GroupId g : groups_.ids())
        if (!groups_[g].tangled && !groups_[g].pieces.empty()) changed |= sort_wide(groups_[g], state, &applied[g]);
    for (const Tangle& tangle : tangles_) changed |= arrange(tangle, state, &applied);
    return changed;
}

void Canonicalizer::permute(std::uint64_t* state, const Permutation& permutation) const {
    for (const GroupId g : groups_.ids()) move_blocks(groups_[g], state, permutation[g].data());
    for (const Tangle& tangle : tangles_) {
        Order to{};
        for (const Tangle::Member& member : tangle.members)
            for (std::uint32_t i = 0; i < member.size; ++i)
                to[member.offset + i] = static_cast<std::uint8_t>(member.offset + permutation[member.group][i]);
        tangle.move_links(state, to.data());
    }
}

ThreadId Canonicalizer::thread(ThreadId thread, const Permutation& permutation) const {
    if (!threads_.contains(thread) || threads_[thread].group == none) return thread;
    const Member& member = threads_[thread];
    return symmetry_.groups[member.group].threads[permutation[member.group][member.instance]][member.number];
}

PropertyId Canonicalizer::property(PropertyId property, const Permutation& permutation) const {
    if (!properties_.contains(property) || properties_[property].group == none) return property;
    const Member& member = properties_[property];
    return symmetry_.groups[member.group].properties[permutation[member.group][member.instance]][member.number];
}

// --- orbits -----------------------------------------------------------------------------------

/// How many different states permuting one group without relations gives: N! / (n1! n2! ...).
long double Canonicalizer::copies(const Group& group, const std::uint64_t* state) {
    const Order order = order_of(group, state);
    long double out = 1;
    std::uint32_t same = 0;
    for (std::uint32_t k = 0; k < group.size; ++k) {
        same = k > 0 && !less(group, state, order[k - 1], order[k]) ? same + 1 : 1;
        out = out * static_cast<long double>(k + 1) / static_cast<long double>(same);
    }
    return std::round(out);
}

std::uint64_t Canonicalizer::orbit_size(const std::uint64_t* state) const {
    long double size = 1;
    for (const Group& group : groups_)
        if (!group.tangled && !group.pieces.empty()) size *= copies(group, state);
    for (const Tangle& tangle : tangles_) {
        for (const Tangle::Member& member : tangle.members)
            for (std::uint32_t i = 2; i <= member.size; ++i) size *= static_cast<long double>(i);
        TangleSearch search(tangle, state);
        search.run(by_blocks(tangle, state));
        size /= search.automorphisms();
    }
    const long double most = static_cast<long double>(~std::uint64_t{0});
    return size >= most ? ~std::uint64_t{0} : static_cast<std::uint64_t>(std::round(size));
}

}  // namespace revoke_mc::system
