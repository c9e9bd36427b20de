// From a checked program to a packed transition system, and back to what people read.
//
//     program::Program program = check(load("specs/drivers/vfio-iommufd.rvk"), {});
//     lower::Lowered lowered = lower::lower(program);
//     auto result = lower::dispatch(lowered, [&](const auto& system) {
//         return explorer::explore(system, options);
//     });
//     program::StateView first = lowered.view(lowered.model().initial.data());
//
// The program must outlive the Lowered.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "explorer/native/native_system.hpp"
#include "model/semantics/lower/layout.hpp"

namespace revoke_mc::lower {

using system::max_words;

/// What somebody wants to know of states and steps beside the properties; the system stays the same.
struct Watch {
    bool points = false;  ///< steps report the points that they reach under conditions: see Report
    std::vector<const program::Property*> conditions;  ///< closed ones; see Lowered::holds()
};

class Lowered {
public:
    Lowered(const program::Program& program, std::unique_ptr<Generated> generated, Layout layout,
            system::PackedModel model)
        : program_(&program), generated_(std::move(generated)), layout_(std::move(layout)), model_(std::move(model)) {}

    [[nodiscard]] const system::PackedModel& model() const { return model_; }
    [[nodiscard]] const Layout& layout() const { return layout_; }
    [[nodiscard]] const Generated& generated() const { return *generated_; }
    /// The state as the reference interpreter would show it. `state` has model().words words.
    [[nodiscard]] program::StateView view(const std::uint64_t* state) const;
    /// The same without threads: for a start that is cut, no thread stands anywhere.
    [[nodiscard]] program::StateView view_of_cells(const std::uint64_t* state) const;
    /// The configuration that a thread stands in.
    [[nodiscard]] const Config& config(const std::uint64_t* state, ThreadId thread) const;
    /// What the walk numbered `depth` of that configuration has still to visit, in the order of the elements.
    [[nodiscard]] std::vector<ObjectId> left_to_visit(const std::uint64_t* state, ThreadId thread, const Config& config,
                                                      std::uint32_t depth) const;
    /// The value of a variable.
    [[nodiscard]] program::Value cell(const std::uint64_t* state, program::CellId cell) const;
    /// The value of a slot; 0 for none.
    [[nodiscard]] std::int64_t slot(const std::uint64_t* state, SlotId slot) const;
    /// Index into generated().transitions of a transition of the system.
    [[nodiscard]] const RawTransition& transition(system::TransitionId id) const {
        return generated_->transitions[order_[id]];
    }
    void set_order(Indexed<system::TransitionId, std::uint32_t> order) { order_ = std::move(order); }

    /// Whether a condition of Watch::conditions holds in a state; a trap counts as false.
    [[nodiscard]] bool holds(std::size_t condition, const std::uint64_t* state, system::ProgramState& scratch) const;
    void set_watched(std::vector<std::uint32_t> code) { watched_ = std::move(code); }

private:
    [[nodiscard]] program::ThreadView thread(const std::uint64_t* state, ThreadId thread) const;
    [[nodiscard]] bool stands_at(const std::uint64_t* state, ThreadId thread, const Config& config) const;
    [[nodiscard]] std::string walk(const std::uint64_t* state, ThreadId thread, const Config& config,
                                   std::uint32_t number) const;

    const program::Program* program_;
    std::unique_ptr<Generated> generated_;
    Layout layout_;
    system::PackedModel model_;
    Indexed<system::TransitionId, std::uint32_t> order_;  // by transition of the system: of generated()
    std::vector<std::uint32_t> watched_;                  // code, by condition
};

/// Lowers the whole program. Throws syntax::SpecError for what only shows now (a way round a loop
/// without a step, a call of a function that a component lacks, a state wider than max_words).
[[nodiscard]] Lowered lower(const program::Program& program, const Watch& watch = {});

/// A program with instances laid out apart (explorer/system/apart.hpp); none if that cannot be.
struct LoweredApart {
    std::optional<Lowered> lowered;
    std::string obstacle;
};

/// A counter that is split, what is nobody's of it, and what is one instance's, are at most this.
inline constexpr Value most_of_split = 127, most_of_own = 31, most_of_share = 7;

/// `apart`: whose instances. `counters`: variables outside of these components that are split into what each instance
/// has added. Each must begin with one value, and not be negative.
[[nodiscard]] LoweredApart lower_apart(const program::Program& program, const Together& apart,
                                       const std::set<std::string>& counters);

/// Calls f with the system of the right width. It compiles itself to machine code when the search is
/// large enough for that; `mode` can order or forbid it. f is compiled for every width, which takes its time: what need
/// not be fast calls dispatch_wide(). Models of five words and more are rare; theirs are rounded up generously.
template <class F>
auto dispatch(const system::PackedModel& model, F&& f, native::Mode mode = native::mode_from_environment()) {
    switch (model.words) {
    case 1: return f(native::NativeSystem<1>(model, mode));
    case 2: return f(native::NativeSystem<2>(model, mode));
    case 3: return f(native::NativeSystem<3>(model, mode));
    case 4: return f(native::NativeSystem<4>(model, mode));
    case 5:
    case 6:
    case 7:
    case 8: return f(native::NativeSystem<8>(model, mode));
    default: return f(native::NativeSystem<max_words>(model, mode));
    }
}

template <class F>
auto dispatch(const Lowered& lowered, F&& f, native::Mode mode = native::mode_from_environment()) {
    return dispatch(lowered.model(), f, mode);
}

/// The same on states as wide as any, of which a small model fills the first words only: f is compiled once.
template <class F>
auto dispatch_wide(const Lowered& lowered, F&& f, native::Mode mode = native::mode_from_environment()) {
    return f(native::NativeSystem<max_words>(lowered.model(), mode));
}

}  // namespace revoke_mc::lower
