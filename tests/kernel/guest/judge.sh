# shellcheck shell=bash
# What the tests of this folder share: which runs there are, and what validate says of them. Sourced at the root of the tree.
#
# A run is called SCENARIO.CLIENTS.SEED, with .FAULT behind it if one is planted.

program=${REVOKE_MC_PROGRAM:-$PWD/revoke-mc}
guest=tests/kernel/guest

# kernel_or_skip SERIES FLAVOUR: the folder of the kernel in $kernel; ends the test if it is not to be had.
kernel_or_skip() {
    local code
    if [[ ${REVOKE_SANITIZERS:-} == ?* && $REVOKE_SANITIZERS != OFF ]]; then
        echo "skipped: the kernel is not the program that the sanitizers are for"
        exit 77
    fi
    kernel=$($guest/build.sh "$1" "$2")
    code=$?
    ((code == 0)) || exit $((code == 77 ? 77 : 1))
}

job() { # job SCENARIO CLIENTS SEED ROUNDS [FAULT]
    echo "$1.$2.$3${5:+.$5} scenario=$1 clients=$2 seed=$3 rounds=$4${5:+ fault=$5} ${REVOKE_NOISE:+noise=$REVOKE_NOISE}"
}

# jobs FIRST LAST: four runs for each seed.
jobs() {
    local seed
    for ((seed = $1; seed <= $2; ++seed)); do
        job async $((1 + seed % 3)) "$seed" 10
        job importers 1 "$seed" 8
        job reservation $((seed % 10 == 0 ? 3 : 2)) "$seed" 10
        job cpu $((1 + seed % 3)) "$seed" 10
    done
}

# The faults, and the event at which each of them shows.
faults() {
    cat <<'END'
async no_fence_wait at waited
async no_fence at waited
async no_unmap_wait at maps_zero
importers move_pinned call dma_buf_invalidate_mappings
importers leak_pin at stays
importers map_revoked at mapped
importers no_unmap_wait at maps_zero
importers no_copy_fence at (open|ready|lock)
reservation lost_fence return dma_resv_(test_signaled|wait|wait_timeout) = .*
reservation weaker_usage return dma_resv_(test_signaled|wait|wait_timeout) = .*
reservation no_wait return dma_resv_wait = 1
cpu lost_fence return dma_buf_begin_cpu_access = 0
cpu wrong_direction return dma_buf_begin_cpu_access = 0
END
}
fault_jobs() { # fault_jobs LAST: seeds from 1 on
    local scenario fault event seed
    while read -r scenario fault event; do
        for ((seed = 1; seed <= $1; ++seed)); do
            job "$scenario" "$([[ $scenario == importers ]] && echo 1 || echo 2)" "$seed" 25 "$fault"
        done
    done < <(faults)
}

# validate SCENARIO CLIENTS LOG...
validate() {
    local spec=tests/kernel/specs/$1.rvk clients=$2
    [[ $1 != async ]] || spec=specs/logs/async-steps.rvk
    shift 2
    "$program" validate "$spec" --set "N=$clients" "$@" 2>&1
}

# not_explained FOLDER: the logs of runs without a fault that are none of the spec, with what is said of them.
not_explained() {
    local kind said
    local -a logs
    for kind in $(cd -- "$1" && ls | sed -n 's/^\([a-z]*\.[0-9]\)\.[0-9]*$/\1/p' | sort -u); do
        mapfile -t logs < <(ls -- "$1/$kind".* | grep -E '\.[0-9]+$')
        said=$(validate "${kind%.*}" "${kind#*.}" "${logs[@]}")
        grep -vE ': explained, all [0-9]+ events$' <<<"$said"
        [[ $(grep -cE ': explained, all [0-9]+ events$' <<<"$said") == "${#logs[@]}" ]] || echo "$kind: not all were looked at"
    done
}

# not_found FOLDER: the faults that no run shows, and those that show elsewhere.
not_found() {
    local scenario fault event log said found
    while read -r scenario fault event; do
        found=0
        for log in "$1/$scenario".*."$fault"; do
            said=$(validate "$scenario" "$(cut -d. -f2 <<<"${log##*/}")" "$log")
            if grep -qE ': explained, all' <<<"$said"; then continue; fi
            if grep -qE "^  .*: n [0-9]+, [^:]*: $event\$" <<<"$said"; then found=1; else printf '%s\n' "$said"; fi
        done
        ((found)) || echo "$scenario: nobody notices $fault"
    done < <(faults)
}

# edits_explained COUNT LOG: edits of a run of `importers` that are runs all the same.
edits_explained() {
    local folder
    folder=$(mktemp -d) || return
    awk -v count="$1" -v seed="$1" -v out="$folder/edit" -f $guest/edit.awk "$2"
    [[ $(ls "$folder" | wc -l) == "$1" ]] || echo "there are not $1 edits"
    validate importers 1 "$folder"/edit.* | grep -E ': explained|error' | while read -r line; do
        echo "$line"
        diff "$2" "$(sed 's/: explained.*//' <<<"$line")"
    done
    rm -rf -- "$folder"
}

probes_differ() { diff tests/kernel/probes.expected "$1"; }
