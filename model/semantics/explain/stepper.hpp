// The steps of packed states, for states of any width: what need not be compiled for each width goes through this.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "model/semantics/lower/lower.hpp"

namespace revoke_mc::explain {

class Stepper {
public:
    Stepper() = default;
    Stepper(const Stepper&) = delete;
    Stepper& operator=(const Stepper&) = delete;
    virtual ~Stepper() = default;

    using Sink = std::function<void(const system::Step&)>;
    /// All steps of a state of words() words.
    virtual void steps(const std::uint64_t* state, const Sink& sink) = 0;
    /// State properties that are broken behind a transition and were perhaps not before it.
    virtual void broken_after(system::TransitionId transition, const std::uint64_t* state,
                              std::vector<system::PropertyId>& broken) = 0;
    /// All state properties that are broken in a state.
    virtual void broken_in(const std::uint64_t* state, std::vector<system::PropertyId>& broken) = 0;
    [[nodiscard]] virtual std::size_t words() const = 0;
    [[nodiscard]] virtual std::vector<std::uint64_t> initial_states() const = 0;
    [[nodiscard]] virtual std::vector<system::Start> faulty_starts() const = 0;
};

/// `lowered` must outlive it.
[[nodiscard]] std::unique_ptr<Stepper> make_stepper(const lower::Lowered& lowered);

}  // namespace revoke_mc::explain
