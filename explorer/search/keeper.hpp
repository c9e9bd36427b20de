// Keeps a search: says at the beginning of a level what is needed to go on from there, and begins with that.
//
// What is written is always the beginning of a level, never the middle of one. It is remembered when the level begins
// (counts and findings, a few kilobytes); the states follow from the table at any time (saved_states.hpp). So a search
// that a limit ends in the middle of a level can still be kept, and nothing is lost but that level.
//
// Alone, a search writes keys and numbered words; several ranks write states in their own words (plain_states.hpp).
// Both kinds are read by both.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
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
#include "explorer/search/shared_keeper.hpp"
#include "explorer/search/team.hpp"
#include "explorer/store/state_table.hpp"
#include "explorer/threads/executor.hpp"

namespace revoke_mc::explorer::internal {

template <system::TransitionSystem S>
class Keeper {
public:
    static constexpr std::size_t words = S::words;
    using Workers = std::vector<std::unique_ptr<Expander<S>>>;

    /// `checkpoints` may be null: nothing is kept, and nothing costs anything.
    /// Of several ranks all have some, or none has; those of rank 0 count.
    Keeper(Checkpoints* checkpoints, StateTable<words>& table, Executor& executor, Limits& limits, Budget& budget,
           Team& team, Workers& workers)
        : checkpoints_(checkpoints), table_(table), executor_(executor), limits_(limits), budget_(budget), team_(team),
          workers_(workers) {}

    [[nodiscard]] bool keeps() const { return checkpoints_ != nullptr; }
    /// It is time for a checkpoint, as far as this rank knows.
    [[nodiscard]] bool due() const { return keeps() && team_.leads() && checkpoints_->due(); }

    /// A level begins. `due`: for all ranks.
    void begin_level(LevelStart<words> start, bool due) {
        start.states = table_.size();
        for (const auto& worker : workers_) {
            const StalledStates& stalled = worker->stalled();
            start.stalled.push_back(stalled.complete() ? std::optional(stalled.keys().size()) : std::nullopt);
        }
        start_ = std::move(start);
        kept_ = std::exchange(loaded_, false);
        if (!kept_ && start_->frontier != 0 && due) save();
    }
    /// The search is over, or was cut short.
    void end() {
        if (keeps() && start_ && !kept_) save();
    }

    /// There is one to go on from.
    [[nodiscard]] bool resumes() {
        if (!keeps()) return false;
        const bool mine = team_.leads() && checkpoints_->resume() != nullptr;
        if (team_.alone()) return mine;
        return team_.ranks()->spread(Block(1, mine ? 1 : 0)).at(0) != 0;
    }

    /// Goes on from a checkpoint: the table, the workers and their parts of the next level are filled. `empty`:
    /// findings of the shape that is expected. Returns the number of levels behind those of `next`. Where a limit is
    /// hit, that checkpoint stays as it is.
    std::uint64_t load(Findings<words> empty, std::vector<FrontierPart>& next) {
        Summary<words> summary{.start = {.found = std::move(empty)}};
        if (!team_.leads()) return take(summary, next);
        CheckpointSource& source = *checkpoints_->resume();
        if (source.blocks(Section::summary) != 1) BlockReader::refuse();
        summary.read(source.read(Section::summary, 0));
        LevelStart<words>& start = summary.start;
        if (!team_.alone() || source.blocks(Section::plain) != 0) return restore(source, summary, next);
        if (!load_table(source, summary, next)) return levels_behind(start);
        workers_[0]->adopt(start.found);  // not before: the traces of witnesses lead through the table
        load_stalled(source, summary);
        loaded_ = true;
        return levels_behind(start);
    }

private:
    /// Not counting those that `next` becomes.
    static std::uint64_t levels_behind(const LevelStart<words>& start) {
        return start.frontier == 0 ? start.levels : start.levels - 1;
    }

    // --- with other ranks, or what they have written

    Restorer<words> restorer(const LevelStart<words>& start, std::vector<FrontierPart>& next) {
        return {table_,  StateEntry<words>(table_, start.levels - 1, start.frontier != 0),
                next[0], workers_[0]->stalled(),
                team_,   limits_};
    }

    /// By whoever reads it.
    std::uint64_t restore(CheckpointSource& source, Summary<words>& summary, std::vector<FrontierPart>& next) {
        const LevelStart<words>& start = summary.start;
        if (!team_.alone()) (void)team_.ranks()->spread(summary.bytes());
        Restorer<words> restorer = this->restorer(start, next);
        std::uint64_t states = 0, frontier = 0;
        try {
            PlainStates<words> plain(source, summary.words, budget_, limits_);
            plain.for_each([&](const StateArray<words>& state, std::uint64_t level) {
                ++states;
                frontier += start.frontier != 0 && level == start.levels - 1 ? 1 : 0;
                restorer.give(state, level);
            });
            if (!limits_.stopping() && (states != start.states || frontier != start.frontier)) BlockReader::refuse();
            plain.for_each_stalled([&](const StateArray<words>& state) { restorer.give_stalled(state); });
        } catch (const std::bad_alloc&) {
            limits_.raise(Reason::memory);
        }
        restorer.finish();
        return restored(summary);
    }
    /// By the others.
    std::uint64_t take(Summary<words>& summary, std::vector<FrontierPart>& next) {
        summary.read(team_.ranks()->spread({}));
        Restorer<words> restorer = this->restorer(summary.start, next);
        restorer.take();
        return restored(summary);
    }
    /// All ranks have what is theirs, or none goes on.
    std::uint64_t restored(const Summary<words>& summary) {
        const LevelStart<words>& start = summary.start;
        if (!summary.stalled_complete) workers_[0]->stalled().give_up();
        (void)team_.agree();
        if (limits_.stopping()) return levels_behind(start);
        if (team_.leads()) workers_[0]->adopt(start.found);
        loaded_ = true;
        return levels_behind(start);
    }

    void save() {
        if (team_.alone()) {
            checkpoints_->save([this](CheckpointSink& sink) { write(sink); });
        } else {
            save_together();
        }
        kept_ = true;
    }

    /// If rank 0 cannot write, the others have to get rid of their blocks all the same.
    void save_together() {
        const Summary<words> summary = whole_summary();
        if (!team_.leads()) {
            PartSink sink(*team_.ranks());
            write_plain(sink);
            return sink.finish();
        }
        Parts parts(*team_.ranks());
        checkpoints_->save([&](CheckpointSink& sink) {
            sink.write(Section::summary, 0, summary.bytes());
            const auto written = write_plain(sink);
            std::array<std::uint64_t, sections> next{};
            for (const Section section : {Section::plain, Section::plain_stalled})
                next[static_cast<std::size_t>(section)] = written->blocks(section);
            parts.hear([&](Section section, std::span<const std::uint8_t> block) {
                sink.write(section, next.at(static_cast<std::size_t>(section))++, block);
            });
        });
        parts.hear([](Section, std::span<const std::uint8_t>) {});
    }

    /// What this rank has.
    std::unique_ptr<PlainSaver<words>> write_plain(CheckpointSink& sink) {
        auto saver = std::make_unique<PlainSaver<words>>(table_, sink);
        saver->save_states(start_->levels - 1, executor_);
        for (std::size_t i = 0; i < workers_.size(); ++i) {
            if (!start_->stalled[i] || !workers_[i]->stalled().complete()) continue;
            saver->save_stalled(workers_[i]->stalled().keys().first(*start_->stalled[i]));
        }
        return saver;
    }

    /// Of all ranks.
    Summary<words> whole_summary() {
        Summary<words> mine{.start = *start_};
        mine.stalled_complete = stalled_complete();
        Summary<words> all{.start = {.levels = start_->levels, .frontier = start_->frontier, .found = no_findings()}};
        for (const Block& block : team_.ranks()->gather(mine.bytes())) {
            Summary<words> one{.start = {.found = no_findings()}};
            one.read_part(block);
            all.start.states += one.start.states;
            all.start.found += one.start.found;
            all.stalled_complete = all.stalled_complete && one.stalled_complete;
        }
        return all;
    }
    [[nodiscard]] Findings<words> no_findings() const {
        return Findings<words>(start_->found.witnesses.count(), start_->found.blocked.words().size() * 64,
                               start_->found.taken.size());
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
        StateEntry<words> entry(table_, start.levels - 1, start.frontier != 0);
        StateLoader<words>(table_, entry, source, limits_).load(executor_, next);
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
    Budget& budget_;
    Team& team_;
    Workers& workers_;
    std::optional<LevelStart<words>> start_;  ///< of the level that is being expanded
    bool kept_ = false;                       ///< there is a checkpoint of it
    bool loaded_ = false;                     ///< the next level to begin is that of a checkpoint
};

}  // namespace revoke_mc::explorer::internal
