// What `--help` says behind the options: exit codes, examples.
#pragma once

#include <string>

namespace revoke_mc::cli {

inline const std::string check_examples = R"(Exit codes (the first that applies):
  2  a spec or the command line is wrong, or a file cannot be read or written
  1  a property has another verdict than expected, or counts differ from `expect states ...`
     (counts are compared under --reduction none with default parameters);
     with --strict also: something in a spec that is never made use of and not accepted
  3  incomplete: memory, states, time or patience (Ctrl-C) ran out; nothing is said to hold;
     with --any also: it is unknown, or the method does not apply (properties that are not about states or
     steps, such as deadlock, are left to a check without --any)
  0  everything is as expected

Examples:
  revoke-mc check specs                                     every spec below a folder
  revoke-mc check specs/drivers/vfio-iommufd.rvk --set N=3  three importers
  revoke-mc check specs/drivers/vfio-iommufd.rvk --any N    safe for every number of importers?
  revoke-mc check my.rvk --first --traces out               stop at the first violation, write its trace
  revoke-mc check specs --quiet --json result.json          for scripts
  revoke-mc check specs --sarif r.sarif --junit r.xml       for CI
  revoke-mc check specs --baseline result.json              fail on what is new only
  revoke-mc check my.rvk --html report.html                 results and traces to look at in a browser
  revoke-mc check big.rvk --max-memory 8G --timeout 3600    an hour, 8 GiB
  revoke-mc check big.rvk --checkpoint keep                 may be killed; then: check big.rvk --resume keep)";

inline const std::string replay_examples =
    R"(The trace's spec is read from where it was when it was checked. Every state is compared with what is recorded.

Exit codes:
  0  the trace is confirmed; with --spec: the violation does not happen there any more
  1  with --spec: the property is still violated
  2  the trace is damaged, was edited, or belongs to another spec or version
  3  all steps are possible, but what can follow them (stuck, always possible) was too much to search

Examples:
  revoke-mc replay out/my.no_dma_after_revoke.json
  revoke-mc replay out/my.no_dma_after_revoke.json --spec my-fixed.rvk   what stops it there?
  revoke-mc replay out/my.no_dma_after_revoke.json --html trace.html      step through it in a browser)";

inline const std::string simulate_examples =
    R"(Exit code 1 if the walk breaks a property that is not expected to be violated.

Examples:
  revoke-mc simulate specs/drivers/vfio-iommufd.rvk --steps 30
  revoke-mc simulate my.rvk --seed 7                        the same walk every time
  revoke-mc simulate my.rvk --interactive                   you choose each step)";

inline const std::string graph_examples = R"(Examples:
  revoke-mc graph my.rvk --thread vfio.reset --format svg -o reset.svg
  revoke-mc graph my.rvk --locks | dot -Tsvg > locks.svg
  revoke-mc graph my.rvk --format graphml -o states.graphml)";

inline const std::string export_examples =
    R"(Spin and Rumur count the states that `check --reduction none` counts, and find the same violations. ABC proves by
induction, or finds the same violations. The head of the file (its end, of an AIGER file) says how to run them, and
which properties they cannot decide.

Examples:
  revoke-mc export my.rvk --to promela -o my.pml
  revoke-mc export my.rvk --to aiger -o my.aig
  revoke-mc export specs/drivers/vfio-iommufd.rvk --set N=1 --to murphi -o vfio.m)";

inline const std::string info_examples =
    R"(The number of states is counted if it is small, else guessed from random walks.

Examples:
  revoke-mc info my.rvk --set N=4
  revoke-mc info my.rvk --set N=4 --explore                 was the guess right?
  revoke-mc info my.rvk --json --sample 0                   without counting or guessing)";

inline const std::string mutate_examples =
    R"help(Each function and thread of the spec and of the files that it uses is changed in one place at a time: a step is left
out, two steps change places, a wait or a condition is weakened, an error is ignored. The kernel library, devices
(hardware) and ghost code are left alone. That nothing breaks without a step can be explained in the spec:

  accept "mutant drop vfio.revoke: dma_resv_wait(b, BOOKKEEP)" because "nobody has fences here";

A * in the name stands for any text. To see in which step the real driver leaves the trace of a mutant:
  revoke-mc replay out/TRACE.json --spec SPEC

Exit codes (the first that applies):
  2  the spec or the command line is wrong, the spec does not pass as it is, or it accepts what no longer happens
  1  there are survivors that the spec does not explain
  3  some mutants could not be decided: memory, states, time, a bound of the model
  0  every mutant breaks something, or is explained

Examples:
  revoke-mc mutate specs/drivers/vfio-iommufd.rvk --traces out
  revoke-mc mutate my.rvk --only 'drop vfio.revoke'         is this wait needed?
  revoke-mc mutate my.rvk --set N=1 --quiet --json result.json)help";

inline const std::string validate_examples =
    R"(A log is explained if some run of the spec comes by its events, in their order. What the spec has to say of logs
is in specs/README.md, "Logs of a kernel"; reports/record/ makes logs of a running kernel.

Exit codes (the first that applies to any of the logs):
  2  the spec, a log or the command line is wrong: FILE:LINE and why
  1  an event cannot be explained, or a rule is broken in every explanation
  3  incomplete: memory, states, time or patience (Ctrl-C) ran out, or the model's own bound was reached
  0  every log is explained

Examples:
  revoke-mc validate my.rvk run1.jsonl run2.jsonl.zst
  revoke-mc validate my.rvk run1.jsonl --traces out         how far the log and the model agree
  revoke-mc validate my.rvk run*.jsonl --coverage           what of the spec these runs have shown
  revoke-mc validate my.rvk --probes > events               for /sys/kernel/tracing/dynamic_events)";

inline const std::string main_footer = R"(revoke-mc COMMAND --help says more. A first run:
  revoke-mc check specs)";

}  // namespace revoke_mc::cli
