// What matters where: the least fixpoint, backwards along the control flow.
//
// Passes over all transitions until nothing changes. A transition is looked at again only if what is wanted after it
// has grown.
#include "explorer/reduce/liveness.hpp"

#include <algorithm>
#include <optional>

#include "explorer/reduce/effect.hpp"
#include "explorer/reduce/live_code.hpp"
#include "explorer/symmetry/symmetry_canonicalizer.hpp"
#include "explorer/system/access.hpp"

namespace revoke_mc::reduce {

namespace {

using system::Instruction;
using system::Opcode;
using system::PackedModel;
using system::PositionId;
using system::ThreadId;
using system::TransitionId;

/// True if that is news.
bool add(Bits& to, const Bits& from) {
    bool news = false;
    for (std::size_t w = 0; w < to.size(); ++w) {
        news = news || (from[w] & ~to[w]) != 0;
        to[w] |= from[w];
    }
    return news;
}

/// Where a thread may stand after a transition that may move it.
struct Move {
    ThreadId thread = none;
    std::vector<PositionId> to;
};

struct Transfer {
    ThreadId thread = none;
    PositionId position = none;
    LiveCode code;
    std::vector<Move> moves;  ///< of the own thread, and of others that it moves
    Bits seen_own, seen_others;
    bool seen = false;  ///< looked at, with what the two say
};

class Solver {
public:
    Solver(const PackedModel& model, const Bits& kept)
        : model_(model), canonicalizer_(model.symmetry, model.words), nothing_(model.words, 0) {
        out_.always = kept;
        for (const system::ThreadTable& table : model.threads)
            out_.at.add(Indexed<PositionId, Bits>(table.by_position.size(), nothing_));
        anywhere_.assign(model.threads.size(), nothing_);
        add_observers();
        for (const ThreadId t : model.threads.ids())
            for (PositionId p = out_.at[t].next_id(); p != PositionId{0};) add_transfers(t, --p);
    }

    Liveness solve() {
        for (bool grows = true; grows;) {
            grows = false;
            for (Transfer& transfer : transfers_) grows = look(transfer) || grows;
            grows = rename() || grows;
        }
        return std::move(out_);
    }

private:
    // --- what is read, whatever happens

    void add_observers() {
        for (const ThreadId t : model_.threads.ids()) out_.always[model_.threads[t].position.word] |= position_mask(t);
        for (const system::PackedProperty& property : model_.properties)
            if (property.has_code) add(out_.always, condition(property.code));
        for (const system::Check& check : model_.checks) add(out_.always, condition(check.code));
        for (const system::WaitEdge& wait : model_.waits) enter(wait.waiter, wait.position, condition(wait.code));
    }

    [[nodiscard]] Bits condition(std::uint32_t code) const {
        StillRead result{nothing_, nothing_, {}};
        result.registers.set(0);
        return LiveCode(model_, code).before(result);
    }

    // --- transitions

    void add_transfers(ThreadId thread, PositionId position) {
        const system::TransitionRange range = model_.threads[thread].by_position[position];
        for (TransitionId id = range.first; id < range.last; ++id) {
            const std::uint32_t code = model_.transitions[id].code;
            transfers_.push_back({thread, position, LiveCode(model_, code), {}, {}, {}, false});
            const Effect effect = effect_of(model_, code);
            if (!effect.completes) continue;
            for (const ThreadId u : model_.threads.ids()) add_move(transfers_.back(), u, code, effect);
            const std::vector<PositionId>& own = transfers_.back().moves.front().to;
            if (std::find(own.begin(), own.end(), position) != own.end()) see_change(thread, position, effect);
        }
    }

    /// The own thread always has an entry, the first one.
    void add_move(Transfer& transfer, ThreadId thread, std::uint32_t code, const Effect& effect) const {
        const std::uint32_t word = model_.threads[thread].position.word;
        const bool own = thread == transfer.thread;
        const bool written = (effect.written(word) & position_mask(thread)) != 0;
        if (!own && !written) return;
        Move move{thread, written ? positions_written(thread, code) : std::vector<PositionId>{}};
        const bool kept = position_mask(thread) == 0 || (effect.keep[word] & position_mask(thread)) != 0;
        if (own && kept) move.to.push_back(transfer.position);
        transfer.moves.insert(own ? transfer.moves.begin() : transfer.moves.end(), std::move(move));
    }

    /// Positions that the program writes as constants; all, if it may write others.
    [[nodiscard]] std::vector<PositionId> positions_written(ThreadId thread, std::uint32_t code) const {
        const system::Field& position = model_.threads[thread].position;
        const std::uint64_t mask = position_mask(thread);
        std::vector<PositionId> out;
        for (const std::uint32_t at : system::instructions_of(model_, code)) {
            const Instruction& i = model_.code[at];
            if ((written_by(i, position.word) & mask) == 0) continue;
            if (i.op != Opcode::set || (i.mask & mask) != mask) return all_positions(thread);
            out.emplace_back((i.value & mask) >> position.shift);
        }
        return out;
    }
    /// Bits of the word that the instruction may write.
    [[nodiscard]] std::uint64_t written_by(const Instruction& i, std::uint32_t word) const {
        std::uint64_t mask = 0;
        system::each_written(model_, i, [&](std::size_t in, std::uint64_t bits) { mask |= in == word ? bits : 0; });
        return mask;
    }
    [[nodiscard]] std::vector<PositionId> all_positions(ThreadId thread) const {
        const auto all = model_.threads[thread].by_position.ids();
        return {all.begin(), all.end()};
    }
    [[nodiscard]] std::uint64_t position_mask(ThreadId thread) const {
        const system::Field& field = model_.threads[thread].position;
        return field.mask() << field.shift;
    }

    /// The step may leave every thread where it stands: whether it changes anything must be seen.
    void see_change(ThreadId thread, PositionId position, const Effect& effect) {
        Bits written = nothing_;
        for (std::size_t w = 0; w < written.size(); ++w) written[w] = effect.written(w);
        enter(thread, position, written);
    }

    // --- the fixpoint

    bool enter(ThreadId thread, PositionId position, const Bits& bits) {
        add(anywhere_[thread], bits);
        return add(out_.at[thread][position], bits);
    }

    bool look(Transfer& transfer) {
        StillRead after{nothing_, out_.always, {}};
        for (const Move& move : transfer.moves)
            for (const PositionId to : move.to) add(after.own, out_.at[move.thread][to]);
        for (const ThreadId t : anywhere_.ids())
            if (t != transfer.thread) add(after.others, anywhere_[t]);
        if (transfer.seen && transfer.seen_own == after.own && transfer.seen_others == after.others) return false;
        transfer.seen = true;
        transfer.seen_own = after.own;
        transfer.seen_others = after.others;
        return enter(transfer.thread, transfer.position, transfer.code.before(after));
    }

    /// Instances that may change places have the same bits live. Exchanges with the first one make all renamings.
    bool rename() {
        bool grows = false;
        const auto& groups = canonicalizer_.symmetry().groups;
        for (const system::GroupId g : groups.ids()) {
            for (std::size_t i = 1; groups[g].obstacle.empty() && i < groups[g].size; ++i) {
                system::Permutation swap = system::identity(canonicalizer_.symmetry());
                std::swap(swap[g][0], swap[g][i]);
                grows = rename(swap) || grows;
            }
        }
        return grows;
    }
    bool rename(const system::Permutation& permutation) {
        bool grows = add(out_.always, renamed(out_.always, permutation));
        for (const ThreadId t : out_.at.ids())
            for (const PositionId p : out_.at[t].ids()) {
                const ThreadId other = canonicalizer_.thread(t, permutation);
                grows = enter(other, p, renamed(out_.at[t][p], permutation)) || grows;
            }
        return grows;
    }
    [[nodiscard]] Bits renamed(Bits bits, const system::Permutation& permutation) const {
        canonicalizer_.permute(bits.data(), permutation);
        return bits;
    }

    const PackedModel& model_;
    system::Canonicalizer canonicalizer_;
    Bits nothing_;
    Liveness out_;
    Indexed<ThreadId, Bits> anywhere_;  // live for the thread at some position
    std::vector<Transfer> transfers_;
};

}  // namespace

Liveness live_bits(const PackedModel& model, const Bits& kept) { return Solver(model, kept).solve(); }
Liveness live_bits(const PackedModel& model) { return live_bits(model, Bits(model.words, 0)); }

Bits settled_when_dead(const Liveness& live, const Facts& facts) {
    Bits out(live.always.size(), 0);
    for (std::size_t w = 0; w < out.size(); ++w) {
        Place place = 0;  // numbered through all threads
        for (const auto& thread : live.at) {
            std::uint64_t proved = ~std::uint64_t{0};
            for (const Bits& bits : thread) {
                if (!facts.never_holds(place)) proved &= bits[w] | facts.when(place).mask[w];
                ++place;
            }
            out[w] |= proved;
        }
    }
    return out;
}

}  // namespace revoke_mc::reduce
