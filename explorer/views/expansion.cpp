// Configurations are made by adding one instance at a time, in increasing order, so that each is made once.
#include "explorer/views/expansion.hpp"

#include <algorithm>
#include <stdexcept>

namespace revoke_mc::explorer::views {

using system::Field;

// --- the family -------------------------------------------------------------------------------

namespace {

void clear_in(std::vector<std::uint64_t>& words, const Field& field) {
    if (field.width != 0) words[field.word] &= ~(field.mask() << field.shift);
}

void require(bool fits, const char* what) {
    if (!fits) throw std::invalid_argument(what);
}

template <class F>
std::uint32_t widest_of(const system::Apart& apart, F&& counts) {
    std::uint32_t widest = 1;
    for (const system::TransitionId t : apart.about.ids())
        if (counts(t)) widest = std::max(widest, apart.about[t]);
    return widest;
}

}  // namespace

Family::Family(const std::vector<const Member*>& family, std::uint32_t views_of, bool with_joins)
    : members(family), k(views_of) {
    require(k >= 1 && k <= max_view, "views: views of this size are not made");
    require(!members.empty(), "views: there is no system");
    const system::Apart& first = members.front()->apart();
    shared_words = first.shared_words;
    block_words = first.block_words;
    kept.assign(shared_words, ~std::uint64_t{0});
    for (const system::SplitCounter& counter : first.counters) clear_in(kept, counter.whole);
    for (std::size_t i = 0; i < members.size(); ++i) {
        const system::Apart& apart = members[i]->apart();
        require(apart.size == k + 1 + i && apart.size <= max_configuration, "views: a size is missing, or too large");
        require(apart.shared_words == shared_words && apart.block_words == block_words &&
                    apart.counters.size() == first.counters.size() &&
                    apart.about.size() == members[i]->model().transitions.size() &&
                    apart.named.size() == apart.about.size() && apart.reports.size() == apart.about.size() &&
                    apart.witnesses.size() == members[i]->model().kinds.size(),
                "views: systems of different families");
        widest = std::max(widest, widest_of(apart, [](system::TransitionId) { return true; }));
    }
    require(widest <= members.size(), "views: the largest configurations are missing");
    if (!with_joins) {
        widest_other = widest;
        return;
    }
    if (k == 2) simple = std::make_unique<SimpleSteps>(member(k + 1));
    if (simple && !simple->usable()) simple.reset();
    if (widest < 2) return;
    joined.emplace(member(k + 2), k);
    for (const Member* each : members)
        widest_other =
            std::max(widest_other, widest_of(each->apart(), [&](system::TransitionId t) {
                         return each->apart().size == k + 2 ? !joined->contains(t) : each->apart().about[t] > 2;
                     }));
}

bool Family::compose(const ViewSet& views, const Numbered& from, std::uint64_t* state) const {
    std::copy_n(views.shared()[from.shared], shared_words, state);
    const Shelf& shelf = views.shelf(from.shared);
    for (std::uint32_t i = 0; i < from.members.size; ++i)
        std::copy_n(views.blocks()[shelf.block(from.members.block[i])], block_words,
                    state + shared_words + std::size_t{i} * block_words);
    for (const system::SplitCounter& counter : member(from.members.size).apart().counters) {
        std::int64_t sum = counter.own.get(state);
        for (const Field& share : counter.shares) sum += share.get(state);
        const std::int64_t bits = sum - counter.whole.base;
        if (bits < 0 || static_cast<std::uint64_t>(bits) > counter.whole.mask()) return false;
        counter.whole.set(state, sum);
    }
    return true;
}

// --- wide transitions -------------------------------------------------------------------------

WideAsk::WideAsk(const Family& family, std::uint32_t least) {
    const Member& member = family.member(family.k + least);
    const WideTransitions wide(member.model(), member.apart(), least,
                               least == 2 && family.joined ? &family.joined->all() : nullptr);
    for (const WideTransitions::At& at : wide.threads()) {
        Question question{at.thread->position, {}};
        for (const auto& transitions : at.by_position) question.wide.push_back(!transitions.empty());
        Field& position = question.position;
        if (position.width == 0 || position.word < family.shared_words) {
            shared_.push_back(std::move(question));
            continue;
        }
        const std::uint32_t word = position.word - family.shared_words;
        if (word >= family.block_words) continue;  // another instance's, alike
        position.word = static_cast<std::uint8_t>(word);
        block_.push_back(std::move(question));
    }
}

bool WideAsk::any(const std::vector<Question>& questions, const std::uint64_t* words) {
    return std::any_of(questions.begin(), questions.end(), [&](const Question& question) {
        return question.wide[static_cast<std::size_t>(question.position.get(words))];
    });
}

// --- what was found ---------------------------------------------------------------------------

void Found::add(system::PropertyId property, const Origin& origin) {
    const auto [entry, is_new] = broken.emplace(property, origin);
    if (!is_new && origin < entry->second) entry->second = origin;
}

Found& Found::operator+=(const Found& other) {
    configurations += other.configurations;
    for (const auto& [property, origin] : other.broken) add(property, origin);
    bounds.insert(other.bounds.begin(), other.bounds.end());
    return *this;
}

bool NewViews::add(const std::uint64_t* words, const Origin& origin) {
    const std::uint32_t number = table_.add(words);
    if (number < origins_.size()) {
        if (origin < origins_[number]) origins_[number] = origin;
        return true;
    }
    origins_.push_back(origin);
    const std::uint64_t bytes = table_.bytes() + origins_.capacity() * sizeof(Origin);
    if (bytes <= booked_) return true;
    if (!budget_->take(bytes - booked_)) return false;
    booked_ = bytes;
    return true;
}

void NewViews::clear() {
    table_ = WordTable(table_.length());
    origins_ = {};
    budget_->give(booked_);
    booked_ = 0;
}

// --- configurations ---------------------------------------------------------------------------

Expansion::Expansion(const Family& family, const ViewSet& views, internal::Budget& budget, internal::Limits& limits)
    : fresh(family.view_words(), budget), family_(family), views_(views), limits_(limits), shared_(family.shared_words),
      view_(family.view_words()), numbers_(max_configuration) {
    for (const Member* member : family.members) steppers_.push_back(member->stepper());
    for (std::uint32_t least = 2; least <= family.widest_other; ++least) wide_.emplace_back(family, least);
    may_.resize(wide_.size());
    state_.resize(system::max_words);
}

void Expansion::expand(const Numbered& view, const Wanted* wanted) {
    first_ = view.members;
    Bits candidates = views_.shelf(view.shared).beside(view.members);
    if (wanted != nullptr && wanted->triangles && !wanted->triangles->all_may() && family_.widest_other == 1) {
        const Bits& may = wanted->triangles->may();
        const bool any = has_bit(may, first_.block[0]) || has_bit(may, first_.block[1]);
        if (!any) candidates = both(candidates, may);
    }
    each_bit(candidates, 0, [&](std::uint32_t added) {
        if (!limits_.stopping()) try_member(view, candidates, added);
    });
}

/// One more instance, and perhaps more after it, none of a smaller number: each configuration is made once.
void Expansion::try_member(const Numbered& smaller, const Bits& candidates, std::uint32_t member) {
    Numbered configuration = smaller;
    configuration.members.insert(member);
    const std::uint32_t least = configuration.members.size - family_.k;
    const bool steps = least == 1 || wide_step_possible(configuration, least);
    const bool largest = least >= family_.widest_other;
    if ((largest && !steps) || !is_first_fresh(smaller, member)) return;
    if (steps) take_steps(configuration);
    if (!largest) add_more(smaller, configuration, candidates, member);
}

/// Blocks that make a view with each part that has the new one can be added as well.
void Expansion::add_more(const Numbered& smaller, const Numbered& configuration, const Bits& candidates,
                         std::uint32_t member) {
    const Bits more = views_.shelf(configuration.shared).beside(smaller.members, candidates, member);
    each_bit(more, member, [&](std::uint32_t added) {
        if (!limits_.stopping()) try_member(configuration, more, added);
    });
}

/// Whoever makes the configuration from its first fresh view is the one who expands it. Parts without `added` have
/// been looked at before.
bool Expansion::is_first_fresh(const Numbered& smaller, std::uint32_t added) const {
    const Shelf& shelf = views_.shelf(smaller.shared);
    if (family_.k == 2) {  // the usual case, and where most of the time would go
        for (std::uint32_t i = 0; i < smaller.members.size; ++i) {
            const std::uint32_t other = smaller.members.block[i];
            const std::uint32_t less = std::min(other, added), more = std::max(other, added);
            const bool earlier = less != first_.block[0] ? less < first_.block[0] : more < first_.block[1];
            if (earlier && shelf.is_fresh_pair(less, more)) return false;
        }
        return true;
    }
    return each_part(smaller.members, family_.k - 1, [&](Members part) {
        part.insert(added);
        return !(part < first_) || !shelf.is_fresh(part);
    });
}

void Expansion::expand_wanted(std::uint32_t shared, Wanted& wanted) {
    const auto take = [&](const Numbered& configuration) {
        if (!limits_.stopping()) take_steps(configuration);
    };
    if (family_.simple && family_.widest_other == 1) {
        if (!wanted.triangles)
            wanted.triangles = std::make_unique<ShelfTriangles>(*family_.simple, family_.kept, shared);
        wanted.triangles->run(views_, *steppers_[0], limits_, take);
    }
    if (!family_.joined || family_.joined->rows().empty()) return;
    if (!wanted.join)
        wanted.join = std::make_unique<ShelfJoin>(*family_.joined, family_.member(family_.k + 2).apart(), family_.kept,
                                                  shared, family_.k);
    wanted.join->run(views_, *steppers_[1], limits_, take);
}

bool Expansion::block_may(std::uint32_t block, std::uint32_t least) {
    auto& known = may_[least - 2];
    if (block >= known.size()) known.resize(views_.blocks().size(), -1);
    if (known[block] < 0) known[block] = wide_[least - 2].block_may(views_.blocks()[block]) ? 1 : 0;
    return known[block] != 0;
}

bool Expansion::wide_step_possible(const Numbered& configuration, std::uint32_t least) {
    if (wide_[least - 2].shared_may(views_.shared()[configuration.shared])) return true;
    const Shelf& shelf = views_.shelf(configuration.shared);
    for (std::uint32_t i = 0; i < configuration.members.size; ++i)
        if (block_may(shelf.block(configuration.members.block[i]), least)) return true;
    return false;
}

void Expansion::take_steps(const Numbered& configuration) {
    now_ = configuration;
    const std::uint32_t size = configuration.members.size;
    if ((++found.configurations & 1023U) == 0) limits_.poll();
    if (found.configurations > most_) limits_.raise(Reason::states);
    if (!family_.compose(views_, configuration, state_.data())) {
        found.bounds.insert({size, none});
        return;
    }
    Stepper& stepper = *steppers_[size - family_.k - 1];
    const std::uint32_t least = size - family_.k;
    if (least == 1)
        stepper.expand(state_.data(), *this);
    else
        stepper.expand_wide(state_.data(), least, *this);
}

// --- steps ------------------------------------------------------------------------------------

void Expansion::step(const system::Step& step) {
    for (const system::PropertyId property : step.broken) break_property(property, step.transition);
    if (step.bound_reached) found.bounds.insert({now_.members.size, step.transition});
    if (step.successor != nullptr) absorb(step.successor, step.transition);
}

void Expansion::break_property(system::PropertyId property, system::TransitionId transition) {
    found.add(family_.member(now_.members.size).apart().in_family(property), {now_, transition});
}

/// The number on the shelf of the block of an instance of a successor; or absent.
std::uint32_t Expansion::number_of(const std::uint64_t* state, std::uint32_t instance, const Shelf* shelf,
                                   bool same_shelf) {
    const std::size_t at = family_.shared_words + std::size_t{instance} * family_.block_words;
    const bool same = std::equal(state + at, state + at + family_.block_words, state_.data() + at);
    if (same && same_shelf) return now_.members.block[instance];
    if (shelf == nullptr) return absent;
    const std::uint32_t block =
        same ? views_.shelf(now_.shared).block(now_.members.block[instance]) : views_.blocks().find(state + at);
    return block == absent ? absent : shelf->find(block);
}

void Expansion::absorb(const std::uint64_t* state, system::TransitionId transition) {
    bool same_shelf = true;
    for (std::uint32_t w = 0; w < family_.shared_words; ++w) {
        shared_[w] = state[w] & family_.kept[w];
        same_shelf = same_shelf && shared_[w] == (state_[w] & family_.kept[w]);
    }
    const std::uint32_t shared = same_shelf ? now_.shared : views_.shared().find(shared_.data());
    const Shelf* const shelf = shared == absent ? nullptr : &views_.shelf(shared);
    const std::uint32_t size = now_.members.size;
    for (std::uint32_t i = 0; i < size; ++i) numbers_[i] = number_of(state, i, shelf, same_shelf);
    if (family_.k == 2) return absorb_pairs(state, transition, shelf);
    Members places;
    for (std::uint32_t i = 0; i < size; ++i) places.block[places.size++] = i;
    each_part(places, family_.k, [&](const Members& part) {
        Members view;
        for (std::uint32_t i = 0; i < part.size; ++i) {
            if (numbers_[part.block[i]] == absent) {
                keep(state, part, {now_, transition});
                return true;
            }
            view.insert(numbers_[part.block[i]]);
        }
        if (!shelf->contains(view)) keep(state, part, {now_, transition});
        return true;
    });
}

void Expansion::absorb_pairs(const std::uint64_t* state, system::TransitionId transition, const Shelf* shelf) {
    for (std::uint32_t i = 0; i < now_.members.size; ++i)
        for (std::uint32_t j = i + 1; j < now_.members.size; ++j) {
            const std::uint32_t a = numbers_[i], b = numbers_[j];
            if (a != absent && b != absent && shelf->has_pair(std::min(a, b), std::max(a, b))) continue;
            Members places;
            places.insert(i);
            places.insert(j);
            keep(state, places, {now_, transition});
        }
}

/// The blocks in order of their content: a view is a multiset.
void Expansion::keep(const std::uint64_t* state, const Members& places, const Origin& origin) {
    const std::size_t width = family_.block_words;
    std::array<const std::uint64_t*, max_configuration> blocks{};
    const auto comes_before = [&](const std::uint64_t* a, const std::uint64_t* b) {
        return std::lexicographical_compare(a, a + width, b, b + width);
    };
    for (std::uint32_t i = 0; i < places.size; ++i) {
        const std::uint64_t* const block = state + family_.shared_words + places.block[i] * width;
        const auto end = blocks.begin() + i;
        const auto at = std::upper_bound(blocks.begin(), end, block, comes_before);
        std::move_backward(at, end, end + 1);
        *at = block;
    }
    std::copy(shared_.begin(), shared_.end(), view_.begin());
    for (std::uint32_t i = 0; i < places.size; ++i)
        std::copy_n(blocks[i], width, view_.begin() + static_cast<std::ptrdiff_t>(family_.shared_words + i * width));
    if (!fresh.add(view_.data(), origin)) limits_.raise(Reason::memory);
}

void Expansion::begin_with(const std::uint64_t* state, std::uint32_t size) {
    for (std::uint32_t w = 0; w < family_.shared_words; ++w) shared_[w] = state[w] & family_.kept[w];
    Members places;
    for (std::uint32_t i = 0; i < size; ++i) places.block[places.size++] = i;
    each_part(places, family_.k, [&](const Members& part) {
        keep(state, part, {});
        return true;
    });
}

}  // namespace revoke_mc::explorer::views
