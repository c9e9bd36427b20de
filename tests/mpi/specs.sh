#!/usr/bin/env bash
# Every spec with 1, 2, 3 and 5 ranks: each document, each trace and standard output is, but for times, byte for byte
# that of the program alone.
set -uo pipefail
cd -- "${REVOKE_SOURCE_DIR:-$(dirname -- "${BASH_SOURCE[0]}")/../..}" || exit

# shellcheck source=tests/support/check.sh
source tests/support/check.sh
# shellcheck source=tests/mpi/mpi.sh
source tests/mpi/mpi.sh

# Everything that a check writes. (Names of files are part of the output, and have to be the same.)
outputs=(--json result.json --sarif result.sarif --junit result.xml --markdown result.md --traces traces)
specs=$PWD/specs
case $program in /*) ;; *) program=$PWD/$program with_mpi=$PWD/$with_mpi ;; esac

in_folder() {
    local folder=$place/$1
    shift
    mkdir -- "$folder"
    (cd -- "$folder" && "$@" check "$specs" --threads 1 "${outputs[@]}" >stdout)
}

in_folder alone "$program" </dev/null
for number in 1 2 3 5; do
    in_folder "$number" ranks "$number"
    check "exit code with $number ranks" "$([[ $? == 0 ]] || cat "$place/err")"
    for file in result.json result.sarif result.md stdout; do
        check "$file with $number ranks" "$(same "$place/alone/$file" "$place/$number/$file")"
    done
    check "result.xml with $number ranks" "$(
        diff <(sed -E 's/ time="[0-9.]+"//' "$place/alone/result.xml") \
            <(sed -E 's/ time="[0-9.]+"//' "$place/$number/result.xml") | head -n 10
    )"
    check "traces with $number ranks" "$(diff -rq "$place/alone/traces" "$place/$number/traces" | head -n 10)"
    rm -rf -- "${place:?}/$number"
done

echo "$passed passed, $failed failed"
((failed == 0))
