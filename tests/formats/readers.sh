#!/usr/bin/env bash
# Documents of `check` are read by programs that know nothing of us: SARIF by its published schema and by what makes
# comments of it, JUnit by xmllint with our schema and by a parser, Markdown by a parser. Specs: two real ones, one in
# which nothing is as expected, and one whose texts are hostile.
# Exit code 77: there is no npm, or it cannot install.
set -uo pipefail
root=${REVOKE_SOURCE_DIR:-$(dirname -- "$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")")}
program=${REVOKE_MC_PROGRAM:-$root/revoke-mc}
unset GITHUB_ACTIONS GITHUB_STEP_SUMMARY GITHUB_WORKSPACE
# shellcheck source=../support/packages.sh
source "$root/tests/support/packages.sh"
need_packages "$root/tests/formats"
command -v xmllint >/dev/null || { echo "skipped: xmllint is not installed"; exit 77; }
scratch=$(mktemp -d) || exit
trap 'rm -rf -- "$scratch"' EXIT
mkdir "$scratch/specs" && cd -- "$scratch" || exit
ln -s -- "$root/specs" real

passed=0
failed=0
check() { # check WHAT COMMAND...
    local what=$1
    shift
    if "$@" >log 2>&1; then
        ((++passed))
    else
        ((++failed))
        printf 'failed: %s\n' "$what"
        head -n 40 log
    fi
}
written_with() { # written_with CODE SPEC... [OPTION...]: makes r.sarif, r.xml, r.md
    local code=$1
    shift
    rm -f r.*
    "$program" check "$@" --quiet --sarif r.sarif --junit r.xml --markdown r.md
    [[ $? == "$code" ]]
}
read_as() { (cd -- "$packages" && node "$root/tests/formats/readers.mjs" "$1" "$scratch/r.$2") >"$1.facts"; }
all_read() {
    read_as sarif sarif && read_as junit xml && read_as markdown md &&
        xmllint --noout --schema "$root/reports/schema/junit.xsd" r.xml
}
says() { # says FORMAT LINE
    grep -qxF -- "$2" "$1.facts" || { cat "$1.facts"; return 1; }
}

sed '/^expect/d' "$root/specs/bugs/b01-bug.rvk" | sed 's|"parts/|"../real/bugs/parts/|; s|"../contract|"../real/contract|' \
    >"specs/a b.rvk"
printf 'spec "not found";\nuser u { bool x; thread t { x = true; } }\nalways u.x || !u.x as tautology;\n%s\n' \
    'expect violated tautology; expect states 3;' >specs/not-found.rvk
printf 'spec "mistaken";\nuser u { bool x; thread t {\n  x = y;\n} }\n' >specs/mistaken.rvk

check "a run in which much is wrong" written_with 2 specs real/bugs/b01-bug.rvk --reduction none
check "all of it is read" all_read
check "SARIF: a violation, in a file whose name has a space" says sarif \
    'error no_dma_after_revoke open real/contract/parts/async.rvk'
check "SARIF: an expected one is suppressed" says sarif \
    'note no_dma_after_revoke suppressed real/contract/parts/async.rvk'
check "SARIF: what holds but should not" says sarif 'error tautology@specs/not-found.rvk open specs/not-found.rvk'
check "SARIF: counts" says sarif 'error pinned-counts open specs/not-found.rvk'
check "SARIF: a mistake" says sarif 'error spec-mistake open specs/mistaken.rvk'
check "SARIF: links lead to lines" says sarif 'link specs/mistaken.rvk#L3'
check "JUnit: the totals" says junit '39 tests, 4 failures, 1 errors, 0 skipped'
check "JUnit: a failure" says junit \
    'failure specs/not-found.rvk tautology: tautology is expected to be violated, but it holds'
check "JUnit: an error" says junit "error specs/mistaken.rvk the whole spec: 'y' is not known here"
check "Markdown: the table has all specs" says markdown 'table 7 columns, 4 rows'
check "Markdown: two stories, and nothing that a text has made" says markdown \
    '2 stories, 0 links, 0 images, 0 foreign tags'

check "a search that is cut short" written_with 3 real/drivers/vfio-iommufd.rvk --max-states 10
check "all of it is read" all_read
check "SARIF: it is an error" says sarif 'error incomplete open real/drivers/vfio-iommufd.rvk'
check "JUnit: what is not decided is skipped" grep -q '^skipped real/drivers/vfio-iommufd.rvk deadlock: not decided' junit.facts

"$program" check specs --quiet --reduction none --json before.json
check "with a baseline" written_with 2 specs real/bugs/b01-bug.rvk --reduction none --baseline before.json
check "all of it is read" all_read
check "JUnit: what is known is skipped" says junit '39 tests, 0 failures, 1 errors, 4 skipped'
check "Markdown: it says what has changed" says markdown 'heading Changes'

text='"*/ ]]> <b>&lt;&#27; | `x` ```` ![i](j) [k](l) <script> ::error:: \" \\ http://x.y www.z.org a@b.c $m$ ~~n~~"'
printf 'spec %s; source %s;\nrule p %s source %s;\nuser u { int<0..3> x; thread t { x = 1; bound (x < 1) %s; } }\n%s\n' \
    "$text" "$text" "$text" "$text" "$text" 'always !(u.x == 1) as p;' >'specs/c|d`<b>.rvk'
check "hostile texts" written_with 1 'specs/c|d`<b>.rvk'
check "all of it is read" all_read
check "SARIF: the name of the file" says sarif 'error p@specs/c|d`<b>.rvk open specs/c%7Cd%60%3Cb%3E.rvk'
# shellcheck disable=SC2016
check "JUnit: it comes out as it went in" says junit \
    'text rule: */ ]]> <b>&lt;&#27; | `x` ```` ![i](j) [k](l) <script> ::error:: " \ http://x.y www.z.org a@b.c $m$ ~~n~~'
check "Markdown: one row, one story, no markup" says markdown '1 stories, 0 links, 0 images, 0 foreign tags'
check "Markdown: one row" says markdown 'table 7 columns, 1 rows'

echo "$passed passed, $failed failed"
((failed == 0))
