#!/usr/bin/env bash
# ./revoke-mc on machines unlike this one: without packages, without root, with a compiler that fails. The tree is
# a copy with nothing but the launcher in it, and dpkg-query, apt-get, sudo, id and cmake are stand-ins that write down
# how they were called; "cmake --build" makes a shell script for a program.
set -uo pipefail

source_dir=$(realpath -- "${REVOKE_SOURCE_DIR:-$(dirname -- "${BASH_SOURCE[0]}")/../..}")
unset REVOKE_MC_PROGRAM
scratch=$(mktemp -d) || exit
trap 'rm -rf -- "$scratch"' EXIT
tree="$scratch/a tree"
stubs=$scratch/stubs
calls=$scratch/calls
export scratch
export calls

passed=0
failed=0
check() { # check WHAT CONDITION...
    local what=$1
    shift
    if "$@"; then
        ((++passed))
    else
        ((++failed))
        printf 'failed: %s\n  out: %s\n  err: %s\n  calls: %s\n' "$what" "$out" "$(<"$scratch/err")" "$(<"$calls")"
    fi
}
called() { grep -qE -- "$1" "$calls"; }
not_called() { ! called "$1"; }
says() { grep -qF -- "$1" "$scratch/err"; }


stub() { # stub NAME: its body is standard input
    { printf '#!/bin/bash\necho "%s $*" >>"$calls"\n' "$1" && cat; } >"$stubs/$1"
    chmod +x "$stubs/$1"
}

fresh_tree() {
    rm -rf -- "$tree"
    mkdir -p -- "$tree"/{model,explorer,reports,checker/cli}
    cp -- "$source_dir/revoke-mc" "$tree/"
    cp -- "$source_dir/checker/cli/setup.sh" "$tree/checker/cli/"
    touch -- "$tree"/{CMakeLists.txt,CMakePresets.json} "$tree/model/a.cpp"
    find "$tree" -exec touch -d '1 hour ago' -- {} +
}

launch() { # launch ARGUMENT...: sets out and rc
    : >"$calls"
    out=$(PATH=$stubs:$PATH "${launcher:-$tree/revoke-mc}" "$@" 2>"$scratch/err")
    rc=$?
}

mkdir -p "$stubs"
touch "$scratch/installed"
export installed=$scratch/installed
stub dpkg-query <<'END'
while read -r package; do echo "installed $package"; done <"$installed"
exit 1
END
stub apt-get <<'END'
[[ $* == *update* ]] && { touch "$installed.lists"; exit 0; }
[[ -e $installed.lists ]] || { echo "E: Unable to locate package"; exit 100; }
for word; do [[ $word == -* || $word == *=* || $word == install ]] || echo "$word" >>"$installed"; done
END
stub sudo <<'END'
exec "$@"
END
stub id <<'END'
echo "${fake_uid:-0}"
END
stub cmake <<'END'
folder=$2 # cmake --build FOLDER ..., cmake --preset release -B FOLDER
[[ $1 != --preset ]] || folder=$4
if [[ $1 == --preset ]]; then
    mkdir -p "$folder"
    echo "CMAKE_HOME_DIRECTORY:INTERNAL=$PWD" >"$folder/CMakeCache.txt"
    touch "$folder/build.ninja"
    exit 0
fi
[[ -z ${fake_error:-} ]] || { echo "model/a.cpp:1: error: $fake_error"; exit 1; }
until (($(ls "$scratch" | grep -c '^arrived') >= ${fake_company:-0})); do :; done
mkdir -p "$folder/checker/cli"
printf '#!/bin/bash\nprintf "<%%s>" "$@"\nexit 7\n' >"$folder/checker/cli/revoke-mc"
chmod +x "$folder/checker/cli/revoke-mc"
END

fresh_tree
launch check 'a b' ''
check "the first run installs, after an update" called 'apt-get .*update'
check "it installs the compiler" called 'apt-get .*install.* g\+\+ '
check "it configures and builds the release preset" called 'cmake --preset release'
check "it builds the program only" called 'cmake --build .*--target revoke-mc'
check "as root, sudo is not used" not_called '^sudo'
check "standard output is the program's" [ "$out" = '<check><a b><>' ]
check "the exit code is the program's" [ "$rc" = 7 ]
check "one line says what is going on" says 'revoke-mc: building revoke-mc ...'

launch
check "the second run builds nothing" not_called 'cmake|dpkg-query|apt-get'
check "and says nothing" [ ! -s "$scratch/err" ]

touch -- "$tree/model/a.cpp"
launch
check "a changed source is built" called 'cmake --build'
check "without configuring again" not_called 'cmake --preset'
check "without installing again" not_called 'apt-get'
launch
check "once" not_called 'cmake'
rm -- "$tree/model/a.cpp"
launch
check "a source that has gone is noticed" called 'cmake --build'

touch -- "$tree/model/b.cpp"
fake_error='expected a semicolon' launch
check "a failed build shows the log" says 'expected a semicolon'
check "and ends with 125" [ "$rc" = 125 ]
check "and runs nothing" [ -z "$out" ]
launch
check "a failed build is tried again" called 'cmake --build'

ln -s -- "$tree/revoke-mc" "$scratch/link"
cd / && launcher=$scratch/link launch x
check "a symbolic link from elsewhere" [ "$out" = '<x>' ]
check "needs no second build" not_called 'cmake'

mv -- "$tree" "$scratch/moved tree"
launcher=$scratch/moved\ tree/revoke-mc launch
check "a tree that was moved is built afresh" called 'cmake --preset'

fresh_tree
: >"$installed"
fake_uid=1000 launch
check "without root, sudo is used" called '^sudo .*apt-get.* install'

fresh_tree
: >"$installed"
mkdir -p "$scratch/bin"
for tool in bash cat cmp comm cut date dirname env find flock grep id mkdir mktemp mv nproc readlink rm sed sort; do
    ln -sf -- "$(command -v "$tool")" "$scratch/bin/$tool"
done
mv -- "$stubs/sudo" "$scratch/sudo"
launch_with() { PATH=$1 fake_uid=1000 "$tree/revoke-mc" >/dev/null 2>"$scratch/err"; }
: >"$calls"
launch_with "$stubs:$scratch/bin"
rc=$?
check "without root and sudo it says what to install" says 'apt-get install g++ cmake'
check "and ends with 125" [ "$rc" = 125 ]
check "and installs nothing" not_called 'apt-get'
mv -- "$scratch/sudo" "$stubs/sudo"

fresh_tree
launch
echo 'int x;' >"$tree/model/a.cpp"
touch -d '2 hours ago' -- "$tree/model/a.cpp"
: >"$calls"
launch
check "an older file in a newer one's place is built, from the beginning" called 'cmake --preset'
launch
check "once" not_called 'cmake'

touch -d 'tomorrow' -- "$tree/model/a.cpp"
launch
check "a file dated in the future is said no to" says 'model/a.cpp is dated in the future'
check "with 125" [ "$rc" = 125 ]
check "and nothing is run" [ -z "$out" ]

# A tree that is not to be touched: of somebody else, or, where only root can give files away, without write bits.
fresh_tree
if [[ $(command id -u) == 0 ]]; then chown -R 65534 "$tree"; else chmod -R a-w "$tree"; fi
export XDG_CACHE_HOME=$scratch/cache
launch a
check "a tree that is not ours is built elsewhere" [ "$out" = '<a>' ]
check "nothing is written to it" [ ! -e "$tree/build" ]
check "but below the user's cache" called "cmake --preset release -B $scratch/cache/revoke-mc/"
launch b
check "the second run finds that" [ "$out" = '<b>' ]
check "and builds nothing" not_called 'cmake'
touch "$scratch/a file"
XDG_CACHE_HOME="$scratch/a file" launch
check "where that cannot be written, it says so" says "cannot write to $scratch/a file/revoke-mc"
check "and ends with 125" [ "$rc" = 125 ]
unset XDG_CACHE_HOME
chmod -R u+w "$tree"

fresh_tree
mkdir "$tree/build" "$tree/build/lock"
launch
check "what cannot be locked is told" says "cannot write to $tree/build"
check "with 125, too" [ "$rc" = 125 ]

fresh_tree
: >"$calls"
for run in 1 2 3; do
    { touch "$scratch/arrived$run"; fake_company=3 PATH=$stubs:$PATH exec "$tree/revoke-mc" "$run"; } \
        >"$scratch/out$run" 2>"$scratch/err" &
done
wait
check "three first runs at once build once" [ "$(grep -c 'cmake --build' "$calls")" = 1 ]
check "and all run" [ "$(cat "$scratch"/out?)" = '<1><2><3>' ]

cat >"$scratch/other" <<'END'
#!/bin/bash
echo other
END
chmod +x "$scratch/other"
REVOKE_MC_PROGRAM=$scratch/other launch
check "REVOKE_MC_PROGRAM names another program" [ "$out" = other ]

echo "$passed passed, $failed failed"
((failed == 0))
