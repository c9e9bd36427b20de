// Where a thread can stand: control configurations, with everything static resolved.
//
// A configuration is the call stack with all references bound to objects, the foreach walks with
// their current elements, and the tracked labels passed since the last step. The lowering explores
// the configurations of each thread instance; data stay symbolic. Configurations that differ only
// in which interchangeable element a walk visits share one position code: the element is found in
// the marks of its block.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/semantics/lower/code.hpp"

namespace revoke_mc::lower {

using program::LocalId;
using program::RoutineId;

struct Frame {
    RoutineId routine = none;
    ObjectId self = none;
    StmtId next = none;           ///< next statement; in outer frames the pending call
    LocalId result = none;        ///< local of the frame below that gets the result
    std::uint32_t locals_at = 0;  ///< number of this frame's first local in the thread
    Indexed<program::RefId, ObjectId> references;
    /// The number of one of its locals in the thread.
    [[nodiscard]] std::uint32_t number(LocalId local) const { return locals_at + local.number(); }
    bool operator==(const Frame&) const = default;
};

struct Walk {
    StmtId statement = none;
    std::uint32_t frame = 0;
    bool by_cursor = false;  ///< ordered and without a filter: a cursor instead of marks
    ObjectId current = none;
    std::vector<ObjectId> elements;
    bool operator==(const Walk&) const = default;
};

/// A tracked function or label that is passed: one of the two is none.
struct Mark {
    RoutineId routine = none;
    StmtId label = none;
    auto operator<=>(const Mark&) const = default;
};

struct Config {
    std::vector<Frame> frames;  ///< empty: the thread has ended
    std::vector<Walk> walks;
    std::vector<Mark> fresh;     ///< sorted
    std::uint32_t irqs_off = 0;  ///< how often the thread has turned interrupts off on its CPU
    bool operator==(const Config&) const = default;
    [[nodiscard]] bool ended() const { return frames.empty(); }
};

struct ConfigTag;
using ConfigId = Id<ConfigTag>;
using system::PositionId;

/// The configurations of one thread, numbered as they are met, and their position codes.
struct ThreadConfigs {
    Indexed<ConfigId, Config> configs;
    Indexed<ConfigId, PositionId> position;
    Indexed<PositionId, std::vector<ConfigId>> of_position;
    std::map<std::string, ConfigId> by_key;      ///< by exact key
    std::map<std::string, PositionId> by_shape;  ///< by key without current elements

    /// One of those with this position; they differ only in elements that walks visit.
    [[nodiscard]] const Config& at(PositionId code) const { return configs[of_position[code].front()]; }
};

/// The thread has passed `rest:` since its last step, or has ended.
[[nodiscard]] bool rests(const program::Program& program, const Config& config);
/// The same, but for a kworker, which goes on when it has work to do.
[[nodiscard]] bool may_stay(const program::Program& program, const Config& config);

/// Hardware, or in an interrupt handler (interrupt), or anywhere that must not be left to sleep, whatever locks it has.
[[nodiscard]] bool in_interrupt(const program::Program& program, ThreadId thread, const Config& config);
[[nodiscard]] bool atomic_by_control(const program::Program& program, ThreadId thread, const Config& config);
/// The side whose code called the function that runs; a thread's own code calls itself.
[[nodiscard]] program::Blame calling_side(const program::Program& program, const Config& config);

/// The number of `config`, new or known; `fresh_one` is set if it is new.
ConfigId intern(const program::Program& program, ThreadConfigs& all, const Config& config, bool& fresh_one);

/// The number of `config`, or `none`.
[[nodiscard]] ConfigId find(const program::Program& program, const ThreadConfigs& all, const Config& config);

}  // namespace revoke_mc::lower
