// Most states can reach every goal, and a few random steps show it.
//
// A state is settled if it is known to reach all goals. From every state that is not, a walk sets out and takes one
// random step after the other (only such as every goal allows) until it meets a settled state or has fulfilled all
// goals by itself; then what lies on its path is settled too, as far as the rest of the path covers the goals. Nearly
// every state is visited once, with one look-up. Some dozens of walks are under way at once in each worker, so that
// their cache misses overlap.
//
// Walks go through the plain graph, whatever the search left out or renamed: then some states on the way are not in the
// table, and where another one stands for a state, that one is looked up. The same goes for a rank of several, whose
// table has its own states. (A state is settled together with its whole
// orbit, since an orbit has all of its goals or none.)
//
// A walk that gets nowhere proves nothing, and its states are left over for those who decide exactly
// (sweep.hpp, components.hpp). What is settled is settled: the randomness changes how much is left
// over, never a verdict.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

#include "explorer/base/planted.hpp"
#include "explorer/possibility/goals.hpp"
#include "explorer/search/limits.hpp"
#include "explorer/search/reduction.hpp"
#include "explorer/store/pages.hpp"
#include "explorer/store/part_cursor.hpp"
#include "explorer/store/state_table.hpp"
#include "explorer/system/concept.hpp"

namespace revoke_mc::explorer::internal {

/// One bit for each slot of the table. Bits are only ever set, so relaxed atomics do.
class SettledMap {
public:
    [[nodiscard]] static std::uint64_t bytes_for(std::uint64_t slots) { return (slots / 64 + 1) * 8; }
    /// Empty (false) if there is no memory.
    explicit SettledMap(std::uint64_t slots) : pages_(Pages::map(bytes_for(slots))) {}
    explicit operator bool() const { return static_cast<bool>(pages_); }

    [[nodiscard]] bool get(SlotNumber slot) const {
        return (word(slot).load(std::memory_order_relaxed) >> slot % 64 & 1) != 0;
    }
    void set(SlotNumber slot) { word(slot).fetch_or(std::uint64_t{1} << slot % 64, std::memory_order_relaxed); }

private:
    [[nodiscard]] std::atomic_ref<std::uint64_t> word(SlotNumber slot) const {
        return std::atomic_ref<std::uint64_t>(static_cast<std::uint64_t*>(pages_.data())[slot / 64]);
    }
    Pages pages_;
};

/// The walks of one worker.
template <system::TransitionSystem S>
class SettledWalks {
public:
    static constexpr std::size_t words = S::words;

    /// `shared`: the table has the states of one rank of several.
    SettledWalks(const S& system, const StateTable<words>& table, const GoalSet<S>& goals, SettledMap& settled,
                 unsigned number, bool shared = false)
        : system_(system), table_(table), goals_(goals), settled_(settled), bases_(table.bases()),
          partial_(leaves_out_steps(system) || shared), plain_(partial_ || renames(system)),
          random_(0x9e3779b97f4a7c15U * (number + 1)) {}

    template <class Report>
    void work(PartCursor& cursor, Limits& limits, const Report& report) {
        for (std::size_t part = 0; !limits.poll() && cursor.next(part); report()) {
            table_.for_each(part, [&](StateKey key, std::uint64_t, SlotNumber slot) {
                if (settled_.get(bases_[part] + slot) || limits.stopping()) return;
                while (idle_ == 0) round();
                set_out(key, bases_[part] + slot);
            });
        }
        while (idle_ != walks && !limits.poll()) round();
    }

    /// The same from these states alone.
    template <class Report>
    void work(std::span<const StateKey> keys, PartCursor& pieces, Limits& limits, const Report& report) {
        for (std::size_t piece = 0; !limits.poll() && pieces.next(piece); report()) {
            const std::size_t begin = piece * piece_size;
            for (const StateKey key : keys.subspan(begin, std::min(piece_size, keys.size() - begin))) {
                const Scrambled scrambled(key);
                const SlotNumber slot = bases_[scrambled.part] + table_.find(scrambled);
                if (settled_.get(slot)) continue;
                while (idle_ == 0) round();
                set_out(key, slot);
            }
        }
        while (idle_ != walks && !limits.poll()) round();
    }
    static constexpr std::size_t piece_size = 512;
    [[nodiscard]] static std::size_t pieces(std::size_t keys) { return (keys + piece_size - 1) / piece_size; }

private:
    struct Visit {
        SlotNumber slot = 0;     // nowhere: the state is not in the table
        GoalMask fulfilled = 0;  // by the state itself, or by the step taken from it
    };
    struct Walk {
        bool active = false;
        FoldedState<words> at;
        StateKey next = 0;
        SlotNumber slot = 0;                                               // of that
        bool known = false;                                                // there is such a key
        const unsigned char* line = StateTable<words>::empty_line.data();  // where it is looked for
        StateArray<words> target{};  // where the step at hand leads, with the names of this walk
        GoalMask covered = 0;        // all of the path
        std::vector<Visit> path;
    };
    static constexpr std::size_t walks = 64;
    static constexpr std::size_t longest = 4096, shortest = 16;

    void set_out(StateKey key, SlotNumber slot) {
        for (Walk& walk : walks_) {
            if (walk.active) continue;
            walk.active = true;
            walk.covered = 0;
            walk.path.clear();
            --idle_;
            return arrive(walk, key, slot);
        }
    }

    /// Every walk takes a step; then every walk looks where it is.
    void round() {
        for (Walk& walk : walks_) {
            if (walk.active) step(walk);
        }
        look_up();
        for (Walk& walk : walks_) {
            if (walk.active) arrive(walk, walk.next, walk.slot);
        }
    }

    /// Where all walks have got to. Plain loads in a tight loop bring what is needed here at once: first
    /// the lines of the table, then those of the settled bits.
    void look_up() {
        std::uint64_t touched = 0;
        for (const Walk& walk : walks_) touched += *walk.line;
        __asm__ volatile("" : : "r"(touched));
        for (Walk& walk : walks_) {
            if (walk.active) walk.slot = slot_of(walk);
        }
        for (const Walk& walk : walks_) {
            if (walk.active && walk.slot != QuotientTable::nowhere) touched += settled_.get(walk.slot) ? 1 : 0;
        }
        __asm__ volatile("" : : "r"(touched));
    }

    [[nodiscard]] SlotNumber slot_of(const Walk& walk) const {
        const Scrambled next(walk.next);
        const SlotNumber slot = walk.known ? table_.find(next) : QuotientTable::nowhere;
        if (slot != QuotientTable::nowhere) return bases_[next.part] + slot;
        if (!partial_) not_a_function();
        return slot;
    }

    void arrive(Walk& walk, StateKey key, SlotNumber slot) {
        if (slot != QuotientTable::nowhere && settled_.get(slot)) return finish(walk, goals_.all());
        if (plain_ && !walk.path.empty()) {
            walk.at.words = walk.target;
        } else {
            table_.unfold(key, walk.at);
        }
        walk.path.push_back({slot, goals_.fulfilled(walk.at.words.data(), scratch_)});
        walk.covered |= walk.path.back().fulfilled;
        if (walk.covered == goals_.all()) return finish(walk, 0);
        if (walk.path.size() < patience()) return;
        ++failures_;
        finish(walk, 0);
    }

    void step(Walk& walk) {
        found_ = 0;
        choose(walk.at.words.data());
        Visit& here = walk.path.back();
        here.fulfilled |= cut_;
        if (found_ == 0) return finish(walk, planted::is("walk-settles-early") ? goals_.all() : 0);
        here.fulfilled |= goals_.moves(system_.thread_of(chosen_));
        walk.covered |= here.fulfilled;
        StateArray<words> copy;
        const std::uint64_t* target = represent(system_, target_.data(), copy);
        const auto key = plain_ ? table_.known_key(target) : table_.known_key(target, walk.at);
        walk.target = target_;
        walk.known = key.has_value();
        walk.next = key.value_or(0);
        walk.line = key ? table_.line(*key) : StateTable<words>::empty_line.data();
    }

    /// One of the steps that change the state and that every goal allows, at random; where that can
    /// be had, of a thread at random, so that the others' need not be computed.
    void choose(const std::uint64_t* state) {
        cut_ = 0;
        const auto consider = [&](const system::Step& step) {
            if (step.successor == nullptr) {
                cut_ = goals_.cut();
            } else if (goals_.allowed(step.transition) == goals_.all() && !same_state<words>(step.successor, state) &&
                       below(++found_) == 0) {
                chosen_ = step.transition;
                target_ = to_array<words>(step.successor);
            }
        };
        if constexpr (system::StepsByThread<S>) {
            const std::size_t threads = system_.threads(), first = below(threads);
            for (std::size_t i = 0; i < threads && found_ == 0; ++i) {
                const std::size_t thread = first + i < threads ? first + i : first + i - threads;
                system_.successors_of(system::ThreadId(thread), state, scratch_, consider);
            }
        } else {
            system_.successors(state, scratch_, consider);
        }
    }

    void finish(Walk& walk, GoalMask reached) {
        for (std::size_t i = walk.path.size(); i-- != 0;) {
            reached |= walk.path[i].fulfilled;
            if (reached == goals_.all() && walk.path[i].slot != QuotientTable::nowhere) {
                settled_.set(walk.path[i].slot);
            }
        }
        walk.active = false;
        ++idle_;
    }

    /// Where walks keep failing they are cut short.
    [[nodiscard]] std::size_t patience() const {
        return std::max<std::size_t>(longest >> std::min<std::uint64_t>(failures_ / 16, 12), shortest);
    }

    [[noreturn]] static void not_a_function() {
        throw std::logic_error("explorer: successors() is not a function of the state");
    }

    /// A random number below n, near enough evenly (D. Lemire 2019): multiplying is faster than dividing.
    std::uint64_t below(std::uint64_t n) { return (random() & 0xffffffffU) * n >> 32; }
    /// xorshift64 (G. Marsaglia 2003).
    std::uint64_t random() {
        random_ ^= random_ << 13;
        random_ ^= random_ >> 7;
        random_ ^= random_ << 17;
        return random_ >> 11;
    }

    const S& system_;
    const StateTable<words>& table_;
    const GoalSet<S>& goals_;
    SettledMap& settled_;
    std::array<SlotNumber, StateTable<words>::parts> bases_;
    const bool partial_;  // the table need not have every state
    const bool plain_;    // walks may leave the table
    typename S::Scratch scratch_{};
    std::array<Walk, walks> walks_;
    std::size_t idle_ = walks;
    std::uint64_t failures_ = 0;
    std::uint64_t random_;
    // The step that choose() found.
    std::uint64_t found_ = 0;
    system::TransitionId chosen_ = none;
    StateArray<words> target_{};
    GoalMask cut_ = 0;
};

}  // namespace revoke_mc::explorer::internal
