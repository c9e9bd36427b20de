// One run at a time works on a checkpoint: a lock file beside it, which the kernel unlocks when that run ends, however
// it ends.
#pragma once

#include <memory>
#include <string>

namespace revoke_mc::reports {

class Descriptor;

class CheckpointLock {
public:
    /// Throws FileError: another run has it, or there can be no such file.
    explicit CheckpointLock(const std::string& checkpoint);
    ~CheckpointLock();
    CheckpointLock(const CheckpointLock&) = delete;
    CheckpointLock& operator=(const CheckpointLock&) = delete;

private:
    std::string path_;
    std::unique_ptr<const Descriptor> file_;
};

}  // namespace revoke_mc::reports
