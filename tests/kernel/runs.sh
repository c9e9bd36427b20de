#!/usr/bin/env bash
# Runs of the dma-buf core of Linux 6.12, in user-mode Linux: each is a run of its spec, planted faults are found where they
# show, edited logs are none, the core answers as the library says, and the same seed is the same run.
set -uo pipefail
cd -- "${REVOKE_SOURCE_DIR:-$(dirname -- "${BASH_SOURCE[0]}")/../..}" || exit

# shellcheck source=tests/support/check.sh
source tests/support/check.sh
# shellcheck source=tests/kernel/guest/judge.sh
source tests/kernel/guest/judge.sh

kernel_or_skip 6.12 time-travel
work=$(mktemp -d) || exit
trap 'rm -rf -- "$work"' EXIT
mkdir "$work/all" "$work/again"
{ jobs 1 12 && fault_jobs 3 && echo "probes scenario=probes"; } >"$work/all/jobs"
head -4 "$work/all/jobs" >"$work/again/jobs"

check "every run comes to its end" "$(
    $guest/boot.sh "$kernel" "$work/all" 2>&1
    cat "$work/all/errors" 2>/dev/null
    grep -E 'WARNING|BUG|possible|not tainted' "$work/all/dmesg"
)"
check "the core answers as the library says" "$(probes_differ "$work/all/probes")"
check "runs of the kernel are runs of the specs" "$(not_explained "$work/all")"
check "planted faults are found, at the event where they show" "$(not_found "$work/all")"
check "no edit of a log is explained" "$(edits_explained 100 "$work/all/importers.1.1")"
check "the same seeds, the same logs" "$(
    $guest/boot.sh "$kernel" "$work/again" 2>&1
    for log in $(cut -d' ' -f1 "$work/again/jobs"); do cmp "$work/all/$log" "$work/again/$log" 2>&1; done
)"
check "the specs hold by themselves" "$("$program" check tests/kernel/specs --quiet 2>&1 || echo "exit code $?")"

echo "$passed passed, $failed failed"
((failed == 0))
