#!/usr/bin/env bash
# The same as runs.sh with a thousand runs and five hundred edits; with several CPUs, and on the newest Linux 7, where such a
# source package is to be had (6.12 has no user-mode Linux with several CPUs).
set -uo pipefail
cd -- "${REVOKE_SOURCE_DIR:-$(dirname -- "${BASH_SOURCE[0]}")/../..}" || exit

# shellcheck source=tests/support/check.sh
source tests/support/check.sh
# shellcheck source=tests/kernel/guest/judge.sh
source tests/kernel/guest/judge.sh

work=$(mktemp -d) || exit
trap 'rm -rf -- "$work"' EXIT

# runs FOLDER: what jobs there are, in the kernel.
runs() {
    $guest/boot.sh "$kernel" "$work/$1" 2>&1
    cat "$work/$1/errors" 2>/dev/null
    grep -E 'WARNING|BUG|possible' "$work/$1/dmesg"
    not_explained "$work/$1"
}

kernel_or_skip 6.12 time-travel
mkdir "$work/many"
{ jobs 1 250 && fault_jobs 10; } >"$work/many/jobs"
check "a thousand runs of the kernel are runs of the specs" "$(runs many)"
check "every planted fault is found, at the event where it shows" "$(not_found "$work/many")"
check "no edit of a log is explained" "$(
    for seed in 1 2 3 4 5; do edits_explained 100 "$work/many/importers.1.$seed"; done
)"

# Linux 7: other answers than 6.12's would be differences between kernels, not between kernel and library.
if newest=$($guest/build.sh 7 time-travel); then
    kernel=$newest
    mkdir "$work/newest"
    { jobs 1 50 && echo "probes scenario=probes"; } >"$work/newest/jobs"
    check "runs of Linux 7 are runs of the specs" "$(runs newest)"
    check "Linux 7 answers as the library says" "$(probes_differ "$work/newest/probes")"
fi
if newest=$($guest/build.sh 7 smp); then
    kernel=$newest
    mkdir "$work/smp"
    REVOKE_NOISE=0 jobs 1 13 >"$work/smp/jobs"
    check "runs on two CPUs are runs of the specs" "$(REVOKE_CPUS=2 runs smp)"
fi

echo "$passed passed, $failed failed"
((failed == 0))
