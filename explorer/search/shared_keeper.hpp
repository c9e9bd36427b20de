// Keeping a search that several ranks share out, and going on with one, whoever has kept it: rank 0 writes and reads.
//
// Going on, it reads one state after the other and sends each to the rank that owns it now.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "explorer/contract/checkpoint.hpp"
#include "explorer/ranks/ranks.hpp"
#include "explorer/search/dispatch.hpp"
#include "explorer/search/frontier.hpp"
#include "explorer/search/limits.hpp"
#include "explorer/search/owner.hpp"
#include "explorer/search/parts.hpp"
#include "explorer/search/plain_states.hpp"
#include "explorer/search/stalled.hpp"
#include "explorer/search/team.hpp"
#include "explorer/store/state_table.hpp"

namespace revoke_mc::explorer::internal {

/// Enters states of a checkpoint where they belong: here, or at other ranks.
template <std::size_t Words>
class Restorer {
public:
    /// What is to be expanded goes to `next`.
    Restorer(StateTable<Words>& table, StateEntry<Words> entry, FrontierPart& next, StalledStates& stalled, Team& team,
             Limits& limits)
        : table_(table), entry_(entry), next_(next), stalled_(stalled), team_(team), limits_(limits),
          batches_(team.size()) {
        for (auto& kind : batches_)
            for (Batch& batch : kind) clear(batch);
    }

    /// By whoever reads the checkpoint.
    void give(const StateArray<Words>& state, std::uint64_t level) {
        const unsigned owner = owner_of(state);
        if (owner == 0) return enter(state, level);
        add(owner, Traffic::restored, state, static_cast<std::uint32_t>(level));
    }
    void give_stalled(const StateArray<Words>& state) {
        const unsigned owner = owner_of(state);
        if (owner == 0) return enter_stalled(state);
        leave(owner, Traffic::restored);  // first the states themselves
        add(owner, Traffic::stalled, state, 0);
    }
    /// That was all.
    void finish() {
        for (unsigned to = 1; to < team_.size(); ++to) {
            leave(to, Traffic::restored);
            leave(to, Traffic::stalled);
            Block end(Ranks::header);
            end.push_back(static_cast<std::uint8_t>(Traffic::end));
            team_.ranks()->send(to, std::move(end));
        }
    }

    /// By the others: takes in what belongs here, to the end.
    void take() {
        for (unsigned times = 0;;) {
            const auto arrival = team_.ranks()->receive();
            if (!arrival) {
                Ranks::pause(times);
                continue;
            }
            times = 0;
            const auto kind = Traffic{arrival->block.at(Ranks::header)};
            if (kind == Traffic::end) return;
            if (!limits_.poll()) enter_all(arrival->block, kind);
        }
    }

private:
    struct Batch {
        Block block;
        StateWriter<Words> writer;
    };
    static constexpr std::size_t enough = std::size_t{1} << 16;
    static constexpr std::size_t first_byte = Ranks::header + 1;

    [[nodiscard]] unsigned owner_of(const StateArray<Words>& state) const {
        return team_.alone() ? 0 : Owners(*team_.ranks()).of(Owners::template sum<Words>(state.data()));
    }
    [[nodiscard]] Batch& batch(unsigned owner, Traffic kind) {
        return batches_[owner][kind == Traffic::restored ? 0 : 1];
    }
    static void clear(Batch& batch) {
        batch.block.assign(first_byte, 0);
        batch.writer.begin();
    }
    void add(unsigned owner, Traffic kind, const StateArray<Words>& state, std::uint32_t level) {
        Batch& to = batch(owner, kind);
        to.writer.add(to.block, state, level);
        if (to.block.size() >= enough) leave(owner, kind);
    }
    void leave(unsigned owner, Traffic kind) {
        Batch& full = batch(owner, kind);
        if (full.block.size() == first_byte) return;
        full.block[Ranks::header] = static_cast<std::uint8_t>(kind);
        team_.ranks()->send(owner, std::exchange(full.block, {}));
        clear(full);
        for (unsigned times = 0; team_.ranks()->congested();) Ranks::pause(times);
    }

    void enter_all(const Block& block, Traffic kind) {
        StateReader<Words> in(block, first_byte);
        StateArray<Words> state;
        for (std::uint32_t level = 0; !in.at_end() && !limits_.stopping();) {
            in.next(state, level);
            if (kind == Traffic::restored) {
                enter(state, level);
            } else {
                enter_stalled(state);
            }
        }
    }
    void enter(const StateArray<Words>& state, std::uint64_t level) {
        if (limits_.stopping()) return;
        const auto key = table_.key(state.data());
        if (!key) return limits_.raise(Reason::memory);
        const Scrambled scrambled(*key);
        const Reason refusal = entry_.enter(table_.turn(scrambled.part), scrambled, level, next_);
        if (refusal != Reason::none) return limits_.raise(refusal);
        table_.count(1);
    }
    void enter_stalled(const StateArray<Words>& state) {
        if (limits_.stopping()) return;
        const auto key = table_.known_key(state.data());
        if (!key) BlockReader::refuse();
        stalled_.add(*key, table_.size());
    }

    StateTable<Words>& table_;
    StateEntry<Words> entry_;
    FrontierPart& next_;
    StalledStates& stalled_;
    Team& team_;
    Limits& limits_;
    std::vector<std::array<Batch, 2>> batches_;  // by rank: states, stalled ones
};

}  // namespace revoke_mc::explorer::internal
