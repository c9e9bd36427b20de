// What a program reads that matters, given what matters after it: the transfer function of liveness.hpp.
//
// Jumps go forward, so one pass from the last instruction to the first does, and where two ways meet, what either wants
// is wanted. Registers are followed too: a value that is only stored into bits that nobody wants is not read.
#pragma once

#include <bitset>
#include <cstdint>
#include <vector>

#include "explorer/system/packed_model.hpp"

namespace revoke_mc::reduce {

/// What may still be read from some point of a program on.
struct StillRead {
    std::vector<std::uint64_t> own;     ///< by this program, or by a thread that goes on where it leaves off
    std::vector<std::uint64_t> others;  ///< by threads that stay where they are: they read what was stored last
    std::bitset<system::registers> registers;
};

class LiveCode {
public:
    /// Keeps a reference to the model.
    LiveCode(const system::PackedModel& model, std::uint32_t code);

    /// The bits that the program, or what `after` says of whatever follows it, may read before the program has written
    /// them. What is wanted by others counts only as far as it makes a store matter. Nothing follows a program that is
    /// disabled or cut.
    [[nodiscard]] std::vector<std::uint64_t> before(const StillRead& after) const;

private:
    using Points = std::vector<StillRead>;  // by index of the instruction: what is wanted before it

    [[nodiscard]] std::size_t index_of(std::uint32_t address) const;
    [[nodiscard]] StillRead behind(std::size_t index, const Points& points, const StillRead& after) const;

    const system::PackedModel& model_;
    std::vector<std::uint32_t> addresses_;  // increasing
};

}  // namespace revoke_mc::reduce
