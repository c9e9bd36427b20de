#!/usr/bin/env bash
# Builds user-mode Linux from Debian's source package, and the module against it:
#
#   build.sh SERIES FLAVOUR     build.sh 6.12 time-travel; build.sh 7 smp: the newest 7.* that there is
#
# Prints the folder with `linux`, `revoke_test.ko` and `release`, the package's version. What is there already is not built
# again. Exit code 77, and a line why, where the packages are not to be had. Nothing comes from anywhere but apt.
# REVOKE_KERNELS: where kernels are kept (build/kernel).
set -uo pipefail
me=tests/kernel/guest/build.sh
here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
root=$(dirname -- "$(dirname -- "$(dirname -- "$here")")")
builds=$root/build
# shellcheck source=../../../checker/cli/setup.sh
source "$root/checker/cli/setup.sh"

readonly series=$1 flavour=$2
readonly kernels=${REVOKE_KERNELS:-$root/build/kernel}
readonly tools=(gcc make flex bison bc xz-utils cpio busybox-static kmod libelf-dev)
jobs=${REVOKE_JOBS:-$(nproc)}

skip() {
    say "skipped: $*"
    exit 77
}

# The package with that series' source, or nothing.
source_package() {
    apt-cache search --names-only '^linux-source-[0-9.]+$' 2>/dev/null | cut -d' ' -f1 |
        grep -E "^linux-source-${series//./\\.}(\.|\$)" | sort -V | tail -1
}
candidate() { apt-cache policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: //p'; }

install_tools() {
    local missing
    command -v dpkg-query >/dev/null || skip "not a Debian system"
    mapfile -t missing < <(missing_packages "${tools[@]}")
    ((${#missing[@]})) || return 0
    [[ $(id -u) == 0 ]] || sudo -n true 2>/dev/null || skip "these packages are missing: ${missing[*]}"
    apt_install "${missing[@]}" >/dev/null 2>&1 || skip "these packages are not to be had: ${missing[*]}"
}

# What a kernel of this kind is never made of: two thirds of the source.
readonly left_out=(accel ata bluetooth gpu hid hwtracing i2c iio infiniband input media mfd mtd net nvme pinctrl scsi
    soc staging thermal usb video)
unpack() { # unpack PACKAGE FOLDER
    local exclude=() folder
    for folder in "${left_out[@]}"; do exclude+=("--exclude=*/drivers/$folder/*.[ch]"); done
    for folder in alpha arc arm arm64 csky hexagon loongarch m68k microblaze mips nios2 openrisc parisc powerpc riscv s390 \
        sh sparc xtensa; do exclude+=("--exclude=*/arch/$folder/*.[chS]"); done
    mkdir -p -- "$2.new" && cd -- "$2.new" || return
    if [[ -e /usr/src/$1.tar.xz ]]; then
        xz -dc "/usr/src/$1.tar.xz"
    else
        apt-get -q download "$1" >&2 && dpkg-deb --fsys-tarfile ./"$1"_*.deb | tar -xO "./usr/src/$1.tar.xz" | xz -dc
    fi | tar -x --strip-components=1 "${exclude[@]}" --exclude='*/sound/*.[ch]' --exclude='*/tools/testing/*' \
        --exclude="*/Documentation/*.rst" --exclude="*.dts" --exclude="*.dtsi" || return
    rm -f -- ./"$1"_*.deb
    mv -- "$2.new" "$2"
}

configure() { # configure SOURCE: in the folder for the kernel
    make -s -C "$1" ARCH=um O="$PWD" tinyconfig &&
        cat "$here/base.config" "$here/$flavour.config" >>.config &&
        make -s ARCH=um olddefconfig || return
    local wanted
    while IFS= read -r wanted; do
        [[ $wanted == CONFIG_DMABUF_MOVE_NOTIFY=y ]] || grep -qxF -- "$wanted" .config || {
            echo "the kernel does not want $wanted"
            return 1
        }
    done < <(cat "$here/base.config" "$here/$flavour.config")
}

build_kernel() { # build_kernel SOURCE FOLDER
    rm -rf -- "$2"
    mkdir -p -- "$2.new" && cd -- "$2.new" || return
    [[ -e .config ]] || configure "$1" || return
    nice make -s ARCH=um -j"$jobs" linux modules || return
    cd .. && mv -- "$2.new" "$2"
}

# The module is copied: kbuild writes beside its sources.
build_module() { # build_module KERNEL
    local copy=$1/revoke_test
    rm -rf -- "$copy"
    cp -r -- "$here/../module" "$copy" || return
    make -s -C "$1" ARCH=um M="$copy" KCFLAGS=-Werror modules && cp -- "$copy/revoke_test.ko" "$1/revoke_test.ko"
}

sum() { cat -- "$@" | sha256sum | cut -c1-12; }

package=$(source_package)
[[ -n $package ]] || skip "no linux-source-$series among the packages of this machine"
version=$(candidate "$package")
source=$kernels/$package-${version//[^A-Za-z0-9.~+-]/_}
kernel=$source.$flavour.$(sum "$here/base.config" "$here/$flavour.config")
mkdir -p -- "$kernels"
# One unpacks, or installs, and one builds a kernel.
exec 8>"$source.lock"
flock 8
install_tools
if [[ ! -e $source ]]; then
    run_logged "unpacking $package" unpack "$package" "$source" 8>&-
fi
exec 8>"$kernel.lock"
flock 8
if [[ ! -e $kernel/linux ]]; then
    say "building $package ($flavour) ..."
    run_logged "the build of $package" build_kernel "$source" "$kernel" 8>&-
    echo "$version" >"$kernel/release"
fi
wanted=$(sum "$here"/../module/*)
if [[ $(cat -- "$kernel/module.sum" 2>/dev/null) != "$wanted" ]]; then
    run_logged "the build of the module" build_module "$kernel" 8>&-
    echo "$wanted" >"$kernel/module.sum"
fi
echo "$kernel"
