// What `revoke-mc mutate --help` says beside the options.
#pragma once

#include <string>

namespace revoke_mc::cli {

inline const std::string mutate_examples =
    R"help(Each function and thread of the spec and of the files that it uses is changed in one place at a time: a step is left
out, two steps change places, a wait or a condition is weakened, an error is ignored. The kernel library, devices
(hardware) and ghost code are left alone. That nothing breaks without a step can be explained in the spec:

  accept "mutant drop vfio.revoke: dma_resv_wait(b, BOOKKEEP)" because "nobody has fences here";

A * in the name stands for any text. To see in which step the real driver leaves the trace of a mutant:
  revoke-mc replay out/TRACE.json --spec SPEC

Exit codes (the first that applies):
  2  the spec or the command line is wrong, the spec does not pass as it is, or it accepts what is not so (any more)
  1  there are survivors that the spec does not explain
  3  some mutants could not be decided: memory, states, time, a bound of the model
  0  every mutant breaks something, or is explained

Examples:
  revoke-mc mutate specs/drivers/vfio-iommufd.rvk --traces out
  revoke-mc mutate my.rvk --only 'drop vfio.revoke'         is this wait needed?
  revoke-mc mutate my.rvk --set N=1 --quiet --json result.json)help";

}  // namespace revoke_mc::cli
