#!/usr/bin/env bash
# What the manuals show is what is compiled and run: the example in the head of checker/checker.hpp and that of
# checker/README.md stand in tests/checker/example/example.cpp, and that one runs.
set -uo pipefail
cd -- "${REVOKE_SOURCE_DIR:-$(dirname -- "${BASH_SOURCE[0]}")/../..}" || exit

passed=0
failed=0
check() { # check WHAT CONDITION...
    local what=$1
    shift
    if "$@"; then
        ((++passed))
    else
        ((++failed))
        printf 'failed: %s\n' "$what"
    fi
}

scratch=$(mktemp -d) || exit
trap 'rm -rf -- "$scratch"' EXIT

# lines_of FILE: without what stands in front of the code, and without empty lines.
lines_of() { sed -E 's/^[[:space:]]*//' "$1" | grep -v '^$'; }
# shown_in NEEDLE HAYSTACK: the lines of the one stand in the other, one after the other.
shown_in() {
    python3 - "$1" "$2" <<'END'
import sys
needle, haystack = (open(name).read().splitlines() for name in sys.argv[1:])
sys.exit(not needle or needle not in [haystack[i:i + len(needle)] for i in range(len(haystack))])
END
}
lines_of tests/checker/example/example.cpp >"$scratch/example"

sed -n '/^#pragma once/q;s,^//     ,,p' checker/checker.hpp >"$scratch/head"
lines_of "$scratch/head" >"$scratch/needle"
check "the example of checker.hpp is in example.cpp" shown_in "$scratch/needle" "$scratch/example"

sed -n '/^```cpp$/,/^```$/{/^```/d;p}' checker/README.md >"$scratch/readme"
lines_of "$scratch/readme" >"$scratch/needle"
check "the example of checker/README.md is in example.cpp" shown_in "$scratch/needle" "$scratch/example"

sed -n '/^```c$/,/^```$/{/^```/d;p}' checker/README.md >"$scratch/needle"
sed -n '/^#ifndef/q;s,^ \*     ,,p' checker/revoke_mc.h >"$scratch/haystack"
check "the example of checker/README.md in C is that of revoke_mc.h" shown_in "$scratch/needle" "$scratch/haystack"

if [[ -x ${REVOKE_EXAMPLE:-} ]]; then
    "$REVOKE_EXAMPLE" specs/bugs/b01-bug.rvk "$scratch/trace.json" >"$scratch/out" 2>"$scratch/err"
    check "the example runs" [ $? = 0 ]
    check "it finds the violation" grep -qF ': violated' "$scratch/out"
    check "it tells its story" grep -qF 'no_dma_after_revoke' "$scratch/out"
    check "it says how many states there are" grep -qF 'states without reductions: 1532' "$scratch/out"
    check "it changes the driver" grep -qE '^[0-9]+ mutants: ' "$scratch/out"
    check "an observer is told of the mutants" grep -qF 'mutants: ' "$scratch/err"
    check "the trace is confirmed" grep -qE 'confirmed|every state' "$scratch/out"
    ((failed == 0)) || cat -- "$scratch/out" "$scratch/err"
fi

echo "$passed passed, $failed failed"
((failed == 0))
