// Machine code against the interpreter of programs, state by state.
#include "tests/support/native_agreement.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <set>
#include <sstream>

#include "explorer/native/native_system.hpp"
#include "model/semantics/lower/lower.hpp"

namespace revoke_mc::tests {

namespace {

using system::PropertyId;
using system::TransitionId;

/// A step, kept.
struct Kept {
    TransitionId transition = none;
    std::vector<std::uint64_t> successor;  ///< empty: none
    std::vector<PropertyId> broken;
    bool bound_reached = false;
    bool operator==(const Kept&) const = default;
};

template <std::size_t W>
class Comparison {
public:
    explicit Comparison(const system::PackedModel& model)
        : model_(model), plain_(model), native_(model, native::Mode::always) {
        out_.compiled = native_.compiled();
    }

    NativeAgreement reachable(std::size_t limit) {
        std::vector<State> states;
        std::set<State> seen;
        const auto add = [&](const std::uint64_t* words) {
            State state;
            std::copy_n(words, W, state.begin());
            if (states.size() < limit && seen.insert(state).second) states.push_back(state);
        };
        const std::vector<std::uint64_t> initial = plain_.initial_states();
        for (std::size_t at = 0; at < initial.size(); at += W) add(&initial[at]);
        for (std::size_t i = 0; i < states.size() && out_.difference.empty(); ++i) {
            const State state = states[i];
            compare(state);
            for (const Kept& step : steps(plain_, plain_scratch_, state.data()))
                if (!step.successor.empty()) add(step.successor.data());
        }
        return out_;
    }

    NativeAgreement given(const std::vector<std::vector<std::uint64_t>>& states) {
        for (const auto& words : states) {
            State state{};
            std::copy(words.begin(), words.end(), state.begin());
            compare(state);
        }
        return out_;
    }

private:
    using State = std::array<std::uint64_t, W>;
    using Plain = system::PackedSystem<W>;
    using Native = native::NativeSystem<W>;

    static Kept keep(const system::Step& step) {
        Kept out{step.transition, {}, {step.broken.begin(), step.broken.end()}, step.bound_reached};
        if (step.successor != nullptr) out.successor.assign(step.successor, step.successor + W);
        return out;
    }

    template <class S>
    static std::vector<Kept> steps(const S& system, typename S::Scratch& scratch, const std::uint64_t* state) {
        std::vector<Kept> out;
        system.successors(state, scratch, [&](const system::Step& step) { out.push_back(keep(step)); });
        return out;
    }

    template <class S>
    static std::vector<Kept> steps_by_thread(const S& system, typename S::Scratch& scratch,
                                             const std::uint64_t* state) {
        std::vector<Kept> out;
        for (const system::ThreadId t : FirstIds<system::ThreadId>(system.threads()))
            system.successors_of(t, state, scratch, [&](const system::Step& step) { out.push_back(keep(step)); });
        return out;
    }

    template <class S>
    static std::vector<PropertyId> broken(const S& system, typename S::Scratch& scratch, const std::uint64_t* state) {
        std::vector<PropertyId> out;
        system.broken_in(state, scratch, [&](PropertyId p) { out.push_back(p); });
        return out;
    }

    template <class S>
    static std::vector<PropertyId> broken_after(const S& system, typename S::Scratch& scratch, TransitionId transition,
                                                const std::uint64_t* state) {
        std::vector<PropertyId> out;
        system.broken_after(transition, state, scratch, [&](PropertyId p) { out.push_back(p); });
        return out;
    }

    void compare(const State& state) {
        ++out_.states;
        const std::vector<Kept> expected = steps(plain_, plain_scratch_, state.data());
        expect(expected == steps(native_, native_scratch_, state.data()), "successors", state);
        expect(expected == steps_by_thread(plain_, plain_scratch_, state.data()), "successors_of, interpreted", state);
        expect(expected == steps_by_thread(native_, native_scratch_, state.data()), "successors_of", state);
        const std::vector<PropertyId> before = broken(plain_, plain_scratch_, state.data());
        expect(before == broken(native_, native_scratch_, state.data()), "broken_in", state);
        for (const PropertyId p : model_.properties.ids())
            if (model_.kinds[p] == system::PropertyKind::possibility)
                expect(plain_.goal(p, state.data(), plain_scratch_) == native_.goal(p, state.data(), native_scratch_),
                       "goal", state);
        for (const Kept& step : expected)
            if (!step.successor.empty()) compare_after(step, before, state);
    }

    /// What is broken after the step and was not before it must be found; what is found must be so.
    void compare_after(const Kept& step, const std::vector<PropertyId>& before, const State& state) {
        ++out_.steps;
        const std::uint64_t* const to = step.successor.data();
        const std::vector<PropertyId> found = broken_after(plain_, plain_scratch_, step.transition, to);
        expect(found == broken_after(native_, native_scratch_, step.transition, to), "broken_after", state);
        const std::vector<PropertyId> all = broken(plain_, plain_scratch_, to);
        const auto is_in = [](const std::vector<PropertyId>& list, PropertyId p) {
            return std::find(list.begin(), list.end(), p) != list.end();
        };
        expect(std::all_of(found.begin(), found.end(), [&](PropertyId p) { return is_in(all, p); }),
               "broken_after says more than broken_in", state);
        expect(std::all_of(all.begin(), all.end(), [&](PropertyId p) { return is_in(found, p) || is_in(before, p); }),
               "broken_after leaves something out", state);
    }

    void expect(bool same, const std::string& what, const State& state) {
        if (same || !out_.difference.empty()) return;
        std::ostringstream out;
        out << what << " in state" << std::hex;
        for (const std::uint64_t word : state) out << ' ' << word;
        out_.difference = out.str();
    }

    const system::PackedModel& model_;
    Plain plain_;
    Native native_;
    typename Plain::Scratch plain_scratch_;
    typename Native::Scratch native_scratch_;
    NativeAgreement out_;
};

/// One and two words are what most specs have; the rest takes one width, wider than necessary.
template <class F>
NativeAgreement with_width(const system::PackedModel& model, F&& f) {
    if (model.words == 1) return f(std::make_unique<Comparison<1>>(model));
    if (model.words == 2) return f(std::make_unique<Comparison<2>>(model));
    return f(std::make_unique<Comparison<lower::max_words>>(model));
}

}  // namespace

bool has_native_code() {
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("bmi2") != 0;
#else
    return false;
#endif
}

NativeAgreement compare_native(const system::PackedModel& model, std::size_t state_limit) {
    return with_width(model, [&](auto comparison) { return comparison->reachable(state_limit); });
}

NativeAgreement compare_native(const system::PackedModel& model,
                               const std::vector<std::vector<std::uint64_t>>& states) {
    return with_width(model, [&](auto comparison) { return comparison->given(states); });
}

}  // namespace revoke_mc::tests
