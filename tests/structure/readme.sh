#!/usr/bin/env bash
# Runs the manual: what README.md, specs/README.md and specs/TUTORIAL.md tell to do, as it stands, in the order of the
# text. It works in a folder of links to what lies at the root of the repository, and leaves nothing there.
#
#   ```sh      each line that starts with ./revoke-mc is run:
#              ./revoke-mc check specs/bugs/x.rvk       # exit 1            must end with 1 (without the comment: 0)
#              ./revoke-mc simulate specs/x.rvk         # not run: asks     is left out
#              A line that ends with a backslash goes on in the next one.
#   ```text    each of its lines is part of what the block before it has printed (spaces count once)
#   ```rvk     is written to a file if the line before it ends in `NAME.rvk`:
#   ```diff    is applied to the file that was written last
set -uo pipefail
root=$(realpath -- "${REVOKE_SOURCE_DIR:-$(dirname -- "${BASH_SOURCE[0]}")/../..}")
folder=$(mktemp -d) || exit
trap 'rm -rf -- "$folder"' EXIT
ln -s -- "$root"/* "$folder/" && cd -- "$folder" || exit

passed=0
failed=0
verdict() { # verdict OK WHAT DETAILS
    if (($1)); then
        ((++passed))
    else
        ((++failed))
        printf '%s:%s: %s\n%s\n' "$file" "$number" "$2" "$3"
    fi
}
run() { # run LINE
    local expected=0 actual output
    [[ $1 =~ \#\ exit\ ([0-9]+) ]] && expected=${BASH_REMATCH[1]}
    output=$(timeout 600 bash -o pipefail -c "$1" 2>&1 </dev/null)
    actual=$?
    said+=" $(tr -s '[:space:]' ' ' <<<"$output")"
    verdict $((actual == expected)) "$1" "    exit code $actual, expected $expected"$'\n'"$output"
}
expect() { # expect LINE: of what was said
    local line
    line=$(tr -s '[:space:]' ' ' <<<"$1")
    line=${line% }
    [[ $said == *"${line# }"* ]]
    verdict $((!$?)) "is not printed: $line" "$said"
}
change() { # change DIFF
    local output
    output=$(patch --no-backup-if-mismatch -- "$written" <<<"$1" 2>&1)
    verdict $((!$?)) "the diff does not fit $written" "$output"
}

# follow FILE: block by block; "" is text between blocks.
follow() {
    file=$1 number=0 said='' written=''
    local line block='' name='' text='' before='' commands=0
    while IFS= read -r line; do
        ((++number))
        if [[ -z $block && $line =~ ^[[:space:]]*\`\`\`([a-z]+)$ ]]; then
            block=${BASH_REMATCH[1]} text=''
            [[ $before =~ \`([^\`]+\.rvk)\`:$ ]] && name=${BASH_REMATCH[1]}
            [[ $block != sh ]] || said=''
        elif [[ -n $block && $line =~ ^[[:space:]]*\`\`\`$ ]]; then
            [[ $block != rvk || -z $name ]] || { printf '%s' "$text" >"$name" && written=$name; }
            [[ $block != diff ]] || change "$text"
            block='' name=''
        elif [[ $block == sh ]]; then
            text+=${line#"${line%%[![:space:]]*}"}
            [[ $text != *\\ ]] || { text=${text%\\} && continue; }
            if [[ $text =~ ^\./revoke-mc(\ |$) ]]; then
                ((++commands))
                [[ $text == *'# not run: '?* ]] || run "$text"
            fi
            text=''
        elif [[ $block == text ]]; then
            expect "$line"
        else
            text+=$line$'\n'
        fi
        [[ -z $line ]] || before=$line
    done <"$file"
    verdict $((commands > 0)) "no command found" ""
}

for manual in README.md specs/README.md specs/TUTORIAL.md; do
    follow "$manual"
done
echo "$passed passed, $failed failed"
((failed == 0))
