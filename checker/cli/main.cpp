// revoke-mc: a model checker for the Linux dma-buf revoke protocol. README.md says how to use it.
#include "checker/cli/commands.hpp"

int main(int argc, char** argv) { return static_cast<int>(revoke_mc::cli::run(argc, argv, REVOKE_MC_VERSION)); }
