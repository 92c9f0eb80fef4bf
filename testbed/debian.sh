# Shell functions that take packages from a Debian mirror and unpack them, without installing anything. Sourced after
# lib.sh by testbed/mysql and testbed/cluster, never run; needs bash. Environment:
#   DEBIAN_MIRROR   the mirror to take packages from (default: the one in apt's own sources)
# shellcheck shell=bash

DEBIAN_KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

# Prints the addresses of the archives in apt's sources, each once, whichever format they are in; those that are a list of
# mirrors in a file, as in Debian's cloud images, as what the list holds.
mirror_addresses() {
  local address
  # shellcheck disable=SC2016 # a field of apt's
  apt-get --no-release-info indextargets --format '$(REPO_URI)' | while read -r address; do
    address=${address%/}
    case $address in
      mirror+file:*) sed -nE 's,^(https?:[^[:space:]]+[^[:space:]/])/*,\1,p' "${address#mirror+file:}" ;;
      *) printf '%s\n' "$address" ;;
    esac
  done | awk '!seen[$0]++'
}

# Prints the first mirror that has the suite $2. A mirror of Ubuntu often carries Debian too, next door.
debian_mirror() {
  local address
  for address in ${DEBIAN_MIRROR:-$(mirror_addresses | sed -E 'p; s,/ubuntu(-ports)?$,/debian,' | awk '!seen[$0]++')}; do
    if /usr/lib/apt/apt-helper download-file "$address/dists/$2/InRelease" "$1/InRelease" >"$1/mirror.log" 2>&1; then
      grep -q '^Origin: Debian$' "$1/InRelease" && printf '%s\n' "$address" && return
    fi
  done
  return 1
}

# Debian's keys, which a Debian machine has and an Ubuntu machine can have.
debian_keyring() {
  if [[ -r $DEBIAN_KEYRING ]]; then
    printf '%s\n' "$DEBIAN_KEYRING"
    return
  fi
  (cd "$1" && apt-get download debian-archive-keyring >keyring.log 2>&1 && dpkg-deb -x debian-archive-keyring_*.deb keyring) || return 1
  printf '%s\n' "$1/keyring$DEBIAN_KEYRING"
}

# Prints a configuration that keeps apt inside $1. Of the machine's own only the way to download is taken over (proxies and
# the like): its hooks would clean the machine's caches.
apt_configuration() {
  apt-config dump Acquire
  cat <<END
Dir::Etc::Main "/dev/null";
Dir::Etc::Parts "/dev/null";
Dir::Etc::SourceList "$1/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::Etc::Preferences "/dev/null";
Dir::Etc::PreferencesParts "/dev/null";
Dir::State "$1/state";
Dir::State::status "$1/status";
Dir::Cache "$1/cache";
APT::Sandbox::User "$(id -un)";
APT::Install-Recommends "false";
Acquire::Languages "none";
Acquire::Retries "3";
// A mirror that is a snapshot is older than its own date of expiry; the signature is checked all the same.
Acquire::Check-Valid-Until "false";
END
}

# Unpacks packages of a suite into $1/root; "with-libraries" takes also all that they depend on, "alone" only themselves.
# Behind a comma there can be the suite with its security updates, which are taken if a mirror of apt's sources has them.
#   unpack_packages WORK sid with-libraries mysql-server-core
#   unpack_packages WORK trixie,trixie-security alone libc6
# apt works on a state of its own in WORK, as if on a machine where nothing is installed, so it picks the libraries too and
# the machine's own packages do not change.
unpack_packages() (
  work=$1 suite=${2%,*} updates=${2#*,} extent=$3 count=0
  shift 3
  [[ -x /usr/lib/apt/apt-helper && -x $(command -v dpkg-deb) ]] ||
    fail "this is not a Debian or Ubuntu machine, whose tools would fetch $*: $DEBIAN_ALTERNATIVE."
  mirror=$(debian_mirror "$work" "$suite") ||
    fail "none of apt's sources is a reachable Debian mirror with '$suite', which has $*: set DEBIAN_MIRROR to one, or $DEBIAN_ALTERNATIVE."
  keyring=$(debian_keyring "$work") ||
    fail "Debian's archive keys are missing: install the package debian-archive-keyring."
  say "    taking $* from $mirror ($suite)"
  mkdir -p "$work/state/lists/partial" "$work/cache/archives/partial" "$work/root"
  : >"$work/status"
  printf 'deb [signed-by=%s] %s %s main\n' "$keyring" "$mirror" "$suite" >"$work/sources.list"
  if [[ $updates != "$suite" ]]; then
    if mirror=$(debian_mirror "$work" "$updates"); then
      printf 'deb [signed-by=%s] %s %s main\n' "$keyring" "$mirror" "$updates" >>"$work/sources.list"
    else
      say "    without $updates: none of apt's sources has it"
    fi
  fi
  apt_configuration "$work" >"$work/apt.conf"
  export APT_CONFIG=$work/apt.conf
  patiently "still reading the package lists" apt-get -qq update >&2 ||
    fail "apt could not read the package lists of $mirror (its message is above)."
  cd "$work/cache/archives" || exit
  case $extent in
    with-libraries) patiently "still downloading" apt-get -qq --download-only --yes install "$@" >&2 ;;
    alone) patiently "still downloading" apt-get -qq download "$@" >&2 ;;
  esac || fail "apt could not download $* from $mirror (its message is above)."
  for package in ./*.deb; do
    dpkg-deb -x "$package" "$work/root"
    count=$((count + 1))
  done
  say "    unpacked $count packages, $(du -sh "$work/root" | cut -f1)"
  rm -rf "$work/root/usr/share/doc" "$work/root/usr/share/man" "$work/root/usr/share/locale"
)

# Runs a program of an unpacked root with that root's own libraries, whatever this machine has.
#   run_unpacked ROOT usr/sbin/mysqld --version
run_unpacked() {
  local root=$1 program=$2 loader
  shift 2
  loader=$(find "$root/usr/lib64" "$root/lib64" "$root/usr/lib" -maxdepth 2 -name 'ld-linux-*.so.*' 2>/dev/null | head -n 1)
  "$loader" --library-path "$(printf '%s:' "$root"/usr/lib/*-linux-gnu "$root"/usr/lib/mysql/private)" "$root/$program" "$@"
}
