#!/usr/bin/env bash
# Two hosts: network namespaces of this machine with a cable between them, and a name for each. Messages go by TCP.
set -uo pipefail
cd -- "${REVOKE_SOURCE_DIR:-$(dirname -- "${BASH_SOURCE[0]}")/../..}" || exit

# shellcheck source=tests/support/check.sh
source tests/support/check.sh
# shellcheck source=tests/mpi/mpi.sh
source tests/mpi/mpi.sh

readonly one=revoke-$$-a other=revoke-$$-b net=10.231.77
take_down() {
    ip netns delete "$one"
    ip netns delete "$other"
    rm -rf -- "$place"
} 2>/dev/null
trap take_down EXIT
set_up() {
    ip netns add "$one" && ip netns add "$other" &&
        ip -n "$one" link add cable type veth peer name cable netns "$other" &&
        ip -n "$one" address add "$net.1/24" dev cable && ip -n "$other" address add "$net.2/24" dev cable &&
        ip -n "$one" link set cable up && ip -n "$other" link set cable up &&
        ip -n "$one" link set lo up && ip -n "$other" link set lo up && ip netns exec "$one" unshare -u true
}
if ! set_up 2>"$place/why"; then
    echo "skipped: two hosts cannot be set up here: $(tail -n 1 "$place/why")"
    exit 77
fi

# What mpirun calls in the place of ssh, with the host's name and a command.
cat >"$place/agent" <<END
#!/bin/sh
shift
exec ip netns exec $other unshare -u sh -c "hostname other-host; \$*"
END
chmod +x "$place/agent"

# on_both ARGUMENT...: two ranks, one on each host.
on_both() {
    ip netns exec "$one" unshare -u sh -c 'hostname one-host; exec "$@"' sh \
        mpirun --quiet --allow-run-as-root --host "$net.1:1,$net.2:1" -n 2 --bind-to none \
        --mca plm_rsh_agent "$place/agent" --mca btl tcp,self --mca btl_tcp_if_include "$net.0/24" \
        --mca oob_tcp_if_include "$net.0/24" --mca pml ob1 "$with_mpi" "$@" </dev/null 2>"$place/err"
}

spec=specs/drivers/vfio-iommufd.rvk
"$program" check "$spec" specs/bugs --threads 1 --json "$place/alone.json" --traces "$place/traces" >/dev/null
mv "$place/traces" "$place/expected"
on_both check "$spec" specs/bugs --threads 1 --json "$place/both.json" --traces "$place/traces" >/dev/null
check "two hosts search" "$([[ $? == 0 ]] || cat "$place/err")"
check "two hosts have the same results" "$(same "$place/alone.json" "$place/both.json")"
check "two hosts have the same traces" "$(diff -rq "$place/expected" "$place/traces")"
check "there was traffic between them" "$(
    bytes=$(ip netns exec "$other" cat /sys/class/net/cable/statistics/rx_bytes)
    ((bytes > 100000)) || echo "$bytes bytes"
)"

echo "$passed passed, $failed failed"
((failed == 0))
