// Runs a PackedModel as machine code: the same TransitionSystem as PackedSystem, only faster.
//
//     native::NativeSystem<2> system(model);            // interprets; compiles when it is worth it
//     system.successors(state, scratch, [](const system::Step& step) { ... });
//
// Compiling takes some milliseconds, longer than searching most specs. Everything is interpreted
// until one worker has expanded `worth_compiling` states; that one compiles, the others go on, and
// then all of them change over. What is rare (traps, steps that break a property, the bound) stays
// with the interpreter even then. Either way the results are the same: tests/model/test_native.cpp.
#pragma once

#include <bit>
#include <memory>

#include "explorer/native/code.hpp"
#include "explorer/system/packed_system.hpp"

namespace revoke_mc::native {

template <std::size_t W>
class NativeSystem {
public:
    static constexpr std::size_t words = W;
    static constexpr std::uint32_t worth_compiling = 4096;

    struct Scratch {
        typename system::PackedSystem<W>::Scratch plain;
        const Compiled* code = nullptr;  ///< for which the rest is laid out
        /// Candidates of a Sieve.
        struct Candidates {
            std::vector<std::uint64_t> masks;
            std::vector<std::uint32_t> bases;
        } all, beyond;
        std::uint32_t states = 0;  ///< expanded so far, while there is no code
    };

    explicit NativeSystem(const system::PackedModel& model, Mode mode = Mode::automatic)
        : model_(&model), plain_(model), code_(std::make_shared<Code>(model, W, mode)) {}

    [[nodiscard]] std::vector<std::uint64_t> initial_states() const { return plain_.initial_states(); }
    [[nodiscard]] std::vector<system::Start> faulty_starts() const { return plain_.faulty_starts(); }
    [[nodiscard]] std::span<const system::PropertyKind> properties() const { return plain_.properties(); }
    [[nodiscard]] std::size_t threads() const { return plain_.threads(); }
    [[nodiscard]] std::size_t transitions() const { return plain_.transitions(); }
    [[nodiscard]] system::ThreadId thread_of(system::TransitionId t) const { return plain_.thread_of(t); }
    [[nodiscard]] bool forbidden(system::PropertyId p, system::TransitionId t) const { return plain_.forbidden(p, t); }
    [[nodiscard]] bool at_rest(const std::uint64_t* state, system::ThreadId t) const {
        return plain_.at_rest(state, t);
    }
    [[nodiscard]] bool may_stay(const std::uint64_t* state, system::ThreadId t) const {
        return plain_.may_stay(state, t);
    }
    [[nodiscard]] bool asked_from_start(system::PropertyId p) const { return plain_.asked_from_start(p); }
    [[nodiscard]] bool trigger(system::PropertyId p, const std::uint64_t* state, Scratch& scratch) const {
        return plain_.trigger(p, state, scratch.plain);
    }
    [[nodiscard]] std::span<const system::FairDemand> fairness() const { return plain_.fairness(); }
    [[nodiscard]] bool granted(const system::FairDemand& demand, const std::uint64_t* state, Scratch& scratch) const {
        return plain_.granted(demand, state, scratch.plain);
    }
    [[nodiscard]] const system::PackedModel& model() const { return *model_; }
    /// Machine code is in use, or will be from the next state on.
    [[nodiscard]] bool compiled() const { return code_->get() != nullptr; }

    template <class Sink>
    void successors(const std::uint64_t* state, Scratch& scratch, Sink&& sink) const {
        successors_beyond(0, state, scratch, sink);
    }
    [[nodiscard]] std::uint8_t confined_to(system::TransitionId t) const { return plain_.confined_to(t); }

    template <class Sink>
    void successors_beyond(std::uint64_t without, const std::uint64_t* state, Scratch& scratch, Sink&& sink) const {
        const Compiled* const code = code_->get();
        if (code == nullptr) [[unlikely]] {
            if (++scratch.states % worth_compiling == 0) code_->compile();
            return plain_.successors_beyond(without, state, scratch.plain, sink);
        }
        if (scratch.code != code) [[unlikely]]
            lay_out(*code, scratch);
        const auto carry_out = [&](system::TransitionId t) { take(*code, t, state, scratch, sink); };
        if (without == every_word) return sift(code->beyond, scratch.beyond, state, carry_out);
        sift(code->all, scratch.all, state, [&](system::TransitionId t) {
            if (!plain_.confined_to_one_of(without, t)) carry_out(t);
        });
    }

    template <class Sink>
    void successors_of(system::ThreadId thread, const std::uint64_t* state, Scratch& scratch, Sink&& sink) const {
        plain_.successors_of(thread, state, scratch.plain, sink);
    }

    template <class F>
    void broken_in(const std::uint64_t* state, Scratch& scratch, F&& report) const {
        failed_checks(system::all_checks, state, scratch, report);
        if (!model_->waits.empty() && lock_cycle(state, scratch)) report(model_->lock_cycle);
    }

    template <class F>
    void broken_after(system::TransitionId t, const std::uint64_t* state, Scratch& scratch, F&& report) const {
        failed_checks(model_->checks_after[t], state, scratch, report);
        if (model_->cycle_after[t] && lock_cycle(state, scratch)) report(model_->lock_cycle);
    }

    [[nodiscard]] bool goal(system::PropertyId p, const std::uint64_t* state, Scratch& scratch) const {
        const Compiled* const code = code_->get();
        if (code == nullptr || code->goals[p] == nullptr) return plain_.goal(p, state, scratch.plain);
        return code->goals[p](state) != 0;
    }

private:
    static constexpr std::uint64_t every_word = (std::uint64_t{1} << W) - 1;

    /// Calls f(transition) for each candidate.
    template <class F>
    static void sift(const Sieve& sieve, typename Scratch::Candidates& candidates, const std::uint64_t* state, F&& f) {
        std::uint64_t* const masks = candidates.masks.data();
        sieve.filter(state, masks, candidates.bases.data());
        for (std::size_t word = 0; word < candidates.masks.size(); ++word)
            for (std::uint64_t left = masks[word]; left != 0; left &= left - 1) {
                const auto bit = static_cast<std::size_t>(std::countr_zero(left));
                f(sieve.order[candidates.bases[word * 16 + bit / 4] + bit % 4]);
            }
    }

    static void lay_out(const Sieve& sieve, typename Scratch::Candidates& candidates) {
        candidates.masks.assign(sieve.mask_words, 0);
        candidates.bases = sieve.bases;
        candidates.bases.resize(sieve.mask_words * 16);
    }
    static void lay_out(const Compiled& code, Scratch& scratch) {
        scratch.code = &code;
        lay_out(code.all, scratch.all);
        lay_out(code.beyond, scratch.beyond);
        scratch.plain.state.fill(0);  // actions leave the words behind the model's alone
    }

    template <class Sink>
    void take(const Compiled& code, system::TransitionId t, const std::uint64_t* state, Scratch& scratch,
              Sink& sink) const {
        std::uint64_t* const next = scratch.plain.state.data();
        const Row& row = code.rows[t];
        if (row.kind == Row::Kind::plain) [[likely]] {
            const std::uint64_t* const masks = code.masks.data() + std::size_t{t.number()} * 2 * W;
            for (std::size_t w = 0; w < W; ++w) next[w] = (state[w] & masks[w]) | masks[W + w];
            const Copy& copy = row.copy;
            next[copy.to] |= ((((state[copy.from] >> copy.from_shift) & copy.from_mask) + copy.add) & copy.to_mask)
                             << copy.to_shift;
        } else {
            const Exit outcome = row.action != nullptr ? row.action(state, next) : Exit::unusual;
            if (outcome == Exit::disabled) return;
            if (outcome == Exit::unusual) return plain_.step(t, state, scratch.plain, sink);
        }
        sink(system::Step{t, next, {}, false});
    }

    template <class F>
    void failed_checks(system::CheckListId list, const std::uint64_t* state, Scratch& scratch, F&& report) const {
        const Compiled* const code = code_->get();
        if (code == nullptr || code->failed[list] == nullptr)
            return plain_.failed_checks(list, state, scratch.plain, report);
        system::PropertyId reported = none;
        for (std::uint64_t left = code->failed[list](state); left != 0; left &= left - 1) {
            const system::CheckId check = model_->check_lists[list][static_cast<std::size_t>(std::countr_zero(left))];
            const system::PropertyId property = model_->checks[check].property;
            if (property != reported) report(property);
            reported = property;
        }
    }

    /// The whole graph of waits is looked at only where enough threads wait and are waited for.
    bool lock_cycle(const std::uint64_t* state, Scratch& scratch) const {
        const Compiled* const code = code_->get();
        if (code != nullptr && code->waiting != nullptr && std::popcount(code->waiting(state)) < code->circle)
            return false;
        return plain_.lock_cycle(state, scratch.plain);
    }

    const system::PackedModel* model_;
    system::PackedSystem<W> plain_;
    std::shared_ptr<Code> code_;
};

static_assert(system::well_formed_system<NativeSystem<1>>);
static_assert(system::HasFaultyStarts<NativeSystem<1>> && system::StepsByThread<NativeSystem<1>> &&
              system::ConfinesSteps<NativeSystem<1>> && system::ChecksLocally<NativeSystem<1>> &&
              system::ClaimsProgress<NativeSystem<1>>);

}  // namespace revoke_mc::native
