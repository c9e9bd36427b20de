// Taking out of an open region what lies on no fair run that stays in it, by all workers on the implicit graph.
//
// For generalized Buchi conditions this is "one way catch them young" (I. Cerna and R. Pelanek, SPIN 2003, "Distributed
// explicit fair cycle detection"), the greatest fixpoint of Emerson and Lei: of the states that are left, those go that
// cannot reach, among what is left, for each demand a step that meets it or a state in which it is not asked; and
// again, until none goes. A state without a step that stays goes at once, if anything is asked in it. A strong demand
// is treated as if it were weak, which is less than it asks for: so every state that goes is on no fair run, but not
// every one that stays is on one. What is left over is for fair_components.hpp.
//
// The chain of components of the region is what makes many rounds: a step from one to the next counts as staying, until
// the next one is gone. Steps that are known to lie on no cycle (crossings.hpp) are therefore not looked at: a fair run
// comes to an end of them.
//
// What can be reached is found by sweeps, as in possibility/sweep.hpp: over the list of states, from the last level to
// the first, then back, until nothing changes. Neither fixpoint depends on the order (P. Cousot 1977). Both are found
// for each block by itself: a block in which a sweep has changed nothing waits for the end of the round.
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <deque>

#include "explorer/base/planted.hpp"
#include "explorer/progress/demands.hpp"
#include "explorer/progress/open_region.hpp"
#include "explorer/progress/slot_marks.hpp"
#include "explorer/progress/steps_to_places.hpp"
#include "explorer/search/limits.hpp"
#include "explorer/store/booked_list.hpp"
#include "explorer/store/budget.hpp"
#include "explorer/store/part_cursor.hpp"
#include "explorer/system/concept.hpp"
#include "explorer/threads/executor.hpp"

namespace revoke_mc::explorer::internal {

/// What happens in each block (crossings.hpp) of the region. No step that counts leads from one block to another: where
/// nothing has changed in a sweep, the next one changes nothing, and where no state has gone in a round, none will.
class Blocks {
public:
    Blocks(Budget& budget, std::size_t states)
        : mask_(std::min(std::bit_floor(states / 64 + 1), std::size_t{1} << Place::tag_bits) - 1),
          changed_(budget, mask_ + 1), gone_(budget, mask_ + 1), due_(budget, mask_ + 1) {}

    /// For the first round of a group of demands, and for each later one.
    void begin() { std::ranges::fill(due_.all(), std::uint8_t{1}); }
    void begin_round() {
        std::ranges::fill(gone_.all(), std::uint8_t{0});
        begin_ = ++sweep_;
    }
    void end_round() { std::ranges::copy(gone_.all(), due_.all().begin()); }
    void begin_sweep() { ++sweep_; }

    [[nodiscard]] bool due(Place place) const { return due_[place.tag() & mask_] != 0; }
    /// It is worth looking at, in this sweep.
    [[nodiscard]] bool open(Place place) const {
        return due(place) && (sweep_ == begin_ + 1 || changed(place).load(std::memory_order_relaxed) + 1 >= sweep_);
    }
    void note_change(Place place) { changed(place).store(sweep_, std::memory_order_relaxed); }
    void note_gone(Place place) {
        std::atomic_ref<std::uint8_t>(gone_[place.tag() & mask_]).store(1, std::memory_order_relaxed);
    }

private:
    [[nodiscard]] std::atomic_ref<std::uint32_t> changed(Place place) const {
        return std::atomic_ref<std::uint32_t>(const_cast<std::uint32_t&>(changed_[place.tag() & mask_]));
    }

    std::size_t mask_;
    std::uint32_t sweep_ = 0, begin_ = 0;
    BookedArray<std::uint32_t> changed_;  // in which sweep last
    BookedArray<std::uint8_t> gone_, due_;
};

/// The sweeps of one worker, for some of the demands.
template <system::TransitionSystem S>
class TrimmingSweeps {
public:
    using Region = OpenRegion<S>;

    TrimmingSweeps(const S& system, const StateTable<S::words>& table, Region& region, Blocks& blocks,
                   std::size_t first, std::size_t count)
        : region_(region), marks_(region.marks()), blocks_(blocks), group_(system, first, count),
          batch_(table, region.marks()) {}

    /// Looks at the states of pieces, in this order or against it.
    void sweep(PartCursor& pieces, bool backwards, Limits& limits, std::uint64_t left) {
        changed_ = 0;
        const auto states = region_.places();
        const std::size_t count = pieces_of(states.size());
        for (std::size_t piece = 0; !limits.poll() && pieces.next(piece); region_.report(left)) {
            const std::size_t begin = (backwards ? count - 1 - piece : piece) * piece_size;
            const std::size_t end = std::min(begin + piece_size, states.size());
            for (std::size_t i = begin; i < end; ++i) visit(states[backwards ? begin + (end - 1 - i) : i]);
        }
        batch_.flush([&](const auto& source, const auto& edges) { settle(source, edges); });
    }

    /// Takes out the states of pieces that miss something, and lets the others begin anew.
    void take_out(PartCursor& pieces) {
        const auto states = region_.places();
        for (std::size_t piece = 0; pieces.next(piece);) {
            const std::size_t end = std::min((piece + 1) * piece_size, states.size());
            for (std::size_t i = piece * piece_size; i < end; ++i) {
                const SlotNumber number = marks_.number(states[i]);
                const Mark mark = marks_.get(number);
                if ((mark & Region::inside) == 0 || !blocks_.due(states[i])) continue;
                const bool stays = (mark & group_.all()) == group_.all();
                marks_.set(number, stays ? Region::inside : Mark{0});
                if (stays) continue;
                blocks_.note_gone(states[i]);
                ++removed_;
            }
        }
    }

    [[nodiscard]] std::uint64_t changed() const { return changed_; }
    /// Since this was made.
    [[nodiscard]] std::uint64_t removed() const { return removed_; }

    static constexpr std::size_t piece_size = 512;
    [[nodiscard]] static std::size_t pieces_of(std::size_t states) { return (states + piece_size - 1) / piece_size; }

private:
    void visit(Place place) {
        if (!blocks_.open(place)) return;
        const Mark mark = marks_.get(marks_.number(place));
        if ((mark & Region::inside) == 0 || (mark & group_.all()) == group_.all()) return;
        const std::uint64_t* state = batch_.begin(place);
        batch_.end(group_.look(state, [&](const std::uint64_t* to, Mark met) {
            if (!region_.crossings().crosses(state, to)) batch_.push(to, met);
        }));
        if (batch_.full()) batch_.flush([&](const auto& source, const auto& edges) { settle(source, edges); });
    }

    /// The note of a state is what is asked there, that of a step what it meets.
    template <class Source, class Edges>
    void settle(const Source& source, const Edges& edges) {
        unsigned reached = planted::is("idle-states-trimmed") ? 0U : group_.all() & ~unsigned{source.note};
        bool stays = source.note == 0;
        for (const auto& edge : edges) {
            const unsigned there = marks_.get(edge.target);
            if ((there & Region::inside) == 0) continue;
            stays = true;
            reached |= edge.note | (there & group_.all());
        }
        if (stays) {
            const Mark before = marks_.add(source.number, static_cast<Mark>(reached));
            if ((reached & ~unsigned{before}) == 0) return;
        } else {
            marks_.set(source.number, 0);
            blocks_.note_gone(source.place);
            ++removed_;
        }
        blocks_.note_change(source.place);
        ++changed_;
    }

    Region& region_;
    SlotMarks& marks_;
    Blocks& blocks_;
    DemandGroup<S> group_;
    StepsToPlaces<S::words> batch_;
    std::uint64_t changed_ = 0, removed_ = 0;
};

/// When to leave the rest to fair_components.hpp.
struct TrimmingTuning {
    bool trims = true;
    std::size_t group = mark_bits - 1;  ///< as many demands are looked at together
    bool patient = false;               ///< goes on until nothing changes
};

template <system::TransitionSystem S>
class Trimming {
public:
    using Region = OpenRegion<S>;

    Trimming(const S& system, const StateTable<S::words>& table, Region& region, Executor& executor, Limits& limits,
             Budget& budget, TrimmingTuning tuning)
        : system_(system), table_(table), region_(region), executor_(executor), limits_(limits), tuning_(tuning),
          blocks_(budget, region.size()), left_(region.size()) {}

    /// Calls enough(states left, states that the last round took out) after each round and stops where that says so, or
    /// where no more can be taken out. Means nothing if a limit was hit meanwhile.
    template <class Enough>
    void run(const Enough& enough) {
        const std::size_t demands = Demands<S>(system_).size();
        for (std::uint64_t before = left_ + 1; left_ != 0 && left_ != before;) {
            before = left_;
            for (std::size_t first = 0; first < demands; first += tuning_.group)
                if (!exhaust(first, std::min(tuning_.group, demands - first), enough)) return region_.compact();
        }
        region_.compact();
    }

private:
    /// Until no state goes for the sake of these demands. False if that is to be the end.
    template <class Enough>
    bool exhaust(std::size_t first, std::size_t count, const Enough& enough) {
        for (blocks_.begin();; blocks_.end_round()) {
            const std::uint64_t removed = round(first, count);
            left_ -= removed;
            if (limits_.stopping() || left_ == 0 || enough(left_, removed)) return false;
            if (removed == 0) return true;
            if (left_ < region_.size() / 2) region_.compact();
        }
    }

    std::uint64_t round(std::size_t first, std::size_t count) {
        std::deque<TrimmingSweeps<S>> workers;
        for (unsigned i = 0; i < executor_.threads(); ++i)
            workers.emplace_back(system_, table_, region_, blocks_, first, count);
        blocks_.begin_round();
        for (std::uint64_t changed = 1, sweeps = 0; changed != 0 && !limits_.stopping(); ++sweeps) {
            blocks_.begin_sweep();
            run(workers, [&](auto& worker, auto& pieces) { worker.sweep(pieces, sweeps % 2 == 0, limits_, left_); });
            changed = 0;
            for (const auto& worker : workers) changed += worker.changed();
        }
        if (limits_.stopping()) return 0;
        run(workers, [](auto& worker, auto& pieces) { worker.take_out(pieces); });
        std::uint64_t removed = 0;
        for (const auto& worker : workers) removed += worker.removed();
        return removed;
    }

    template <class Work>
    void run(std::deque<TrimmingSweeps<S>>& workers, const Work& work) {
        PartCursor pieces(TrimmingSweeps<S>::pieces_of(region_.size()));
        const auto one = [&](unsigned number) { work(workers[number], pieces); };
        if (region_.size() <= TrimmingSweeps<S>::piece_size) {
            executor_.run_alone(one);
        } else {
            executor_.run(one);
        }
    }

    const S& system_;
    const StateTable<S::words>& table_;
    Region& region_;
    Executor& executor_;
    Limits& limits_;
    const TrimmingTuning tuning_;
    Blocks blocks_;
    std::uint64_t left_;
};

}  // namespace revoke_mc::explorer::internal
