#!/usr/bin/env bash
# What lockdep has seen of the runs, in a kernel that was built with it, is the order that the library declares and that
# `graph --locks` draws; and lockdep has nothing to say against them, nor the check for sleeping in atomic context.
set -uo pipefail
cd -- "${REVOKE_SOURCE_DIR:-$(dirname -- "${BASH_SOURCE[0]}")/../..}" || exit

# shellcheck source=tests/support/check.sh
source tests/support/check.sh
# shellcheck source=tests/kernel/guest/judge.sh
source tests/kernel/guest/judge.sh

kernel_or_skip 6.12 lockdep
work=$(mktemp -d) || exit
trap 'rm -rf -- "$work"' EXIT
jobs 1 5 >"$work/jobs"

# Lockdep's names of what the library has. Nobody but the library knows that user space and unmaps are waited for.
readonly names='&mm->mmap_lock=mmap_lock;reservation_ww_class_acquire=reservation_ww_class_acquire;reservation_ww_class_mutex=dma_buf.resv;fs_reclaim=fs_reclaim;dma_fence_map=dma_fence;(work_completion)(&i->unmap)=async.unmap'
kernels() { awk -v names="$names" -f $guest/lockdep.awk "$work/lockdep" | sort -u; }
ours() { "$program" graph "$1" --locks | awk -v leave_out='user_space unmap' -f $guest/graph.awk | sort -u; }

check "every run comes to its end" "$(
    $guest/boot.sh "$kernel" "$work" 2>&1
    cat "$work/errors" 2>/dev/null
)"
check "lockdep is awake" "$(grep -q 'debug_locks: *1' "$work/lockdep_stats" || cat "$work/lockdep_stats")"
check "the kernel has nothing against the runs" "$(grep -E 'WARNING|BUG|possible|sleeping function' "$work/dmesg")"
# A kernel with lockdep returns -EDEADLK where nobody is in the way, now and then (CONFIG_DEBUG_WW_MUTEX_SLOWPATH, which comes
# with it): what has tickets is no run of the model there.
check "the runs without tickets are runs of the specs" "$(rm -f -- "$work"/reservation.*; not_explained "$work")"
check "lockdep has seen the orders that are declared and drawn, and no other" "$(
    diff <(ours specs/logs/async-steps.rvk) <(kernels)
)"
check "... of the other specs, too" "$(
    for spec in tests/kernel/specs/*.rvk; do diff <(ours "$spec") <(kernels | grep -v '^async'); done
)"

echo "$passed passed, $failed failed"
((failed == 0))
