#!/bin/sh
# Logs what a running kernel does, for revoke-mc validate.
#
#   revoke-mc validate my.rvk --probes > events
#   record.sh events log.jsonl [TASK=THREAD...] -- COMMAND...
#
# Switches the events on, runs the command, switches them off again, and writes the log. Wants root, tracefs, and a kernel
# with CONFIG_FPROBE_EVENTS (6.5 or later). Nothing but a shell and awk is needed on that machine: copy this folder.
# TASK=THREAD says which task (its name, as ps shows it) is which thread of the spec. Environment: TRACEFS
# (/sys/kernel/tracing), BUFFER_KB of each CPU (20000).
set -eu

tracefs=${TRACEFS:-/sys/kernel/tracing}
here=$(dirname -- "$0")

die() {
    echo "record.sh: $*" >&2
    exit 2
}

[ $# -ge 4 ] || die "usage: record.sh EVENTS LOG [TASK=THREAD...] -- COMMAND..."
events=$1
log=$2
shift 2
threads=
while [ $# -gt 0 ] && [ "$1" != -- ]; do
    threads="$threads $1"
    shift
done
[ $# -ge 2 ] || die "the command is missing: ... -- COMMAND..."
shift
[ -r "$events" ] || die "cannot read $events"
[ -w "$tracefs/dynamic_events" ] || die "cannot write $tracefs/dynamic_events: root and CONFIG_FPROBE_EVENTS are needed"

[ "$(cat "$tracefs/tracing_on" 2>/dev/null || echo 1)" = 1 ] || die "tracing is off: echo 1 > $tracefs/tracing_on"

off() {
    echo 0 >"$tracefs/events/revoke_mc/enable" 2>/dev/null || :
    # One by one: other people's events stay.
    sed -n 's|^[a-z0-9]*:\(revoke_mc/[^ ]*\) .*|-:\1|p' "$tracefs/dynamic_events" | while read -r event; do
        echo "$event" >>"$tracefs/dynamic_events" 2>/dev/null || :
    done
    echo "$clock" >"$tracefs/trace_clock"
    echo "$size" >"$tracefs/buffer_size_kb"
}

clock=$(sed 's/.*\[\(.*\)\].*/\1/' "$tracefs/trace_clock")
size=$(sed 's/ .*//' "$tracefs/buffer_size_kb")
trap off EXIT
trap 'exit 130' INT TERM
grep -v '^#' "$events" | while read -r event; do
    echo "$event" >>"$tracefs/dynamic_events" || die "the kernel refuses: $event"
done
echo counter >"$tracefs/trace_clock"
echo "${BUFFER_KB:-20000}" >"$tracefs/buffer_size_kb"
: >"$tracefs/trace"
[ ! -e "$tracefs/events/revoke_mc" ] || echo 1 >"$tracefs/events/revoke_mc/enable"

code=0
"$@" || code=$?
[ ! -e "$tracefs/events/revoke_mc" ] || echo 0 >"$tracefs/events/revoke_mc/enable"
awk -v kernel="$(uname -r)" -v threads="$threads" -f "$here/to-log.awk" "$tracefs/trace" >"$log" || {
    : >"$log" # what was written before would be a log, and explained
    die "there is no log of this run"
}
[ "$code" = 0 ] || echo "record.sh: the command ended with $code; the log is written all the same" >&2
exit "$code"
