// Steps are taken on representatives of classes, once for each own block.
#include "explorer/views/join.hpp"

#include <algorithm>

namespace revoke_mc::explorer::views {

Joined::Joined(const Member& member, std::uint32_t k) : contains_(member.model().transitions.size(), false) {
    const auto touches = touches_of(member.model(), member.apart());
    for (const system::TransitionId t : touches.ids()) {
        const Touch& touch = touches[t];
        if (member.apart().about[t] != 2 || member.apart().reports[t] > k + 1 || !touch.simple ||
            touch.own == Touch::nobody)
            continue;
        contains_[t] = true;
        if (touch.own == 0)
            rows_.push_back({t, &member.model().threads[member.model().transitions[t].thread], touch.others});
    }
}

ShelfJoin::ShelfJoin(const Joined& joined, const system::Apart& apart, const std::vector<std::uint64_t>& kept,
                     std::uint32_t shared, std::uint32_t k)
    : trial_(apart, kept, shared), shared_(shared), k_(k) {
    for (const Joined::Row& row : joined.rows()) {
        parts_.emplace_back().row = &row;
        parts_.back().classes.mask = row.others;
    }
}

void ShelfJoin::update(const ViewSet& views, Stepper& stepper, internal::Limits& limits) {
    const std::uint32_t blocks = views.shelf(shared_).blocks();
    for (Part& part : parts_) {
        for (std::uint32_t block = blocks_; block < blocks; ++block) add_block(views, part, block);
        const std::uint32_t classes = part.classes.size();
        too_wide_ = too_wide_ || too_many(classes, k_ + 1);
        for (auto& [own, known] : part.own) {
            if (too_wide_ || limits.poll()) return;
            if (known < classes) meet(views, stepper, part, own, known);
            known = classes;
        }
    }
    blocks_ = blocks;
}

void ShelfJoin::add_block(const ViewSet& views, Part& part, std::uint32_t block) {
    part.classes.add(block, views.blocks()[views.shelf(shared_).block(block)]);
    if (trial_.begins(views, *part.row->thread, part.row->transition, {&block, 1})) part.own.emplace_back(block, 0);
}

/// The other k+1 in all classes. `known`: those that have only classes below it have been met.
void ShelfJoin::meet(const ViewSet& views, Stepper& stepper, Part& part, std::uint32_t own, std::uint32_t known) {
    const std::uint32_t classes = part.classes.size();
    std::map<Choice, Outcome> outcomes;
    Choice others(k_ + 1, 0);
    for (;;) {
        outcomes.emplace(others, outcome(views, stepper, part, own, others));
        std::size_t last = others.size();
        while (last > 0 && others[last - 1] + 1 == classes) --last;
        if (last == 0) break;
        std::fill(others.begin() + static_cast<std::ptrdiff_t>(last) - 1, others.end(), others[last - 1] + 1);
    }
    for (const auto& [met, does] : outcomes)
        if (met.back() >= known && does.enabled) judge(part, own, met, outcomes);
}

bool ShelfJoin::can_be_left_out(std::size_t d, const Choice& others, const std::map<Choice, Outcome>& outcomes) {
    const Outcome& here = outcomes.at(others);
    for (std::size_t like = 0; like < others.size(); ++like) {
        if (like == d) continue;
        Choice without = others;
        without[d] = others[like];
        std::sort(without.begin(), without.end());
        const Outcome& there = outcomes.at(without);
        if (there.bound == here.bound && there.shared == here.shared && there.own == here.own) return true;
    }
    return false;
}

void ShelfJoin::judge(Part& part, std::uint32_t own, const Choice& others, const std::map<Choice, Outcome>& outcomes) {
    const Outcome& here = outcomes.at(others);
    if (here.own.empty() && !here.bound) return;  // it leads nowhere
    for (std::size_t d = 0; d < others.size(); ++d) {
        if (can_be_left_out(d, others, outcomes)) continue;
        Choice view = others;
        view.erase(view.begin() + static_cast<std::ptrdiff_t>(d));
        add_group(part, own, std::move(view), others[d], here);
    }
}

void ShelfJoin::add_group(Part& part, std::uint32_t own, Choice view, std::uint32_t witness, const Outcome& outcome) {
    const auto same = [&](const Group& group) {
        return group.view == view && group.target == outcome.shared && group.at_bound == outcome.bound;
    };
    auto group = std::find_if(part.groups.begin(), part.groups.end(), same);
    if (group == part.groups.end()) {
        part.groups.push_back({std::move(view), outcome.shared, outcome.bound, {}, 0, {}});
        group = part.groups.end() - 1;
    }
    set_bit(group->own[witness], own);
}

Outcome ShelfJoin::outcome(const ViewSet& views, Stepper& stepper, const Part& part, std::uint32_t own,
                           const Choice& others) {
    std::vector<std::uint32_t> blocks{own};
    for (const std::uint32_t other : others) blocks.push_back(first_bit(part.classes.blocks_of[other]));
    return trial_.step(views, stepper, part.row->transition, blocks);
}

std::uint64_t ShelfJoin::bytes() const {
    std::uint64_t out = 0;
    for (const Part& part : parts_) {
        out += part.own.capacity() * sizeof(part.own.front());
        for (const Group& group : part.groups) {
            out += sizeof(Group) + group.missing.capacity() * sizeof(std::uint32_t);
            for (const auto& [witness, own] : group.own) out += own.capacity() * sizeof(std::uint64_t);
        }
    }
    return out;
}

bool ShelfJoin::is_there(const ViewSet& views, const Group& group, std::uint32_t target, const Members& view) const {
    if (group.at_bound || target == absent) return false;
    if (target == shared_) return true;
    const Shelf& from = views.shelf(shared_);
    const Shelf& to = views.shelf(target);
    Members there;
    for (std::uint32_t i = 0; i < view.size; ++i) {
        const std::uint32_t number = to.find(from.block(view.block[i]));
        if (number == absent) return false;
        there.insert(number);
    }
    return to.contains(there);
}

/// Adds an own instance and a witness, if there are any.
bool ShelfJoin::complete(const ViewSet& views, const Part& part, const Group& group, Numbered& view) const {
    const Shelf& shelf = views.shelf(shared_);
    const Members members = view.members;
    const Bits candidates = shelf.beside(members);
    for (const auto& entry : group.own) {
        const Bits& witnesses = part.classes.blocks_of[entry.first];
        std::uint32_t other = absent;
        const std::uint32_t own = find_bit(both(candidates, entry.second), [&](std::uint32_t first) {
            other = first_bit(both(shelf.beside(members, candidates, first), witnesses));
            return other != absent;
        });
        if (other == absent) continue;
        view.members.insert(own);
        view.members.insert(other);
        return true;
    }
    return false;
}

}  // namespace revoke_mc::explorer::views
