# Shell functions that fetch from Debian what a Kubernetes node needs besides Kubernetes. Sourced by testbed/cluster after
# lib.sh and debian.sh, never run; needs bash. Nothing is installed: this machine's containerd, if it has one, and its
# firewall tools stay as they are.
# shellcheck shell=bash

PACKAGES_SUITE=bookworm
PACKAGES=(
  containerd runc libseccomp2 containernetworking-plugins etcd-server busybox-static
  iptables libip4tc2 libip6tc2 libxtables12 libnftnl11 libmnl0 libnfnetlink0 libnetfilter-conntrack3
)
# Raise the last number when the list or the wrappers change: old entries are then left alone and not used.
PACKAGES_ENTRY=$CACHE_DIR/kubernetes-debian-$PACKAGES_SUITE-$(uname -m)-1
# shellcheck disable=SC2034 # read by debian.sh
DEBIAN_ALTERNATIVE="use a machine with a Docker engine"

# Unpacks the packages into the cache unless they are there.
fetch_packages() {
  local work
  [[ -d $PACKAGES_ENTRY ]] && return
  mkdir -p "$CACHE_DIR" 2>/dev/null || fail "cannot make the cache directory $CACHE_DIR."
  exec 9>"$PACKAGES_ENTRY.lock"
  flock --nonblock 9 || {
    say "    another run is fetching them already; waiting for it"
    flock 9
  }
  if [[ ! -d $PACKAGES_ENTRY ]]; then
    # What a killed run left; nobody else works here while the lock is held.
    rm -rf "$PACKAGES_ENTRY".making.*
    work=$(mktemp -d "$PACKAGES_ENTRY.making.XXXXXX")
    # shellcheck disable=SC2064 # the path of now
    trap "rm -rf '$work'" EXIT
    unpack_packages "$work" "$PACKAGES_SUITE" alone "${PACKAGES[@]}" || exit
    wrap "$work/root" usr/sbin/runc
    wrap "$work/root" usr/sbin/xtables-nft-multi iptables iptables-save iptables-restore ip6tables ip6tables-save ip6tables-restore
    chmod 755 "$work/root"
    mv "$work/root" "$PACKAGES_ENTRY"
    rm -rf "$work"
  fi
  exec 9>&-
}

# Puts scripts into $1/bin that run the program $2 with the libraries it was unpacked with; as the subcommands that follow,
# or as itself when none does.
wrap() {
  local root=$1 program=$2 name
  shift 2
  mkdir -p "$root/bin"
  for name in "${@:-}"; do
    cat >"$root/bin/${name:-${program##*/}}" <<'END'
#!/bin/sh
root=$(dirname "$(dirname "$(readlink -f "$0")")")
for libraries in "$root"/usr/lib/*-linux-gnu; do :; done
export LD_LIBRARY_PATH="$libraries" XTABLES_LIBDIR="$libraries/xtables"
END
    # shellcheck disable=SC2016 # for the script
    printf 'exec "$root/%s" %s "$@"\n' "$program" "$name" >>"$root/bin/${name:-${program##*/}}"
    chmod 755 "$root/bin/${name:-${program##*/}}"
  done
}
