// What rank 0 wants the other ranks to search, as a block of bytes: the transition system itself, since it is data, and
// what of the options all must have alike. So the others need no spec, and nothing that comes before a search or behind
// it has to be done twice in the same way.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "explorer/contract/checkpoint.hpp"
#include "explorer/reduce/search_system.hpp"
#include "explorer/system/packed_model.hpp"

namespace revoke_mc::checker {

struct Task {
    system::PackedModel model;
    reduce::Wanted reductions;
    std::string reduction;  ///< what must come out of that
    std::uint64_t max_memory = 0, max_states = 0;
    std::int64_t nanoseconds = 0;  ///< the time there is
    bool first = false;
    std::vector<bool> welcome;
    bool keeps = false;  ///< there are checkpoints
};

[[nodiscard]] explorer::Block to_bytes(const Task& task);
/// Throws std::runtime_error if these are no such bytes.
[[nodiscard]] Task task_from(const explorer::Block& bytes);

}  // namespace revoke_mc::checker
