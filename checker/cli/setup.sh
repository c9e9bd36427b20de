# shellcheck shell=bash disable=SC2034,SC2154
# What ./revoke-mc and tests/run share: install what is missing, configure and build a preset.
#
# Sourced by bash with `root` set to the top of the repository, `builds` to the folder for builds and `me` to the
# caller's name. All messages go to standard error, because standard output belongs to the program. A failure of the
# set-up itself ends with exit code 125, which the program never uses.

readonly setup_failed=125

packages_build=(g++ cmake ninja-build libboost1.81-dev libtbb-dev libasmjit-dev libfmt-dev libxxhash-dev libzstd-dev
    zlib1g-dev nlohmann-json3-dev tao-pegtl-dev libcli11-dev)
packages_tests=(catch2 libvalijson-dev spin rumur berkeley-abc libxml2-utils make chromium graphviz libopenmpi-dev
    openmpi-bin iproute2)
# Whoever has node from elsewhere has npm with it, and Debian's package would be in its way.
command -v npm >/dev/null || packages_tests+=(nodejs npm)
packages_dev=(clang clang-format clang-tidy git libbenchmark-dev)

say() { printf '%s: %s\n' "$me" "$*" >&2; }
die() {
    say "$@"
    exit "$setup_failed"
}

# run_logged WHAT COMMAND...: runs the command quietly; shows what it printed only if it fails.
run_logged() {
    local what=$1 log
    shift
    log=$(mktemp) || die "cannot write to ${TMPDIR:-/tmp}"
    if ! "$@" >"$log" 2>&1 </dev/null; then
        cat -- "$log" >&2
        rm -f -- "$log"
        die "$what failed; its output is above"
    fi
    rm -f -- "$log"
}

# missing_packages PACKAGE...: those of the packages that are not installed.
missing_packages() {
    local package installed
    installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p')
    for package; do
        grep -qxF -- "$package" <<<"$installed" || printf '%s\n' "$package"
    done
}

apt() {
    local as_root=()
    [[ $(id -u) == 0 ]] || as_root=(sudo)
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=600 "$@"
}

# The lists of a fresh machine are empty and those of an old one name versions that are gone: in both cases the first
# attempt fails at once.
apt_install() {
    apt install -y --no-install-recommends "$@" && return
    apt update && apt install -y --no-install-recommends "$@"
}

# require_packages PACKAGE...: installs those that are missing.
require_packages() {
    local missing
    command -v dpkg-query >/dev/null || {
        say "not a Debian system: no package is installed; needed are the equivalents of: $*"
        return 0
    }
    mapfile -t missing < <(missing_packages "$@")
    ((${#missing[@]})) || return 0
    [[ $(id -u) == 0 ]] || command -v sudo >/dev/null ||
        die "these packages are missing, and only root or sudo can install them:
    apt-get install ${missing[*]}"
    say "installing ${missing[*]} ..."
    run_logged "the installation" apt_install "${missing[@]}"
}

# with_lock COMMAND...: one set-up at a time in this folder; a second one waits and then finds everything done.
with_lock() {
    mkdir -p -- "$builds" || die "cannot write to $builds"
    exec 9>"$builds/lock" || die "cannot write to $builds"
    flock 9 || die "cannot lock $builds/lock"
    "$@" 9>&-
    local rc=$?
    exec 9>&-
    return "$rc"
}

# A build folder remembers where it was made. In a tree that was moved or copied it is useless.
drop_foreign_build() {
    local cache=$1/CMakeCache.txt home
    [[ -e $cache ]] || return 0
    home=$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$cache")
    [[ $home == "$root" ]] || rm -rf -- "$1"
}

# build_preset PRESET TARGET [CMAKE_OPTION...]: configures if needed and builds.
build_preset() {
    local preset=$1 target=$2 folder=$builds/$1
    shift 2
    drop_foreign_build "$folder"
    cd -- "$root" || die "cannot enter $root"
    if [[ ! -e $folder/build.ninja || $# -gt 0 ]]; then
        run_logged "cmake" cmake --preset "$preset" -B "$folder" "$@"
    fi
    run_logged "the build" cmake --build "$folder" --target "$target" --parallel "${REVOKE_JOBS:-$(nproc)}"
}
