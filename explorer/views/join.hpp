// Which of the configurations of k+2 instances have to be expanded at all.
//
// The idea: there are very many of them, and nearly all only repeat what smaller ones do. A transition that is about
// two instances is about its own and a witness. If an instance d other than its own can be left out of a configuration
// so that it does the same to what is shared and to its own, then the configuration without d, one of k+1, has come to
// all views of the successor that do not have d. So of all views that the successor has only those need be looked for
// that have every such d; that is one view at most: of all instances but its own and the witness. These k instances are
// a view before the step, too, and the step does not change them. So:
//
//     for each view w of a shelf that is not yet one of the shelf to which the step leads:
//         look for an own instance and a witness that make a configuration together with w.
//
// What a simple transition (touch.hpp) does is a function of what is shared, of its own block, and of the bits that it
// looks at in the others'. Blocks of others that have the same ones are one *class*. For each own block and each choice
// of classes the step is taken once, on representatives.
//
// Can d be left out? By what `about` promises, of any two instances beside its own one can. So of two that are the same
// either can, and where d has been made like another one and the step does the same, it does so without d. Where it
// does not (a step may stop where two are alike) d is taken for a witness; there may then be more of them than there
// are.
//
// What a step reports is not looked for here: only transitions are joined that report it in configurations of k+1, too.
#pragma once

#include <map>
#include <vector>

#include "explorer/search/limits.hpp"
#include "explorer/views/stepper.hpp"
#include "explorer/views/touch.hpp"
#include "explorer/views/trial.hpp"
#include "explorer/views/view_set.hpp"

namespace revoke_mc::explorer::views {

/// Transitions of the system of k+2 instances for which configurations are looked for in this way.
class Joined {
public:
    struct Row {
        system::TransitionId transition = none;  ///< whose own instance is the first
        const system::ThreadTable* thread = nullptr;
        std::vector<std::uint64_t> others;  ///< as in Touch
    };
    Joined(const Member& member, std::uint32_t k);

    [[nodiscard]] bool contains(system::TransitionId id) const { return contains_[id]; }
    [[nodiscard]] const std::vector<Row>& rows() const { return rows_; }
    [[nodiscard]] const Indexed<system::TransitionId, bool>& all() const { return contains_; }

private:
    std::vector<Row> rows_;
    Indexed<system::TransitionId, bool> contains_;
};

/// Of one shelf. Used by one worker at a time.
class ShelfJoin {
public:
    ShelfJoin(const Joined& joined, const system::Apart& apart, const std::vector<std::uint64_t>& kept,
              std::uint32_t shared, std::uint32_t k);

    /// Calls take(Numbered) for configurations of k+2, enough of them to come to each view that one of them leads to
    /// and none of k+1 does.
    template <class Take>
    void run(const ViewSet& views, Stepper& stepper, internal::Limits& limits, Take&& take) {
        update(views, stepper, limits);
        if (too_wide_ || limits.stopping()) return;
        for (Part& part : parts_)
            for (std::size_t g = 0; g < part.groups.size(); ++g) look(views, part, part.groups[g], take);
    }

    /// There are too many classes for this: nothing was found that should have been.
    [[nodiscard]] bool too_wide() const { return too_wide_; }
    [[nodiscard]] std::uint64_t bytes() const;

private:
    using Choice = std::vector<std::uint32_t>;  ///< classes, in increasing order

    /// Steps that lead to one shelf, for views that have these classes: own blocks, by the class of the witness.
    struct Group {
        Choice view;
        std::vector<std::uint64_t> target;
        bool at_bound = false;
        std::map<std::uint32_t, Bits> own;
        std::size_t looked_at = 0;           ///< so many views of the shelf
        std::vector<std::uint32_t> missing;  ///< those of them that are not in the target yet
    };
    /// What one transition makes of the shelf.
    struct Part {
        const Joined::Row* row = nullptr;
        Classes classes;
        std::vector<std::pair<std::uint32_t, std::uint32_t>> own;  ///< blocks, and how many classes they have met
        std::vector<Group> groups;
    };

    void update(const ViewSet& views, Stepper& stepper, internal::Limits& limits);
    void add_block(const ViewSet& views, Part& part, std::uint32_t block);
    void meet(const ViewSet& views, Stepper& stepper, Part& part, std::uint32_t own, std::uint32_t known);
    /// Without an instance it does the same, as far as others go.
    [[nodiscard]] static bool can_be_left_out(std::size_t d, const Choice& others,
                                              const std::map<Choice, Outcome>& outcomes);
    void judge(Part& part, std::uint32_t own, const Choice& others, const std::map<Choice, Outcome>& outcomes);
    void add_group(Part& part, std::uint32_t own, Choice view, std::uint32_t witness, const Outcome& outcome);
    [[nodiscard]] Outcome outcome(const ViewSet& views, Stepper& stepper, const Part& part, std::uint32_t own,
                                  const Choice& others);
    [[nodiscard]] bool is_there(const ViewSet& views, const Group& group, std::uint32_t target,
                                const Members& view) const;
    [[nodiscard]] bool complete(const ViewSet& views, const Part& part, const Group& group, Numbered& view) const;

    template <class Take>
    void look(const ViewSet& views, const Part& part, Group& group, Take& take) {
        const std::uint32_t target = views.shared().find(group.target.data());
        const std::vector<std::uint32_t>& all = views.on_shelf(shared_);
        std::vector<std::uint32_t> asked = std::move(group.missing);
        group.missing = {};
        for (; group.looked_at < all.size(); ++group.looked_at) {
            Choice classes;
            const Members& members = views.views()[all[group.looked_at]].members;
            for (std::uint32_t i = 0; i < k_; ++i) classes.push_back(part.classes.class_of[members.block[i]]);
            std::sort(classes.begin(), classes.end());
            if (classes == group.view) asked.push_back(all[group.looked_at]);
        }
        for (const std::uint32_t view : asked) {
            Numbered configuration = views.views()[view];
            if (is_there(views, group, target, configuration.members)) continue;
            if (!complete(views, part, group, configuration))
                group.missing.push_back(view);
            else
                take(configuration);
        }
    }

    Trial trial_;
    std::uint32_t shared_, k_;
    std::uint32_t blocks_ = 0;  ///< of the shelf, so many have been looked at
    std::vector<Part> parts_;
    bool too_wide_ = false;
};

}  // namespace revoke_mc::explorer::views
