// Which configurations of three have to be expanded, for views of two.
//
// The idea: nearly all steps of nearly all configurations lead to views that are there. What a simple transition
// (touch.hpp) does to a block of its own and to what is shared is known for all configurations at once, up to the class
// of the others (trial.hpp). It leads from {own, a, b} to the views {own', a}, {own', b}, {a, b} of the shelf behind
// it. So it is enough to ask, with a bit for each block:
//
//     for each step of an own block, each block a beside it: is {own', a} there? Else look for some b;
//     for each view {a, b} and each shelf to which steps lead: is {a, b} there? Else look for some own block.
//
// Whatever is found is expanded like any other configuration. What remains:
//   - transitions that are not simple: all configurations in which a thread stands where one begins;
//   - steps that report something, or come to the bound: one configuration of each kind;
//   - states that break a property, circles of lock waits among them: by classes, too.
#pragma once

#include <array>
#include <map>
#include <vector>

#include "explorer/search/limits.hpp"
#include "explorer/views/stepper.hpp"
#include "explorer/views/touch.hpp"
#include "explorer/views/trial.hpp"
#include "explorer/views/view_set.hpp"

namespace revoke_mc::explorer::views {

/// What there is to be known of the system of three.
class SimpleSteps {
public:
    struct Row {
        system::TransitionId transition = none;
        const system::ThreadTable* thread = nullptr;
        bool has_own = false;     ///< then it is the first instance's
        std::size_t classes = 0;  ///< which of masks()
    };
    /// A transition that is not simple.
    struct Other {
        const system::ThreadTable* thread = nullptr;
        system::TransitionId transition = none;
        bool of_instance = false;                 ///< the position is in the first block
        std::vector<system::Instruction> guards;  ///< tests of what is shared, or also of that block
    };

    explicit SimpleSteps(const Member& member);

    /// Else all configurations are to be expanded.
    [[nodiscard]] bool usable() const { return usable_; }
    [[nodiscard]] const std::vector<Row>& rows() const { return rows_; }
    [[nodiscard]] const std::vector<Other>& others() const { return others_; }
    /// The first one is of bits that decide whether a state breaks a property.
    [[nodiscard]] const std::vector<std::vector<std::uint64_t>>& masks() const { return masks_; }
    [[nodiscard]] const Member& member() const { return member_; }
    [[nodiscard]] bool judged(system::PropertyId property) const;
    /// What decides of a block whether a state breaks a property.
    [[nodiscard]] std::vector<std::uint64_t> checked_bits(const std::uint64_t* block) const;

private:
    void add_checks();
    void add_waits();
    void add_reads(std::uint32_t code);
    void add_other(system::TransitionId id);
    [[nodiscard]] std::size_t number_of(const std::vector<std::uint64_t>& mask);

    const Member& member_;
    bool usable_ = true;
    std::vector<Row> rows_;
    std::vector<Other> others_;
    std::vector<std::vector<std::uint64_t>> masks_;
    std::vector<std::pair<system::Field, system::PositionId>>
        waits_;  ///< of threads of the first instance, in its block
};

/// Of one shelf. Used by one worker at a time; what is const, by all.
class ShelfTriangles {
public:
    ShelfTriangles(const SimpleSteps& steps, const std::vector<std::uint64_t>& kept, std::uint32_t shared);

    /// Calls take(Numbered) for configurations, enough of them to come to each view that a simple transition leads to,
    /// and to what is reported.
    template <class Take>
    void run(const ViewSet& views, Stepper& stepper, internal::Limits& limits, Take&& take) {
        std::vector<Numbered> found;
        update(views, stepper, limits);
        if (too_wide_ || limits.stopping()) return;
        find(views, found);
        for (const Numbered& configuration : found) take(configuration);
    }

    /// Some transition that is not simple may be taken, whatever the blocks are,
    [[nodiscard]] bool all_may() const { return all_may_; }
    /// ... or if one of these is among them.
    [[nodiscard]] const Bits& may() const { return may_; }

    /// There are too many classes for this: nothing was found that should have been.
    [[nodiscard]] bool too_wide() const { return too_wide_; }
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

private:
    using Choice = std::vector<std::uint32_t>;  ///< classes, in increasing order

    /// What one transition does to an own block; the others are of one of these pairs of classes.
    struct Effect {
        std::size_t classes = 0, target = 0;
        std::vector<std::uint64_t> own;
        std::vector<std::array<std::uint32_t, 2>> others;
        bool changed = true;                 ///< the pairs are not those that were asked last time
        std::vector<std::uint32_t> missing;  ///< blocks that do not make a view with `own` there
    };
    /// Who can make the step to a target, beside two of these classes.
    struct Mover {
        std::size_t classes = 0;
        std::array<std::uint32_t, 2> others{};
        Bits own;
        std::vector<std::uint32_t> own_classes;  ///< or anybody who is of one of these
    };
    struct Target {
        std::vector<std::uint64_t> words;
        std::uint32_t now = absent;  ///< its number
        std::vector<Mover> movers;
        std::size_t looked_at = 0;           ///< so many views of this shelf
        std::vector<std::uint32_t> missing;  ///< those of them that are not there
    };
    /// Something to be reported, of which no configuration was found yet.
    struct Report {
        std::size_t classes = 0;
        std::uint32_t own = absent;  ///< a block; absent: three classes
        Choice others;
    };
    struct Own {
        std::uint32_t block = 0, row = 0, met = 0;  ///< so many classes
    };

    void update(const ViewSet& views, Stepper& stepper, internal::Limits& limits);
    void add_block(const ViewSet& views, std::uint32_t block);
    void meet(const ViewSet& views, Stepper& stepper, Own& own);
    void meet_alike(const ViewSet& views, Stepper& stepper, std::uint32_t row);
    void check_states(const ViewSet& views, Stepper& stepper);
    void add_effect(const ViewSet& views, const Own& own, const Choice& others, Outcome outcome);
    [[nodiscard]] std::size_t target_of(const std::vector<std::uint64_t>& words);
    Mover& mover(std::size_t target, std::size_t classes, std::uint32_t a, std::uint32_t b);
    [[nodiscard]] std::vector<std::uint32_t> blocks_of(std::size_t classes, const Choice& choice) const;

    void find(const ViewSet& views, std::vector<Numbered>& found);
    void find_own(const ViewSet& views, std::uint32_t own, Effect& effect, std::vector<Numbered>& found) const;
    void find_others(const ViewSet& views, Target& target, std::vector<Numbered>& found) const;
    [[nodiscard]] std::uint32_t mover_for(const Shelf& shelf, const Target& target, const Members& view) const;
    [[nodiscard]] bool find_report(const Shelf& shelf, const Report& report, std::vector<Numbered>& found) const;
    void add_found(std::vector<Numbered>& found, std::uint32_t a, std::uint32_t b, std::uint32_t c) const;

    const SimpleSteps& steps_;
    Trial trial_;
    std::uint32_t shared_;
    std::uint32_t blocks_ = 0;  ///< so many have been looked at
    std::vector<Classes> classes_;
    std::vector<Own> owns_;
    std::vector<std::uint32_t> alike_met_;  ///< by row
    std::uint32_t checked_ = 0;             ///< so many classes
    std::vector<std::vector<Effect>> effects_;
    std::vector<Target> targets_;
    std::vector<Report> reports_;
    bool all_may_ = false, too_wide_ = false;
    Bits may_;
    std::uint64_t bytes_ = 0;
};

}  // namespace revoke_mc::explorer::views
