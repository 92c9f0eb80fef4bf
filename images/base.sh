# Shell functions that make what both images stand on: the C library, busybox and a Java runtime. Sourced by images/build
# after testbed/lib.sh and testbed/debian.sh, never run; needs bash, no root, no Docker, and images_program.
# shellcheck shell=bash

BASE_SUITE=trixie
# A shell and its tools for the agent's launcher and for kubectl exec; the C.UTF-8 locale is in libc-bin. Of time zones the
# Java runtime has its own.
BASE_PACKAGES=(base-files busybox ca-certificates gcc-14-base libc6 libc-bin libgcc-s1)
BUSYBOX_LINKS=(cat cut date df du env false find free grep head hostname id kill less ls mkdir mv nslookup ps readlink rm
  rmdir sed sh sleep sort stat sync tail top touch tr true wc wget xargs)
# What jdeps says of the class paths of both images, without java.desktop and java.sql, which Jackson only looks for.
JRE_MODULES=java.base,java.logging,java.management,java.naming,java.security.jgss,java.xml,jdk.crypto.cryptoki,jdk.httpserver,jdk.management,jdk.net,jdk.unsupported,jdk.zipfs
# The time of every file in the images, and so of those that an AOT cache looks at.
# shellcheck disable=SC2034 # read by images/build
SOURCE_DATE_EPOCH=1767225600

# shellcheck disable=SC2034 # read by debian.sh
DEBIAN_ALTERNATIVE="build the images with Docker or Podman and images/Containerfile"

# The entry of the cache is named for all that goes into it, but for what the mirror has today.
base_entry() {
  local made_of
  made_of=$(cat "${BASH_SOURCE[0]}" "$JAVA_HOME/release" | sha256sum)
  printf '%s/image-base-%s-%s-%s\n' "$CACHE_DIR" "$BASE_SUITE" "$(uname -m)" "${made_of:0:12}"
}

# The architecture's name in images and in Debian.
architecture() {
  case $(uname -m) in
    x86_64) echo amd64 ;;
    aarch64) echo arm64 ;;
    *) uname -m ;;
  esac
}

# Makes base.tar, a docker-archive of two layers, and root/, which holds the same files, in the cache, unless they are
# there. "fresh" makes them anew, from the packages that the mirror has now.
make_base() {
  local entry work
  entry=$(base_entry)
  mkdir -p "$CACHE_DIR" 2>/dev/null || fail "cannot make the cache directory $CACHE_DIR."
  exec 9>"$entry.lock"
  flock --nonblock 9 || {
    say "    another run is making it already; waiting for it"
    flock 9
  }
  [[ ${1:-} != fresh ]] || rm -rf "$entry"
  if [[ ! -d $entry ]]; then
    # What a killed run left; nobody else works here while the lock is held.
    rm -rf "$entry".making.*
    work=$(mktemp -d "$entry.making.XXXXXX")
    # shellcheck disable=SC2064 # the path of now
    trap "rm -rf '$work'" EXIT
    umask 022
    unpack_packages "$work" "$BASE_SUITE,$BASE_SUITE-security" alone "${BASE_PACKAGES[@]}" || exit
    complete_root "$work" && link_runtime "$work" && archive_base "$work" || exit
    mkdir "$work/entry" && mv "$work/root" "$work/base.tar" "$work/entry" && mv "$work/entry" "$entry" || exit
    rm -rf "$work"
    trap - EXIT
  fi
  exec 9>&-
  say "    $entry, of $(date -r "$entry" +%Y-%m-%d); --fresh-base takes newer packages"
}

# What Debian's installer would have done in $1/root, and less: no manuals, no character sets but UTF-8.
complete_root() {
  local root=$1/root package name link
  rm -rf "$root"/usr/lib/*/gconv "$root"/usr/share/{bash-completion,bug,initramfs-tools,lintian} "${root:?}"/{boot,home,media,mnt,srv}
  mkdir -p "$root/var/lib/dpkg/status.d"
  for package in "$1"/cache/archives/*.deb; do
    name=$(dpkg-deb -f "$package" Package)
    # The license stays with what it is of; scanners for vulnerabilities read the rest.
    dpkg-deb --fsys-tarfile "$package" | tar -x -C "$root" --no-recursion "./usr/share/doc/$name" "./usr/share/doc/$name/copyright" 2>/dev/null
    dpkg-deb -f "$package" >"$root/var/lib/dpkg/status.d/$name" || return
  done
  for link in "${BUSYBOX_LINKS[@]}"; do
    [[ -e $root/usr/bin/$link ]] || ln -s busybox "$root/usr/bin/$link"
  done
  printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"
  printf '%s\n' root:x:0:0:root:/root:/sbin/nologin nonroot:x:65532:65532:nonroot:/nonexistent:/sbin/nologin \
    mysql:x:999:999:mysql:/nonexistent:/sbin/nologin >"$root/etc/passwd"
  printf '%s\n' root:x:0: nonroot:x:65532: mysql:x:999: >"$root/etc/group"
}

# A runtime of the modules that are needed, from the JDK that builds: the AOT caches are made for this very one.
link_runtime() {
  say "    linking a Java runtime from $JAVA_HOME"
  "$JAVA_HOME/bin/jlink" --add-modules "$JRE_MODULES" --strip-java-debug-attributes --no-header-files --no-man-pages \
    --output "$1/root/opt/java" >&2 || return
  rm -rf "$1"/root/opt/java/{bin/jwebserver,bin/keytool,lib/jrt-fs.jar,lib/classlist}
  # Debian's authorities, not those of this machine, to which somebody may have added one.
  images_program trust-store --certificates "$1/root/usr/share/ca-certificates/mozilla" --out "$1/root/opt/java/lib/security/cacerts" || return
  rm -rf "$1"/root/usr/share/ca-certificates "$1"/root/etc/{ca-certificates,ssl} "$1"/root/usr/sbin/update-ca-certificates
}

# Packs $1/root into $1/base.tar, as `docker save` does.
archive_base() {
  local work=$1 root=$1/root pack system runtime
  pack=(tar --sort=name --format=gnu --numeric-owner --owner=0 --group=0 --mtime="@$SOURCE_DATE_EPOCH" -C "$root")
  find "$root" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
  mkdir "$work/image"
  "${pack[@]}" --exclude=./opt/java -cf "$work/image/system.tar" . && "${pack[@]}" -cf "$work/image/runtime.tar" ./opt/java || return
  system=$(sha256sum <"$work/image/system.tar") runtime=$(sha256sum <"$work/image/runtime.tar")
  printf '{"architecture":"%s","os":"linux","created":"%s","config":{},"rootfs":{"type":"layers","diff_ids":["sha256:%s","sha256:%s"]},"history":[{"created_by":"Debian %s"},{"created_by":"jlink"}]}' \
    "$(architecture)" "$(date -u -d "@$SOURCE_DATE_EPOCH" +%FT%TZ)" "${system%% *}" "${runtime%% *}" "$BASE_SUITE" >"$work/image/config.json"
  printf '[{"Config":"config.json","RepoTags":null,"Layers":["system.tar","runtime.tar"]}]' >"$work/image/manifest.json"
  tar --sort=name --numeric-owner --owner=0 --group=0 --mtime="@$SOURCE_DATE_EPOCH" -C "$work/image" -cf "$work/base.tar" \
    config.json manifest.json system.tar runtime.tar
}
