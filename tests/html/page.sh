#!/usr/bin/env bash
# Reports as a browser shows them: makes pages with the program, and opens them in Chromium, without a window and without
# a network (run.mjs). What that needs from npm is put into the build's folder, once for each package-lock.json.
#
#   tests/html/page.sh                                 all of it
#   REVOKE_SCREENSHOTS=DIR tests/html/page.sh          and pictures of the pages, light, dark, narrow, printed
#
# Exit code 77: node, npm, Chromium or the registry of npm is not to be had.
set -uo pipefail
root=${REVOKE_SOURCE_DIR:-$(dirname -- "$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")")}
program=${REVOKE_MC_PROGRAM:-$root/revoke-mc}
export REVOKE_MODULES=${REVOKE_BUILD_DIR:-$root/build}/html-tests

for tool in node npm chromium; do
    command -v "$tool" >/dev/null || { echo "$tool is not installed"; exit 77; }
done

# install: the packages that package-lock.json names, with their hashes; nothing of theirs is run.
install() {
    cmp -s "$root/tests/html/package-lock.json" "$REVOKE_MODULES/installed" && return
    mkdir -p "$REVOKE_MODULES" && cp "$root"/tests/html/package*.json "$REVOKE_MODULES/" || return
    (cd "$REVOKE_MODULES" && npm ci --ignore-scripts --no-audit --no-fund) >"$REVOKE_MODULES/log" 2>&1 || return
    cp "$REVOKE_MODULES/package-lock.json" "$REVOKE_MODULES/installed"
}
if ! install; then
    cat "$REVOKE_MODULES/log"
    grep -qE 'ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONN|ERR_SOCKET|network' "$REVOKE_MODULES/log" || exit 1
    echo "the packages of npm cannot be fetched"
    exit 77
fi

folder=$(mktemp -d) || exit
trap 'rm -rf -- "$folder"' EXIT
cd "$root" || exit

# page NAME CODE COMMAND...: the program writes NAME.html and ends with that exit code.
page() {
    local name=$1 code=$2
    shift 2
    "$program" "$@" --html "$folder/$name.html" >"$folder/out" 2>&1
    [[ $? == "$code" ]] || { echo "$*: another exit code than $code"; cat "$folder/out"; exit 1; }
}

# long STEPS: two threads that take turns with a lock, until that many steps are taken.
long() {
    cat <<END
spec "$1 steps";
user u {
    lock l; int<0..$1> x; bool turn;
    thread a { loop { mutex_lock(l); atomic { await (!turn); turn = true; } x = (x + 1) % $1; mutex_unlock(l); } }
    thread b { loop { atomic { await (turn); turn = false; } } }
}
never u.x == $1 / 5 as far;
END
}

hostile='<script>window.hacked = 1</script></script><!-- <img src=x onerror=window.hacked=2> & \u2028 "'
hostile=${hostile/\\u2028/$'\u2028'}
cat >"$folder/one.rvk" <<END
spec "one"; user u { bool ready, late; thread t { ready = true; late = true; } }
never u.late as on_time; expect violated on_time;
END
cat >"$folder/other.rvk" <<END
spec "other"; user u { bool asked, late; thread t { asked = true; late = true; } }
never u.late as on_time; expect violated on_time;
END
cat >"$folder/hostile.rvk" <<END
spec "${hostile//\"/\\\"}";
user u { bool x; thread t { x = true; } } // ${hostile}
rule told "${hostile//\"/\\\"}" source "${hostile//\"/\\\"}";
never u.x as told;
END
sed -e '/^expect violated/d' -e "s|^use \"|use \"$root/specs/bugs/|" specs/bugs/b01-bug.rvk >"$folder/unexpected.rvk"
echo 'spec "broken' >"$folder/broken.rvk"
long 1000 >"$folder/long.rvk"
long 10000 >"$folder/longer.rvk"

page folder 0 check specs/bugs specs/progress
page bug 0 check specs/bugs/b75-bug.rvk --traces "$folder/traces"
page unexpected 2 check "$folder/unexpected.rvk" "$folder/broken.rvk" specs/bugs/b01-fix.rvk
page hostile 1 check "$folder/hostile.rvk"
page long 1 check "$folder/long.rvk"
page longer 1 check "$folder/longer.rvk"
"$program" check specs/bugs/b01-bug.rvk --traces "$folder/traces" --quiet || exit
page replayed 0 replay "$folder/traces/b01-bug.no_dma_after_revoke.json"
page compared 0 replay "$folder/traces/b01-bug.no_dma_after_revoke.json" --spec specs/bugs/b01-fix.rvk
"$program" check "$folder/one.rvk" --traces "$folder/traces" --quiet || exit
page changed 1 replay "$folder/traces/one.on_time.json" --spec "$folder/other.rvk"
# The same spec, changed since the trace was made: the trace's own text is gone.
{ echo "// now with a line in front"; sed 's/ready/asked/g' "$folder/one.rvk"; } >"$folder/one.new"
mv "$folder/one.new" "$folder/one.rvk"
page edited 1 replay "$folder/traces/one.on_time.json" --spec "$folder/one.rvk"
page still 1 replay "$folder/traces/b01-bug.no_dma_after_revoke.json" --spec specs/bugs/b01-bug.rvk

node "$root/tests/html/run.mjs" "$folder"
