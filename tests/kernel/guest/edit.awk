# Edits of a log that make it none: a line is taken out, or two lines of one task change places.
#
#   awk -v count=250 -v seed=7 -v out=FOLDER/NAME -f edit.awk log
#
# writes out.1 ... out.COUNT. Left alone is what nobody could miss: the last line of each task (a log may end anywhere), and
# lines that say the same.

function task_of(line) { return match(line, /"task":"[^"]*"/) ? substr(line, RSTART, RLENGTH) : "" }
function said(line) { sub(/"n":[0-9]+,/, "", line); return line }
# The number stays where it is.
function at(number, line) { sub(/"n":[0-9]+/, "\"n\":" number, line); return line }

function write_edit(k,    file, taken, i) {
    file = out "." k
    taken = int(rand() * candidates) + 1
    i = candidate[taken]
    if (rand() < 0.5 || said(line[i]) == said(line[next_of[i]])) {
        for (j = 1; j <= lines; ++j) if (j != i) print line[j] > file
    } else {
        for (j = 1; j <= lines; ++j)
            print (j == i ? at(number[j], line[next_of[i]]) : j == next_of[i] ? at(number[j], line[i]) : line[j]) > file
    }
    close(file)
}

{ line[NR] = $0 }

NR > 1 {
    match($0, /"n":[0-9]+/)
    number[NR] = substr($0, RSTART + 4, RLENGTH - 4)
    task = task_of($0)
    if (task in last) next_of[last[task]] = NR
    last[task] = NR
}

END {
    lines = NR
    srand(seed)
    # Not the same line twice in a row: which of the two is missing cannot be said, but that one is.
    for (i = 2; i <= lines; ++i) if (i in next_of) candidate[++candidates] = i
    for (k = 1; k <= count; ++k) write_edit(k)
}
