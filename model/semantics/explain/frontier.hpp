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
#include <memory>
#include <unordered_map>
#include <vector>

#include "explorer/system/symmetry.hpp"
#include "model/semantics/explain/binding.hpp"
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
    WayPtr way;        ///< null unless ways are kept
    bool open = true;  ///< to be gone on from
};

/// Names of states: alike for those of which one is kept.
class Naming {
public:
    Naming(const program::Program& program, const lower::Lowered& lowered);
    /// `key` is overwritten.
    void name(const std::vector<std::uint64_t>& state, BindingId id, const Binding& binding,
              std::vector<std::uint64_t>& key) const;

private:
    struct Group {
        std::vector<std::vector<system::Field>> blocks;
        program::ComponentId component = none;
    };
    struct Home {
        std::size_t group = 0, instance = 0;
        std::uint32_t number = 0;  ///< of the thread or object, in its instance
        bool found = false;
    };
    [[nodiscard]] Home home_of(Binding::Target target) const;
    [[nodiscard]] Home home_of(program::ComponentId component, program::InstanceId instance,
                               std::uint32_t number) const;

    const program::Program& program_;
    std::vector<Group> groups_;
};

class Frontier {
public:
    /// What is added is new, or has less broken than what was there: it is open then.
    void add(Reached&& reached, const std::vector<std::uint64_t>& key);
    [[nodiscard]] bool empty() const { return reached_.empty(); }
    [[nodiscard]] std::size_t size() const { return reached_.size(); }
    [[nodiscard]] const std::deque<Reached>& all() const { return reached_; }
    [[nodiscard]] std::deque<Reached>& all() { return reached_; }
    /// One that is open, which it is no more; null if none is.
    [[nodiscard]] const Reached* next_open();
    /// What every explanation has broken.
    [[nodiscard]] Broken broken() const;

private:
    struct Hash {
        std::size_t operator()(const std::vector<std::uint64_t>& key) const;
    };
    std::deque<Reached> reached_;  ///< in the order in which they were met; nothing moves
    std::deque<std::size_t> open_;
    std::unordered_map<std::vector<std::uint64_t>, std::size_t, Hash> numbers_;
};

}  // namespace revoke_mc::explain
