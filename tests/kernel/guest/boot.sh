#!/usr/bin/env bash
# boot.sh KERNEL FOLDER: starts a kernel that build.sh made, as a program; the guest does FOLDER/jobs and writes into FOLDER.
# Fails, with what the console said, if it does not come to the end. REVOKE_CPUS: how many (1, with time that stands still
# while somebody works: a run is what its seed says).
set -uo pipefail
here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
kernel=$(realpath -- "$1")
folder=$(realpath -- "$2")
cpus=${REVOKE_CPUS:-1}

work=$(mktemp -d) || exit
trap 'rm -rf -- "$work"' EXIT
mkdir -p "$work/root"/{bin,dev,host,proc,sys}
cp -- /bin/busybox "$work/root/bin/" && cp -- "$here/init" "$kernel/revoke_test.ko" "$work/root/" && chmod +x "$work/root/init" || exit
(cd -- "$work/root" && find . | cpio -o -H newc --quiet) >"$work/initrd" || exit

how=(time-travel=inf-cpu)
((cpus == 1)) || how=(seccomp=on "ncpus=$cpus")
rm -f -- "$folder/over"
# The guest's memory is a file in TMPDIR.
TMPDIR=$work timeout "${REVOKE_LIMIT:-600}" "$kernel/linux" mem=96M initrd="$work/initrd" "${how[@]}" panic=-1 loglevel=4 \
    con=null con0=fd:0,fd:1 "FOLDER=$folder" </dev/null >"$work/console" 2>&1
code=$?
[[ -e $folder/over ]] && exit 0
echo "the guest did not come to the end (exit code $code)" >&2
tail -30 "$work/console" >&2
exit 1
