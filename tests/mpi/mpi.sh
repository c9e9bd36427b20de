# shellcheck shell=bash
# What the scripts of this folder share: the program with MPI, several ranks of it on this machine. Sourced at the root.

program=${REVOKE_MC_PROGRAM:-build/release/checker/cli/revoke-mc}
with_mpi=$program-mpi
if [[ ! -x $with_mpi ]] || ! command -v mpirun >/dev/null; then
    echo "skipped: there is no MPI (libopenmpi-dev, openmpi-bin), or the build was configured without it"
    exit 77
fi
if [[ -n ${REVOKE_SANITIZERS:-} ]]; then
    echo "skipped: sanitizers find fault with MPI itself"
    exit 77
fi
export NO_COLOR=1 COLUMNS=100
place=$(mktemp -d) || exit
trap 'rm -rf -- "$place"' EXIT

# ranks N ARGUMENT...: the program with N ranks. Open MPI says more than we do; what matters is in $place/err.
ranks() {
    local number=$1
    shift
    mpirun --quiet --allow-run-as-root --oversubscribe -n "$number" "$with_mpi" "$@" </dev/null 2>"$place/err"
}

# Without what differs from run to run: times, memory, and ends of lines, which mpirun makes those of a terminal.
plain() {
    sed -E 's/"(seconds|peak_bytes)": *[0-9.e+-]+/"\1": 0/; s/ +[0-9.]+s\r?$/ T/; s/ [0-9.]+s \|\r?$/ T |/; s/\r$//' "$1"
}
# same FILE OTHER: complains unless both say the same.
same() { diff <(plain "$1") <(plain "$2") | head -n 10; }
