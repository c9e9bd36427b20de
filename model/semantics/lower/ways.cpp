// What is known where ways meet: what is the same on all of them, and the dearer of the prices.
#include "model/semantics/lower/ways.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace revoke_mc::lower::counting {

Register look(const State& state, std::uint16_t number) {
    const auto found = state.registers.find(number);
    return found == state.registers.end() ? Register::unknown() : found->second;
}

std::int64_t shift(const State& state, SlotId slot) {
    const auto found = state.shifts.find(slot);
    return found == state.shifts.end() ? 0 : found->second;
}

Price at_least(const State& state, const Register& reg, std::int64_t value) {
    return Price::at_least(reg.slot, value - reg.offset + shift(state, reg.slot));
}

namespace {

void add_price(Register& reg, const Price& price) {
    if (reg.set) reg.set = together(*reg.set, price);
    if (reg.clear) reg.clear = together(*reg.clear, price);
}

Register join(const Register& a, const Register& b) {
    Register out;
    if (a.known == b.known) out.known = a.known;
    out.priceless = a.priceless || b.priceless || ((a.split || b.split) && (a.slot != b.slot || a.offset != b.offset));
    out.piece = a.piece || b.piece;
    out.product = a.product || b.product;
    out.bit = a.bit && b.bit;
    out.negative = a.negative || b.negative;
    if (a.slot == b.slot && a.offset == b.offset) {
        out.slot = a.slot;
        out.offset = a.offset;
        out.split = a.split && b.split;
    }
    out.set = dearer(a.set, b.set);
    out.clear = dearer(a.clear, b.clear);
    return out;
}

Register join_register(const std::vector<State>& ways, std::uint16_t number, const Price& path, bool priced) {
    const auto of = [&](const State& way) -> const Register& { return way.registers.at(number); };
    const auto same = [&](const State& way) { return of(way) == of(ways.front()); };
    if (std::all_of(ways.begin(), ways.end(), same)) return of(ways.front());
    std::optional<Register> out;
    for (const State& way : ways) {
        Register reg = of(way);
        if (priced) add_price(reg, rest(way.path, path));
        out = out ? join(*out, reg) : reg;
    }
    return *out;
}

/// Leaves what the other one has, too.
template <class Map>
void keep_common(Map& map, const Map& other) {
    for (auto at = map.begin(); at != map.end();) at = other.contains(at->first) ? std::next(at) : map.erase(at);
}

/// Adds what was written on another way.
void merge_writes(State& into, const State& other, std::size_t at) {
    into.last_event = std::max(into.last_event, other.last_event);
    if (into.last_write != other.last_write) into.last_write = met_at + at;
    into.last_writers.insert(other.last_writers.begin(), other.last_writers.end());
    into.dirty.insert(other.dirty.begin(), other.dirty.end());
    into.lost.insert(other.lost.begin(), other.lost.end());
    keep_common(into.most, other.most);
    for (auto& [slot, most] : into.most) most = std::max(most, other.most.at(slot));
    const auto of = [](const State& state, SlotId slot) {
        const auto found = state.shifts.find(slot);
        return found == state.shifts.end() ? 0 : found->second;
    };
    for (const State* way : {&std::as_const(into), &other})
        for (const auto& [slot, shift] : way->shifts)
            if (of(into, slot) != of(other, slot)) into.lost.insert(slot);
}

}  // namespace

State join(std::vector<State> ways, bool open, std::size_t at) {
    const auto same_event = [&](const State& way) { return way.last_event == ways.front().last_event; };
    const bool nothing_happened = !open && std::all_of(ways.begin(), ways.end(), same_event);
    Price path = ways.front().path;
    for (const State& way : ways) path = nothing_happened ? common(path, way.path) : dearer(path, way.path);
    State out = ways.front();
    for (const State& way : ways)  // what not all of them know is of no use any more
        keep_common(out.registers, way.registers);
    for (auto& [number, reg] : out.registers) reg = join_register(ways, number, path, nothing_happened);
    out.path = path;
    for (State& way : ways) merge_writes(out, way, at);
    return out;
}

void leave_piece(State& state, std::uint64_t fact) {
    for (auto& [number, reg] : state.registers) {
        if (!reg.piece) continue;
        const Price one_element = Price::of(fact);
        reg.piece = false;
        reg.priceless = reg.priceless || reg.negative;
        if (reg.product) {
            if (reg.clear) reg.clear = dearer(*reg.clear, one_element);
        } else {
            if (reg.set) reg.set = dearer(*reg.set, one_element);
            if (reg.known && reg.clear) reg.clear = dearer(*reg.clear, one_element);
        }
        reg.known.reset();
        reg.product = false;
    }
}

}  // namespace revoke_mc::lower::counting
