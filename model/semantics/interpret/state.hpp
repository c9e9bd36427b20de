// A state of the reference interpreter: the value of every cell and, for each thread, a call stack.
//
// It is a plain value: copied for each step, compared and hashed as a whole. What is not needed any more is put back to
// zero by whoever leaves it (locals and references of a block, walks, marks): two states are equal exactly if nothing
// can tell them apart.
//
// A thread rests in front of `Frame::position` of its innermost frame; each outer frame stands at
// the call that it waits for. No frame: the thread has ended.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "model/language/program/program.hpp"

namespace revoke_mc::interpret {

/// An active `foreach` (or `each`). Elements are object numbers, or integers.
struct Walk {
    program::StmtId statement = program::none;
    bool chosen = false;             ///< `current` is being visited
    std::int64_t current = 0;        ///< 0 where nothing is chosen
    std::vector<std::int64_t> left;  ///< still to visit, in increasing order
    bool operator==(const Walk&) const = default;
};

/// One function on the call stack, or the body of the thread.
struct Frame {
    program::RoutineId routine = program::none;
    program::ObjectId self = program::none;
    program::StmtId position = program::none;
    Indexed<program::RefId, program::ObjectId> references;  ///< none = NULL or not bound
    Indexed<program::LocalId, program::Value> locals;
    std::vector<Walk> walks;  ///< outer first
    bool operator==(const Frame&) const = default;
};

struct ThreadState {
    std::vector<Frame> frames;  ///< outermost first
    /// Tracked labels and routines passed since the last step, in increasing order, each once.
    std::vector<program::StmtId> labels;
    std::vector<program::RoutineId> routines;
    std::uint32_t irqs_off = 0;  ///< how often spin_lock_irqsave() has turned interrupts off; 0: they are on
    [[nodiscard]] bool ended() const { return frames.empty(); }
    bool operator==(const ThreadState&) const = default;
};

struct State {
    Indexed<program::CellId, program::Value> cells;
    Indexed<program::ThreadId, ThreadState> threads;
    bool operator==(const State&) const = default;
};

struct StateHash {
    [[nodiscard]] std::size_t operator()(const State& state) const;
};

}  // namespace revoke_mc::interpret
