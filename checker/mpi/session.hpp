// Ranks by MPI: the only room that knows of it. Linked where it was asked for (REVOKE_MPI in CMakeLists.txt).
#pragma once

#include <memory>

#include "explorer/contract/channel.hpp"

namespace revoke_mc::mpi {

/// While it lives, this process is a rank. Once in a process.
class Session {
public:
    /// mpirun or the like has started this process.
    [[nodiscard]] static bool is_wanted();

    Session();
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    [[nodiscard]] explorer::Channel& channel();
    /// How many of the ranks are on this machine.
    [[nodiscard]] unsigned here() const;

private:
    class World;
    std::unique_ptr<World> world_;
};

}  // namespace revoke_mc::mpi
