#!/usr/bin/env bash
# Planted faults: the tree, the test and its table name the same ones, and what users run has none of them.
set -uo pipefail
cd -- "${REVOKE_SOURCE_DIR:-$(dirname -- "${BASH_SOURCE[0]}")/../..}" || exit

# shellcheck source=tests/support/check.sh
source tests/support/check.sh

planted() { # (planted.hpp has an example, which is one of them)
    grep -rhoE --include='*.[ch]pp' 'planted::is\("[^"]+"\)' model explorer reports checker | cut -d'"' -f2 | sort -u
}
tested() { grep -oE '^    \{"[a-z-]+", "[a-z-]+", Judge::' tests/planted/planted.cpp | cut -d'"' -f2 | sort; }
listed() { grep -oE '^\| `[a-z-]+` \| `[a-z0-9/_.-]+[.][ch]pp` \|' tests/planted/README.md | cut -d'`' -f2 | sort; }
# difference ONE OTHER: lines that not both have.
difference() { diff <("$1") <("$2"); }

check "no fault is planted" "$([[ -n $(planted) ]] || echo 'none was found')"
check "planted, and tested" "$(difference planted tested)"
check "tested, and listed in tests/planted/README.md" "$(difference tested listed)"

# traces FILE: what it has of planted faults.
traces() { strings -a -- "$1" | grep -F -e REVOKE_FAULT -f <(tested); }
for file in "${REVOKE_MC_PROGRAM:-}" "${REVOKE_LIBRARY:-}"; do
    [[ -e $file ]] || continue
    if [[ ${REVOKE_PLANTED:-0} == 1 ]]; then
        check "$(basename -- "$file") has planted faults" "$([[ -n $(traces "$file") ]] || echo 'none was found')"
    else
        check "$(basename -- "$file") has no planted faults" "$(traces "$file")"
    fi
done

echo "$passed passed, $failed failed"
((failed == 0))
