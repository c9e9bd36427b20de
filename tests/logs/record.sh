#!/usr/bin/env bash
# reports/record/: what it makes of the text of a trace, and what it switches on and off again, in a folder that stands
# for tracefs.
set -uo pipefail
cd -- "${REVOKE_SOURCE_DIR:-$(dirname -- "${BASH_SOURCE[0]}")/../..}" || exit

# shellcheck source=tests/support/check.sh
source tests/support/check.sh

readonly data=tests/logs/record
work=$(mktemp -d) || exit
trap 'rm -rf -- "$work"' EXIT

to_log() { awk -v kernel=6.12 -v threads='manage=gpu.manage' -f reports/record/to-log.awk "$@"; }
# says TRACE MESSAGE: the trace is refused with that message.
says() {
    local said
    said=$(to_log <<<"$1" 2>&1 >/dev/null) && echo "it was not refused"
    [[ $said == *"$2"* ]] || echo "said: $said"
}

check "a trace becomes the log that it should" "$(diff <(to_log $data/core.trace) $data/core.jsonl)"
check "... also where thread groups are shown" "$(
    diff <(sed -E 's/^(.*-[0-9]+ *)(\[00)/\1(-------) \2/' $data/core.trace | to_log) $data/core.jsonl
)"
# becomes EVENT LINE: an event of a trace, and its line of the log.
becomes() { diff <(to_log <<<" a-1 [000] ..... 7: $1" | tail -n +2) <(echo "{\"n\":7,\"task\":\"a-1\",$2}"); }
check "numbers are numbers, and addresses are texts" "$(
    becomes 'f: (f+0x4/0x10) k=-3 b=0 a=0x1 p=0000000012345678' \
        '"call":"f","args":{"k":-3,"b":0,"a":"0x1","p":"0000000012345678"}'
)"
check "a function has the kernel's name, dots included" "$(
    becomes 'f_isra_0: (f.isra.0+0x4/0x10) a=0x1' '"call":"f.isra.0","args":{"a":"0x1"}'
    becomes 'f_isra_0__return: (g.part.1+0x4c/0x180 [rmc] <- f.isra.0) ret=1' '"return":"f.isra.0","value":1'
    becomes 't_x: (f.x+0x4/0x10) a=0x1' '"call":"t_x","args":{"a":"0x1"}'
)"
check "events that were lost make no log" "$(
    says '# entries-in-buffer/entries-written: 10/12   #P:4' 'line 1: events were lost (10/12): make the buffer larger'
)"
check "... nor do those of one CPU" "$(
    says 'CPU:1 [LOST 23 EVENTS]' 'line 1: events were lost: make the buffer larger'
)"
check "a clock that is a time makes no log" "$(
    says ' a-1 [000] ..... 12.345678: f: (f+0x4/0x10) a=0x1' 'the clock does not count events: echo counter > trace_clock'
)"
check "a binding without a thread is refused" "$(
    said=$(awk -v threads=manage -f reports/record/to-log.awk /dev/null 2>&1) && echo "it was not refused"
    [[ $said == *'TASK=THREAD is wanted, not manage'* ]] || echo "$said"
)"

# A folder instead of tracefs: what is written there can be looked at.
tracefs=$work/tracing
mkdir -p "$tracefs/events/revoke_mc"
prepare() {
    : >"$tracefs/dynamic_events"
    echo 'local [global] counter' >"$tracefs/trace_clock"
    echo '7 (expanded: 1408)' >"$tracefs/buffer_size_kb"
    echo 0 >"$tracefs/events/revoke_mc/enable"
}
printf '# a comment\nf:revoke_mc/dma_buf_pin dma_buf_pin a=$arg1:x64\n' >"$work/events"
record() { TRACEFS=$tracefs sh reports/record/record.sh "$@"; }
prepare
# The command is the kernel here: it looks at what is switched on, and leaves a trace.
record "$work/events" "$work/log" manage=gpu.manage -- sh -c "
    cat '$tracefs/dynamic_events' '$tracefs/trace_clock' '$tracefs/events/revoke_mc/enable' >'$work/seen'
    cp $data/core.trace '$tracefs/trace'" 2>"$work/said"
code=$?
check "it records" "$([[ $code == 0 && ! -s $work/said ]] || { echo "exit code $code"; cat "$work/said"; })"
check "while the command runs the events are on and the clock counts" "$(
    diff <(printf 'f:revoke_mc/dma_buf_pin dma_buf_pin a=$arg1:x64\ncounter\n1\n') "$work/seen"
)"
check "the log is that of the trace" "$(diff <(tail -n +2 "$work/log") <(tail -n +2 $data/core.jsonl))"
check "the log's head binds the task" "$(head -1 "$work/log" | grep -q '"threads":{"manage":"gpu.manage"}' || head -1 "$work/log")"
check "afterwards everything is as it was" "$(
    diff <(printf 'global\n7\n0\n') <(cat "$tracefs/trace_clock" "$tracefs/buffer_size_kb" "$tracefs/events/revoke_mc/enable")
    grep -q '^-:revoke_mc/dma_buf_pin$' "$tracefs/dynamic_events" || echo 'the event is still there'
)"
prepare
record "$work/events" "$work/log" -- sh -c "cp $data/core.trace '$tracefs/trace'; exit 7" 2>"$work/said"
code=$?
check "the command's exit code is passed on" "$([[ $code == 7 ]] || echo "$code")"
check "... and said" "$(grep -q 'the command ended with 7' "$work/said" || cat "$work/said")"
prepare
record "$work/events" "$work/log" -- sh -c "sed 's,11/11,11/12,' $data/core.trace >'$tracefs/trace'" 2>"$work/said"
code=$?
check "where events were lost there is an error" "$([[ $code == 2 ]] || echo "$code")"
check "... and it is said" "$(grep -q '^record.sh: there is no log of this run$' "$work/said" || cat "$work/said")"
check "... and no log, not even a head without events" "$([[ ! -s $work/log ]] || cat "$work/log")"
check "where tracing is off nothing is done" "$(
    prepare
    echo 0 >"$tracefs/tracing_on"
    said=$(record "$work/events" "$work/log" -- true 2>&1) && echo "it was not refused"
    [[ $said == "record.sh: tracing is off: echo 1 > $tracefs/tracing_on" && ! -s $tracefs/dynamic_events ]] || echo "$said"
    rm "$tracefs/tracing_on"
)"
check "without a command nothing is done" "$(
    said=$(record "$work/events" "$work/log" manage=gpu.manage next=gpu.next 2>&1) && echo "it was not refused"
    [[ $said == 'record.sh: the command is missing: ... -- COMMAND...' ]] || echo "$said"
)"
check "a tracefs that is not there is named" "$(
    said=$(TRACEFS=$work/none sh reports/record/record.sh "$work/events" "$work/log" -- true 2>&1) && echo "it was not refused"
    [[ $said == *"cannot write $work/none/dynamic_events: root and CONFIG_FPROBE_EVENTS are needed" ]] || echo "$said"
)"

echo "$passed passed, $failed failed"
((failed == 0))
