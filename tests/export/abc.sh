#!/usr/bin/env bash
# Exports specs as circuits (AIGER), lets ABC prove or refute each property (pdr, bmc3), and compares with what `check`
# says: "holds" must be proved, "violated" must have a counterexample, what is "possible" must be found. What ABC does
# not decide in time is listed and is no difference.
#
#   tests/export/abc.sh             a few specs, two seconds for each property and command
#   tests/export/abc.sh --all       every spec, a minute for each; a table
#   tests/export/abc.sh SPEC...     these
#
# REVOKE_ABC_SECONDS: another limit, in seconds of processor time. Exit code 77: ABC is not installed.
set -uo pipefail
root=${REVOKE_SOURCE_DIR:-$(dirname -- "$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")")}
program=${REVOKE_MC_PROGRAM:-$root/revoke-mc}

# expected: "SYMBOL<tab>proved|found" for each property in result.json that has a verdict. (With a bound that is reached
# nothing is as expected.)
expected() {
    awk -F'"' '/"properties"/ { on = 1 } on && $2 == "name" { name = $4 } on && $2 == "kind" { kind = $4 }
        on && $2 == "verdict" && $4 != "incomplete" {
            sought = kind == "reachable"
            there = sought == ($4 == "holds") ? "found" : "proved"
            printf "%s %s\t%s\n", sought ? "found" : "violated", name, there }' result.json
    printf 'bound\tproved\n'
}

# ask NUMBER COMMAND: what ABC says about that property of x.aig, and "exit" with its code; fails if it does not decide.
# The limit of commands is in processor time; the other one is for a machine that has little of it.
ask() {
    local answer
    answer=$(timeout "$((10 * seconds + 60))" berkeley-abc -q "read_aiger x.aig; cone -s -O $1; $2 -T $seconds" 2>&1)
    printf '%s\nexit %s\n' "$answer" "$?"
    grep -qE '^Property proved|was asserted in frame' <<<"$answer"
}

# judge: for each property of x.aig "NAME<tab>proved|found|undecided|aborted|failed<tab>SECONDS<tab>EXPECTED". Where pdr
# does not decide, bounded model checking looks for a violation. ABC is started anew each time: where pdr's time ends
# within "down" (ZPdr_ManDown in pdrCore.c), it ends by an assertion or worse: aborted, undecided.
judge() {
    local number count
    LC_ALL=C sed -n '/^c$/q; s/^b[0-9]* //p' <(LC_ALL=C grep -a -E '^(b[0-9]+ .*|c)$' x.aig) >names.txt
    count=$(wc -l <names.txt)
    for ((number = 0; number < count; ++number)); do
        echo "property $((number + 1))"
        ask "$number" "pdr -nct" || ask "$number" bmc3
    done >abc.out 2>/dev/null
    LC_ALL=C awk '
        BEGIN { FS = "\t" }
        FILENAME == "expected.txt" { expected[$1] = $2; next }
        FILENAME == "names.txt" { name[++count] = $0; next }
        /^property / { number = substr($0, 10); verdict[number] = "failed"; seconds[number] = 0 }
        /Time = / && !/^Verification/ { time = $0; sub(/.*Time = */, "", time); seconds[number] += time }
        /^Property proved/ { verdict[number] = "proved" }
        /was asserted in frame/ { verdict[number] = "found" }
        /^Property UNDECIDED/ { verdict[number] = "undecided" }
        /^exit 124/ && verdict[number] == "failed" { verdict[number] = "undecided" }
        /^exit (134|136|139)/ && verdict[number] == "failed" { verdict[number] = "aborted" }
        END {
            for (i = 1; i <= count; ++i)
                printf "%s\t%s\t%s\t%s\n", name[i], verdict[i], seconds[i], expected[name[i]]
        }' expected.txt names.txt abc.out
}

# row: the line of the table for the judgements in judged.txt; it ends with "agree" or with what differs.
row() {
    LC_ALL=C awk -F'\t' -v spec="$1" -v header="$(head -n 1 x.aig | tr -d '\0')" '
        { ++count[$2]; seconds += $3 }
        $2 == "aborted" { $1 = $1 " (aborted)"; ++count["undecided"] }
        $2 == "undecided" || $2 == "aborted" { undecided = undecided (undecided == "" ? "" : ", ") $1; next }
        $2 != $4 { differ = differ " " $1 ": ABC: " $2 ", expected: " $4 ";" }
        END {
            split(header, size, " ")
            if (count["proved"] + count["found"] == 0) differ = differ " nothing was decided;"
            printf "%-46s %5d %6d %6d %5d %9d %7.1f  %s%s\n", spec, size[4], size[6], count["proved"], count["found"],
                count["undecided"], seconds, undecided == "" ? "" : "(" undecided ") ", differ == "" ? "agree" : differ
        }' judged.txt
}

# compare SPEC: one line.
compare() {
    local folder name=${1#"$root/"}
    folder=$(mktemp -d) && cd -- "$folder" || return
    "$program" check "$1" --quiet --json result.json >check.out 2>&1
    if ! grep -q '"as_expected": true' result.json; then
        printf '%-46s check does not find what is expected\n' "$name"
    elif ! "$program" export "$1" --to aiger -o x.aig 2>export.out; then
        printf '%-46s %s\n' "$name" "$(head -n 1 export.out)"
    else
        expected >expected.txt
        judge >judged.txt
        row "$name"
    fi
    cd / && rm -rf -- "$folder"
}

if [[ ${1:-} == --compare ]]; then # one line of the list, for xargs
    seconds=$2
    compare "$3"
    exit
fi

command -v berkeley-abc >/dev/null || { echo "berkeley-abc is not installed"; exit 77; }

# What ABC decides quickly: bugs and what fixes them, the contract, a driver, locks.
few=(bugs/b13-fix bugs/b17-bug bugs/b17-fix bugs/b31-bug bugs/b31-fix bugs/b42-bug bugs/b42-fix bugs/b67-bug
    contract/wait-unlocked contract/wait-locked drivers/vfio-static locks/trylock)
seconds=${REVOKE_ABC_SECONDS:-2}
if (($# == 0)); then
    specs=("${few[@]/#/$root/specs/}") && specs=("${specs[@]/%/.rvk}" "$root/tests/export/anywhere.rvk")
elif [[ $1 == --all ]]; then
    seconds=${REVOKE_ABC_SECONDS:-60}
    folders=("$root/specs" "$root/tests/bench" "$root/tests/export")
    mapfile -t specs < <(find "${folders[@]}" -name '*.rvk' -exec grep -l '^spec ' {} + | LC_ALL=C sort)
else
    specs=()
    for spec; do specs+=("$(readlink -f -- "$spec")"); done
fi

printf '%-46s %5s %6s %6s %5s %9s %7s  %s\n' spec latch gates proved found undecided seconds 'undecided, differences'
lines=$(printf '%s\0' "${specs[@]}" |
    xargs -0 -P "${REVOKE_JOBS:-$(nproc)}" -n 1 bash "${BASH_SOURCE[0]}" --compare "$seconds" | tee >(cat >&2))
agree=$(grep -c 'agree$' <<<"$lines")
others=$(grep -vc 'agree$' <<<"$lines")
[[ $others == 0 ]] || grep -v 'agree$' <<<"$lines"
echo "$agree passed, $others failed"
((agree > 0 && others == 0))
