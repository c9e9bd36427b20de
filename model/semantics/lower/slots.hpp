// The variables of the transition system before they have a place in the state.
//
// Every cell of the checked program is a slot, as is all control: a position for each thread, its
// locals, the marks of its foreach walks. Code is generated against slots; only when all code is
// known does linking decide which slots are constants, how wide the others are, and where they lie.
// A slot that belongs to an instance of a component lies in that instance's block.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "model/language/program/program.hpp"

namespace revoke_mc::lower {

using program::none;
using program::ObjectId;
using program::Place;
using program::StmtId;
using program::ThreadId;
using program::Value;

struct SlotTag;
using SlotId = Id<SlotTag>;
/// The slot of a variable of the program.
[[nodiscard]] constexpr SlotId slot_of(program::CellId cell) { return SlotId{cell.number()}; }
/// The variable of the program that a slot is, which must be one (Slot::is_cell()).
[[nodiscard]] constexpr program::CellId cell_of(SlotId slot) { return program::CellId{slot.number()}; }

struct Slot {
    enum class Kind : std::uint8_t {
        cell,      ///< a variable of the program
        owner,     ///< a lock's owner: 0 = free, 1 + thread; encoded by linking
        position,  ///< of a thread
        local,     ///< of a thread, by depth: locals of disjoint scopes share it
        todo,      ///< walk of a thread: this element is still to visit
        current,   ///< walk of a thread: this element is being visited
        cursor,    ///< ordered walk: 0 = no walk, 1 + number of the current or next element
        which,     ///< of a lock: which instance of the owner's kind holds it
        own,       ///< of a counter that is split (apart.hpp): what no instance has added
        share      ///< ... what an instance has added
    } kind = Kind::cell;
    program::ComponentId component = none;  ///< block; none = global
    program::InstanceId instance = none;
    Value low = 0, high = 0;            ///< values that its type allows
    Value used_low = 0, used_high = 0;  ///< values that some code stores, and the initial ones
    std::vector<Value> initial{0};
    ThreadId thread = none;    ///< control: whose
    std::uint32_t number = 0;  ///< local: which; walk: its depth
    ObjectId element = none;   ///< mark of a walk: what it marks
    SlotId lock = none;        ///< which: the lock; component and instance are its holder's. own, share: the counter
    /// Some code may store values in [from, to]: they count as used, cut to the type.
    void use(std::int64_t from, std::int64_t to);
    [[nodiscard]] bool constant() const { return used_low == used_high; }
    /// A variable of the program, numbered like its cell.
    [[nodiscard]] bool is_cell() const { return kind == Kind::cell || kind == Kind::owner; }
};

/// All slots; slot i is cell i for the cells of the program.
class Slots {
public:
    explicit Slots(const program::Program& program);

    [[nodiscard]] Slot& operator[](SlotId id) { return slots_[id]; }
    [[nodiscard]] const Slot& operator[](SlotId id) const { return slots_[id]; }
    [[nodiscard]] std::size_t size() const { return slots_.size(); }
    [[nodiscard]] FirstIds<SlotId> ids() const { return slots_.ids(); }

    /// Created on first use, always the same afterwards.
    SlotId position(ThreadId thread);
    SlotId local(ThreadId thread, std::uint32_t number);
    SlotId mark(ThreadId thread, std::uint32_t depth, ObjectId element, Slot::Kind kind);
    SlotId cursor(ThreadId thread, std::uint32_t depth);
    SlotId add(Slot slot);
    /// `mark` is only set where `source` is not 0; if that never happens, it stays as it is.
    void follow(SlotId mark, SlotId source) { followers_.emplace_back(mark, source); }
    /// `to` is given what `from` held, if that lies between `low` and `high`.
    void copy(SlotId to, SlotId from, std::int64_t low, std::int64_t high) { copies_.push_back({to, from, low, high}); }
    /// Once all code is known: what copies and marks may be.
    void settle();
    /// The slot if it exists already, else `none`.
    [[nodiscard]] SlotId find_position(ThreadId thread) const;
    [[nodiscard]] SlotId find_local(ThreadId thread, std::uint32_t number) const;
    [[nodiscard]] SlotId find_mark(ThreadId thread, std::uint32_t depth, ObjectId element, Slot::Kind kind) const;
    [[nodiscard]] SlotId find_cursor(ThreadId thread, std::uint32_t depth) const;

private:
    void settle_copies();

    using Key = std::tuple<Slot::Kind, ThreadId, std::uint32_t, ObjectId>;
    SlotId get(const Key& key, ThreadId block_of, ObjectId element);
    [[nodiscard]] SlotId find(const Key& key) const;

    const program::Program* program_;
    Indexed<SlotId, Slot> slots_;
    std::map<Key, SlotId> control_;
    std::vector<std::pair<SlotId, SlotId>> followers_;  ///< mark, source
    struct Copy {
        SlotId to = none, from = none;
        std::int64_t low = 0, high = 0;
        auto operator<=>(const Copy&) const = default;
    };
    std::vector<Copy> copies_;
};

}  // namespace revoke_mc::lower
