#!/usr/bin/env bash
# A distribution's kernel on two CPUs: runs are runs of the specs, and the log that reports/record/ makes there, from fprobe
# events alone, is explained, or rejected where a fault is planted. For that an amd64 kernel 6.12 has to be installed
# (linux-image-6.12*, with its linux-headers), and qemu-system-x86; else it is skipped.
set -uo pipefail
cd -- "${REVOKE_SOURCE_DIR:-$(dirname -- "${BASH_SOURCE[0]}")/../..}" || exit

# shellcheck source=tests/support/check.sh
source tests/support/check.sh
# shellcheck source=tests/kernel/guest/judge.sh
source tests/kernel/guest/judge.sh

skip() {
    echo "skipped: $*"
    exit 77
}
command -v qemu-system-x86_64 >/dev/null || skip "qemu-system-x86 is not installed"
[[ -x /bin/busybox ]] && command -v cpio >/dev/null || skip "busybox-static or cpio is not installed"
# Without its headers there is no module.
image=$(for one in /boot/vmlinuz-6.12.*; do [[ -e /lib/modules/${one#*-}/build/Makefile ]] && echo "$one"; done | sort -V | tail -1)
[[ -n $image ]] || skip "no kernel 6.12 with its headers is installed"

work=$(mktemp -d) || exit
trap 'rm -rf -- "$work"' EXIT
root=$work/root
mkdir -p "$root"/{bin,dev,proc,sys} "$work/logs"
cp -r tests/kernel/module "$work/module"
make -s -C "/lib/modules/${image#*-}/build" M="$work/module" modules >"$work/make" 2>&1 || {
    cat "$work/make"
    exit 1
}
{
    for ((seed = 1; seed <= 18; ++seed)); do
        for scenario in async reservation cpu; do REVOKE_NOISE=$((seed % 2 * 4)) job "$scenario" 2 "$seed" 8; done
    done
} >"$root/jobs"
"$program" validate specs/logs/async-core.rvk --probes >"$root/events" || exit
cp -- /bin/busybox "$root/bin/"
cp -- reports/record/record.sh reports/record/to-log.awk "$work/module/revoke_test.ko" "$root/"
cp -- $guest/init-stock "$root/init"
(cd -- "$root" && find . | cpio -o -H newc --quiet) >"$work/initrd"
timeout "${REVOKE_LIMIT:-900}" qemu-system-x86_64 -accel tcg,thread=multi -smp 2 -m 512 -display none -monitor none -no-reboot \
    -kernel "$image" -initrd "$work/initrd" -append "console=ttyS0 panic=-1 quiet" \
    -serial "file:$work/console" -serial "file:$work/out" </dev/null
awk -v folder="$work/logs" '/^@@@ / { file = folder "/" $2; printf "" > file; next } { print > file }' "$work/out"

check "the guest comes to its end" "$([[ -e $work/logs/over ]] || tail -30 "$work/console")"
check "it has nothing against the runs" "$(grep -E 'WARNING|BUG:' "$work/logs/dmesg")"
check "runs on two CPUs are runs of the specs" "$(
    not_explained "$work/logs"
    [[ $(ls "$work/logs" | grep -cE '\.[0-9]+$') == 54 ]] || echo "there are not 54 runs"
)"
core() { "$program" validate specs/logs/async-core.rvk "$work/logs/core.$1" 2>&1; }
check "what fprobe sees of a run is explained" "$(core none | grep -v ': explained, all')"
for fault in no_fence_wait no_fence no_unmap_wait; do
    check "fprobe sees $fault" "$(core "$fault" | grep -E ': explained, all|^revoke-mc')"
done

echo "$passed passed, $failed failed"
((failed == 0))
