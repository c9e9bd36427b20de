#!/usr/bin/env bash
# Runs the manual: each line of a ```sh block in README.md and specs/README.md that starts with ./revoke-mc, as it
# stands. It runs in a folder of links to what lies at the root of the repository, and leaves nothing
# there.
#
#   ./revoke-mc check specs/bugs/x.rvk       # exit 1            must end with 1 (without the comment: 0)
#   ./revoke-mc simulate specs/x.rvk         # not run: asks     is left out
#
# A line that ends with a backslash goes on in the next one.
set -uo pipefail
root=$(realpath -- "${REVOKE_SOURCE_DIR:-$(dirname -- "${BASH_SOURCE[0]}")/../..}")
folder=$(mktemp -d) || exit
trap 'rm -rf -- "$folder"' EXIT
ln -s -- "$root"/* "$folder/" && cd -- "$folder" || exit

commands() { # commands FILE: the lines to run
    sed -n '/^[[:space:]]*```sh[[:space:]]*$/,/^[[:space:]]*```[[:space:]]*$/p' "$1" |
        sed -e ':join' -e '/\\$/{N;s/\\\n[[:space:]]*//;b join' -e '}' |
        grep -E '^[[:space:]]*\./revoke-mc( |$)'
}

passed=0
failed=0
run() { # run FILE LINE
    local file=$1 line=$2 expected=0 actual output
    [[ $line =~ \#\ exit\ ([0-9]+) ]] && expected=${BASH_REMATCH[1]}
    output=$(timeout 600 bash -o pipefail -c "$line" 2>&1 </dev/null)
    actual=$?
    if ((actual == expected)); then
        ((++passed))
    else
        ((++failed))
        printf '%s: %s\n    exit code %s, expected %s\n%s\n' "$file" "$line" "$actual" "$expected" "$output"
    fi
}

for file in README.md specs/README.md; do
    found=0
    while IFS= read -r line; do
        ((++found))
        [[ $line == *'# not run: '?* ]] || run "$file" "$line"
    done < <(commands "$file")
    if [[ $file == README.md ]] && ((found == 0)); then
        echo "$file: no command found"
        ((++failed))
    fi
done

echo "$passed passed, $failed failed"
((failed == 0))
