// Interchangeable instances: what changes places with what, and one row for all that differ in nothing else.
//
// By the rules of the language only binders name the instances of a component that is not `ordered`
// (specs/README.md, "Components"): a state with two of them exchanged goes on as before, with these two exchanged. One
// thing looks at their order: `each` takes them one after the other, and the last may win; the verifier looks at what
// comes of that itself.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "model/semantics/evidence/rows.hpp"

namespace revoke_mc::evidence {

/// One way to exchange instances: each thing becomes another one.
struct Renaming {
    Indexed<program::ObjectId, program::ObjectId> objects;
    Indexed<program::ThreadId, program::ThreadId> threads;
    Indexed<program::CellId, program::CellId> cells;
};

/// Whether all interchangeable instances of the program can change places here.
[[nodiscard]] bool can_exchange(const program::Program& program);

class Instances {
public:
    static constexpr std::size_t most_renamings = 720;

    /// All instances of these components change places, of each by itself; without components nobody does. Throws
    /// Damaged for what is no such component, or if there are more than most_renamings.
    Instances(const program::Program& program, const Columns& columns, const std::vector<std::string>& components);

    [[nodiscard]] bool some() const { return renamings_.size() > 1; }
    [[nodiscard]] const std::vector<Renaming>& renamings() const { return renamings_; }
    /// Adds the controls that those which are there become. Before rename().
    void close(ThreadControls& controls);

    /// `number`: of the renaming. Controls that are not closed under renaming have no rename: nothing.
    [[nodiscard]] std::optional<Row> rename(const Row& row, std::size_t number) const;
    struct Canonical {
        Row row;
        std::size_t renaming = 0;  ///< that leads to it
    };
    [[nodiscard]] Canonical canonical(const Row& row) const;

private:
    [[nodiscard]] interpret::ThreadState rename(const interpret::ThreadState& control, const Renaming& renaming) const;
    [[nodiscard]] bool in_order(const Row& row, const Renaming& renaming) const;

    const program::Program& program_;
    const Columns& columns_;
    std::vector<Renaming> renamings_;  ///< the first leaves everything where it is
    /// By component, instance: variables that are about no second instance, in corresponding order.
    std::vector<std::vector<std::vector<program::CellId>>> own_;
    /// By renaming, thread and control: the number of what it becomes.
    std::vector<std::vector<std::vector<std::uint32_t>>> controls_;
};

}  // namespace revoke_mc::evidence
