#!/usr/bin/env bash
# checker/examples/check.py with the shared library, as it was built.
set -uo pipefail
cd -- "${REVOKE_SOURCE_DIR:-$(dirname -- "${BASH_SOURCE[0]}")/../..}" || exit
[[ -z ${REVOKE_SANITIZERS:-} ]] || exit 77 # Python itself is not sanitized
command -v python3 >/dev/null || exit 77

scratch=$(mktemp -d) || exit
trap 'rm -rf -- "$scratch"' EXIT
passed=0
failed=0
check() { # check WHAT CONDITION...
    local what=$1
    shift
    if "$@"; then
        ((++passed))
    else
        ((++failed))
        printf 'failed: %s\n%s\n' "$what" "$(cat "$scratch/out" "$scratch/err")"
    fi
}
run() { # run PATH [OPTIONS]: sets rc
    python3 checker/examples/check.py "$REVOKE_LIBRARY" "$@" >"$scratch/out" 2>"$scratch/err"
    rc=$?
}
says() { grep -qF -- "$1" "$scratch/out" "$scratch/err"; }

run specs/bugs/b01-bug.rvk
check "a spec that is as expected" [ "$rc" = 0 ]
check "its verdict" says 'specs/bugs/b01-bug.rvk: violated'
check "its trace" says 'no_dma_after_revoke is violated, '
run specs/bugs/b01-bug.rvk '{"max_states": 3}'
check "a limit" [ "$rc" = 3 ]
check "is said" says 'specs/bugs/b01-bug.rvk: incomplete, not as expected'
run specs/bugs/b01-bug.rvk '{"thread": 3}'
check "a misspelt option" [ "$rc" = 2 ]
check "is told" says "there is no option 'thread'; did you mean 'threads'?"
run specs/does/not/exist.rvk
check "a file that is not there" [ "$rc" = 2 ]
check "is named" says 'specs/does/not/exist.rvk'

echo "$passed passed, $failed failed"
((failed == 0))
