// Everything is known of steps before it is asked which views they lead to.
#include "explorer/views/triangles.hpp"

#include <algorithm>

#include "explorer/system/access.hpp"

namespace revoke_mc::explorer::views {

// --- the system of three ----------------------------------------------------------------------

SimpleSteps::SimpleSteps(const Member& member) : member_(member) {
    const system::PackedModel& model = member.model();
    masks_.emplace_back(member.apart().block_words, 0);
    add_checks();
    add_waits();
    const auto touches = touches_of(model, member.apart());
    for (const system::TransitionId t : touches.ids()) {
        const Touch& touch = touches[t];
        if (!touch.simple) {
            add_other(t);
            continue;
        }
        const bool has_own = touch.own != Touch::nobody;
        if (!has_own || touch.own == 0)
            rows_.push_back({t, &model.threads[model.transitions[t].thread], has_own, number_of(touch.others)});
    }
}

bool SimpleSteps::judged(system::PropertyId property) const {
    constexpr std::uint32_t most = 3;
    return property != none && member_.apart().witnesses[property] <= most;
}

void SimpleSteps::add_reads(std::uint32_t code) {
    const system::Apart& apart = member_.apart();
    const auto reads = system::access_of(member_.model(), code).reads;
    for (std::size_t w = apart.shared_words; w < reads.size(); ++w)
        masks_.front()[(w - apart.shared_words) % apart.block_words] |= reads[w];
    for (const system::SplitCounter& counter : apart.counters)
        if ((reads[counter.whole.word] & counter.whole.mask() << counter.whole.shift) != 0) usable_ = false;
}

void SimpleSteps::add_checks() {
    const system::PackedModel& model = member_.model();
    for (const system::PropertyId p : model.properties.ids())
        if (model.kinds[p] == system::PropertyKind::state && judged(p) && model.properties[p].has_code)
            add_reads(model.properties[p].code);
}

/// Whether a thread stands where it waits; where it stands otherwise does not matter.
void SimpleSteps::add_waits() {
    const system::PackedModel& model = member_.model();
    const std::uint32_t first = member_.apart().shared_words, behind = first + member_.apart().block_words;
    if (!judged(model.lock_cycle)) return;
    for (const system::WaitEdge& wait : model.waits) {
        add_reads(wait.code);
        system::Field position = model.threads[wait.waiter].position;
        if (position.width == 0 || position.word < first || position.word >= behind) continue;
        position.word = static_cast<std::uint8_t>(position.word - first);
        const bool known = std::any_of(waits_.begin(), waits_.end(), [&](const auto& other) {
            return other.first.word == position.word && other.first.shift == position.shift &&
                   other.second == wait.position;
        });
        if (!known) waits_.emplace_back(position, wait.position);
    }
}

std::vector<std::uint64_t> SimpleSteps::checked_bits(const std::uint64_t* block) const {
    std::vector<std::uint64_t> out(block, block + member_.apart().block_words);
    for (std::size_t w = 0; w < out.size(); ++w) out[w] &= masks_.front()[w];
    for (const auto& [position, waits] : waits_)
        out.push_back(system::PositionId{position.get(block)} == waits ? 1 : 0);
    return out;
}

/// Those of other instances than the first are alike.
void SimpleSteps::add_other(system::TransitionId id) {
    const system::PackedModel& model = member_.model();
    const system::Apart& apart = member_.apart();
    const system::Transition& transition = model.transitions[id];
    Other out{&model.threads[transition.thread], id, false, {}};
    const system::Field& position = out.thread->position;
    const std::uint32_t first = apart.shared_words, behind = first + apart.block_words;
    if (position.width != 0 && position.word >= behind) return;
    out.of_instance = position.width != 0 && position.word >= first;
    for (std::uint32_t i = 0; i < transition.guards; ++i) {
        system::Instruction guard = model.code[transition.code + i];
        if (guard.a >= (out.of_instance ? behind : first)) continue;
        for (const system::SplitCounter& counter : apart.counters)
            if (counter.whole.word == guard.a) guard.mask &= ~(counter.whole.mask() << counter.whole.shift);
        guard.value &= guard.mask;
        out.guards.push_back(guard);
    }
    others_.push_back(std::move(out));
}

std::size_t SimpleSteps::number_of(const std::vector<std::uint64_t>& mask) {
    const auto found = std::find(masks_.begin() + 1, masks_.end(), mask);
    if (found == masks_.end()) {
        masks_.push_back(mask);
        return masks_.size() - 1;
    }
    return static_cast<std::size_t>(found - masks_.begin());
}

// --- what steps do ----------------------------------------------------------------------------

ShelfTriangles::ShelfTriangles(const SimpleSteps& steps, const std::vector<std::uint64_t>& kept, std::uint32_t shared)
    : steps_(steps), trial_(steps.member().apart(), kept, shared), shared_(shared), alike_met_(steps.rows().size(), 0) {
    for (const auto& mask : steps.masks()) classes_.emplace_back().mask = mask;
}

void ShelfTriangles::update(const ViewSet& views, Stepper& stepper, internal::Limits& limits) {
    const std::uint32_t blocks = views.shelf(shared_).blocks();
    for (; blocks_ < blocks && !limits.poll(); ++blocks_) add_block(views, blocks_);
    too_wide_ = std::ranges::any_of(classes_, [](const Classes& classes) { return too_many(classes.size(), 3); });
    if (too_wide_ || limits.stopping()) return;
    for (Own& own : owns_) {
        if (limits.poll()) return;
        meet(views, stepper, own);
    }
    for (std::uint32_t row = 0; row < steps_.rows().size(); ++row)
        if (!steps_.rows()[row].has_own) meet_alike(views, stepper, row);
    check_states(views, stepper);
    for (Target& target : targets_) target.now = views.shared().find(target.words.data());
}

void ShelfTriangles::add_block(const ViewSet& views, std::uint32_t block) {
    const std::uint64_t* const words = views.blocks()[views.shelf(shared_).block(block)];
    classes_.front().add(block, steps_.checked_bits(words));
    for (std::size_t i = 1; i < classes_.size(); ++i) classes_[i].add(block, words);
    effects_.emplace_back();
    const std::span<const std::uint32_t> first(&block, 1);
    for (std::uint32_t row = 0; row < steps_.rows().size(); ++row) {
        const SimpleSteps::Row& simple = steps_.rows()[row];
        if (simple.has_own && trial_.begins(views, *simple.thread, simple.transition, first))
            owns_.push_back({block, row, 0});
    }
    const std::uint64_t* const state = trial_.compose(views, first);
    for (const SimpleSteps::Other& other : steps_.others()) {
        const system::TransitionRange range = other.thread->by_position[other.thread->position_in(state)];
        if (other.transition < range.first || range.last <= other.transition) continue;
        const bool may = std::all_of(other.guards.begin(), other.guards.end(), [&](const system::Instruction& guard) {
            return (state[guard.a] & guard.mask) == guard.value;
        });
        if (!may) continue;
        if (other.of_instance)
            set_bit(may_, block);
        else
            all_may_ = true;
    }
}

namespace {

/// Calls f for each choice of classes among `all` that has one from `known` on.
template <class F>
void each_new_choice(std::size_t size, std::uint32_t known, std::uint32_t all, F&& f) {
    std::vector<std::uint32_t> choice(size, 0);
    for (;;) {
        if (choice.back() >= known) f(choice);
        std::size_t last = size;
        while (last > 0 && choice[last - 1] + 1 == all) --last;
        if (last == 0) return;
        const std::uint32_t next = choice[last - 1] + 1;
        std::fill(choice.begin() + static_cast<std::ptrdiff_t>(last) - 1, choice.end(), next);
    }
}

/// The first that all three have.
std::uint32_t first_common(const Bits& a, const Bits& b, const Bits& c) {
    const std::size_t size = std::min({a.size(), b.size(), c.size()});
    for (std::size_t w = 0; w < size; ++w)
        if (const std::uint64_t bits = a[w] & b[w] & c[w]; bits != 0)
            return static_cast<std::uint32_t>(w * 64 + static_cast<std::size_t>(std::countr_zero(bits)));
    return absent;
}

Members one(std::uint32_t block) {
    Members out;
    out.insert(block);
    return out;
}

}  // namespace

std::vector<std::uint32_t> ShelfTriangles::blocks_of(std::size_t classes, const Choice& choice) const {
    std::vector<std::uint32_t> out;
    for (const std::uint32_t number : choice) out.push_back(first_bit(classes_[classes].blocks_of[number]));
    return out;
}

void ShelfTriangles::meet(const ViewSet& views, Stepper& stepper, Own& own) {
    const SimpleSteps::Row& row = steps_.rows()[own.row];
    const std::uint32_t all = classes_[row.classes].size();
    if (own.met == all) return;
    each_new_choice(2, own.met, all, [&](const Choice& others) {
        std::vector<std::uint32_t> blocks = blocks_of(row.classes, others);
        blocks.insert(blocks.begin(), own.block);
        Outcome outcome = trial_.step(views, stepper, row.transition, blocks);
        if (!outcome.broken.empty() || outcome.bound) reports_.push_back({row.classes, own.block, others});
        if (!outcome.own.empty()) add_effect(views, own, others, std::move(outcome));
    });
    own.met = all;
}

void ShelfTriangles::add_effect(const ViewSet& views, const Own& own, const Choice& others, Outcome outcome) {
    const std::size_t classes = steps_.rows()[own.row].classes;
    const std::uint64_t* const before = views.blocks()[views.shelf(shared_).block(own.block)];
    const std::size_t target = target_of(outcome.shared);
    const bool moves = !std::equal(outcome.shared.begin(), outcome.shared.end(), views.shared()[shared_]);
    if (moves)
        set_bit(mover(target, classes, others[0], others[1]).own, own.block);
    else if (std::equal(outcome.own.begin(), outcome.own.end(), before))
        return;
    std::vector<Effect>& effects = effects_[own.block];
    auto effect = std::find_if(effects.begin(), effects.end(), [&](const Effect& known) {
        return known.classes == classes && known.target == target && known.own == outcome.own;
    });
    if (effect == effects.end()) {
        effects.push_back({classes, target, std::move(outcome.own), {}, true, {}});
        effect = effects.end() - 1;
        bytes_ += sizeof(Effect) + effect->own.size() * sizeof(std::uint64_t);
    }
    bytes_ += sizeof(effect->others.front());
    effect->others.push_back({others[0], others[1]});
    effect->changed = true;
}

void ShelfTriangles::meet_alike(const ViewSet& views, Stepper& stepper, std::uint32_t number) {
    const SimpleSteps::Row& row = steps_.rows()[number];
    const std::uint32_t all = classes_[row.classes].size();
    if (alike_met_[number] == all) return;
    each_new_choice(3, alike_met_[number], all, [&](const Choice& choice) {
        const std::vector<std::uint32_t> blocks = blocks_of(row.classes, choice);
        if (!trial_.begins(views, *row.thread, row.transition, blocks)) return;
        const Outcome outcome = trial_.step(views, stepper, row.transition, blocks);
        if (!outcome.broken.empty() || outcome.bound) reports_.push_back({row.classes, absent, choice});
        if (outcome.own.empty()) return;
        if (std::equal(outcome.shared.begin(), outcome.shared.end(), views.shared()[shared_])) return;
        const std::size_t target = target_of(outcome.shared);
        for (std::size_t third = 0; third < choice.size(); ++third) {
            Choice others = choice;
            others.erase(others.begin() + static_cast<std::ptrdiff_t>(third));
            mover(target, row.classes, others[0], others[1]).own_classes.push_back(choice[third]);
        }
    });
    alike_met_[number] = all;
}

void ShelfTriangles::check_states(const ViewSet& views, Stepper& stepper) {
    struct Broken final : StepSink {
        explicit Broken(const SimpleSteps& steps) : of(steps) {}
        void step(const system::Step& /*step*/) override {}
        void broken(system::PropertyId property) override { any = any || of.judged(property); }
        const SimpleSteps& of;
        bool any = false;
    };
    if (checked_ == classes_.front().size()) return;
    each_new_choice(3, checked_, classes_.front().size(), [&](const Choice& choice) {
        Broken sink(steps_);
        stepper.broken_in(trial_.compose(views, blocks_of(0, choice)), sink);
        if (sink.any) reports_.push_back({0, absent, choice});
    });
    checked_ = classes_.front().size();
}

std::size_t ShelfTriangles::target_of(const std::vector<std::uint64_t>& words) {
    const auto found =
        std::find_if(targets_.begin(), targets_.end(), [&](const Target& t) { return t.words == words; });
    if (found != targets_.end()) return static_cast<std::size_t>(found - targets_.begin());
    targets_.emplace_back().words = words;
    return targets_.size() - 1;
}

ShelfTriangles::Mover& ShelfTriangles::mover(std::size_t target, std::size_t classes, std::uint32_t a,
                                             std::uint32_t b) {
    std::vector<Mover>& movers = targets_[target].movers;
    const auto found = std::find_if(movers.begin(), movers.end(), [&](const Mover& known) {
        return known.classes == classes && known.others[0] == a && known.others[1] == b;
    });
    if (found != movers.end()) return *found;
    movers.push_back({classes, {a, b}, {}, {}});
    return movers.back();
}

// --- which views are not there yet ------------------------------------------------------------

void ShelfTriangles::add_found(std::vector<Numbered>& found, std::uint32_t a, std::uint32_t b, std::uint32_t c) const {
    Numbered configuration{shared_, {}};
    for (const std::uint32_t block : {a, b, c}) configuration.members.insert(block);
    found.push_back(configuration);
}

void ShelfTriangles::find(const ViewSet& views, std::vector<Numbered>& found) {
    for (std::uint32_t own = 0; own < effects_.size(); ++own)
        for (Effect& effect : effects_[own]) find_own(views, own, effect, found);
    for (Target& target : targets_)
        if (target.now != shared_) find_others(views, target, found);
    std::erase_if(reports_, [&](const Report& report) { return find_report(views.shelf(shared_), report, found); });
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
}

void ShelfTriangles::find_own(const ViewSet& views, std::uint32_t own, Effect& effect,
                              std::vector<Numbered>& found) const {
    const Shelf& shelf = views.shelf(shared_);
    const Bits& beside = shelf.with(one(own));
    const Bits& asked = effect.changed ? beside : shelf.fresh_with(one(own));
    if (first_bit(asked) == absent && effect.missing.empty()) return;
    const std::uint32_t to = targets_[effect.target].now;
    const Shelf* const there = to == absent ? nullptr : &views.shelf(to);
    const std::uint32_t block = views.blocks().find(effect.own.data());
    const std::uint32_t after = there == nullptr || block == absent ? absent : there->find(block);
    const Classes& classes = classes_[effect.classes];
    std::vector<std::uint32_t> missing;
    const auto ask = [&](std::uint32_t other) {
        if (after != absent) {
            const std::uint32_t number = to == shared_ ? other : there->find(shelf.block(other));
            if (number != absent && there->has_pair(std::min(after, number), std::max(after, number))) return;
        }
        bool wanted = false;
        for (const auto& [a, b] : effect.others)
            for (const auto& [mine, third] : {std::pair{a, b}, std::pair{b, a}}) {
                if (classes.class_of[other] != mine) continue;
                wanted = true;
                const std::uint32_t more = first_common(beside, shelf.with(one(other)), classes.blocks_of[third]);
                if (more != absent) return add_found(found, own, other, more);
            }
        if (wanted) missing.push_back(other);
    };
    if (!effect.changed)
        for (const std::uint32_t other : effect.missing) ask(other);
    each_bit(asked, 0, ask);
    effect.missing = std::move(missing);
    effect.changed = false;
}

/// A view that was missing before can have found who moves only if somebody is new beside one of its blocks.
void ShelfTriangles::find_others(const ViewSet& views, Target& target, std::vector<Numbered>& found) const {
    const Shelf& shelf = views.shelf(shared_);
    const Shelf* const there = target.now == absent ? nullptr : &views.shelf(target.now);
    std::vector<std::uint32_t> missing;
    const auto ask = [&](std::uint32_t number) {
        const Members& view = views.views()[number].members;
        if (there != nullptr) {
            const std::uint32_t a = there->find(shelf.block(view.block[0])),
                                b = there->find(shelf.block(view.block[1]));
            if (a != absent && b != absent && there->has_pair(std::min(a, b), std::max(a, b))) return;
        }
        const std::uint32_t own = mover_for(shelf, target, view);
        if (own == absent)
            missing.push_back(number);
        else
            add_found(found, view.block[0], view.block[1], own);
    };
    for (const std::uint32_t number : target.missing) {
        const Members& view = views.views()[number].members;
        const bool news =
            !shelf.fresh_with(one(view.block[0])).empty() || !shelf.fresh_with(one(view.block[1])).empty();
        if (news)
            ask(number);
        else
            missing.push_back(number);
    }
    const std::vector<std::uint32_t>& all = views.on_shelf(shared_);
    for (; target.looked_at < all.size(); ++target.looked_at) ask(all[target.looked_at]);
    target.missing = std::move(missing);
}

std::uint32_t ShelfTriangles::mover_for(const Shelf& shelf, const Target& target, const Members& view) const {
    const Bits& left = shelf.with(one(view.block[0]));
    const Bits& right = shelf.with(one(view.block[1]));
    for (const Mover& mover : target.movers) {
        const Classes& classes = classes_[mover.classes];
        const auto [less, more] = std::minmax(classes.class_of[view.block[0]], classes.class_of[view.block[1]]);
        if (less != mover.others[0] || more != mover.others[1]) continue;
        if (const std::uint32_t own = first_common(left, right, mover.own); own != absent) return own;
        for (const std::uint32_t number : mover.own_classes)
            if (const std::uint32_t own = first_common(left, right, classes.blocks_of[number]); own != absent)
                return own;
    }
    return absent;
}

bool ShelfTriangles::find_report(const Shelf& shelf, const Report& report, std::vector<Numbered>& found) const {
    const Classes& classes = classes_[report.classes];
    const std::size_t second = report.own == absent ? 1 : 0;
    Bits firsts;
    if (report.own == absent)
        firsts = classes.blocks_of[report.others[0]];
    else
        set_bit(firsts, report.own);
    std::uint32_t b = absent, c = absent;
    const std::uint32_t a = find_bit(firsts, [&](std::uint32_t first) {
        const Bits& beside = shelf.with(one(first));
        b = find_bit(both(beside, classes.blocks_of[report.others[second]]), [&](std::uint32_t other) {
            c = first_common(beside, shelf.with(one(other)), classes.blocks_of[report.others[second + 1]]);
            return c != absent;
        });
        return b != absent;
    });
    if (a != absent) add_found(found, a, b, c);
    return a != absent;
}

}  // namespace revoke_mc::explorer::views
