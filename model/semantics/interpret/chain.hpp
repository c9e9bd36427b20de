// Who waits for whom: from a thread that cannot go on to what would let it.
//
// A thread in front of a lock waits for who holds it. A thread whose condition is false waits for whoever can make it
// true, and that is not written anywhere. It is therefore tried out: were a certain lock free, could others do so? The
// first way to do so shows whose step is missing, and who needs the lock for that.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "model/semantics/interpret/interpreter.hpp"

namespace revoke_mc::interpret {

/// One line for each link, until somebody is met again, or can go on, or is at rest. When `most_states` have been
/// looked at, the chain ends where it is.
[[nodiscard]] std::vector<std::string> who_waits_for_whom(const Interpreter& interpreter, const State& state,
                                                          program::ThreadId thread, std::size_t most_states = 3000);

}  // namespace revoke_mc::interpret
