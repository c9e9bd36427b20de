// One class for each width of the packed system.
#include "model/semantics/explain/stepper.hpp"

namespace revoke_mc::explain {
namespace {

template <class System>
class StepperOf : public Stepper {
public:
    explicit StepperOf(System system) : system_(std::move(system)) {}

    void steps(const std::uint64_t* state, const Sink& sink) override { system_.successors(state, scratch_, sink); }
    void broken_after(system::TransitionId transition, const std::uint64_t* state,
                      std::vector<system::PropertyId>& broken) override {
        system_.broken_after(transition, state, behind_, [&](system::PropertyId p) { broken.push_back(p); });
    }
    void broken_in(const std::uint64_t* state, std::vector<system::PropertyId>& broken) override {
        system_.broken_in(state, behind_, [&](system::PropertyId p) { broken.push_back(p); });
    }
    [[nodiscard]] std::size_t words() const override { return System::words; }
    [[nodiscard]] std::vector<std::uint64_t> initial_states() const override { return system_.initial_states(); }
    [[nodiscard]] std::vector<system::Start> faulty_starts() const override { return system_.faulty_starts(); }

private:
    System system_;
    typename System::Scratch scratch_;
    typename System::Scratch behind_;  ///< what a step is made in must not change while it is looked at
};

}  // namespace

std::unique_ptr<Stepper> make_stepper(const lower::Lowered& lowered) {
    return lower::dispatch(lowered, []<class System>(const System& system) -> std::unique_ptr<Stepper> {
        return std::make_unique<StepperOf<System>>(system);
    });
}

}  // namespace revoke_mc::explain
