# From the text of /sys/kernel/tracing/trace (Documentation/trace/ftrace.rst) to a log that revoke-mc validate reads.
#
#   awk -v kernel=6.12 -v threads='use_it/0=async[0].use_it use_it/1=async[1].use_it' -f to-log.awk trace > log.jsonl
#
# Events of the group revoke_mc have names and arguments as `revoke-mc validate --probes` gives them: NAME or NAME__return;
# `m__att=0x12` is "args":{"m.att":"0x12"}, `k=3` is "args":{"k":3}, `new__f=0x12` is "new":{"f":"0x12"}, `ret=-19` is "value":-19, and `ret__a=` is
# an address, "new":{"a":"0x12"}, or an error, "value":-19. What a driver prints with trace_printk("revoke_mc: LABEL\n") is
# "at":"LABEL". Everything else is left out. Works with any POSIX awk.

function fail(what) {
    printf "to-log.awk: line %d: %s\n", NR, what > "/dev/stderr"
    failed = 1
    exit 1
}

# A text in quotes.
function quoted(text,    out, i, c) {
    out = ""
    for (i = 1; i <= length(text); ++i) {
        c = substr(text, i, 1)
        if (c == "\"" || c == "\\") c = "\\" c
        else if (c < " ") c = "?"
        out = out c
    }
    return "\"" out "\""
}

function add(list, name, value) { return list (list == "" ? "" : ",") quoted(name) ":" value }

function dotted(name) { gsub(/__/, ".", name); return name }

# IS_ERR(): the last 4095 addresses are -4095..-1. 0 for any other.
function error_of(address,    digits, i, number) {
    if (address !~ /^0xfffffffffffff[0-9a-f][0-9a-f][0-9a-f]$/ || address ~ /000$/) return 0
    digits = substr(address, 16)
    for (i = 1; i <= 3; ++i) number = number * 16 + index("0123456789abcdef", substr(digits, i, 1)) - 1
    return number - 4096
}

function head(    list, i, n, pair, parts) {
    printf "{\"format\":\"revoke-mc/log\",\"version\":1,\"clock\":\"total\""
    if (kernel != "") printf ",\"kernel\":%s", quoted(kernel)
    n = split(threads, pair, " ")
    for (i = 1; i <= n; ++i) {
        if (split(pair[i], parts, "=") != 2) fail("threads: TASK=THREAD is wanted, not " pair[i])
        bound[parts[1]] = 1
        list = add(list, parts[1], quoted(parts[2]))
    }
    if (list != "") printf ",\"bind\":{\"threads\":{%s}}", list
    print "}"
}

# The kernel's name of the function of an event: names of events have underscores where that has dots (f.isra.0).
function symbol(name, text,    known, plain) {
    known = substr(text, 2)
    sub(/\).*/, "", known)
    sub(/.* <- /, "", known)
    sub(/[+ ].*/, "", known)
    plain = known
    gsub(/[^A-Za-z0-9_]/, "_", plain)
    return plain == name ? known : name
}

# What stands behind the name of an event.
function things(text,    n, i, word, at, name, value) {
    args = ""; fresh = ""; result = ""
    n = split(text, word, " ")
    for (i = 1; i <= n; ++i) {
        at = index(word[i], "=")
        if (at < 2) continue                    # (dma_buf_pin+0x4/0x90)
        name = substr(word[i], 1, at - 1)
        value = substr(word[i], at + 1)
        if (name == "ret") result = value
        else if (name ~ /^ret__/) {
            if (error_of(value) < 0) result = error_of(value)
            else { result = 0; fresh = add(fresh, dotted(substr(name, 6)), quoted(value)) }
        } else if (name ~ /^new__/) fresh = add(fresh, dotted(substr(name, 6)), quoted(value))
        else args = add(args, dotted(name), value ~ /^(0|-?[1-9][0-9]*)$/ ? value : quoted(value))
    }
}

function write_event(number, task, point,    line) {
    line = "{\"n\":" number
    if (task != "") line = line ",\"task\":" quoted(task)
    line = line "," point
    if (args != "") line = line ",\"args\":{" args "}"
    if (fresh != "") line = line ",\"new\":{" fresh "}"
    if (result != "") line = line ",\"value\":" result
    print line "}"
}

BEGIN { head() }

/^# entries-in-buffer\/entries-written:/ {
    split($3, counts, "/")
    if (counts[1] != counts[2]) fail("events were lost (" $3 "): make the buffer larger")
}
/\[LOST [0-9]* EVENTS\]/ { fail("events were lost: make the buffer larger") }
/^#/ || !/\[[0-9][0-9]*\]/ { next }

{
    # Behind the pid stands, if somebody wants it (record-tgid), the thread group.
    if (!match($0, /-[0-9][0-9]* *(\([ 0-9-]*\) *)?\[[0-9][0-9]*\] /)) next
    comm = substr($0, 1, RSTART - 1)
    sub(/^ */, "", comm)
    pid = substr($0, RSTART + 1, RLENGTH - 1)
    sub(/ .*/, "", pid)
    rest = substr($0, RSTART + RLENGTH)         # flags, clock, event
    flags = rest
    sub(/ .*/, "", flags)
    sub(/^[^ ]* */, "", rest)
    clock = rest
    sub(/:.*/, "", clock)
    sub(/^[^:]*: */, "", rest)
    name = rest
    sub(/:.*/, "", name)
    sub(/^[^:]*: */, "", rest)

    shown = 0
    if (rest ~ /^revoke_mc: /) {
        label = substr(rest, 12)
        sub(/ .*/, "", label)
        things(substr(rest, 12 + length(label)))
        point = "\"at\":" quoted(label)
        shown = 1
    } else if (rest ~ /^\(/) {
        things(rest)
        if (name ~ /__return$/) point = "\"return\":" quoted(symbol(substr(name, 1, length(name) - 8), rest))
        else if (name == "dma_fence_signaled") {
            match(args, /:"[^"]*"/)
            point = "\"signaled\"" substr(args, RSTART, RLENGTH)
            args = ""
        } else point = "\"call\":" quoted(symbol(name, rest))
        shown = 1
    }
    if (!shown) next
    if (clock !~ /^[0-9][0-9]*$/) fail("the clock does not count events: echo counter > trace_clock")
    # What an interrupt does is not what the task does that it came upon.
    task = (bound[comm] ? comm : comm "-" pid)
    if (substr(flags, 3, 1) ~ /[hHzZs]/) task = ""
    write_event(clock, task, point)
}

END { if (failed) exit 1 }
