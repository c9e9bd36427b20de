// The states in which a log may have come to one of its lines, each with what its explanation has bound.
//
// All explanations that lead to one state with one binding go on alike: one of them is kept. What they have broken on
// the way may differ, and a rule counts as broken if it is in every explanation: of two that meet, what both have
// broken is kept. A state that is met again with less broken has to be gone on from again.
//
// Instances that the spec does not tell apart, and of which the log has not named any yet, are interchangeable: of
// states that differ only in which of them is which, one is kept. (Those that are named are known by their names.)
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <vector>

#include "explorer/symmetry/symmetry_canonicalizer.hpp"
#include "model/semantics/explain/binding.hpp"
#include "model/semantics/explain/covered.hpp"
#include "model/semantics/lower/lower.hpp"

namespace revoke_mc::explain {

/// One step of an explanation, and those before it.
struct Way {
    std::shared_ptr<const Way> before;  ///< null: this is how it starts
    system::TransitionId transition = none;
    std::vector<std::uint64_t> state;        ///< behind it
    std::vector<system::PropertyId> breaks;  ///< by this step
    Way() = default;
    Way(const Way&) = delete;
    Way& operator=(const Way&) = delete;
    ~Way();  ///< without recursion: ways are long
};
using WayPtr = std::shared_ptr<const Way>;

using Broken = std::vector<system::PropertyId>;  ///< increasing

struct Reached {
    std::vector<std::uint64_t> state;
    BindingId binding = none;
    Broken broken;
    Covered covered;
    WayPtr way;        ///< null unless ways are kept
    bool open = true;  ///< to be gone on from
};

/// Names of states: alike for those of which one is kept, and all of one length.
class Naming {
public:
    /// `tell_apart`: no two states are alike but for the same.
    Naming(const program::Program& program, const lower::Lowered& lowered, bool tell_apart);
    /// States are alike in spite of different values of this variable: it is one of several interchangeable ones.
    [[nodiscard]] bool looks_past(program::CellId cell) const;
    /// `key` is overwritten. `id` is the binding's number, of which the names are remembered.
    void name(const std::vector<std::uint64_t>& state, BindingId id, const Binding& binding,
              std::vector<std::uint64_t>& key);
    /// Numbers of bindings begin anew, and so do names.
    void forget_bindings() {
        bound_.clear();
        numbers_.clear();
    }

private:
    struct Group {
        program::ComponentId component = none;
        std::vector<system::BlockPiece> pieces;
        std::size_t size = 0;  ///< instances
    };
    struct Home {
        std::size_t group = 0, instance = 0;
        std::uint32_t number = 0;  ///< of the thread or object, in its instance
        bool found = false;
    };
    /// What is bound to each instance of each group, as a number each; last, what is bound elsewhere.
    using Bound = std::vector<std::uint64_t>;

    [[nodiscard]] Home home_of(Binding::Target target) const;
    [[nodiscard]] Home home_of(program::ComponentId component, program::InstanceId instance,
                               std::uint32_t number) const;
    [[nodiscard]] const Bound& bound(BindingId id, const Binding& binding);
    void add_instances(const Group& group, const std::vector<std::uint64_t>& state, const std::uint64_t* bound,
                       std::vector<std::uint64_t>& key);

    const program::Program& program_;
    std::vector<Group> groups_;
    std::vector<Bound> bound_;  ///< by binding; empty: not asked for yet
    std::map<std::vector<std::uint64_t>, std::uint64_t> numbers_;
    std::vector<std::vector<std::uint64_t>> blocks_;  ///< of one group
};

class Frontier {
public:
    struct Place {
        Reached& reached;
        bool is_new = false;
    };
    /// Where what has this name is kept; new and open if there is nothing yet.
    [[nodiscard]] Place at(const std::vector<std::uint64_t>& key);
    /// The same, of what has come there again: what both have broken stays, and it is open if that is less now, or
    /// if other points are covered.
    void meet(Reached& known, const Broken& broken, const Covered& covered);
    [[nodiscard]] bool empty() const { return reached_.empty(); }
    [[nodiscard]] std::size_t size() const { return reached_.size(); }
    [[nodiscard]] const std::deque<Reached>& all() const { return reached_; }
    [[nodiscard]] std::deque<Reached>& all() { return reached_; }
    /// One that is open, which it is no more; null if none is.
    [[nodiscard]] const Reached* next_open();
    /// What every explanation has broken.
    [[nodiscard]] Broken broken() const;

private:
    [[nodiscard]] bool is(std::size_t number, const std::vector<std::uint64_t>& key) const;
    void grow();
    [[nodiscard]] static bool broke_less(Reached& known, const Broken& broken);

    std::deque<Reached> reached_;  ///< in the order in which they were met; nothing moves
    std::deque<Reached*> open_;
    std::vector<std::uint64_t> keys_;   ///< one behind the other
    std::size_t length_ = 0;            ///< of a key
    std::vector<std::uint32_t> table_;  ///< open addressing: 0, or 1 + number
};

}  // namespace revoke_mc::explain
