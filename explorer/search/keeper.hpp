// Keeps a search: says at the beginning of a level what is needed to go on from there, and begins with that.
//
// What is written is always the beginning of a level, never the middle of one. It is remembered when the level begins
// (counts and findings, a few kilobytes); the states follow from the table at any time (saved_states.hpp). So a search
// that a limit ends in the middle of a level can still be kept, and nothing is lost but that level.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "explorer/contract/checkpoint.hpp"
#include "explorer/search/expander.hpp"
#include "explorer/search/frontier.hpp"
#include "explorer/search/limits.hpp"
#include "explorer/search/saved_search.hpp"
#include "explorer/search/saved_states.hpp"
#include "explorer/store/state_table.hpp"
#include "explorer/threads/executor.hpp"

namespace revoke_mc::explorer::internal {

template <system::TransitionSystem S>
class Keeper {
public:
    static constexpr std::size_t words = S::words;
    using Workers = std::vector<std::unique_ptr<Expander<S>>>;

    /// `checkpoints` may be null: nothing is kept, and nothing costs anything.
    Keeper(Checkpoints* checkpoints, StateTable<words>& table, Executor& executor, Limits& limits, Workers& workers)
        : checkpoints_(checkpoints), table_(table), executor_(executor), limits_(limits), workers_(workers) {}

    [[nodiscard]] bool keeps() const { return checkpoints_ != nullptr; }

    /// A level begins.
    void begin_level(LevelStart<words> start) {
        start.states = table_.size();
        for (const auto& worker : workers_) {
            const StalledStates& stalled = worker->stalled();
            start.stalled.push_back(stalled.complete() ? std::optional(stalled.keys().size()) : std::nullopt);
        }
        start_ = std::move(start);
        kept_ = std::exchange(loaded_, false);
        if (!kept_ && start_->frontier != 0 && checkpoints_->due()) save();
    }
    /// The search is over, or was cut short.
    void end() {
        if (keeps() && start_ && !kept_) save();
    }

    [[nodiscard]] CheckpointSource* source() { return keeps() ? checkpoints_->resume() : nullptr; }

    /// Goes on from a checkpoint: the table, the workers and their parts of the next level are filled. `empty`:
    /// findings of the shape that is expected. Returns the number of levels behind those of `next`. Where a limit is
    /// hit, that checkpoint stays as it is.
    std::uint64_t load(CheckpointSource& source, Findings<words> empty, std::vector<FrontierPart>& next) {
        Summary<words> summary{.start = {.found = std::move(empty)}};
        if (source.blocks(Section::summary) != 1) BlockReader::refuse();
        summary.read(source.read(Section::summary, 0));
        LevelStart<words>& start = summary.start;
        const std::uint64_t levels = start.frontier == 0 ? start.levels : start.levels - 1;
        if (!load_table(source, summary, next)) return levels;
        workers_[0]->adopt(start.found);  // not before: the traces of witnesses lead through the table
        load_stalled(source, summary);
        loaded_ = true;
        return levels;
    }

private:
    void save() {
        checkpoints_->save([this](CheckpointSink& sink) { write(sink); });
        kept_ = true;
    }

    void write(CheckpointSink& sink) {
        Summary<words> summary{.start = *start_};
        const std::span<const std::uint64_t> numbered = table_.numbered().all();
        summary.words = numbered.size();
        for (std::size_t part = 0; part < part_count; ++part)
            summary.room[part] = {table_.size(part, false), table_.size(part, true)};
        summary.stalled_complete = stalled_complete();
        sink.write(Section::summary, 0, summary.bytes());
        save_words(numbered, executor_, sink);
        StateSaver<words>(table_, start_->levels - 1, sink).save(executor_);
        if (!summary.stalled_complete) return;
        KeySaver keys(sink);
        for (std::size_t i = 0; i < workers_.size(); ++i)
            keys.add(workers_[i]->stalled().keys().first(*start_->stalled[i]));
    }

    /// No worker had given up then, or has since.
    [[nodiscard]] bool stalled_complete() const {
        for (std::size_t i = 0; i < workers_.size(); ++i)
            if (!start_->stalled[i] || !workers_[i]->stalled().complete()) return false;
        return true;
    }

    /// False if a limit was hit.
    bool load_table(CheckpointSource& source, const Summary<words>& summary, std::vector<FrontierPart>& next) {
        const LevelStart<words>& start = summary.start;
        if (!load_words(table_.numbered(), source, limits_)) limits_.raise(Reason::memory);
        if (limits_.stopping()) return false;
        if (table_.numbered().all().size() != summary.words) BlockReader::refuse();
        if (!make_room(summary)) {
            limits_.raise(Reason::memory);
            return false;
        }
        StateLoader<words>(table_, start.levels - 1, start.frontier != 0, source, limits_).load(executor_, next);
        if (limits_.stopping()) return false;
        std::uint64_t frontier = 0;
        for (const FrontierPart& part : next) frontier += part.size();
        if (table_.size() != start.states || frontier != start.frontier) BlockReader::refuse();
        return true;
    }

    [[nodiscard]] bool make_room(const Summary<words>& summary) {
        const LevelStart<words>& start = summary.start;
        for (std::size_t part = 0; part < part_count; ++part) {
            for (const bool narrow : {false, true}) {
                const std::uint64_t keys = std::min(summary.room[part][narrow ? 1 : 0], 2 * start.states);
                if (!table_.make_room(part, narrow, keys, start.levels)) return false;
            }
        }
        return true;
    }

    void load_stalled(CheckpointSource& source, const Summary<words>& summary) {
        if (!summary.stalled_complete) workers_[0]->stalled().give_up();
        load_keys(source, [&](std::uint64_t block, StateKey key) {
            workers_[block % workers_.size()]->stalled().add(key, table_.size());
        });
    }

    Checkpoints* const checkpoints_;
    StateTable<words>& table_;
    Executor& executor_;
    Limits& limits_;
    Workers& workers_;
    std::optional<LevelStart<words>> start_;  ///< of the level that is being expanded
    bool kept_ = false;                       ///< there is a checkpoint of it
    bool loaded_ = false;                     ///< the next level to begin is that of a checkpoint
};

}  // namespace revoke_mc::explorer::internal
