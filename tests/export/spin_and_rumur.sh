#!/usr/bin/env bash
# Exports specs, runs Spin and Rumur on them, and compares what they find with `check --reduction none`: the number of
# states with both, the number of transitions with Rumur, and every verdict that can be exported.
#
#   tests/export/spin_and_rumur.sh             specs up to 10,000 states, by Spin and Rumur in turn
#   tests/export/spin_and_rumur.sh --all       every spec and the yardsticks at N=3, by both; a table
#   tests/export/spin_and_rumur.sh SPEC...     these, by both; a table
#
# Exit code 77: Spin or Rumur is not installed.
set -uo pipefail
root=${REVOKE_SOURCE_DIR:-$(dirname -- "$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")")}
program=${REVOKE_MC_PROGRAM:-$root/revoke-mc}
readonly limit=10000 seconds=300

# field NAME: its value in result.json (the first of that name).
field() { sed -n "s/^ *\"$1\": \"*\([^\",]*\)\"*,*$/\1/p" result.json | head -n 1; }

# properties: "NAME KIND VERDICT" for each one in result.json.
properties() {
    awk -F'"' '/"properties"/ { on = 1 } on && $2 == "name" { name = $4 } on && $2 == "kind" { kind = $4 }
        on && $2 == "verdict" { print name, kind, $4 }' result.json
}

# seen: the properties that Spin must report, as it names them: violated ones, and what is possible and sought.
seen() {
    properties | while read -r name kind verdict; do
        case $name/$kind/$verdict in
        stuck/builtin/* | lock_order/builtin/* | */possibility/* | */leak/* | */progress/*) ;;
        */reachable/holds | */violated) [[ $kind/$verdict == reachable/violated ]] || echo "holds_${name//[^A-Za-z0-9]/_}" ;;
        esac
    done | LC_ALL=C sort
}

# by_spin: prints "STATES" and what differs, if anything does.
by_spin() {
    "$program" export "${words[@]}" --to promela -o x.pml && spin -a x.pml >spin.out 2>&1 &&
        gcc -O0 -w -DSAFETY -DNOREDUCE -o pan pan.c && timeout "$seconds" ./pan -c0 -n -m1000000 -w18 >pan.out 2>&1 ||
        { echo "- spin failed"; cat spin.out; return; }
    local states reported expected=$(field states)
    grep -q ' initial states; Spin counts' x.pml && ((++expected))
    states=$(sed -n 's/^ *\([0-9]*\) states, stored.*/\1/p' pan.out)
    reported=$(sed -n 's/.*assertion violated (*\([A-Za-z0-9_]*\).*/\1/p' pan.out | LC_ALL=C sort -u)
    printf '%s' "${states:--}"
    [[ $states == "$expected" ]] || printf ' spin: %s states expected' "$expected"
    [[ $reported == "$(seen)" ]] || printf ' spin reports %s, expected %s' "${reported//$'\n'/,}" "$(seen | tr '\n' ,)"
    ! grep -q 'max search depth too small' pan.out || printf ' spin: depth'
    echo
}

# by_rumur: prints "STATES RULES" and what differs, if anything does. A step that is cut is not a rule.
by_rumur() {
    "$program" export "${words[@]}" --to murphi -o x.m &&
        rumur --deadlock-detection off --output rumur.c x.m >rumur.out 2>&1 && gcc -O0 -w -mcx16 -o rumur rumur.c -pthread ||
        { echo "- rumur failed"; cat rumur.out; return; }
    timeout "$seconds" ./rumur >rumur.out 2>&1
    local states rules
    read -r states rules < <(sed -n 's/^[[:space:]]*\([0-9]*\) states, \([0-9]*\) rules fired.*/\1 \2/p' rumur.out)
    printf '%s %s' "${states:--}" "${rules:--}"
    [[ ${states:-} == "$(field states)" ]] || printf ' rumur: other states'
    [[ ${rules:-} == "$(field transitions)" ]] || properties | grep -qE '^(trap|lock_misuse) .* violated' ||
        printf ' rumur: other transitions'
    grep -q 'No error found' rumur.out || printf ' rumur: other verdicts'
    echo
}

# compare CHECKERS SPEC [OPTION...]: one line; it ends with "agree" or with what differs.
compare() {
    local checkers=$1 folder spin=- rumur=- difference=''
    shift
    words=("$@")
    folder=$(mktemp -d) && cd -- "$folder" || return
    "$program" check "${words[@]}" --reduction none --quiet --json result.json >check.out 2>&1
    if [[ $(field as_expected) != true ]]; then
        difference=" check does not find what is expected"
    else
        [[ $checkers == rumur ]] || spin=$(by_spin)
        [[ $checkers == spin ]] || rumur=$(by_rumur)
        [[ ! $spin =~ ^[0-9-]+(.*) ]] || difference+=${BASH_REMATCH[1]}
        [[ ! $rumur =~ ^[0-9-]+\ ?[0-9-]*(.*) ]] || difference+=${BASH_REMATCH[1]}
    fi
    printf '%-52s %8s %8s %8s %8s %8s  %s\n' "${words[*]#"$root/"}" "$(field states)" "$(field transitions)" \
        "${spin%% *}" "$(cut -d' ' -f1 <<<"$rumur")" "$(cut -d' ' -f2 <<<"$rumur")" \
        "$(seen | sed 's/^holds_//' | tr '\n' ' ')${difference:-agree}"
    cd / && rm -rf -- "$folder"
}

if [[ ${1:-} == --compare ]]; then # one line of the list, for xargs
    shift
    compare "$@"
    exit
fi

for tool in spin rumur gcc; do
    command -v "$tool" >/dev/null || { echo "$tool is not installed"; exit 77; }
done

is_small() { # what pins no number of states is not looked at
    local states
    states=$(sed -n 's/.*expect states \([0-9]*\).*/\1/p' "$1" | head -n 1)
    [[ -n $states ]] && ((states <= limit))
}

# One comparison per line: CHECKERS SPEC [OPTION...].
list() {
    local spec which=spin number=0
    (($# == 0)) || [[ $1 == --all ]] || { printf 'both %s\n' "$@"; return; }
    while IFS= read -r spec; do
        grep -q '^spec ' "$spec" || continue
        if (($# > 0)); then which=both; else ((++number % 2)) && which=spin || which=rumur; fi
        (($# > 0)) || is_small "$spec" || continue
        echo "$which $spec"
        [[ $which != both || $spec != */yardstick-* ]] || echo "$which $spec --set N=3"
    done < <(find "$root/specs" "$root/tests/bench" -name '*.rvk' | LC_ALL=C sort)
}

printf '%-52s %8s %8s %8s %8s %8s  %s\n' spec states steps spin rumur rules 'seen, and whether all agree'
lines=$(list "$@" | xargs -P "${REVOKE_JOBS:-$(nproc)}" -L 1 bash "${BASH_SOURCE[0]}" --compare | tee >(cat >&2))
agree=$(grep -c 'agree$' <<<"$lines")
others=$(grep -vc 'agree$' <<<"$lines")
echo "$agree passed, $others failed"
((agree > 0 && others == 0))
