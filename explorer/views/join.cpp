// Steps are taken on representatives of classes, once for each own block.
#include "explorer/views/join.hpp"

#include <algorithm>
#include <stdexcept>

namespace revoke_mc::explorer::views {

Joined::Joined(const Member& member) : contains_(member.model().transitions.size(), false) {
    const auto touches = touches_of(member.model(), member.apart());
    for (const system::TransitionId t : touches.ids()) {
        const Touch& touch = touches[t];
        if (member.apart().about[t] != 2 || !touch.simple || touch.own == Touch::nobody) continue;
        contains_[t] = true;
        if (touch.own == 0)
            rows_.push_back({t, &member.model().threads[member.model().transitions[t].thread], touch.others});
    }
}

ShelfJoin::ShelfJoin(const Joined& joined, const system::Apart& apart, const std::vector<std::uint64_t>& kept,
                     std::uint32_t shared, std::uint32_t k)
    : apart_(apart), kept_(kept), shared_(shared), k_(k) {
    for (const Joined::Row& row : joined.rows()) parts_.emplace_back().row = &row;
    constexpr std::size_t widest_state = 24;
    state_.assign(widest_state, 0);
}

void ShelfJoin::update(const ViewSet& views, Stepper& stepper) {
    const std::uint32_t blocks = views.shelf(shared_).blocks();
    for (Part& part : parts_) {
        for (std::uint32_t block = blocks_; block < blocks; ++block) add_block(views, part, block);
        const auto classes = static_cast<std::uint32_t>(part.classes.size());
        for (auto& [own, known] : part.own) {
            if (known < classes) meet(views, stepper, part, own, known);
            known = classes;
        }
    }
    blocks_ = blocks;
}

void ShelfJoin::add_block(const ViewSet& views, Part& part, std::uint32_t block) {
    const std::uint64_t* const words = views.blocks()[views.shelf(shared_).block(block)];
    std::vector<std::uint64_t> looked_at(part.row->others);
    for (std::size_t w = 0; w < looked_at.size(); ++w) looked_at[w] &= words[w];
    const auto next = static_cast<std::uint32_t>(part.classes.size());
    const std::uint32_t number = part.classes.emplace(std::move(looked_at), next).first->second;
    part.class_of.push_back(number);
    if (number == next) part.blocks_of.emplace_back();
    set_bit(part.blocks_of[number], block);
    if (may_be_own(views, *part.row, block)) part.own.emplace_back(block, 0);
}

bool ShelfJoin::may_be_own(const ViewSet& views, const Joined::Row& row, std::uint32_t block) {
    std::copy_n(views.shared()[shared_], apart_.shared_words, state_.begin());
    std::copy_n(views.blocks()[views.shelf(shared_).block(block)], apart_.block_words,
                state_.begin() + apart_.shared_words);
    const system::TransitionRange range = row.thread->by_position[row.thread->position_in(state_.data())];
    return range.first <= row.transition && row.transition < range.last;
}

/// The other k+1 in all classes. `known`: those that have only classes below it have been met.
void ShelfJoin::meet(const ViewSet& views, Stepper& stepper, Part& part, std::uint32_t own, std::uint32_t known) {
    const auto classes = static_cast<std::uint32_t>(part.classes.size());
    std::map<Classes, Outcome> outcomes;
    Classes others(k_ + 1, 0);
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

void ShelfJoin::judge(Part& part, std::uint32_t own, const Classes& others,
                      const std::map<Classes, Outcome>& outcomes) {
    const Outcome& here = outcomes.at(others);
    if (here.own.empty() && !here.bound) return;  // it leads nowhere
    std::vector<std::size_t> witnesses;
    for (std::size_t d = 0; d < others.size(); ++d) {
        Classes without = others;
        without[d] = others[d == 0 ? 1 : 0];
        std::sort(without.begin(), without.end());
        if (outcomes.at(without) != here) witnesses.push_back(d);
    }
    if (witnesses.size() > 1 && !here.bound)
        throw std::logic_error("views: a step relies on more instances than was worked out");
    for (const std::size_t d : witnesses) {
        Classes view = others;
        view.erase(view.begin() + static_cast<std::ptrdiff_t>(d));
        add_group(part, own, std::move(view), others[d], here);
    }
}

void ShelfJoin::add_group(Part& part, std::uint32_t own, Classes view, std::uint32_t witness, const Outcome& outcome) {
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

ShelfJoin::Outcome ShelfJoin::outcome(const ViewSet& views, Stepper& stepper, const Part& part, std::uint32_t own,
                                      const Classes& others) {
    const Shelf& shelf = views.shelf(shared_);
    const std::uint32_t width = apart_.block_words;
    auto place = std::copy_n(views.shared()[shared_], apart_.shared_words, state_.begin());
    place = std::copy_n(views.blocks()[shelf.block(own)], width, place);
    for (const std::uint32_t other : others) {
        const std::uint32_t representative = first_bit(part.blocks_of[other]);
        place = std::copy_n(views.blocks()[shelf.block(representative)], width, place);
    }
    struct Once final : StepSink {
        explicit Once(const ShelfJoin& join) : of(join) {}
        void step(const system::Step& step) override {
            out.enabled = true;
            out.bound = step.bound_reached;
            out.broken.assign(step.broken.begin(), step.broken.end());
            out.shared.assign(of.apart_.shared_words, 0);
            if (step.successor == nullptr) return;
            for (std::uint32_t w = 0; w < of.apart_.shared_words; ++w) out.shared[w] = step.successor[w] & of.kept_[w];
            const std::uint64_t* const first = step.successor + of.apart_.shared_words;
            out.own.assign(first, first + of.apart_.block_words);
        }
        void broken(system::PropertyId /*property*/) override {}
        const ShelfJoin& of;
        Outcome out;
    } sink(*this);
    stepper.step(part.row->transition, state_.data(), sink);
    return sink.out;
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
    for (const auto& [witness, owns] : group.own) {
        std::uint32_t other = absent;
        const std::uint32_t own = find_bit(both(candidates, owns), [&](std::uint32_t first) {
            other = first_bit(both(shelf.beside(members, candidates, first), part.blocks_of[witness]));
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
