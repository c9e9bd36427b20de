#!/usr/bin/env bash
# revoke-mc-verify has nothing of the checker in it: no lowering, no search, no reduction, no machine code.
set -uo pipefail

verifier=$(dirname -- "$(dirname -- "$REVOKE_MC_PROGRAM")")/verify/revoke-mc-verify
[[ -x $verifier ]] || { echo "there is no $verifier"; exit 1; }
symbols=$(nm -C "$verifier")
if [[ $symbols != *revoke_mc::interpret::* ]]; then
    echo "skipped: the program has no symbols"
    exit 77
fi
foreign=$(grep -oE 'revoke_mc::(lower|explorer|system|native|reduce|reports|checker|cli|coverage|locks)::[A-Za-z_:]*' <<<"$symbols" | sort -u)
if [[ -n $foreign ]]; then
    printf 'revoke-mc-verify has these in it:\n%s\n' "$foreign"
    exit 1
fi
echo "1 passed, 0 failed"
