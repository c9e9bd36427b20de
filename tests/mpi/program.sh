#!/usr/bin/env bash
# The program under mpirun: checkpoints on another number of ranks, limits, ranks that die, mistakes, two hosts.
set -uo pipefail
cd -- "${REVOKE_SOURCE_DIR:-$(dirname -- "${BASH_SOURCE[0]}")/../..}" || exit

# shellcheck source=tests/support/check.sh
source tests/support/check.sh
# shellcheck source=tests/mpi/mpi.sh
source tests/mpi/mpi.sh

spec=specs/drivers/vfio-iommufd.rvk
small=specs/bugs/b01-bug.rvk

# says WHAT FILE TEXT: complains unless the text is in the file.
says() { grep -qF -- "$2" "$1" || { echo "'$2' is not said:" && head -n 20 "$1"; }; }
says_not() { grep -nE -- "$2" "$1"; }

# --- started without having been built for it

mpirun --quiet --allow-run-as-root --oversubscribe -n 3 "$program" check "$small" >"$place/out" 2>&1 </dev/null
check "a build without MPI refuses to be one of several" "$(
    [[ ${PIPESTATUS[0]} == 0 ]] && echo "it was content"
    says "$place/out" "MPI has started 3 of this program, which was built without MPI"
    [[ $(grep -c "MPI has started" "$place/out") == 1 ]] || echo "it was said more than once"
)"
check "one that has MPI and is alone needs no mpirun" "$("$with_mpi" check "$small" >/dev/null || echo "exit code $?")"

# --- what goes wrong

ranks 3 check no-such.rvk >"$place/out"
check "a mistake is told once, with its exit code" "$(
    [[ $? == 2 ]] || echo "another exit code"
    says "$place/err" "no-such.rvk"
    [[ $(grep -c "no-such.rvk" "$place/err") == 1 ]] || cat "$place/err"
)"
ranks 3 --version >"$place/out"
check "the version is told once" "$([[ $(grep -c revoke-mc "$place/out") == 1 ]] || cat "$place/out")"

ranks 3 check "$spec" --set N=3 --max-memory 1M >"$place/out"
check "memory that no rank has enough of" "$(
    [[ $? == 3 ]] || echo "another exit code"
    says "$place/out" "memory"
    says_not "$place/out" ' holds '
)"
ranks 2 check "$spec" --set N=4 --max-states 50000 --threads 2 >"$place/out"
check "states are counted of all ranks" "$([[ $? == 3 ]] && says "$place/out" "states")"
ranks 2 check "$spec" --set N=5 --timeout 2 >"$place/out"
check "the time is that of all ranks" "$([[ $? == 3 ]] && says "$place/out" "time")"

# --- checkpoints

"$program" check "$spec" --set N=3 --json "$place/alone.json" >/dev/null
# go_on FROM RANKS ARGUMENT...: a copy of the checkpoints in a folder is taken up.
go_on() {
    local from=$1 number=$2
    shift 2
    rm -rf "$place/copy"
    cp -r "$from" "$place/copy"
    if [[ $number == 0 ]]; then
        "$program" check "$spec" --set N=3 --resume "$place/copy" "$@" 2>"$place/err"
    else
        ranks "$number" check "$spec" --set N=3 --resume "$place/copy" "$@"
    fi >"$place/out"
}
ranks 3 check "$spec" --set N=3 --checkpoint "$place/three" --max-states 20000 --threads 2 >"$place/out"
"$program" check "$spec" --set N=3 --checkpoint "$place/none" --max-states 20000 >"$place/out"
for from in three none; do
    for number in 0 1 2 3 5; do
        go_on "$place/$from" "$number" --json "$place/again.json"
        check "a search of $from goes on with $number ranks" "$(
            sed -i -E 's/("threads": )[0-9]+/\11/' "$place/again.json" "$place/alone.json"
            same "$place/alone.json" "$place/again.json"
        )"
    done
done
truncate -s -100 "$place"/three/*.checkpoint
go_on "$place/three" 3
check "a damaged checkpoint is told once" "$(
    [[ $? == 2 ]] || echo "another exit code"
    [[ $(grep -c "is cut off" "$place/err") == 1 ]] || cat "$place/err"
)"

# --- a rank that dies

mpirun --quiet --allow-run-as-root --oversubscribe -n 3 "$with_mpi" check "$spec" --set N=5 --threads 1 \
    --checkpoint "$place/dying" --every 1 >"$place/out" 2>"$place/err" </dev/null &
launcher=$!
for ((i = 0; i < 600; i++)); do
    [[ -n $(find "$place/dying" -name '*.checkpoint' 2>/dev/null) ]] && break
    sleep 0.1
done
victim=$(pgrep -P "$launcher" | tail -n 1)
kill -9 "$victim"
wait "$launcher"
code=$?
check "a rank that is killed ends all, and nothing is said to hold" "$(
    ((code != 0 && code != 1)) || echo "exit code $code"
    says_not "$place/out" 'holds'
    [[ -z $(pgrep -P "$launcher") ]] || echo "somebody is left"
)"
"$program" check "$spec" --set N=5 --resume "$place/dying" --timeout 1 >"$place/out" 2>"$place/err"
check "the last checkpoint is good" "$(
    [[ $? == 3 ]] || cat "$place/out" "$place/err"
    says_not "$place/err" '(damaged|cut off)'
)"

# --- progress is searched by rank 0 alone

progress=$(grep -lE 'leads_to|eventually|terminates' -r specs --include='*.rvk' | head -n 1)
ranks 2 check "$progress" --threads 1 --json "$place/two.json" >/dev/null
"$program" check "$progress" --threads 1 --json "$place/one.json" >/dev/null
check "progress is the same" "$(same "$place/one.json" "$place/two.json")"

echo "$passed passed, $failed failed"
((failed == 0))
