#!/usr/bin/env bash
# The shape of the tree: which room may include which, what lies at the top level, a README.md in every room. Long files
# are only listed.
set -uo pipefail
cd -- "${REVOKE_SOURCE_DIR:-$(dirname -- "${BASH_SOURCE[0]}")/../..}" || exit

# shellcheck source=tests/support/check.sh
source tests/support/check.sh

readonly rooms='model|explorer|reports|checker|tests|specs'

# includes_outside ROOM ALLOWED: includes of our headers in ROOM whose path does not match ALLOWED.
includes_outside() {
    grep -rnE --include='*.[ch]pp' "^[[:space:]]*#[[:space:]]*include[[:space:]]*[\"<]($rooms)/" "$1" |
        grep -vE "include[[:space:]]*[\"<]($2)"
}
check "explorer may include only explorer" "$(includes_outside explorer 'explorer/')"
check "model may include only model, and of explorer what knows no search" "$(
    includes_outside model '(model|explorer/(base|system|symmetry|native))/'
)"
check "reports may include only reports, model and explorer" "$(includes_outside reports '(reports|model|explorer)/')"
check "checker may include only checker, model, explorer and reports" "$(includes_outside checker '(checker|reports|model|explorer)/')"
check "only the program includes checker/cli" "$(
    grep -rn --include='*.[ch]pp' --include='*.h' --exclude-dir=cli '^[[:space:]]*#[[:space:]]*include.*checker/cli/' checker
)"
check "the program does not include what is internal to the library" "$(
    grep -rn --include='*.[ch]pp' '^[[:space:]]*#[[:space:]]*include.*checker/internal/' checker/cli
)"
check "what users include is free of what is internal" "$(
    grep -n '^[[:space:]]*#[[:space:]]*include.*internal/' checker/*.h checker/*.hpp
)"

# order ROOM FOLDER...: inside a room a folder includes itself and those before it in the list, nothing else; "." are the
# room's own files, without those of its folders.
order() {
    local room=$1 allowed='' folder
    shift
    for folder in "$@"; do
        allowed+="${allowed:+|}$folder/"
        [[ $folder != . ]] || allowed+='|[^/"]+"'
        local -a only=(-r "$room/$folder")
        [[ $folder != . ]] || only=("$room"/*.[ch]pp)
        grep -nE --include='*.[ch]pp' "^[[:space:]]*#[[:space:]]*include[[:space:]]*\"$room/" "${only[@]}" /dev/null |
            grep -vE "include[[:space:]]*\"$room/($allowed)"
    done
}
# folders_of ROOM FOLDER...: folders of the room (that git knows) which the list does not have.
folders_of() {
    local room=$1 folder
    shift
    for folder in $(git ls-files "$room" | cut -d/ -f"$(($(tr -cd / <<<"$room/" | wc -c) + 1))-" | grep / | cut -d/ -f1 | sort -u); do
        [[ " $* " == *" $folder "* ]] || echo "$room/$folder is in no order"
    done
}
in_order() {
    check "inside $1, includes run one way: $*" "$(order "$@")"
}
explorer_order=(base system symmetry native reduce contract ranks threads store search views possibility progress estimate .)
check_order=(world expressions declarations storage statements claims rules .)
in_order explorer "${explorer_order[@]}"
in_order model language semantics
in_order model/language kernel syntax program check mutate
in_order model/language/check "${check_order[@]}"
in_order model/semantics interpret evidence locks lower coverage explain
check "every folder has its place in an order" "$(
    folders_of explorer "${explorer_order[@]}"
    folders_of model language semantics
    folders_of model/language kernel syntax program check mutate
    folders_of model/language/check "${check_order[@]}"
    folders_of model/semantics interpret evidence locks lower coverage explain
)"
check "interpreter and lowering know nothing of each other" "$(
    grep -rnE '#[[:space:]]*include[[:space:]]*"model/semantics/lower/' model/semantics/interpret
    grep -rnE '#[[:space:]]*include[[:space:]]*"model/semantics/(interpret|locks)/' model/semantics/lower
)"
check "the verifier knows the language and its interpreter, and nothing else" "$(
    grep -rnE '#[[:space:]]*include[[:space:]]*"' checker/verify model/semantics/evidence |
        grep -vE '"(model/language/|model/semantics/(interpret|evidence)/|explorer/base/)'
    grep -rnE '#[[:space:]]*include[[:space:]]*"' model/language model/semantics/interpret explorer/base |
        grep -vE '"(model/language/|model/semantics/interpret/|explorer/base/)'
)"
check "no header includes itself by way of others" "$(
    grep -rhoHE --include='*.hpp' '^[[:space:]]*#[[:space:]]*include[[:space:]]*"[^"]+' model explorer reports checker |
        sed -E 's/:[^"]*"/ /' | tsort 2>&1 >/dev/null
)"

for part in export html; do
    check "$part is made of reports, not the other way round" "$(
        grep -rnE "#[[:space:]]*include[[:space:]]*\"reports/$part/" reports --include='*.[ch]pp' | grep -v "^reports/$part/"
    )"
done
for room in explorer model reports; do
    check "what is internal to reports or checker is not used in $room" "$(
        grep -rnE '#[[:space:]]*include[[:space:]]*"(reports|checker)/internal/' "$room" --include='*.[ch]pp' |
            grep -vE '^reports/[^:]*:[0-9]+:.*"reports/internal/'
    )"
done

check "includes in quotes start at the root of the repository" "$(
    grep -rnE --include='*.[ch]pp' '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' model explorer reports checker tests |
        grep -vE "include[[:space:]]*\"($rooms)/"
)"

for room in model explorer reports checker checker/cli tests specs; do
    check "$room/README.md" "$([[ -s $room/README.md ]] || echo 'is missing')"
done

# Rows of tables and headings cannot be folded.
check "lines of documentation have at most 100 columns" "$(
    LC_ALL=C grep -rnE --include='*.md' --exclude-dir='build*' --exclude-dir=.git '^.{101,}' . |
        grep -vE '^[^:]*:[0-9]+: *[|#]'
)"

# What git tracks, not what somebody left there; a tree without git has nothing that could be asked.
git ls-files >/dev/null 2>&1 || echo "skipped: nothing is known of the top level without git"
check "unexpected at the top level" "$(
    git ls-files 2>/dev/null | cut -d/ -f1 | sort -u |
        grep -vxE '\..*|build.*|CMakeLists\.txt|CMakePresets\.json|README\.md|CHANGELOG\.md|LICENSE|revoke-mc' | grep -vxE "$rooms"
)"

long=$(find model explorer reports checker tests \( -name '*.cpp' -o -name '*.hpp' \) -exec wc -l {} \; | awk '$1 > 600')
[[ -z $long ]] || printf 'files over 600 lines:\n%s\n' "$long"

echo "$passed passed, $failed failed"
((failed == 0))
