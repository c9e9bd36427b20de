// One worker of a level: makes the configurations that have a fresh view, takes their steps, and keeps the views that
// are not there yet.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "explorer/search/limits.hpp"
#include "explorer/store/budget.hpp"
#include "explorer/views/join.hpp"
#include "explorer/views/result.hpp"
#include "explorer/views/stepper.hpp"
#include "explorer/views/triangles.hpp"
#include "explorer/views/view_set.hpp"

namespace revoke_mc::explorer::views {

/// What all workers look at.
struct Family {
    std::vector<const Member*> members;  ///< of sizes k+1, k+2, ...
    std::uint32_t k = 0;
    std::uint32_t widest = 1;             ///< the most instances that a transition is about
    std::optional<Joined> joined;         ///< transitions for which the configurations of k+2 are looked for by joins
    std::unique_ptr<SimpleSteps> simple;  ///< usable; or null
    std::uint32_t widest_other = 1;       ///< the most that another transition is about
    std::uint32_t shared_words = 0, block_words = 0;
    std::vector<std::uint64_t> kept;  ///< of the shared words, without the counters

    /// Without joins every configuration that the views stand for is to be expanded.
    Family(const std::vector<const Member*>& family, std::uint32_t k, bool with_joins);
    [[nodiscard]] const Member& member(std::uint32_t size) const { return *members[size - k - 1]; }
    [[nodiscard]] std::size_t view_words() const { return shared_words + std::size_t{k} * block_words; }
    /// The state of a configuration, with counters; false: one of them does not fit.
    [[nodiscard]] bool compose(const ViewSet& views, const Numbered& from, std::uint64_t* state) const;
};

/// Where threads stand that may take a step of a wide transition.
class WideAsk {
public:
    WideAsk(const Family& family, std::uint32_t least);
    /// Some thread that is no instance's, or one of an instance whose block this is.
    [[nodiscard]] bool shared_may(const std::uint64_t* shared) const { return any(shared_, shared); }
    [[nodiscard]] bool block_may(const std::uint64_t* block) const { return any(block_, block); }

private:
    struct Question {
        system::Field position;  ///< its word counted from where the part begins
        std::vector<bool> wide;
    };
    static bool any(const std::vector<Question>& questions, const std::uint64_t* words);
    std::vector<Question> shared_, block_;
};

/// Which configurations of a shelf have to be expanded, where that is known.
struct Wanted {
    std::unique_ptr<ShelfJoin> join;
    std::unique_ptr<ShelfTriangles> triangles;
    [[nodiscard]] std::uint64_t bytes() const {
        return (join ? join->bytes() : 0) + (triangles ? triangles->bytes() : 0);
    }
    [[nodiscard]] bool too_wide() const { return (join && join->too_wide()) || (triangles && triangles->too_wide()); }
};

/// What was found in a level, a monoid: the least of each.
struct Found {
    std::uint64_t configurations = 0;
    std::map<system::PropertyId, Origin>
        broken;  ///< by number in the smallest member; transition none: in the configuration itself
    std::set<BoundReached> bounds;
    void add(system::PropertyId property, const Origin& origin);
    Found& operator+=(const Found& other);
};

/// Views found in a level, each once with its least origin.
class NewViews {
public:
    NewViews(std::size_t view_words, internal::Budget& budget) : table_(view_words), budget_(&budget) {}
    /// False: no memory left.
    [[nodiscard]] bool add(const std::uint64_t* words, const Origin& origin);
    [[nodiscard]] std::size_t size() const { return table_.size(); }
    [[nodiscard]] const std::uint64_t* words(std::size_t i) const { return table_[static_cast<std::uint32_t>(i)]; }
    [[nodiscard]] const Origin& origin(std::size_t i) const { return origins_[i]; }
    void clear();

private:
    WordTable table_;
    std::vector<Origin> origins_;
    internal::Budget* budget_;
    std::uint64_t booked_ = 0;
};

class Expansion final : private StepSink {
public:
    Expansion(const Family& family, const ViewSet& views, internal::Budget& budget, internal::Limits& limits);

    /// From now on no more than so many configurations.
    void allow(std::uint64_t configurations) { most_ = configurations; }
    /// Configurations of a shelf that are found by asking which views are not there yet.
    void expand_wanted(std::uint32_t shared, Wanted& wanted);
    /// Every other configuration of which this is the first fresh view.
    void expand(const Numbered& view, const Wanted* wanted);
    /// The views of a state of `size` instances.
    void begin_with(const std::uint64_t* state, std::uint32_t size);

    Found found;
    NewViews fresh;

private:
    void try_member(const Numbered& smaller, const Bits& candidates, std::uint32_t member);
    void add_more(const Numbered& smaller, const Numbered& configuration, const Bits& candidates, std::uint32_t member);
    [[nodiscard]] bool is_first_fresh(const Numbered& smaller, std::uint32_t added) const;
    [[nodiscard]] bool wide_step_possible(const Numbered& configuration, std::uint32_t least);
    [[nodiscard]] bool block_may(std::uint32_t block, std::uint32_t least);
    void take_steps(const Numbered& configuration);

    void step(const system::Step& step) override;
    void broken(system::PropertyId property) override { break_property(property, none); }
    void break_property(system::PropertyId property, system::TransitionId transition);

    void absorb(const std::uint64_t* state, system::TransitionId transition);
    void absorb_pairs(const std::uint64_t* state, system::TransitionId transition, const Shelf* shelf);
    [[nodiscard]] std::uint32_t number_of(const std::uint64_t* state, std::uint32_t instance, const Shelf* shelf,
                                          bool same_shelf);
    void keep(const std::uint64_t* state, const Members& places, const Origin& origin);

    const Family& family_;
    const ViewSet& views_;
    std::uint64_t most_ = unlimited;
    internal::Limits& limits_;
    std::vector<std::unique_ptr<Stepper>> steppers_;
    std::vector<WideAsk> wide_;                  // by `least`, from 2 on
    std::vector<std::vector<signed char>> may_;  // the same, by block: not known yet (-1), no, yes
    Members first_;                              // the view whose configurations are made
    Numbered now_;                               // the configuration whose steps are taken
    std::vector<std::uint64_t> state_, shared_, view_;
    std::vector<std::uint32_t> numbers_;  // of its blocks, by instance
};

}  // namespace revoke_mc::explorer::views
