// What a caller may ask of a search: threads, limits, progress.
//
// Every limit ends a search cleanly: the result then says `incomplete` and why, and no property
// is said to hold. Limits count everything that the explorer allocates, not just the states.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <vector>

#include "explorer/contract/checkpoint.hpp"

namespace revoke_mc::explorer {

class Ranks;

inline constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();

/// What the explorer is busy with.
enum class Phase : std::uint8_t {
    search,       ///< visiting states, level by level
    possibility,  ///< deciding `possibility` and `stuck` properties on the finished graph
    progress,     ///< deciding progress properties on it
    traces        ///< rebuilding the shortest traces
};

/// How far a search has got; passed to Options::progress.
struct Progress {
    Phase phase = Phase::search;
    std::uint64_t depth = 0;        ///< level being expanded (traces: levels still to go)
    std::uint64_t states = 0;       ///< distinct states stored
    std::uint64_t transitions = 0;  ///< enabled steps counted (traces: 0)
    std::uint64_t frontier = 0;     ///< search: states of this level; possibility: unsettled ones;
                                    ///< progress: states in which the property is owed
    std::uint64_t bytes = 0;        ///< memory in use
    double seconds = 0;             ///< since explore() was called
    double expected = 0;            ///< search: about how many states there will be; 0: nobody knows
};

/// Sees the results of a complete search before they are forgotten: which transitions were taken, then the states.
class Survey {
public:
    virtual ~Survey() = default;
    /// `taken`: bits of system::Taken, by transition. True: it wants to see the states too.
    [[nodiscard]] virtual bool begin(std::span<const std::uint8_t> taken) = 0;
    /// A state that was stored, in no particular order, always by the same thread. False: it has seen enough.
    [[nodiscard]] virtual bool look(const std::uint64_t* state) = 0;
};

struct Options {
    unsigned threads = 1;                  ///< at least 1; may exceed the number of cores
    std::uint64_t max_memory = unlimited;  ///< bytes, all-in
    std::uint64_t max_states = unlimited;  ///< never more than these are stored
    std::chrono::nanoseconds timeout = std::chrono::nanoseconds::max();
    const std::atomic<bool>* interrupt = nullptr;  ///< becomes true: stop soon
    bool first = false;                            ///< stop after the level of the first violation
    /// By property: finding it is welcome, no violation, and `first` does not stop there.
    std::vector<bool> welcome;
    /// Called about ten times a second, never by two threads at once, from any thread.
    std::function<void(const Progress&)> progress;
    /// What rebuilding traces may still take after a timeout or an interrupt.
    std::chrono::nanoseconds trace_grace = std::chrono::seconds{2};
    Survey* survey = nullptr;  ///< called after a search that is complete, and after no other
    /// To go on from, and to be made: at the end of a level when due, and of the search, whatever ends it.
    Checkpoints* checkpoints = nullptr;
    /// The ranks that share out this search; null: it is alone. Each calls explore() with the same system and the same
    /// options, but for threads, memory, progress and survey (for rank 0). All have checkpoints, or none has.
    Ranks* ranks = nullptr;
};

}  // namespace revoke_mc::explorer
