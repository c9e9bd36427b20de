// Each struct is taken apart by structured bindings, which name every member: whoever adds one has to say here how it
// is compared, or this does not compile.
#include "explorer/system/same_model.hpp"

#include <algorithm>
#include <tuple>

namespace revoke_mc::mutate {
namespace {

using system::Check;
using system::FairDemand;
using system::Field;
using system::Instruction;
using system::PackedModel;
using system::PackedProperty;
using system::Relation;
using system::Start;
using system::SymmetricGroup;
using system::Symmetry;
using system::ThreadTable;
using system::Transition;
using system::TransitionRange;
using system::WaitEdge;

auto parts(const Field& whole) {
    const auto& [word, shift, width, base] = whole;
    return std::tie(word, shift, width, base);
}
auto parts(const Instruction& whole) {
    const auto& [op, a, b, c, imm, mask, value] = whole;
    return std::tie(op, a, b, c, imm, mask, value);
}
auto parts(const Transition& whole) {
    const auto& [thread, guards, code] = whole;
    return std::tie(thread, guards, code);
}
auto parts(const TransitionRange& whole) {
    const auto& [first, last] = whole;
    return std::tie(first, last);
}
auto parts(const WaitEdge& whole) {
    const auto& [waiter, holder, position, code] = whole;
    return std::tie(waiter, holder, position, code);
}
auto parts(const PackedProperty& whole) {
    const auto& [kind, code, has_code, trigger, has_trigger, sought, forbidden] = whole;
    return std::tie(kind, code, has_code, trigger, has_trigger, sought, forbidden);
}
auto parts(const FairDemand& whole) {
    const auto& [thread, strong, transitions, code] = whole;
    return std::tie(thread, strong, transitions, code);
}
auto parts(const Start& whole) {
    const auto& [state, broken, cut, bound_reached] = whole;
    return std::tie(state, broken, cut, bound_reached);
}
auto parts(const Check& whole) {
    const auto& [property, code, sought] = whole;
    return std::tie(property, code, sought);
}

// Of several parts that are compared one by one; declared before the templates, which would not find them else.
bool same(const SymmetricGroup& one, const SymmetricGroup& other);
bool same(const Relation& one, const Relation& other);
bool same(const ThreadTable& one, const ThreadTable& other);

template <class T>
bool same(const T& a, const T& b) {
    return parts(a) == parts(b);
}

template <class T>
bool same_list(const std::vector<T>& a, const std::vector<T>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const T& x, const T& y) { return same(x, y); });
}

template <class I, class T>
bool same_list(const Indexed<I, T>& a, const Indexed<I, T>& b) {
    return same_list(a.items(), b.items());
}

bool same_blocks(const std::vector<std::vector<Field>>& a, const std::vector<std::vector<Field>>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const auto& x, const auto& y) { return same_list(x, y); });
}

bool same(const SymmetricGroup& one, const SymmetricGroup& other) {
    const auto& [name, size, obstacle, blocks, threads, properties] = one;
    return name == other.name && size == other.size && obstacle == other.obstacle &&
           same_blocks(blocks, other.blocks) && threads == other.threads && properties == other.properties;
}

bool same(const Relation& one, const Relation& other) {
    const auto& [from, to, fields] = one;
    return from == other.from && to == other.to && same_list(fields, other.fields);
}

bool same(const Symmetry& one, const Symmetry& other) {
    const auto& [groups, relations] = one;
    return same_list(groups, other.groups) && same_list(relations, other.relations);
}

bool same(const ThreadTable& one, const ThreadTable& other) {
    const auto& [position, by_position, rest] = one;
    return same(position, other.position) && same_list(by_position, other.by_position) && rest == other.rest;
}

}  // namespace

bool same_model(const PackedModel& one, const PackedModel& other) {
    const auto& [words, bits, code, fields, bitmaps, transitions, threads, properties, kinds, waits, fairness, trap,
                 lock_cycle, checks, check_lists, checks_after, cycle_after, confined, initial, faulty_starts,
                 symmetry] = one;
    return words == other.words && bits == other.bits && same_list(code, other.code) &&
           same_list(fields, other.fields) && bitmaps == other.bitmaps && same_list(transitions, other.transitions) &&
           same_list(threads, other.threads) && same_list(properties, other.properties) && kinds == other.kinds &&
           same_list(waits, other.waits) && same_list(fairness, other.fairness) && trap == other.trap &&
           lock_cycle == other.lock_cycle && same_list(checks, other.checks) && check_lists == other.check_lists &&
           checks_after == other.checks_after && cycle_after == other.cycle_after && confined == other.confined &&
           initial == other.initial && same_list(faulty_starts, other.faulty_starts) && same(symmetry, other.symmetry);
}

}  // namespace revoke_mc::mutate
