// Writes a checkpoint to a file: compressed and checksummed by the threads that hand over its blocks, beside the last
// good one, which it replaces when all of it lies on the disk. README.md describes the format.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "explorer/contract/checkpoint.hpp"
#include "reports/checkpoint/head.hpp"

namespace revoke_mc::reports {

/// Where the checkpoint lies until it is complete.
[[nodiscard]] std::string unfinished(const std::string& path);

/// Calls `write` for the blocks. Throws FileError, and what `write` throws; then the old file is as it was and nothing
/// of the new one is left.
void write_checkpoint(const std::string& path, const CheckpointHead& head,
                      const std::function<void(explorer::CheckpointSink&)>& write);

}  // namespace revoke_mc::reports
