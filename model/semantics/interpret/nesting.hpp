// Who stands before which lock or event, and holds what: the order of locks, seen from one state.
//
// Like lockdep, this notes an order when a thread asks for a lock, whether or not it has to wait. A trylock does not
// wait and asks for nothing; what it took is held like everything else. Asking for an event is standing in a statement
// `waits EVENT:`, holding one is standing in `signalling EVENT:`. Who holds a spinlock and can be interrupted waits for
// the handler, and the handler for whatever lock it asks for: the event `hardirq`.
#pragma once

#include <string>

#include "model/semantics/interpret/state.hpp"

namespace revoke_mc::interpret {

/// Some thread stands before `nesting.taken` and holds `nesting.held`. If `taken` is none: a work of that class is
/// queued.
[[nodiscard]] bool somebody_nests(const program::Program& program, const State& state, const program::Nesting& nesting);

/// The same of one thread.
[[nodiscard]] bool nests(const program::Program& program, const State& state, const program::Nesting& nesting,
                         program::ThreadId thread);

/// An interrupt handler, or hardware: a device, or inside an `__irq_context` function.
[[nodiscard]] bool in_interrupt(const program::Program& program, const State& state, program::ThreadId thread);

/// Why the thread must not sleep: "it holds u.s"; empty if it may.
[[nodiscard]] std::string why_atomic(const program::Program& program, const State& state, program::ThreadId thread);

}  // namespace revoke_mc::interpret
