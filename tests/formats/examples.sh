#!/usr/bin/env bash
# The examples for a driver's repository (checker/examples/ci) in a repository of their own, with an installed program:
# what the Makefile does, and the commands of both pipelines, as a runner would give them to a shell. apt-get is a
# stand-in, and revoke-mc comes from the cache: nothing is fetched.
# Exit code 77: there is no npm, or it cannot install; or the program is sanitized, and not to be installed.
set -uo pipefail
[[ -z ${REVOKE_SANITIZERS:-} ]] || exit 77
root=${REVOKE_SOURCE_DIR:-$(dirname -- "$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")")}
unset GITHUB_ACTIONS GITHUB_STEP_SUMMARY GITHUB_WORKSPACE
# shellcheck source=../support/packages.sh
source "$root/tests/support/packages.sh"
need_packages "$root/tests/formats"
command -v make >/dev/null || { echo "skipped: make is not installed"; exit 77; }
scratch=$(mktemp -d) || exit
trap 'rm -rf -- "$scratch"' EXIT
examples=$root/checker/examples/ci

passed=0
failed=0
check() { # check WHAT COMMAND...
    local what=$1
    shift
    if "$@" >"$scratch/log" 2>&1; then
        ((++passed))
    else
        ((++failed))
        printf 'failed: %s\n' "$what"
        head -n 40 "$scratch/log"
    fi
}
fails() { ! "$@"; }
there() { local file; for file; do [[ -s $file ]] || return; done; }

check "it installs" cmake --install "${REVOKE_BUILD_DIR:-$root/build/release}" --prefix "$scratch/installed"
PATH=$scratch/stubs:$PATH
mkdir "$scratch/stubs" && printf '#!/bin/sh\necho "$@" >>"%s/apt"\n' "$scratch" >"$scratch/stubs/apt-get" &&
    chmod +x "$scratch/stubs/apt-get"

repository() { # a fresh one
    rm -rf -- "$scratch/repository" && cp -r -- "$examples" "$scratch/repository" && cd -- "$scratch/repository"
}
break_driver() { sed -i '/dma_buf_invalidate_mappings/d; /await (ring.maps/d' specs/card.rvk; }
run_make() { make REVOKE_MC="$scratch/installed/bin/revoke-mc" "$@"; }

repository || exit
check "make check: all is well" run_make check
check "make check: the reports are there" there build/revoke-mc.sarif build/revoke-mc.xml build/revoke-mc.md
break_driver
check "make check: a driver that does not tell its importers" fails run_make check
check "make check: the story is in the report" grep -q 'violated: no_dma_after_revoke' build/revoke-mc.xml
check "make check: the traces are there" there build/traces/card.no_dma_after_revoke.json
check "make baseline" run_make baseline
check "make check: what is known is not new" run_make check
sed -i 's/^always no_dma_after_revoke/always !ring.revoked as never_revoked; &/' specs/card.rvk
check "make check: what is new is" fails run_make check
check "make clean" run_make clean
check "make clean: nothing is left" fails there build/revoke-mc.xml

commands_of() { (cd -- "$packages" && node "$root/tests/formats/readers.mjs" "$1" "$examples/$2"); }

gitlab() { commands_of gitlab gitlab-ci.yml >"$scratch/commands" && bash -eo pipefail "$scratch/commands"; }
repository && ln -s -- "$scratch/installed" .revoke-mc
check "GitLab: the commands run" gitlab
check "GitLab: the report of tests is there" grep -q '<testsuite name="specs/card.rvk"' revoke-mc.xml
check "GitLab: what is installed is what exists" grep -q 'install -y --no-install-recommends .*libfmt9' "$scratch/apt"
break_driver
check "GitLab: a broken driver fails" fails gitlab
check "GitLab: and is reported" grep -q '<failure message="no_dma_after_revoke is violated' revoke-mc.xml

# github [FIRST]: each step in a shell of its own, with the PATH that steps before it ask for.
github() {
    local step
    : >"$scratch/path" && : >"$scratch/summary.md" && : >"$scratch/annotations"
    while read -r step; do
        base64 -d <<<"$step" | sed "s|/opt/revoke-mc|$scratch/installed|" >"$scratch/step"
        PATH=$(paste -sd: "$scratch/path"):$PATH GITHUB_PATH=$scratch/path GITHUB_ACTIONS=true \
            GITHUB_STEP_SUMMARY=$scratch/summary.md GITHUB_WORKSPACE=$PWD \
            bash -eo pipefail "$scratch/step" >>"$scratch/annotations" || return
    done < <(commands_of github github-workflow.yml)
    [[ -s $scratch/path ]]
}
repository
check "GitHub: the steps run" github
check "GitHub: nothing to annotate" fails grep -q '^::' "$scratch/annotations"
check "GitHub: a summary" grep -q '^1 spec: 1 as expected' "$scratch/summary.md"
check "GitHub: what is to be uploaded" there revoke-mc.sarif
break_driver
check "GitHub: a broken driver fails" fails github
check "GitHub: and is annotated" grep -q '^::error file=specs/card.rvk,line=.*title=no_dma_after_revoke' "$scratch/annotations"
check "GitHub: and uploaded" grep -q '"ruleId": "no_dma_after_revoke"' revoke-mc.sarif

echo "$passed passed, $failed failed"
((failed == 0))
