// Who stands before which lock or event, and holds what: the order of locks, seen from one state.
//
// lockdep notes an order when a thread asks for a lock, whether or not it has to wait; so does this. A trylock does not
// wait, so it asks for nothing; what it took is held like everything else. Asking for an event is standing in a
// statement `waits EVENT:`, holding one is standing in `signalling EVENT:`.
#pragma once

#include "model/interpret/state.hpp"

namespace revoke_mc::interpret {

/// Some thread stands before `nesting.taken` and holds `nesting.held`.
[[nodiscard]] bool somebody_nests(const program::Program& program, const State& state, const program::Nesting& nesting);

/// The same of one thread.
[[nodiscard]] bool nests(const program::Program& program, const State& state, const program::Nesting& nesting,
                         program::ThreadId thread);

}  // namespace revoke_mc::interpret
