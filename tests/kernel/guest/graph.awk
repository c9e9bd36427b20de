# What `graph --locks` draws -> "A -> B": which lock or event comes behind which other, by way of whatever lies between.
#
#   revoke-mc graph SPEC --locks | awk -v leave_out='user_space unmap' -f graph.awk

BEGIN { n = split(leave_out, word, " "); for (i = 1; i <= n; ++i) hidden[word[i]] = 1 }

/ \[.*label="[^"]*", tooltip/ { match($0, /label="[^"]*"/); name[$1] = substr($0, RSTART + 7, RLENGTH - 8) }
/ -> / { to = $3; sub(/;/, "", to); after[$1] = after[$1] " " to }

function visit(node,    list, count, k) {
    count = split(after[node], list, " ")
    for (k = 1; k <= count; ++k) if (!(list[k] in seen)) {
        seen[list[k]] = 1
        if (!(name[list[k]] in hidden)) print name[start] " -> " name[list[k]]
        visit(list[k])
    }
}

END {
    for (start in name) if (!(name[start] in hidden)) {
        split("", seen)
        visit(start)
    }
}
