// See any_number.hpp.
#include "tests/support/any_number.hpp"

#include <algorithm>
#include <bit>
#include <memory>
#include <random>

#include "checker/internal/explore.hpp"
#include "model/language/check/check.hpp"
#include "model/semantics/lower/system_ids.hpp"

namespace revoke_mc::tests {

namespace {

std::string name_of(const program::Program& program, std::size_t property) {
    const std::string& name = program.properties[program::PropertyId{property}].name;
    const std::size_t bracket = name.find('[');
    return name.substr(0, bracket);
}

explorer::views::Result closed(const lower::Family& family, std::uint32_t k, Tamper tamper, unsigned threads,
                               std::uint64_t most_configurations) {
    std::vector<system::Apart> aparts;
    for (const auto& member : family.members) {
        aparts.push_back(member->apart);
        if (tamper != nullptr) tamper(aparts.back());
    }
    std::vector<std::unique_ptr<explorer::views::Member>> made;
    std::vector<const explorer::views::Member*> members;
    for (std::size_t i = 0; i < aparts.size(); ++i) {
        made.push_back(explorer::views::make_member(family.members[i]->lowered.model(), aparts[i]));
        members.push_back(made.back().get());
    }
    explorer::Options options;
    options.threads = threads;
    options.max_states = most_configurations;
    options.timeout = std::chrono::seconds(60);
    options.max_memory = std::uint64_t{1} << 30U;
    return explorer::views::close(members, k, options);
}

/// Counters that a step has to do with that came to the bound.
std::set<std::string> at_bound(const lower::Family& family, const explorer::views::Result& result, std::uint32_t k) {
    std::set<std::string> out;
    for (const explorer::views::BoundReached& bound : result.bounds) {
        const auto changed = bound.transition == none
                                 ? std::set<std::string>(family.split.begin(), family.split.end())
                                 : lower::counters_changed(*family.members[bound.size - k - 1], bound.transition);
        out.insert(changed.begin(), changed.end());
    }
    return out;
}

/// A counter may have passed its upper end, and the trap was not seen.
bool ends_dropped(const lower::Family& family, const explorer::views::Result& result) {
    if (!family.fixed_ends.empty()) return true;
    for (std::size_t i = 0; i < family.split.size(); ++i)
        if (const auto end = family.dropped_ends.find(family.split[i]);
            end != family.dropped_ends.end() && (result.counters[i].own != 0 || result.counters[i].share > end->second))
            return true;
    return false;
}

}  // namespace

void about_one(system::Apart& apart) {
    for (const system::TransitionId t : apart.about.ids()) apart.about[t] = 1;
}

syntax::Loaded counted_spec(const std::string& text) {
    return syntax::load_text("any.rvk", "spec \"any\"; param N in 1..8 = 2;\n" + text);
}

std::set<std::string> broken_up_to(const syntax::Loaded& loaded, std::uint32_t most, std::uint32_t from) {
    std::set<std::string> out;
    for (std::uint32_t n = from; n <= most; ++n) {
        bool complete = false;
        out.merge(broken_with({loaded, "N"}, n, complete));
    }
    return out;
}

Decision decide(lower::FamilyOf of, std::uint32_t k, Tamper tamper, unsigned threads,
                std::uint64_t most_configurations) try {
    for (;;) {
        const lower::Family family = lower::make_family(of, k);
        Decision out;
        out.closure = closed(family, k, tamper, threads, most_configurations);
        const std::size_t whole = of.whole.size();
        of.whole.merge(at_bound(family, out.closure, k));
        if (of.whole.size() > whole) continue;
        out.whole = of.whole;
        out.widest = family.widest;
        out.split = {family.split.begin(), family.split.end()};
        for (std::size_t p = 0; p < out.closure.properties.size(); ++p) {
            const std::string name = name_of(family.members.front()->program, p);
            const bool trap = p == program::id_of(program::BuiltinProperty::trap).number();
            if (!out.closure.properties[p].judged || (trap && ends_dropped(family, out.closure)))
                out.not_judged.insert(name);
            else if (out.closure.properties[p].suspicion)
                out.suspected.insert(name);
            else if (out.closure.excludes(p))
                out.excluded.insert(name);
        }
        for (const std::string& name : out.suspected) out.excluded.erase(name);
        return out;
    }
} catch (const lower::NotApplicable& reason) {
    Decision out;
    out.not_applicable = reason.what();
    return out;
}

namespace {

class ByDefinition final : explorer::views::StepSink {
public:
    using Words = std::vector<std::uint64_t>;

    ByDefinition(const lower::Family& family, std::uint32_t k) : family_(family), k_(k) {
        for (const auto& member : family.members) {
            made_.push_back(explorer::views::make_member(member->lowered.model(), member->apart));
            steppers_.push_back(made_.back()->stepper());
        }
    }

    PlainClosure close() {
        for (const auto& member : family_.members) {
            const system::PackedModel& model = member->lowered.model();
            for (std::size_t at = 0; at < model.initial.size(); at += model.words)
                add_views(*member, &model.initial[at]);
            now_ = member.get();
            for (const system::Start& start : model.faulty_starts)
                for (const system::PropertyId p : start.broken) broken(p);
        }
        for (std::size_t before = 0; before != views_.size();) {
            before = views_.size();
            const std::set<View> now = views_;
            for (const View& view : now) grow(now, view, k_ + 1);
        }
        return {views_.size(), suspected_};
    }

private:
    struct View {
        Words shared;
        std::vector<Words> blocks;  // in increasing order
        auto operator<=>(const View&) const = default;
    };

    /// Adds each block that is beside the others in views, in increasing order of blocks.
    void grow(const std::set<View>& views, const View& smaller, std::uint32_t size) {
        if (size > k_ + family_.widest) return;
        for (const Words& block : blocks_[smaller.shared]) {
            if (block < smaller.blocks.back()) continue;
            View larger = smaller;
            larger.blocks.push_back(block);
            if (!all_parts(larger, [&](const View& part) { return views.contains(part); })) continue;
            expand(larger);
            grow(views, larger, size + 1);
        }
    }

    template <class F>
    bool all_parts(const View& of, F&& f) const {
        const auto size = static_cast<std::uint32_t>(of.blocks.size());
        for (std::uint32_t chosen = 0; chosen < (1U << size); ++chosen) {
            if (static_cast<std::uint32_t>(std::popcount(chosen)) != k_) continue;
            View part{of.shared, {}};
            for (std::uint32_t i = 0; i < size; ++i)
                if ((chosen >> i & 1U) != 0) part.blocks.push_back(of.blocks[i]);
            if (!f(part)) return false;
        }
        return true;
    }

    void expand(const View& configuration) {
        if (!expanded_.insert(configuration).second) return;
        const std::size_t number = configuration.blocks.size() - k_ - 1;
        now_ = family_.members[number].get();
        Words state(system::max_words, 0);
        auto place = std::copy(configuration.shared.begin(), configuration.shared.end(), state.begin());
        for (const Words& block : configuration.blocks) place = std::copy(block.begin(), block.end(), place);
        for (const system::SplitCounter& counter : now_->apart.counters) {
            std::int64_t sum = counter.own.get(state.data());
            for (const system::Field& share : counter.shares) sum += share.get(state.data());
            counter.whole.set(state.data(), sum);
        }
        if (number == 0)
            steppers_[number]->expand(state.data(), *this);
        else
            steppers_[number]->expand_wide(state.data(), static_cast<std::uint32_t>(number + 1), *this);
    }

    void step(const system::Step& step) override {
        for (const system::PropertyId p : step.broken) broken(p);
        if (step.successor != nullptr) add_views(*now_, step.successor);
    }
    void broken(system::PropertyId p) override {
        if (now_->apart.witnesses[p] <= k_ + 1) suspected_.insert(name_of(now_->program, p.number()));
    }

    void add_views(const lower::FamilyMember& member, const std::uint64_t* state) {
        const system::Apart& apart = member.apart;
        View whole{Words(state, state + apart.shared_words), {}};
        for (const system::SplitCounter& counter : apart.counters)
            whole.shared[counter.whole.word] &= ~(counter.whole.mask() << counter.whole.shift);
        for (std::uint32_t i = 0; i < apart.size; ++i) {
            const std::uint64_t* const block = state + apart.shared_words + std::size_t{i} * apart.block_words;
            whole.blocks.emplace_back(block, block + apart.block_words);
            blocks_[whole.shared].insert(whole.blocks.back());
        }
        std::sort(whole.blocks.begin(), whole.blocks.end());
        (void)all_parts(whole, [&](const View& part) {
            views_.insert(part);
            return true;
        });
    }

    const lower::Family& family_;
    std::uint32_t k_;
    std::vector<std::unique_ptr<explorer::views::Member>> made_;
    std::vector<std::unique_ptr<explorer::views::Stepper>> steppers_;
    const lower::FamilyMember* now_ = nullptr;
    std::set<View> views_, expanded_;
    std::map<Words, std::set<Words>> blocks_;
    std::set<std::string> suspected_;
};

}  // namespace

PlainClosure close_plainly(const lower::FamilyOf& of, std::uint32_t k) {
    const lower::Family family = lower::make_family(of, k);
    return ByDefinition(family, k).close();
}

std::set<std::string> broken_with(const lower::FamilyOf& of, std::uint32_t size, bool& complete,
                                  std::uint64_t most_states) {
    auto set = of.others;
    set[of.parameter] = size;
    const program::Program program = check::check(of.loaded, set, {of.parameter});
    const lower::Lowered lowered = lower::lower(program);
    explorer::Options options;
    options.max_states = most_states;
    const explorer::Result result = checker::explore(lowered, options);
    complete = result.status == explorer::Status::complete;
    std::set<std::string> out;
    for (std::size_t p = 0; p < result.properties.size(); ++p)
        if (result.properties[p].verdict == explorer::Verdict::violated) out.insert(name_of(program, p));
    return out;
}

// --- deletion ---------------------------------------------------------------------------------

namespace {

using State = std::vector<std::uint64_t>;
using Instances = std::uint32_t;  ///< a set of them, as bits

struct Taken {
    State successor;  ///< empty: the step is cut
    std::set<std::string> broken;
    std::uint32_t about = 0;
    bool bound = false;
};

/// All systems of some sizes.
class Sizes {
public:
    Sizes(const lower::FamilyOf& of, std::uint32_t most, Tamper tamper) {
        const lower::Family family = lower::make_family(of, 1);
        for (std::uint32_t size = 2; size <= most; ++size) {
            members_.push_back(lower::make_member(of, family, size));
            aparts_.push_back(members_.back()->apart);
            if (tamper != nullptr) tamper(aparts_.back());
        }
    }

    [[nodiscard]] const lower::FamilyMember& member(std::uint32_t size) const { return *members_[size - 2]; }
    [[nodiscard]] const system::Apart& apart(std::uint32_t size) const { return aparts_[size - 2]; }

    [[nodiscard]] std::vector<Taken> steps(std::uint32_t size, State state) const {
        const auto& model = member(size).lowered.model();
        const system::PackedSystem<system::max_words> system(model);
        system::PackedSystem<system::max_words>::Scratch scratch;
        state.resize(system::max_words, 0);
        std::vector<Taken> out;
        system.successors(state.data(), scratch, [&](const system::Step& step) {
            Taken taken;
            if (step.successor) taken.successor.assign(step.successor, step.successor + model.words);
            for (const system::PropertyId p : step.broken)
                taken.broken.insert(name_of(member(size).program, p.number()));
            taken.about = apart(size).about[step.transition];
            taken.bound = step.bound_reached;
            out.push_back(std::move(taken));
        });
        return out;
    }

    [[nodiscard]] std::set<system::PropertyId> broken(std::uint32_t size, State state) const {
        const system::PackedSystem<system::max_words> system(member(size).lowered.model());
        system::PackedSystem<system::max_words>::Scratch scratch;
        state.resize(system::max_words, 0);
        std::set<system::PropertyId> out;
        system.broken_in(state.data(), scratch, [&](system::PropertyId p) { out.insert(p); });
        return out;
    }

    /// The sum of all parts, for each counter; false: some counter is something else.
    [[nodiscard]] bool counters_add_up(std::uint32_t size, const State& state) const {
        for (const system::SplitCounter& counter : apart(size).counters)
            if (counter.whole.get(state.data()) != sum(counter, state)) return false;
        return true;
    }

    /// What is left of a state of `size` instances.
    [[nodiscard]] State restrict(std::uint32_t size, const State& state, Instances left) const {
        if (state.empty()) return {};
        const system::Apart& all = apart(size);
        State out(state.begin(), state.begin() + all.shared_words);
        for (std::uint32_t i = 0; i < size; ++i)
            if ((left >> i & 1U) != 0) {
                const auto block = state.begin() + all.shared_words + i * all.block_words;
                out.insert(out.end(), block, block + all.block_words);
            }
        for (const system::SplitCounter& counter : apart(static_cast<std::uint32_t>(std::popcount(left))).counters)
            counter.whole.set(out.data(), sum(counter, out));
        return out;
    }

private:
    static std::int64_t sum(const system::SplitCounter& counter, const State& state) {
        std::int64_t out = counter.own.get(state.data());
        for (const system::Field& share : counter.shares) out += share.get(state.data());
        return out;
    }

    std::vector<std::unique_ptr<const lower::FamilyMember>> members_;
    std::vector<system::Apart> aparts_;
};

/// Some set of at most `most` instances is enough: left(S) for each S of two or more that has them all.
template <class Left>
bool few_are_enough(std::uint32_t size, std::uint32_t most, const Left& left) {
    const Instances all = (1U << size) - 1;
    std::vector<signed char> known(std::size_t{all} + 1, -1);
    const auto is_left = [&](Instances s) {
        if (known[s] < 0) known[s] = left(s) ? 1 : 0;
        return known[s] != 0;
    };
    for (Instances few = 0; few <= all; ++few) {
        if (static_cast<std::uint32_t>(std::popcount(few)) > most) continue;
        bool enough = true;
        for (Instances s = 0; s < all && enough; ++s)
            if ((s & few) == few && std::popcount(s) >= 2) enough = is_left(s);
        if (enough) return true;
    }
    return false;
}

class Walk {
public:
    Walk(const Sizes& sizes, std::uint32_t size, std::uint64_t seed) : sizes_(sizes), size_(size), random_(seed) {}

    void run(std::size_t samples, DeletionReport& report) {
        if (sizes_.member(size_).lowered.model().initial.empty()) return;  // each start is cut
        for (std::size_t walk = 0; walk < samples && report.steps < samples && report.fault.empty(); ++walk) {
            State state = start();
            for (int length = 0; length < 60 && report.fault.empty() && report.steps < samples; ++length) {
                look_at(state, report);
                const auto steps = sizes_.steps(size_, state);
                if (steps.empty()) break;
                const Taken& taken = steps[random_() % steps.size()];
                if (!report.fault.empty()) break;
                look_at(state, taken, report);
                if (taken.successor.empty()) break;
                state = taken.successor;
            }
        }
    }

private:
    State start() {
        const auto& model = sizes_.member(size_).lowered.model();
        const std::size_t at = random_() % (model.initial.size() / model.words) * model.words;
        return {model.initial.begin() + static_cast<std::ptrdiff_t>(at),
                model.initial.begin() + static_cast<std::ptrdiff_t>(at + model.words)};
    }

    void look_at(const State& state, DeletionReport& report) const {
        if (!sizes_.counters_add_up(size_, state)) report.fault = "a counter is not the sum of its parts";
        const auto& kinds = sizes_.member(size_).lowered.model().kinds;
        for (const system::PropertyId p : sizes_.broken(size_, state)) {
            const std::uint32_t witnesses = sizes_.apart(size_).witnesses[p];
            if (kinds[p] != system::PropertyKind::state || witnesses == system::not_asked) continue;
            const std::string name = name_of(sizes_.member(size_).program, p.number());
            const bool enough = few_are_enough(size_, witnesses, [&](Instances s) {
                const auto left = static_cast<std::uint32_t>(std::popcount(s));
                for (const system::PropertyId q : sizes_.broken(left, sizes_.restrict(size_, state, s)))
                    if (name_of(sizes_.member(left).program, q.number()) == name) return true;
                return false;
            });
            if (!enough) report.fault = name + " needs more witnesses";
        }
    }

    void look_at(const State& state, const Taken& taken, DeletionReport& report) const {
        if (taken.bound) return;
        ++report.steps;
        const bool enough = few_are_enough(size_, taken.about, [&](Instances s) {
            const auto left = static_cast<std::uint32_t>(std::popcount(s));
            const State wanted = sizes_.restrict(size_, taken.successor, s);
            for (const Taken& other : sizes_.steps(left, sizes_.restrict(size_, state, s)))
                if (other.successor == wanted && other.broken == taken.broken && !other.bound &&
                    (left <= taken.about || other.about >= taken.about))
                    return true;
            return false;
        });
        if (!enough) report.fault = "a step is about more than " + std::to_string(taken.about) + " instances";
    }

    const Sizes& sizes_;
    std::uint32_t size_;
    std::mt19937_64 random_;
};

}  // namespace

DeletionReport check_deletion(const lower::FamilyOf& of, std::uint32_t size, std::size_t samples, std::uint64_t seed,
                              Tamper tamper) {
    DeletionReport report;
    try {
        const Sizes sizes(of, size, tamper);
        Walk(sizes, size, seed).run(samples, report);
    } catch (const lower::NotApplicable& reason) {
        report.not_applicable = reason.what();
    }
    return report;
}

}  // namespace revoke_mc::tests
