# Shell functions that make container images without a container engine. Sourced by testbed/cluster, never run; needs bash.
# shellcheck shell=bash

# The tests' MySQL server is named for its series, and for its exact version as well.
MYSQLD_IMAGE="mysql-clone-operator/mysqld"
MYSQLD_SERIES=9.7

# Packs a directory, whose files become root's, as an archive that docker, containerd and k3s can load.
#   image_archive ARCHIVE DIRECTORY CONFIG-JSON NAME...
image_archive() {
  local archive=$1 directory=$2 config=$3 work names
  shift 3
  work=$(mktemp -d "$archive.XXXXXX")
  tar --create --file "$work/layer.tar" --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 --directory "$directory" .
  printf '{"architecture":"%s","os":"linux","config":%s,"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
    "$(go_architecture)" "$config" "$(sha256sum <"$work/layer.tar" | cut -d ' ' -f 1)" >"$work/config.json"
  names=$(printf '"%s",' "$@")
  printf '[{"Config":"config.json","RepoTags":[%s],"Layers":["layer.tar"]}]' "${names%,}" >"$work/manifest.json"
  tar --create --file "$work/archive" --directory "$work" manifest.json config.json layer.tar
  mv "$work/archive" "$archive"
  rm -rf "$work"
}

# The sandbox of every pod.
pause_image() {
  mkdir -p "$STATE/pause"
  cp "$(programs_entry)/bin/pause" "$STATE/pause/"
  image_archive "$STATE/pause.tar" "$STATE/pause" '{"Entrypoint":["/pause"],"User":"65535:65535"}' "$PAUSE_IMAGE"
}

# Prints the archive with the image of the tests' MySQL server, made from the MySQL that testbed/mysql unpacks.
mysqld_image() {
  local mysql version key archive root
  mysql=$("$TESTBED/mysql" unpack)
  version=$(run_unpacked "$mysql" usr/sbin/mysqld --no-defaults --version | sed -n 's/.* Ver \([0-9.]*\).*/\1/p')
  [[ $version == "$MYSQLD_SERIES".* ]] || fail "the MySQL in $mysql is '$version', not $MYSQLD_SERIES."
  key=$({ declare -f image_archive mysqld_image mysqld_files && cat "$SOURCES/docker-entrypoint.sh" "$mysql/usr/sbin/mysqld"; } | sha256sum)
  archive=$CACHE_DIR/mysqld-image-$version-$(go_architecture)-${key:0:12}.tar
  if [[ ! -e $archive ]]; then
    root=$(mktemp -d "$CACHE_DIR/mysqld-image.making.XXXXXX")
    # shellcheck disable=SC2064 # the path of now
    trap "rm -rf '$root'" EXIT
    mysqld_files "$mysql" "$root"
    image_archive "$archive" "$root" '{
        "Entrypoint": ["docker-entrypoint.sh"], "Cmd": ["mysqld"], "User": "999:999", "WorkingDir": "/",
        "Env": ["PATH=/usr/local/bin:/usr/sbin:/usr/bin"], "ExposedPorts": {"3306/tcp": {}}, "StopSignal": "SIGTERM"
      }' "$MYSQLD_IMAGE:$MYSQLD_SERIES" "$MYSQLD_IMAGE:$version"
    rm -rf "$root"
  fi
  printf '%s\n' "$archive"
}

# Lays the image's files out in $2: the server, its client, their libraries and plugins, and a shell.
mysqld_files() {
  local mysql=$1 root=$2 applet
  local -a directories=(lib share/mysql)
  chmod 755 "$root"
  mkdir -p "$root"/{etc/mysql/conf.d,proc,sys,dev,run,usr/bin,usr/sbin,usr/share,var/lib,docker-entrypoint-initdb.d}
  # Their owner is not known before somebody runs the image.
  install -d -m 1777 "$root"/{tmp,run/mysqld,var/lib/mysql,var/lib/mysql-files}
  ln -s usr/bin "$root/bin"
  ln -s usr/sbin "$root/sbin"
  ln -s usr/lib "$root/lib"
  if [[ -d $mysql/usr/lib64 ]]; then
    directories+=(lib64)
    ln -s usr/lib64 "$root/lib64"
  fi
  ln -s ../run "$root/var/run"
  cp -a "$mysql/usr/sbin/mysqld" "$root/usr/sbin/"
  cp -a "$mysql"/usr/bin/{mysql,mysqladmin} "$root/usr/bin/"
  tar --create --directory "$mysql/usr" --exclude='*/perl*' --exclude='*/gconv' "${directories[@]}" |
    tar --extract --directory "$root/usr"
  cp "$PACKAGES_ENTRY/bin/busybox" "$root/usr/bin/"
  for applet in $("$root/usr/bin/busybox" --list); do
    [[ -e $root/usr/bin/$applet ]] || ln -s busybox "$root/usr/bin/$applet"
  done
  install -D -m 755 "$SOURCES/docker-entrypoint.sh" "$root/usr/local/bin/docker-entrypoint.sh"
  printf 'root:x:0:0:root:/:/bin/sh\nmysql:x:999:999:MySQL:/var/lib/mysql:/bin/false\n' >"$root/etc/passwd"
  printf 'root:x:0:\nmysql:x:999:\n' >"$root/etc/group"
  printf '!includedir /etc/mysql/conf.d/\n' >"$root/etc/my.cnf"
}
