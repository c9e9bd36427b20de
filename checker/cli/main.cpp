// revoke-mc: a model checker for the Linux dma-buf revoke protocol. README.md says how to use it.
#include "checker/cli/commands.hpp"

#ifdef REVOKE_MPI
#include "checker/mpi/session.hpp"

namespace {

/// As one rank of several.
int run_by_mpi(int argc, const char* const* argv) {
    revoke_mc::mpi::Session session;
    const revoke_mc::cli::Launch launch{session.channel(), session.here()};
    return static_cast<int>(revoke_mc::cli::run(argc, argv, REVOKE_MC_VERSION, &launch));
}

}  // namespace
#endif

int main(int argc, char** argv) {
#ifdef REVOKE_MPI
    if (revoke_mc::mpi::Session::is_wanted()) return run_by_mpi(argc, argv);
#endif
    return static_cast<int>(revoke_mc::cli::run(argc, argv, REVOKE_MC_VERSION));
}
