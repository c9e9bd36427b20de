# shellcheck shell=bash
# What scripts of checks share. Sourced at the root of the tree.

passed=0
failed=0
# check WHAT COMPLAINTS: passes if there are no complaints.
check() {
    if [[ -z $2 ]]; then
        ((++passed))
    else
        printf '%s:\n%s\n' "$1" "$2"
        ((++failed))
    fi
}
