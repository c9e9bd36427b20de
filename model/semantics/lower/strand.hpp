// One symbolic execution of a step, and what all of them produce.
//
// A Strand follows a thread from one configuration to the next, and writes the code of the transition on the way.
// Control is concrete, data are symbolic: an operand is a constant or a register. Where control depends on data the
// strand forks, and each side starts with a test that disables it where the other one is meant; every transition has
// exactly one end.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "model/semantics/lower/config.hpp"
#include "model/semantics/lower/report.hpp"
#include "model/semantics/lower/strand_code.hpp"
#include "model/semantics/lower/together.hpp"

namespace revoke_mc::lower {

/// A value during generation: known, or in a register with bounds.
struct Operand {
    bool constant = true;
    std::int64_t value = 0;
    std::uint16_t reg = 0;
    std::int64_t low = 0, high = 0;
    SlotId copy_of = none;  ///< nothing but what this slot held: no wider than what it ever holds
    static Operand of(std::int64_t v) { return {true, v, 0, v, v}; }
    static Operand in(std::uint16_t r, std::int64_t low, std::int64_t high, SlotId copy_of = none) {
        return {false, 0, r, low, high, copy_of};
    }
};

/// The value of a local on this strand.
struct LocalValue {
    enum class Where : std::uint8_t { state, operand } where = Where::operand;
    Operand operand;
    bool dirty = false;   ///< differs (or may differ) from what the state holds
    bool pinned = false;  ///< lives in this register: assigned under a condition
};

/// Inside an atomic or ghost statement: nothing stops there.
struct Region {
    std::size_t frame = 0;  ///< number of frames when it was entered
    StmtId statement = none;
    bool atomic = false;
};

/// A choice made on this step: an await is its guard if it lies inside `scope` in that frame.
struct Choice {
    std::size_t frame = 0;
    StmtId scope = none;
};

/// The points that a transition reaches (program/points.hpp), in order and none twice.
struct Points {
    std::vector<program::Point> sure;    ///< whenever it is completed
    std::vector<program::Point> if_cut;  ///< ... and when it is cut: those in front of all that may cut it
    std::vector<program::Point> maybe;   ///< under conditions inside it
};

/// A point of a log that a strand comes by (program/log.hpp), and what it could be seen with there.
struct PassedPoint {
    program::LogPointId point = none;
    Frame frame;
    /// The values of the frame's locals: known, or where they are in the state before the step, or nothing.
    struct Local {
        enum class Where : std::uint8_t { unknown, constant, slot } where = Where::unknown;
        std::int64_t value = 0;
        SlotId slot = none;
    };
    Indexed<program::LocalId, Local> locals;
};

struct Strand {
    ThreadId thread = none;
    Config config;
    StrandCode code;
    std::uint16_t next_register = 1;
    std::uint16_t conditional = 0;  ///< inside code that a jump may skip
    bool mute = false;              ///< traps emitted now only disable
    bool executed = false;          ///< the visible statement has been carried out
    bool initial = false;           ///< folds into the initial state: later threads have not begun
    bool cut = false;               ///< ends in a trap for sure
    std::map<std::uint32_t, LocalValue> locals;
    std::uint32_t locals_at_start = 0;
    std::map<SlotId, Value> known;
    std::vector<Region> regions;
    std::vector<Choice> choices;
    std::vector<PassedPoint> log;  ///< in order
    std::vector<Mark> passed;      ///< tracked labels and calls passed before the visible statement
    std::vector<Mark> entered;
    std::map<const void*, std::int64_t> pinned_index;  ///< array indices settled by a fork
    std::map<LocalId, std::int64_t> bound;             ///< integer binders of quantifiers
    std::uint32_t effort = 0;                          ///< statements followed, to catch loops without a step
    ConfigId start = none;                             ///< where it began
    bool resume = false;                               ///< forked in the middle of a statement: carry it out again
    bool end_test = false;                             ///< a foreach must look whether elements are left
    std::uint16_t inlined = 0;                         ///< inside a statement that is generated as a whole (simple.cpp)
    std::vector<program::Point> reached, maybe_reached;  ///< see Points
    std::optional<std::size_t> reached_if_cut;           ///< how many of `reached` lie in front of all that may cut
    std::size_t code_looked_at = 0;                      ///< ... in which so much code was looked at
    /// What is written now is done for each element of some set in turn, and here for one of this instance of
    /// Generated::apart; several_pieces: of two instances at once; none: for no set, or no instance.
    program::InstanceId piece = none;
    bool ghost = false;                   ///< see Op::ghost
    std::set<program::InstanceId> named;  ///< instances of Generated::apart that the thread has references to
};

inline constexpr program::InstanceId several_pieces{0xFFFF'FFFEU};

struct RawTransition {
    ThreadId thread = none;
    ConfigId start = none;  ///< none: it is the thread's first
    std::optional<ConfigId> end;
    Code code;
    std::vector<Mark> entered;
    Points points;
    std::set<program::InstanceId> named = {};  ///< see Strand::named
    std::vector<PassedPoint> log = {};         ///< what of it a log shows, in order
};

/// "At this configuration the thread waits for `holder` if the code leaves 1 in register 0."
struct RawWait {
    ThreadId waiter = none, holder = none;
    ConfigId config = none;
    SlotId lock = none;
    bool writes = false;  ///< it keeps new readers out meanwhile
    Code code;
};

struct RawProperty {
    Code code;
    bool has_code = false;
    std::vector<Code> parts;      ///< of a state property; as conjuncts.hpp takes it apart
    std::optional<Code> trigger;  ///< of a progress property, unless it is asked for from the beginning
};

/// Code that leaves 1 in register 0 where the thread holds a fair lock.
struct RawFairLock {
    ThreadId thread = none;
    Code holds;
};

/// A counter that is split; see apart.hpp.
struct Split {
    SlotId own = none;
    Indexed<program::InstanceId, SlotId> shares;
};

/// An initial state, and the points that are reached before its first step.
struct Begun {
    std::vector<std::uint64_t> state;
    std::vector<program::Point> points;
};

/// Everything that generation produces and linking consumes.
struct Generated {
    explicit Generated(const program::Program& p) : slots(p), threads(p.threads.size()), initial(p.threads.size()) {}
    Slots slots;
    Indexed<ThreadId, ThreadConfigs> threads;
    Indexed<ThreadId, std::vector<RawTransition>> initial;  ///< alternatives, exactly one completes
    std::vector<RawTransition> transitions;
    std::vector<RawWait> waits;
    Indexed<program::PropertyId, RawProperty> properties;
    std::vector<RawFairLock> fair_locks;
    std::vector<Positions> positions;
    std::vector<std::vector<SlotId>> tables;
    std::map<program::ComponentId, std::string> order_matters;  ///< a place where the order of instances does
    bool reports_points = false;                    ///< transitions report the points that they reach under conditions
    std::vector<program::Point> at_start;           ///< reached before the first step
    std::vector<program::Point> maybe_at_start;     ///< ... under conditions inside a transition
    std::vector<program::Point> doubtful_at_start;  ///< ... perhaps: the start is cut
    std::vector<Begun> begun;                       ///< each beginning that is not cut, if points are reported
    std::vector<RawProperty> watched;               ///< conditions that are not properties
    Together apart;                                 ///< whose instances are laid out apart, see apart.hpp
    std::map<SlotId, Split> split;                  ///< counters over these instances
    std::map<SlotId, std::string> not_split;        ///< ... that cannot be split after all, and why
};

}  // namespace revoke_mc::lower
