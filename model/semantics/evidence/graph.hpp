// The states of a certificate, and the steps of each: what the verifier looks at and what ranks are made from.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/semantics/evidence/instances.hpp"
#include "model/semantics/evidence/orders.hpp"
#include "model/semantics/evidence/rows.hpp"
#include "model/semantics/interpret/interpreter.hpp"

namespace revoke_mc::evidence {

/// One step. `to` is the state that it leads to, with its instances exchanged by `renaming`.
struct Step {
    program::ThreadId thread = program::none;
    std::optional<std::uint32_t> to;  ///< none: it is cut, or leads outside
    std::size_t renaming = 0;
    bool outside = false;  ///< the state that it leads to is not in the set
    bool changes = true;   ///< it leads elsewhere, or is cut
    interpret::Outcome outcome;
};

/// A set of states under the exchange of instances.
class StateGraph {
public:
    StateGraph(const program::Program& program, const std::vector<std::string>& symmetric);

    [[nodiscard]] const Columns& columns() const { return columns_; }
    [[nodiscard]] const Instances& instances() const { return instances_; }
    [[nodiscard]] const interpret::Interpreter& interpreter() const { return interpreter_; }
    [[nodiscard]] const program::Program& program() const { return program_; }
    [[nodiscard]] std::uint32_t size() const { return rows_.size(); }

    /// First all controls, then rows with them.
    void set_controls(ThreadControls controls);
    struct Place {
        std::uint32_t state = 0;
        std::size_t renaming = 0;  ///< of the row
    };
    Place add(const Row& row);
    /// Nothing if it is not there.
    [[nodiscard]] std::optional<Place> find(const interpret::State& state) const;
    [[nodiscard]] interpret::State state(std::uint32_t number) const;
    [[nodiscard]] Row row(std::uint32_t number) const { return rows_[number]; }
    [[nodiscard]] const ThreadControls& controls() const { return controls_; }

    /// All steps, by thread. If the order in which instances are taken makes a difference, `order_matters` says where.
    struct Steps {
        std::vector<Step> all;
        std::string order_matters;
    };
    [[nodiscard]] Steps steps(const interpret::State& state) const;

private:
    [[nodiscard]] bool same_when_renamed(const interpret::State& state, program::ThreadId thread,
                                         const std::vector<interpret::Outcome>& steps) const;
    void add_steps(const interpret::State& state, program::ThreadId thread, Steps& out) const;

    const program::Program& program_;
    interpret::Interpreter interpreter_;
    Columns columns_;
    Instances instances_;
    Orders orders_;
    ThreadControls controls_;
    RowSet rows_;
};

}  // namespace revoke_mc::evidence
