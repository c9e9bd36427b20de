// Conditions on few bits become look-ups, all others compares and jumps.
#include "explorer/native/x86/conditions.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <span>
#include <utility>

#include "explorer/base/planted.hpp"
#include "explorer/native/compiled.hpp"
#include "explorer/system/access.hpp"
#include "explorer/system/packed_system.hpp"

namespace revoke_mc::native::x86 {

using asmjit::Imm;
using system::Check;
using system::WaitEdge;

namespace {

constexpr int most_bits = 6;               // of a table that is one constant
constexpr std::size_t most_checks = 4000;  // in all functions together: they would take too long to compile

int count(const std::vector<std::uint64_t>& masks) {
    int bits = 0;
    for (const std::uint64_t mask : masks) bits += std::popcount(mask);
    return bits;
}

/// The bits of `number` in the places of `masks`, the lowest first: the reverse of what PEXT does.
std::vector<std::uint64_t> deposit(std::uint64_t number, const std::vector<std::uint64_t>& masks) {
    std::vector<std::uint64_t> out(masks.size(), 0);
    for (std::size_t w = 0; w < masks.size(); ++w)
        for (std::uint64_t left = masks[w]; left != 0; left &= left - 1, number >>= 1U)
            if ((number & 1U) != 0) out[w] |= left & (~left + 1);
    return out;
}

}  // namespace

asmjit::Label ConditionMaker::begin(Translator& translator) {
    const Gp state = cc_.newUIntPtr();
    asmjit::FuncNode* function =
        cc_.addFunc(asmjit::FuncSignatureT<std::uint64_t, const void*>(asmjit::CallConvId::kHost));
    function->setArg(0, state);
    translator.load_state(state);
    return function->label();
}

// --- checks -----------------------------------------------------------------------------------

/// The code for checks that fail lies out of the way, behind the end.
std::optional<asmjit::Label> ConditionMaker::failed(const std::vector<system::CheckId>& checks) {
    Translator translator(cc_, model_);
    emitted_ += checks.size();
    if (emitted_ > most_checks || checks.size() > most_in_list) return std::nullopt;
    for (const system::CheckId number : checks)
        if (!translator.can_translate(model_.checks[number].code)) return std::nullopt;
    const Label function = begin(translator);
    const Gp result = cc_.newUInt64();
    cc_.xor_(result.r32(), result.r32());
    std::vector<std::pair<Label, Label>> ways;  // by check: where it fails, and back
    for (const system::CheckId number : checks) {
        ways.emplace_back(cc_.newLabel(), cc_.newLabel());
        check(translator, model_.checks[number], ways.back().first);
        cc_.bind(ways.back().second);
    }
    cc_.ret(result);
    for (std::size_t i = 0; i < ways.size(); ++i) {
        cc_.bind(ways[i].first);
        cc_.bts(result, Imm(i));
        cc_.jmp(ways[i].second);
    }
    cc_.endFunc();
    return function;
}

void ConditionMaker::check(Translator& translator, const Check& check, const Label& failed) {
    const std::vector<std::uint64_t> reads = system::access_of(model_, check.code).reads;
    if (const Table table = table_of(check, reads)) return look_up(translator, reads, *table, failed);
    const Label next = cc_.newLabel();
    const auto settle = [&, wanted = check.sought](bool holds) { cc_.jmp(holds == wanted ? failed : next); };
    Exits exits;
    exits.done = [&] {
        cc_.test(translator.result(), translator.result());
        cc_.j(check.sought ? asmjit::x86::CondCode::kNZ : asmjit::x86::CondCode::kZ, failed);
        cc_.jmp(next);
    };
    exits.disabled = exits.unusual = [&] { settle(false); };
    translator.translate(check.code, {}, exits);
    cc_.bind(next);
}

bool ConditionMaker::fails(const Check& check, std::vector<std::uint64_t> state) const {
    system::ProgramState scratch;
    const bool holds =
        system::run_program(model_, check.code, state.data(), scratch) == system::Ended::done && scratch.r[0] != 0;
    return holds == check.sought;
}

/// Bit i: the check fails where the bits that it reads are those of i.
ConditionMaker::Table ConditionMaker::table_of(const Check& check, const std::vector<std::uint64_t>& reads) const {
    const int bits = count(reads);
    if (bits > most_bits) return std::nullopt;
    std::uint64_t table = 0;
    const std::uint64_t end = (std::uint64_t{1} << bits) - (planted::is("look-up-without-last") ? 1 : 0);
    for (std::uint64_t number = 0; number < end; ++number)
        if (fails(check, deposit(number, reads))) table |= std::uint64_t{1} << number;
    return table;
}

void ConditionMaker::look_up(Translator& translator, const std::vector<std::uint64_t>& reads, std::uint64_t table,
                             const Label& failed) {
    if (table == 0) return;  // it never fails
    const Gp index = cc_.newUInt64();
    const Gp constant = cc_.newUInt64();
    int bits = 0;
    for (std::size_t w = 0; w < reads.size(); ++w) {
        if (reads[w] == 0) continue;
        const Gp part = bits == 0 ? index : cc_.newUInt64();
        cc_.mov(constant, Imm(reads[w]));
        cc_.pext(part, translator.word(w), constant);
        if (bits != 0) {
            cc_.shl(part, Imm(bits));
            cc_.or_(index, part);
        }
        bits += std::popcount(reads[w]);
    }
    if (bits == 0) cc_.xor_(index.r32(), index.r32());
    cc_.mov(constant, Imm(table));
    cc_.bt(constant, index);
    cc_.jc(failed);
}

// --- goals ------------------------------------------------------------------------------------

std::optional<asmjit::Label> ConditionMaker::holds(std::uint32_t code) {
    Translator translator(cc_, model_);
    if (!translator.can_translate(code)) return std::nullopt;
    const Label function = begin(translator);
    const Gp result = cc_.newUInt64();
    Exits exits;
    exits.disabled = exits.unusual = [&] {
        cc_.xor_(result.r32(), result.r32());
        cc_.ret(result);
    };
    exits.done = [&] {
        const Gp byte = cc_.newUInt8();
        cc_.test(translator.result(), translator.result());
        cc_.setnz(byte);
        cc_.movzx(result.r32(), byte);
        cc_.ret(result);
    };
    translator.translate(code, {}, exits);
    cc_.endFunc();
    return function;
}

// --- lock waits -------------------------------------------------------------------------------

namespace {

/// Calls f(run) for each run of neighbours with the same key.
template <class Key, class F>
void each_run(std::span<const WaitEdge> edges, const Key& key, const F& f) {
    while (!edges.empty()) {
        const auto other = std::ranges::find_if(
            edges, [&](const WaitEdge& edge) { return std::invoke(key, edge) != std::invoke(key, edges.front()); });
        const auto length = static_cast<std::size_t>(other - edges.begin());
        f(edges.first(length));
        edges = edges.subspan(length);
    }
}

/// A position as its field has it.
std::uint64_t packed(const system::Field& field, system::PositionId position) {
    return (position.number() - static_cast<std::uint64_t>(field.base)) & field.mask();
}

}  // namespace

std::optional<asmjit::Label> ConditionMaker::waiting() {
    Translator translator(cc_, model_);
    if (model_.waits.empty()) return std::nullopt;
    for (const system::WaitEdge& edge : model_.waits)
        if (!translator.can_translate(edge.code)) return std::nullopt;
    const Label function = begin(translator);
    const Gp waiters = cc_.newUInt64(), holders = cc_.newUInt64();
    cc_.xor_(waiters.r32(), waiters.r32());
    cc_.xor_(holders.r32(), holders.r32());
    std::vector<WaitEdge> edges = model_.waits;
    const auto same_place = [](const WaitEdge& edge) { return std::pair(edge.waiter, edge.position); };
    std::ranges::stable_sort(edges, std::less{}, same_place);
    each_run(edges, &WaitEdge::waiter, [&](std::span<const WaitEdge> of_thread) {
        const Label next = cc_.newLabel();
        leave_unless_waiting(translator, of_thread, next);
        each_run(of_thread, same_place,
                 [&](std::span<const WaitEdge> here) { waits_at(translator, here, waiters, holders); });
        cc_.bind(next);
    });
    cc_.and_(waiters, holders);
    cc_.ret(waiters);
    cc_.endFunc();
    return function;
}

/// One test for all places where the thread waits; most of the time it stands at none.
void ConditionMaker::leave_unless_waiting(Translator& translator, std::span<const WaitEdge> of_thread,
                                          const Label& next) {
    const system::Field& field = model_.threads[of_thread.front().waiter].position;
    if (field.width == 0 || field.width > 6) return;
    std::uint64_t places = 0;
    for (const WaitEdge& edge : of_thread) places |= std::uint64_t{1} << packed(field, edge.position);
    const Gp place = cc_.newUInt64(), constant = cc_.newUInt64();
    cc_.mov(place, translator.word(field.word));
    cc_.shr(place, Imm(field.shift));
    cc_.and_(place, Imm(field.mask()));
    cc_.mov(constant, Imm(places));
    cc_.bt(constant, place);
    cc_.jnc(next);
}

/// The waits of one thread at one place, for one holder after the other.
void ConditionMaker::waits_at(Translator& translator, std::span<const WaitEdge> here, const Gp& waiters,
                              const Gp& holders) {
    const Label elsewhere = cc_.newLabel();
    const system::Field& field = model_.threads[here.front().waiter].position;
    if (field.width != 0) {
        const auto same = translator.compare(field.word, field.mask() << field.shift,
                                             packed(field, here.front().position) << field.shift);
        cc_.j(asmjit::x86::negateCond(same), elsewhere);
    }
    for (const WaitEdge& edge : here) {
        const Label next = cc_.newLabel();
        Exits exits;
        exits.disabled = exits.unusual = [&] { cc_.jmp(next); };
        exits.done = [&] {
            cc_.test(translator.result(), translator.result());
            cc_.jz(next);
            cc_.bts(waiters, Imm(edge.waiter.number() % 64));
            cc_.bts(holders, Imm(edge.holder.number() % 64));
            cc_.jmp(next);
        };
        translator.translate(edge.code, {}, exits);
        cc_.bind(next);
    }
    cc_.bind(elsewhere);
}

}  // namespace revoke_mc::native::x86
