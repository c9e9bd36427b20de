# shellcheck shell=bash
# Packages of npm for scripts that test with readers of other people. Sourced; root is the top of the tree.

# need_packages FOLDER: sets `packages` to a folder with what FOLDER/package-lock.json names, installed once for each
# such list and without running anything of it. Ends with 77 where that cannot be had.
need_packages() {
    local list=$1 why
    packages=${REVOKE_BUILD_DIR:-$root/build/release}/npm/$(basename -- "$list")
    command -v node >/dev/null && command -v npm >/dev/null || { echo "skipped: node or npm is not installed"; exit 77; }
    mkdir -p -- "$packages" || exit
    exec 8>"$packages.lock"
    flock 8
    if ! cmp -s -- "$list/package-lock.json" "$packages/installed.json"; then
        cp -- "$list/package.json" "$list/package-lock.json" "$packages/"
        if ! why=$(cd -- "$packages" && timeout 120 npm ci --ignore-scripts --no-audit --no-fund 2>&1); then
            printf 'skipped: npm does not install what the lock file names\n%s\n' "$why"
            exit 77
        fi
        cp -- "$list/package-lock.json" "$packages/installed.json"
    fi
    exec 8>&-
}
