// Machine code for one PackedModel: the functions, and the tables that they and their callers read.
//
// The idea: most transitions are disabled in most states, and a processor can hardly predict which. One function, the
// filter, therefore tests the guards of all transitions that the positions leave in question at once, four to a vector,
// without a single jump, and leaves one bit for each candidate. Only candidates are carried out. One whose effect is to
// set bits is a row of masks; any other has a function of its own (Neumann, "Efficiently compiling efficient query
// plans", 2011, is where the mix of vectors and generated code was worked out).
//
// Plain data; compile.hpp makes it, native_system.hpp runs it.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "explorer/native/guards.hpp"
#include "explorer/system/packed_model.hpp"

namespace revoke_mc::native {

/// Writes one bit for each candidate, four to a group of transitions, sixteen groups to a word of
/// `masks`; the transition of bit b is order[bases[b / 4] + b % 4], see Sieve. Writes bases only where
/// they depend on the state. A transition with no bit is disabled.
using Filter = void (*)(const std::uint64_t* state, std::uint64_t* masks, std::uint32_t* bases);

/// How a transition's function ended.
enum class Exit : std::uint32_t {
    disabled,
    done,     ///< the successor is written
    unusual,  ///< it is cut, breaks a property or reaches the bound: the interpreter has to say which
};

/// Carries one transition out; the filter has let it through.
using Action = Exit (*)(const std::uint64_t* state, std::uint64_t* successor);

/// 1 if the condition holds.
using Condition = std::uint64_t (*)(const std::uint64_t* state);

/// Bit i: the i-th check of a list fails.
using Failed = std::uint64_t (*)(const std::uint64_t* state);
/// Longer lists have no function.
inline constexpr std::size_t most_in_list = 64;

/// Bit (t % 64) if thread t waits for a lock, and some thread waits for one that t holds.
using Waiting = std::uint64_t (*)(const std::uint64_t* state);

/// Owns executable memory.
class Memory {
public:
    Memory() = default;
    Memory(const Memory&) = delete;
    Memory& operator=(const Memory&) = delete;
    virtual ~Memory() = default;
};

/// 32 bytes, what a vector load wants.
struct alignas(32) Lanes {
    std::uint64_t lane[4] = {0, 0, 0, 0};
};

/// What to do with a candidate.
struct Row {
    enum class Kind : std::uint8_t {
        plain,     ///< successor[w] = (state[w] & keep[w]) | set[w], then the copy
        action,    ///< call `action`
        interpret  ///< too large for a function: run its program
    } kind = Kind::interpret;
    Copy copy;
    Action action = nullptr;
};

/// A filter for some of the transitions, and its tables.
struct Sieve {
    Filter filter = nullptr;
    std::vector<system::TransitionId> order;  ///< the transitions, increasing
    std::vector<std::uint32_t> bases;         ///< by group: its first transition where that is known
    std::size_t mask_words = 0;
    std::vector<Lanes> lanes;           ///< guards, read by the filter
    std::vector<std::uint32_t> firsts;  ///< first transition by position, read by the filter
};

struct Compiled {
    std::unique_ptr<Memory> memory;
    Sieve all;
    Sieve beyond;  ///< for the transitions that are not confined to a word
    Indexed<system::TransitionId, Row> rows;
    std::vector<std::uint64_t> masks;              ///< by transition: keep, then set, `words` each
    Indexed<system::CheckListId, Failed> failed;   ///< null: interpret
    Indexed<system::PropertyId, Condition> goals;  ///< null: interpret
    Waiting waiting = nullptr;                     ///< null: no lock waits, or interpret
    int circle = 1;                                ///< how many bits of `waiting` a circle of waits sets at least
};

}  // namespace revoke_mc::native
