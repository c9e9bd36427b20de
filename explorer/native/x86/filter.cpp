// Lays out the guards of many transitions in lanes, and writes the code that tests them side by side.
#include "explorer/native/x86/filter.hpp"

#include <algorithm>
#include <map>

namespace revoke_mc::native::x86 {

using asmjit::Imm;
using asmjit::x86::ymmword_ptr;
using system::ThreadTable;
using system::TransitionRange;

namespace {

constexpr std::uint32_t group_size = 4;
constexpr std::uint32_t groups_per_word = 16;
constexpr std::uint32_t cost_of_positions = 3;  // looking a position up takes about as long as this many groups

std::uint32_t groups_for(std::uint32_t transitions) { return (transitions + group_size - 1) / group_size; }

/// A guard that no state fulfils: lanes without a transition.
constexpr Guard never{0, true, 0, 1};

}  // namespace

FilterMaker::FilterMaker(const system::PackedModel& model, const Indexed<system::TransitionId, Prefix>& prefixes,
                         Sieve& out)
    : model_(model), prefixes_(prefixes), out_(out), position_of_(model.transitions.size()) {
    for (const ThreadTable& table : model.threads)
        for (const system::PositionId p : table.by_position.ids())
            for (system::TransitionId t = table.by_position[p].first; t < table.by_position[p].last; ++t)
                position_of_[t] = p;
    list_threads();
    plan();
}

// --- planning ---------------------------------------------------------------------------------

/// Which part of the order belongs to a thread at a position: the numbers of its transitions lie together.
void FilterMaker::list_threads() {
    for (const ThreadTable& table : model_.threads) {
        Thread& thread = threads_.emplace_back(Thread{table.position, {}});
        for (const TransitionRange& range : table.by_position) {
            const auto index = [&](system::TransitionId transition) {
                const auto at = std::lower_bound(out_.order.begin(), out_.order.end(), transition);
                return static_cast<std::uint32_t>(at - out_.order.begin());
            };
            thread.by_position.push_back({index(range.first), index(range.last)});
        }
    }
}

void FilterMaker::plan() {
    std::uint32_t open = 0, next = 0;  // transitions [open, next) are tested always and have no group yet
    for (const Thread& table : threads_) {
        std::uint32_t last = next;
        for (const Range& range : table.by_position) last = std::max(last, range.last);
        if (prefers_positions(table)) {
            add_always(open, next);
            add_by_position(table);
            open = last;
        }
        next = last;
    }
    add_always(open, next);
    out_.mask_words = (out_.bases.size() + groups_per_word - 1) / groups_per_word;
}

bool FilterMaker::prefers_positions(const Thread& table) {
    std::uint32_t all = 0, most = 0;
    for (const Range& range : table.by_position) {
        all += range.last - range.first;
        most = std::max(most, range.last - range.first);
    }
    return groups_for(all) > groups_for(most) + cost_of_positions;
}

void FilterMaker::add_always(std::uint32_t first, std::uint32_t last) {
    for (; first < last; first += group_size) {
        std::vector<Guards> rows;
        for (std::uint32_t t = first; t < std::min(first + group_size, last); ++t) rows.push_back(guards_of(t, true));
        Part& part = parts_.emplace_back();
        part.shape = shape_of(rows);
        part.lanes = out_.lanes.size();
        write_group(part.shape, rows, 0);
        out_.bases.push_back(first);
    }
}

void FilterMaker::add_by_position(const Thread& table) {
    Part& part = parts_.emplace_back();
    part.by_position = &table;
    part.lanes = out_.lanes.size();
    part.firsts = out_.firsts.size();
    std::vector<std::vector<Guards>> rows(table.by_position.size());
    std::vector<Guards> all;
    for (std::size_t p = 0; p < rows.size(); ++p) {
        const Range& range = table.by_position[p];
        for (std::uint32_t t = range.first; t < range.last; ++t) rows[p].push_back(guards_of(t, false));
        all.insert(all.end(), rows[p].begin(), rows[p].end());
        part.groups = std::max(part.groups, groups_for(range.last - range.first));
        out_.firsts.push_back(range.first);
    }
    part.shape = shape_of(all);
    for (const auto& of_position : rows)
        for (std::size_t g = 0; g < part.groups; ++g) write_group(part.shape, of_position, g * group_size);
    out_.bases.insert(out_.bases.end(), part.groups, 0);
}

FilterMaker::Guards FilterMaker::guards_of(std::uint32_t index, bool with_position) const {
    const system::TransitionId transition = out_.order[index];
    Guards out = prefixes_[transition].guards;
    const system::Field& position = model_.threads[model_.transitions[transition].thread].position;
    if (!with_position || position.width == 0) return out;
    const std::uint64_t bits =
        static_cast<std::uint64_t>(std::int64_t{position_of_[transition].number()} - position.base) & position.mask();
    out.push_back({position.word, true, position.mask() << position.shift, bits << position.shift});
    return out;
}

FilterMaker::Shape FilterMaker::shape_of(const std::vector<Guards>& rows) {
    Shape out;
    std::map<std::uint8_t, std::size_t> rounds;  // by word: the most unwanted guards of one row
    for (const Guards& row : rows) {
        std::map<std::uint8_t, std::size_t> here;
        for (const Guard& guard : row) {
            if (!guard.wanted)
                rounds[guard.word] = std::max(rounds[guard.word], ++here[guard.word]);
            else if (std::find(out.words.begin(), out.words.end(), guard.word) == out.words.end())
                out.words.push_back(guard.word);
        }
    }
    if (out.words.empty()) out.words.push_back(0);
    for (const auto& [word, count] : rounds) out.unwanted.insert(out.unwanted.end(), count, word);
    return out;
}

/// Four lanes of every mask and value of the shape, from rows[first] on.
void FilterMaker::write_group(const Shape& shape, const std::vector<Guards>& rows, std::size_t first) {
    const std::size_t start = out_.lanes.size();
    out_.lanes.resize(start + shape.lanes());
    for (std::size_t lane = 0; lane < group_size; ++lane) {
        const std::size_t row = first + lane;
        if (row < rows.size() && write_wanted(shape, rows[row], start, lane))
            write_unwanted(shape, rows[row], start + 2 * shape.words.size(), lane);
        else
            put(start, lane, never);
    }
}

void FilterMaker::put(std::size_t at, std::size_t lane, const Guard& guard) {
    out_.lanes[at].lane[lane] = guard.mask;
    out_.lanes[at + 1].lane[lane] = guard.value;
}

/// False if the guards contradict each other.
bool FilterMaker::write_wanted(const Shape& shape, const Guards& row, std::size_t start, std::size_t lane) {
    for (const Guard& guard : row) {
        if (!guard.wanted) continue;
        const auto found = std::find(shape.words.begin(), shape.words.end(), guard.word);
        const std::size_t at = start + 2 * static_cast<std::size_t>(found - shape.words.begin());
        std::uint64_t& mask = out_.lanes[at].lane[lane];
        std::uint64_t& value = out_.lanes[at + 1].lane[lane];
        if (((value ^ guard.value) & mask & guard.mask) != 0 || (guard.value & ~guard.mask) != 0) return false;
        mask |= guard.mask;
        value |= guard.value;
    }
    return true;
}

void FilterMaker::write_unwanted(const Shape& shape, const Guards& row, std::size_t start, std::size_t lane) {
    std::vector<const Guard*> rounds(shape.unwanted.size(), nullptr);
    for (const Guard& guard : row) {
        if (guard.wanted) continue;
        std::size_t round = 0;
        while (shape.unwanted[round] != guard.word || rounds[round] != nullptr) ++round;
        rounds[round] = &guard;
    }
    for (std::size_t round = 0; round < rounds.size(); ++round)
        put(start + 2 * round, lane, rounds[round] != nullptr ? *rounds[round] : never);
}

// --- emitting ---------------------------------------------------------------------------------

asmjit::FuncNode* FilterMaker::emit(asmjit::x86::Compiler& compiler) {
    cc_ = &compiler;
    state_ = cc_->newUIntPtr();
    masks_ = cc_->newUIntPtr();
    bases_ = cc_->newUIntPtr();
    asmjit::FuncNode* function =
        cc_->addFunc(asmjit::FuncSignatureT<void, const void*, void*, void*>(asmjit::CallConvId::kHost));
    function->frame().setAvxEnabled();
    function->frame().setAvxCleanup();
    function->setArg(0, state_);
    function->setArg(1, masks_);
    function->setArg(2, bases_);
    words_.assign(model_.words, Ymm());
    zero_ = cc_->newYmm();
    cc_->vpxor(zero_, zero_, zero_);
    table_ = cc_->newUIntPtr();
    collected_ = cc_->newUInt64();
    cc_->mov(table_, Imm(reinterpret_cast<std::uintptr_t>(out_.lanes.data())));
    cc_->xor_(collected_.r32(), collected_.r32());
    for (const Part& part : parts_) emit_part(part);
    if (group_ % groups_per_word != 0) finish_word();
    cc_->ret();
    cc_->endFunc();
    return function;
}

void FilterMaker::emit_part(const Part& part) {
    if (part.by_position == nullptr) {
        emit_group(part, table_, part.lanes * sizeof(Lanes));
        return;
    }
    const system::Field& field = part.by_position->position;
    const Gp position = cc_->newUInt64();
    cc_->mov(position, asmjit::x86::qword_ptr(state_, field.word * 8));
    if (field.shift != 0) cc_->shr(position, Imm(field.shift));
    cc_->and_(position.r32(), Imm(field.mask()));
    const Gp first = cc_->newUInt32();
    const Gp firsts = cc_->newUIntPtr();
    cc_->mov(firsts, Imm(reinterpret_cast<std::uintptr_t>(out_.firsts.data() + part.firsts)));
    cc_->mov(first, asmjit::x86::dword_ptr(firsts, position, 2));
    const std::size_t group_bytes = part.shape.lanes() * sizeof(Lanes);
    cc_->imul(position, position, Imm(part.groups * group_bytes));
    cc_->add(position, table_);
    for (std::uint32_t g = 0; g < part.groups; ++g) {
        cc_->mov(asmjit::x86::dword_ptr(bases_, static_cast<std::int32_t>(group_ * 4)), first);
        if (g + 1 < part.groups) cc_->add(first, Imm(group_size));
        emit_group(part, position, part.lanes * sizeof(Lanes) + g * group_bytes);
    }
}

/// One bit for each of four transitions, into collected_.
void FilterMaker::emit_group(const Part& part, const Gp& table, std::size_t offset) {
    const Ymm enabled = cc_->newYmm();
    const Ymm other = cc_->newYmm();
    const auto next = [&] {
        offset += sizeof(Lanes);
        return ymmword_ptr(table, static_cast<std::int32_t>(offset - sizeof(Lanes)));
    };
    for (const std::uint8_t w : part.shape.words) {
        const bool is_first = w == part.shape.words.front();
        const Ymm& differs = is_first ? enabled : other;
        cc_->vpand(differs, word(w), next());
        cc_->vpxor(differs, differs, next());
        if (!is_first) cc_->vpor(enabled, enabled, other);
    }
    cc_->vpcmpeqq(enabled, enabled, zero_);
    for (const std::uint8_t w : part.shape.unwanted) {
        cc_->vpand(other, word(w), next());
        cc_->vpcmpeqq(other, other, next());
        cc_->vpandn(enabled, other, enabled);
    }
    const Gp bits = cc_->newUInt64();
    cc_->vmovmskpd(bits.r32(), enabled);
    const std::uint32_t at = group_++ % groups_per_word;
    if (at != 0) cc_->shl(bits, Imm(at * group_size));
    cc_->or_(collected_, bits);
    if (at + 1 == groups_per_word) finish_word();
}

void FilterMaker::finish_word() {
    const std::uint32_t word = (group_ - 1) / groups_per_word;
    cc_->mov(asmjit::x86::qword_ptr(masks_, static_cast<std::int32_t>(word * 8)), collected_);
    cc_->xor_(collected_.r32(), collected_.r32());
}

FilterMaker::Ymm FilterMaker::word(std::size_t w) {
    if (!words_[w].isValid()) {
        words_[w] = cc_->newYmm();
        cc_->vpbroadcastq(words_[w], asmjit::x86::qword_ptr(state_, static_cast<std::int32_t>(w * 8)));
    }
    return words_[w];
}

}  // namespace revoke_mc::native::x86
