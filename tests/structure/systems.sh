#!/usr/bin/env bash
# A system that offers something by halves, or with a wrong signature, must not compile: explorer/system/features.hpp.
set -uo pipefail

source_dir=$(realpath -- "${REVOKE_SOURCE_DIR:-$(dirname -- "${BASH_SOURCE[0]}")/../..}")
compiler=${REVOKE_COMPILER:-c++}
failed=0

compile() { # compile NAME...: what is wrong with the system, and SEARCH, if that it is searched is to find it
    "$compiler" -std=c++20 -fsyntax-only -I"$source_dir" "${@/#/-D}" "$source_dir/tests/structure/compile/system.cpp" 2>&1
}

for right in NOTHING RIGHT; do
    if ! out=$(compile $right); then
        failed=1
        printf 'failed: %s does not compile\n%s\n' $right "$out"
    fi
done

if compile SEARCH HALF >/dev/null; then
    failed=1
    printf 'failed: a search of half a system compiles\n'
fi

while read -r wrong message; do
    if out=$(compile "$wrong"); then
        failed=1
        printf 'failed: %s compiles\n' "$wrong"
    elif ! grep -qF -- "$message" <<<"$out"; then
        failed=1
        printf 'failed: of %s nobody says "%s"\n%s\n' "$wrong" "$message" "$out"
    fi
done <<'END'
MISSPELT canonicalize() and renames() are not both as HasSymmetry wants them
NOT_CONST always_rests() is not as KnowsResting wants it
OTHER_ARGUMENTS broken_after() is not as ChecksLocally wants it
OTHER_RESULT advances() is not as KnowsAdvancing wants it
HALF reduced_successors() and reduces() are not both as ReducesSteps wants them
END
exit $failed
