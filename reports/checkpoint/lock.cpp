// The file is removed by who has locked it. Somebody else may have opened it before and lock it after that: who finds
// that what was locked has no name any more begins again.
#include "reports/checkpoint/lock.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "reports/file.hpp"
#include "reports/internal/descriptor.hpp"

namespace revoke_mc::reports {
namespace {

bool still_has_its_name(int file) {
    struct stat status {};
    return ::fstat(file, &status) == 0 && status.st_nlink != 0;
}

std::unique_ptr<const Descriptor> locked_file(const std::string& path, const std::string& checkpoint) {
    for (;;) {
        auto file = std::make_unique<const Descriptor>(
            ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666));
        if (file->number() < 0) fail("lock", checkpoint, errno);
        if (::flock(file->number(), LOCK_EX | LOCK_NB) != 0) {
            if (errno == EINTR) continue;
            if (errno == EWOULDBLOCK) throw FileError(checkpoint + " is in use by another run");
            fail("lock", checkpoint, errno);
        }
        if (still_has_its_name(file->number())) return file;
    }
}

}  // namespace

CheckpointLock::CheckpointLock(const std::string& checkpoint)
    : path_(behind_links(checkpoint) + ".lock"), file_(locked_file(path_, checkpoint)) {}

CheckpointLock::~CheckpointLock() { ::unlink(path_.c_str()); }

}  // namespace revoke_mc::reports
