# /proc/lockdep -> "A -> B", sorted by nobody: which of the classes named in `names` is taken with which other held, by way of
# whatever lies between.
#
#   awk -v names='&mm->mmap_lock=mmap_lock;reservation_ww_class_mutex=dma_buf.resv' -f lockdep.awk /proc/lockdep

BEGIN {
    n = split(names, pair, ";")
    for (i = 1; i <= n; ++i) {
        at = 0                              # the last "=": names of classes have "->"
        for (j = 1; j <= length(pair[i]); ++j) if (substr(pair[i], j, 1) == "=") at = j
        ours[substr(pair[i], 1, at - 1)] = substr(pair[i], at + 1)
    }
}

/^[0-9a-f]+ FD:/ {
    class = $0
    sub(/^[0-9a-f]+ FD: *[0-9]+ BD: *[0-9]+ [-+.?]+: /, "", class)
    name[$1] = class
    from = $1
}
/^ -> \[/ {
    to = substr($2, 2, length($2) - 2)
    after[from] = after[from] " " to
}

function visit(node,    list, count, k) {
    count = split(after[node], list, " ")
    for (k = 1; k <= count; ++k) if (!(list[k] in seen)) {
        seen[list[k]] = 1
        if (name[list[k]] in ours) print ours[name[start]] " -> " ours[name[list[k]]]
        visit(list[k])
    }
}

END {
    for (start in name) if (name[start] in ours) {
        split("", seen)
        visit(start)
    }
}
