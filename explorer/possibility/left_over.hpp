// The states that random walks could not settle, in a store of their own.
//
// They are numbered in order of their levels, so that sweeping from the last to the first goes against the direction of
// the search. Under a reduction the table does not hold every state: the search leaves out steps, or keeps
// representatives, and then a path changes the names of the instances on its way. Here the plain graph is what counts:
// all states that a left-over one leads to are taken in as they are, except those that are settled or that a settled
// one stands for.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <new>
#include <span>
#include <utility>
#include <vector>

#include "explorer/possibility/settled_walks.hpp"
#include "explorer/search/limits.hpp"
#include "explorer/search/reduction.hpp"
#include "explorer/store/budget.hpp"
#include "explorer/store/levels.hpp"
#include "explorer/store/state_store.hpp"
#include "explorer/store/state_table.hpp"
#include "explorer/threads/executor.hpp"

namespace revoke_mc::explorer::internal {

template <system::TransitionSystem S>
class LeftOver {
public:
    static constexpr std::size_t words = S::words;

    LeftOver(const S& system, StateTable<words>& table, Executor& executor, Budget& budget)
        : system_(system), table_(table), budget_(budget), executor_(executor), store_(budget, 1, unlimited) {}

    /// Takes in all states of the table that are not settled. Throws std::bad_alloc.
    void fill(const SettledMap& settled, Limits& limits) {
        const std::vector<std::pair<std::uint64_t, StateKey>> open = list(settled);
        const Booking booking(budget_, open.size() * sizeof(open[0]));
        for (const auto& [level, key] : open) {
            table_.unfold(key, at_);
            add(level, at_.words.data());
        }
        if (needs_closing()) close_under_steps(settled, limits);
        close();
    }

    // --- or in steps, for states of other ranks

    /// The states of the table that are not settled, in order of levels. Throws std::bad_alloc.
    [[nodiscard]] std::vector<std::pair<std::uint64_t, StateKey>> list(const SettledMap& settled) const {
        std::vector<std::pair<std::uint64_t, StateKey>> open;
        const auto bases = table_.bases();
        for (std::size_t part = 0; part < StateTable<words>::parts; ++part) {
            table_.for_each(part, [&](StateKey key, std::uint64_t level, SlotNumber slot) {
                if (settled.get(bases[part] + slot)) return;
                if (!budget_.affords((open.size() + 1) * 2 * sizeof(open[0]))) throw std::bad_alloc();
                open.emplace_back(level, key);
            });
        }
        std::ranges::sort(open);
        return open;
    }
    /// Takes in a state that some rank has listed; in order of levels.
    void add(std::uint64_t level, const std::uint64_t* state) {
        enter(state);
        levels_.push_back(level);
    }
    /// The search has left out steps, or changed names.
    [[nodiscard]] bool needs_closing() const { return renames(system_) || leaves_out_steps(system_); }
    /// Takes in what these lead to. `settled`: of many representatives, whether each is settled.
    template <class Settled>
    void close_under_steps_by(const Settled& settled, Limits& limits) {
        constexpr std::uint64_t at_once = 4096;
        std::vector<StateArray<words>> plain, representatives;
        for (StateId next = 0; next < store_.size() && !limits.poll();) {
            plain.clear();
            representatives.clear();
            const StateId end = std::min<StateId>(next + at_once, store_.size());
            for (; next < end; ++next) list_successors(next, plain, representatives);
            const std::vector<bool> done = settled(std::span<const StateArray<words>>(representatives));
            for (std::size_t i = 0; i < plain.size(); ++i)
                if (!done[i]) enter(plain[i].data());
        }
    }
    /// Everything is taken in.
    void close() { ranges_ = store_.close_level(); }

    [[nodiscard]] std::uint64_t size() const { return levels_.size(); }
    [[nodiscard]] const StateStore<words>& store() const { return store_; }
    [[nodiscard]] std::span<const IdRange> ranges() const { return ranges_; }
    [[nodiscard]] StateId id_bound() const { return store_.id_bound(); }

    /// Calls f(id, level) for each of them that is in the table as it stands here.
    template <class F>
    void for_each_of_table(const F& f) const {
        for (StateId id = 0; id < levels_.size(); ++id) f(id, levels_[id]);
    }

private:
    /// Of one state, those that are not here yet.
    void list_successors(StateId id, std::vector<StateArray<words>>& plain,
                         std::vector<StateArray<words>>& representatives) {
        const StateArray<words> state = to_array<words>(store_.state(id));
        system_.successors(state.data(), scratch_, [&](const system::Step& step) {
            if (step.successor == nullptr) return;
            if (store_.find(step.successor, hash_state<words>(step.successor)) != no_state) return;
            StateArray<words> copy;
            plain.push_back(to_array<words>(step.successor));
            representatives.push_back(to_array<words>(represent(system_, step.successor, copy)));
        });
    }

    void enter(const std::uint64_t* state) {
        while (store_.insert(store_.writer(0), state, hash_state<words>(state)) == Insertion::full) {
            if (store_.make_room(executor_) != Reason::none) throw std::bad_alloc();
        }
    }

    void close_under_steps(const SettledMap& settled, Limits& limits) {
        const auto bases = table_.bases();
        for (StateId id = 0; id < store_.size() && !limits.poll(); ++id) {
            const StateArray<words> state = to_array<words>(store_.state(id));
            system_.successors(state.data(), scratch_, [&](const system::Step& step) {
                if (step.successor == nullptr) return;
                StateArray<words> copy;
                const auto key = table_.known_key(represent(system_, step.successor, copy));
                if (key && is_settled(Scrambled(*key), bases, settled)) return;
                enter(step.successor);
            });
        }
    }

    [[nodiscard]] bool is_settled(const Scrambled& key, const std::array<SlotNumber, part_count>& bases,
                                  const SettledMap& settled) const {
        const SlotNumber slot = table_.find(key);
        return slot != QuotientTable::nowhere && settled.get(bases[key.part] + slot);
    }

    const S& system_;
    StateTable<words>& table_;
    Budget& budget_;
    Executor& executor_;  // to rebuild a grown store with
    StateStore<words> store_;
    FoldedState<words> at_;
    typename S::Scratch scratch_{};
    std::vector<std::uint64_t> levels_;  // by id
    std::vector<IdRange> ranges_;
};

}  // namespace revoke_mc::explorer::internal
