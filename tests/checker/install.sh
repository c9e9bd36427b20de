#!/usr/bin/env bash
# Installs to a folder of its own, moves it, and builds the example against it: with find_package and with pkg-config.
set -uo pipefail
[[ -z ${REVOKE_SANITIZERS:-} ]] || exit 77
example=${REVOKE_SOURCE_DIR:-.}/tests/checker/example
spec=$(realpath -- "${REVOKE_SOURCE_DIR:-.}/specs/bugs/b01-bug.rvk")
scratch=$(mktemp -d) || exit
trap 'rm -rf -- "$scratch"' EXIT

passed=0
failed=0
check() { # check WHAT COMMAND...
    local what=$1
    shift
    if "$@" >"$scratch/log" 2>&1; then
        ((++passed))
    else
        ((++failed))
        printf 'failed: %s\n%s\n' "$what" "$(<"$scratch/log")"
    fi
}
says() { grep -qF -- "$1" "$scratch/said"; }
run() { "$@" >"$scratch/said" 2>&1; }

check "it installs" cmake --install "$REVOKE_BUILD_DIR" --prefix "$scratch/first"
mv -- "$scratch/first" "$scratch/a prefix" && prefix="$scratch/a prefix"
check "the program runs" "$prefix/bin/revoke-mc" check "$spec" --quiet
nothing_internal() { ! find "$prefix/include" -name internal -o -name cli | grep .; }
check "nothing internal is installed" nothing_internal

cmake_build() {
    cmake -S "$example" -B "$scratch/build" -DCMAKE_PREFIX_PATH="$prefix" -DHEADERS="$prefix/include/revoke-mc" \
        -DCMAKE_BUILD_TYPE=Debug && cmake --build "$scratch/build"
}
check "find_package: the examples build" cmake_build
check "find_package: the example runs" run "$scratch/build/example" "$spec" "$scratch/trace.json"
check "find_package: it finds the violation" says ': violated'
check "find_package: the example in C runs" run "$scratch/build/example_c" "$spec"
check "find_package: it prints the document" says '"format": "revoke-mc/result"'

if command -v pkg-config >/dev/null; then
    libraries=$(dirname -- "$(find "$prefix" -name 'librevoke_mc.so')")
    export PKG_CONFIG_PATH=$libraries/pkgconfig LD_LIBRARY_PATH=$libraries
    flags=()
    pkg_config() { eval "flags=($(pkg-config "$@"))"; }
    c_build() {
        pkg_config --cflags --libs revoke-mc && "${CC:-cc}" "$example/example.c" -o "$scratch/c" "${flags[@]}"
    }
    cxx_build() {
        pkg_config --cflags --libs revoke-mc-cxx &&
            "${CXX:-c++}" -std=c++20 "$example/example.cpp" -o "$scratch/cxx" "${flags[@]}"
    }
    check "pkg-config: the example in C builds" c_build
    check "pkg-config: it runs" run "$scratch/c" "$spec"
    check "pkg-config: the example in C++ builds" cxx_build
    check "pkg-config: it runs, too" run "$scratch/cxx" "$spec" "$scratch/trace.json"
fi

exported() { nm -D --defined-only "$prefix"/lib*/*/librevoke_mc.so "$prefix"/lib*/librevoke_mc.so 2>/dev/null | awk '{print $3}'; }
only_ours() { [[ -n $(exported) ]] && ! exported | grep -v '^revoke_mc_'; }
check "the shared library shows its C interface and nothing else" only_ours

echo "$passed passed, $failed failed"
((failed == 0))
