// Taking steps in configurations of one size, whatever the width of that system.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "explorer/native/native_system.hpp"
#include "explorer/system/apart.hpp"

namespace revoke_mc::explorer::views {

/// What a configuration does.
class StepSink {
public:
    virtual ~StepSink() = default;
    virtual void step(const system::Step& step) = 0;
    virtual void broken(system::PropertyId property) = 0;
};

/// Of one thread.
class Stepper {
public:
    virtual ~Stepper() = default;
    /// All steps, and what is broken in the configuration itself.
    virtual void expand(const std::uint64_t* state, StepSink& sink) = 0;
    /// What is broken in the configuration itself.
    virtual void broken_in(const std::uint64_t* state, StepSink& sink) = 0;
    /// Steps of those transitions alone that are about at least `least` instances.
    virtual void expand_wide(const std::uint64_t* state, std::uint32_t least, StepSink& sink) = 0;
    /// The step of one transition, whose thread is at the right position.
    virtual void step(system::TransitionId transition, const std::uint64_t* state, StepSink& sink) = 0;
};

/// The system of one size, and how it comes apart. Both models must outlive it.
class Member {
public:
    Member(const system::PackedModel& model, const system::Apart& apart) : model_(&model), apart_(&apart) {}
    virtual ~Member() = default;
    Member(const Member&) = delete;
    Member& operator=(const Member&) = delete;

    [[nodiscard]] const system::PackedModel& model() const { return *model_; }
    [[nodiscard]] const system::Apart& apart() const { return *apart_; }
    [[nodiscard]] virtual std::unique_ptr<Stepper> stepper() const = 0;

private:
    const system::PackedModel* model_;
    const system::Apart* apart_;
};

/// Wide transitions by thread and position: the few for which larger configurations are made.
class WideTransitions {
public:
    /// `without`: these do not count.
    WideTransitions(const system::PackedModel& model, const system::Apart& apart, std::uint32_t least,
                    const Indexed<system::TransitionId, bool>* without = nullptr);

    struct At {
        const system::ThreadTable* thread = nullptr;
        Indexed<system::PositionId, std::vector<system::TransitionId>> by_position;
    };
    [[nodiscard]] const std::vector<At>& threads() const { return threads_; }

private:
    std::vector<At> threads_;  ///< those that have any
};

template <std::size_t W>
class SizedMember final : public Member {
public:
    SizedMember(const system::PackedModel& model, const system::Apart& apart, native::Mode mode)
        : Member(model, apart), native_(model, mode), plain_(model) {}

    [[nodiscard]] std::unique_ptr<Stepper> stepper() const override { return std::make_unique<Steps>(*this); }

private:
    class Steps final : public Stepper {
    public:
        explicit Steps(const SizedMember& of) : of_(of) {}

        void broken_in(const std::uint64_t* state, StepSink& sink) override {
            of_.native_.broken_in(state, scratch_, [&](system::PropertyId p) { sink.broken(p); });
        }

        void expand(const std::uint64_t* state, StepSink& sink) override {
            broken_in(state, sink);
            of_.native_.successors(state, scratch_, [&](const system::Step& step) { sink.step(step); });
        }

        void expand_wide(const std::uint64_t* state, std::uint32_t least, StepSink& sink) override {
            while (wide_.size() <= least)
                wide_.emplace_back(of_.model(), of_.apart(), static_cast<std::uint32_t>(wide_.size()));
            for (const WideTransitions::At& at : wide_[least].threads())
                for (const system::TransitionId t : at.by_position[at.thread->position_in(state)]) step(t, state, sink);
        }

        void step(system::TransitionId transition, const std::uint64_t* state, StepSink& sink) override {
            of_.plain_.step(transition, state, plain_, [&](const system::Step& step) { sink.step(step); });
        }

    private:
        const SizedMember& of_;
        typename native::NativeSystem<W>::Scratch scratch_;
        typename system::PackedSystem<W>::Scratch plain_;
        std::vector<WideTransitions> wide_;  // by `least`
    };

    native::NativeSystem<W> native_;
    system::PackedSystem<W> plain_;
};

/// The member of the right width.
[[nodiscard]] std::unique_ptr<Member> make_member(const system::PackedModel& model, const system::Apart& apart,
                                                  native::Mode mode = native::mode_from_environment());

}  // namespace revoke_mc::explorer::views
