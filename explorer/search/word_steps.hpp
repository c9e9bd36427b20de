// What transitions that look at one word only do to it, remembered.
//
// Most steps of a concurrent system are local: a device writes, an importer moves on. Such a step depends on one word
// of the state, and the same words come in state after state. For each word that is seen again, the steps that are
// confined to it are computed once; after that they are a list of the numbers of the words that they lead to
// (intern_table.hpp), and the successor's key is found without writing the successor down. (Transition caching, as
// LTSmin does it for the groups of a partitioned next-state function: Blom, van de Pol, Weber, "LTSmin: distributed and
// symbolic reachability", CAV 2010.)
//
// Shared by all workers and read without a lock: a list is written before its place is published
// (release); who finds the place (acquire) may read the list, which never changes. Two workers may
// make the same list at once; either will do. The lists lie in reserved address space and never move.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>

#include "explorer/store/budget.hpp"
#include "explorer/store/intern_table.hpp"
#include "explorer/store/pages.hpp"
#include "explorer/system/concept.hpp"

namespace revoke_mc::explorer::internal {

/// One step that changes its word.
struct WordStep {
    system::TransitionId transition;
    InternId to;
};

/// All steps confined to a word with a certain value.
struct WordStepList {
    std::uint32_t transitions;  ///< enabled ones, those that change nothing included
    std::uint32_t count : 31;   ///< of the steps that follow
    std::uint32_t leads_on : 1;
    [[nodiscard]] std::span<const WordStep> steps() const {
        return {reinterpret_cast<const WordStep*>(this + 1), count};
    }
};
static_assert(sizeof(WordStepList) == sizeof(WordStep));

/// The lists of all words at one place of the state.
class WordSteps {
public:
    explicit WordSteps(Budget& budget) : budget_(budget) {}
    ~WordSteps() { budget_.give(booked_.load(std::memory_order_relaxed)); }
    WordSteps(const WordSteps&) = delete;
    WordSteps& operator=(const WordSteps&) = delete;

    /// Reserves the address space; false if that cannot be had. Once, before any worker starts.
    bool open() {
        const std::uint64_t affordable = std::min<std::uint64_t>(Pages::physical(), budget_.limit()) / 4;
        places_ = Pages::reserve(affordable);
        lists_ = Pages::reserve(affordable);
        return places_ && lists_;
    }

    /// Where the list of a word is, or one of the small numbers below. Any number may be asked for.
    using ListId = std::uint32_t;
    static constexpr ListId unseen = 0, seen = 1, not_to_be = 2, first_place = 3;
    [[nodiscard]] ListId place(InternId id) const {
        return id < slots() ? slot(id).load(std::memory_order_acquire) : not_to_be;
    }
    [[nodiscard]] const WordStepList& list(ListId place) const {
        return *reinterpret_cast<const WordStepList*>(cells() + place);
    }

    /// More lists may be made. They take an eighth of the memory in use at most: words that hardly ever come again must
    /// leave room for the states.
    [[nodiscard]] bool has_room() const {
        return booked_.load(std::memory_order_relaxed) <= std::max(least, budget_.used() / 8);
    }

    /// From the first time that a word is met to the second; nothing happens if there is no memory for that.
    void note(InternId id) {
        if (id < places_ready_.load(std::memory_order_relaxed) || ready_place(id)) {
            slot(id).store(seen, std::memory_order_relaxed);
        }
    }
    /// Some step confined to this word does more than change the state.
    void rule_out(InternId id) { slot(id).store(not_to_be, std::memory_order_relaxed); }
    /// Publishes the list of a word, if there is memory.
    void add(InternId id, WordStepList head, std::span<const WordStep> steps) {
        const std::uint64_t cells_needed = 1 + steps.size();
        const std::uint64_t at = used_.fetch_add(cells_needed, std::memory_order_relaxed);
        if (!ready(at + cells_needed)) return rule_out(id);
        WordStep* const to = cells() + at;
        *reinterpret_cast<WordStepList*>(to) = head;
        std::copy(steps.begin(), steps.end(), to + 1);
        slot(id).store(static_cast<ListId>(at), std::memory_order_release);
    }

private:
    [[nodiscard]] std::uint64_t slots() const { return places_.size() / sizeof(ListId); }
    [[nodiscard]] WordStep* cells() const { return static_cast<WordStep*>(lists_.data()); }
    [[nodiscard]] std::atomic_ref<ListId> slot(InternId id) const {
        return std::atomic_ref<ListId>(static_cast<ListId*>(places_.data())[id]);
    }

    /// The first `count` cells of the lists may be used.
    bool ready(std::uint64_t count) {
        if (count > lists_.size() / sizeof(WordStep) || count > ~ListId{0}) return false;
        return count <= cells_ready_.load(std::memory_order_relaxed) ||
               grow(lists_, cells_ready_, sizeof(WordStep), count);
    }
    bool ready_place(InternId id) {
        return id < slots() && grow(places_, places_ready_, sizeof(ListId), std::uint64_t{id} + 1);
    }

    /// Books memory, a block at a time, until `count` things of `size` bytes are ready.
    bool grow(Pages& pages, std::atomic<std::uint64_t>& ready, std::size_t size, std::uint64_t count) {
        const std::lock_guard lock(mutex_);
        while (ready.load(std::memory_order_relaxed) < count) {
            if (!budget_.take(block)) return false;
            booked_.fetch_add(block, std::memory_order_relaxed);
            const std::uint64_t more = ready.load(std::memory_order_relaxed) + block / size;
            pages.use(more * size);
            ready.store(more, std::memory_order_relaxed);
        }
        return true;
    }

    static constexpr std::uint64_t block = std::uint64_t{1} << 16;
    static constexpr std::uint64_t least = std::uint64_t{1} << 18;

    Budget& budget_;
    Pages places_, lists_;
    std::atomic<std::uint64_t> used_{first_place};
    std::atomic<std::uint64_t> cells_ready_{0}, places_ready_{0};
    std::atomic<std::uint64_t> booked_{0};
    std::mutex mutex_;  // for booking
};

}  // namespace revoke_mc::explorer::internal
