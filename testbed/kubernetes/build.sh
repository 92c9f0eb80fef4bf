# Shell functions that build the programs of a Kubernetes cluster from their Go modules. Sourced by testbed/cluster after
# lib.sh, never run; needs bash.
# shellcheck shell=bash

KUBERNETES_VERSION=1.34.4
HELM_VERSION=3.19.5
SOURCES=$TESTBED/kubernetes

# What tests of the operator against a bare API server need, and what a whole cluster needs besides.
API_SERVER_PROGRAMS=(kube-apiserver kubectl helm)
NODE_PROGRAMS=(kube-controller-manager kube-scheduler kubelet kube-proxy coredns pause)
# In a module of their own.
POLICY_SOURCES=$SOURCES/netpol
POLICY_PROGRAMS=(netpol)

# Prints the Go package of a program.
go_package() {
  case $1 in
    helm) echo helm.sh/helm/v3/cmd/helm ;;
    coredns | pause) echo "./$1" ;;
    netpol) echo . ;;
    *) echo "k8s.io/kubernetes/cmd/$1" ;;
  esac
}

# The entry of the cache is named for all that goes into the programs; other checkouts can use other ones.
programs_entry() {
  local sources
  sources=$(cd "$SOURCES" && { cat go.mod go.sum && find . -path ./netpol -prune -o -name '*.go' -print | sort | xargs cat; } | sha256sum)
  printf '%s/kubernetes-%s-%s-%s\n' "$CACHE_DIR" "$KUBERNETES_VERSION" "$(uname -m)" "${sources:0:12}"
}

policy_entry() { SOURCES=$POLICY_SOURCES programs_entry; }

# Builds the named programs into the cache unless they are there. A program is moved into place when it is complete.
#   build_programs "about 6 min" kube-apiserver kubectl
build_programs() {
  local expected=$1 entry program work began=$SECONDS
  shift
  local -a missing=() packages=()
  entry=$(programs_entry)
  all_built "$entry" "$@" && return
  check_go
  mkdir -p "$entry/bin" 2>/dev/null || fail "cannot make the cache directory $entry."
  exec 9>"$entry.lock"
  flock --nonblock 9 || {
    say "    another run is building Kubernetes already; waiting for it"
    patiently "still waiting" flock 9
  }
  for program; do
    [[ -x $entry/bin/$program ]] && continue
    missing+=("$program")
    packages+=("$(go_package "$program")")
  done
  if ((${#missing[@]} > 0)); then
    say "    compiling ${missing[*]} $KUBERNETES_VERSION; with nothing cached this takes $expected on two cores"
    # What a killed run left; nobody else works here while the lock is held.
    rm -rf "$entry"/making.*
    work=$(mktemp -d "$entry/making.XXXXXX")
    # shellcheck disable=SC2064 # the path of now
    trap "rm -rf '$work'" EXIT
    patiently "still fetching the sources" fetch_sources "$work" "${packages[@]}" || fail "cannot fetch the Go modules (messages above): is there a network, or a GOPROXY to set?"
    compile "$work" "${packages[@]}" || fail "Kubernetes does not compile (messages above; all of it in $entry/build.log)."
    for program in "${missing[@]}"; do
      mv "$work/bin/$program" "$entry/bin/$program"
    done
    rm -rf "$work"
    say "    built ${missing[*]} in $(duration $((SECONDS - began)))"
  fi
  exec 9>&-
}

all_built() {
  local entry=$1 program
  shift
  for program; do
    [[ -x $entry/bin/$program ]] || return 1
  done
}

check_go() {
  local version
  # Where its own installation puts it.
  PATH=$PATH:/usr/local/go/bin
  version=$(cd "$SOURCES" && go env GOVERSION 2>/dev/null) ||
    fail "no Go on the PATH, or one older than 1.24: it compiles the Kubernetes of the test cluster."
  say "    $version"
}

# Asking for the packages' dependencies fetches the modules they are in, and no other.
fetch_sources() {
  (cd "$SOURCES" && CGO_ENABLED=0 go list -deps "${@:2}") >"$1/packages" 2>"$1/download.log" || {
    tail -n 5 "$1/download.log" >&2
    return 1
  }
}

# Compiles Go packages into $1/bin and says every 15 seconds how far it is.
compile() {
  local work=$1 log=${1%/*}/build.log prefix=k8s.io/component-base/version total status=0 began=$SECONDS compiler
  local -a flags=(
    -s -w
    -X "$prefix.gitVersion=v$KUBERNETES_VERSION" -X "$prefix.gitMajor=1" -X "$prefix.gitMinor=34" -X "$prefix.gitTreeState=clean"
    -X "helm.sh/helm/v3/internal/version.version=v$HELM_VERSION"
    -X "helm.sh/helm/v3/pkg/chartutil.k8sVersionMajor=1" -X "helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor=34"
  )
  shift
  total=$(wc -l <"$work/packages")
  # Programs for tests need no debugging information, and leaving it out and letting the compiler's heap grow saves a
  # fifth of the time.
  (cd "$SOURCES" && CGO_ENABLED=0 GOGC=400 exec nice go build -v -trimpath -gcflags=all=-dwarf=false -ldflags "${flags[*]}" -o "$work/bin/" "$@") 2>"$log" &
  compiler=$!
  while kill -0 "$compiler" 2>/dev/null; do
    sleep 1
    (((SECONDS - began) % 15 == 0)) && say "    $(wc -l <"$log") of at most $total packages ($(duration $((SECONDS - began))))"
  done
  wait "$compiler" || status=$?
  ((status == 0)) || grep -v '^[A-Za-z0-9./_-]*$' "$log" | tail -n 20 >&2
  return "$status"
}

# Prints this machine's architecture as Go and container images name it.
go_architecture() {
  case $(uname -m) in
    x86_64) echo amd64 ;;
    aarch64) echo arm64 ;;
    *) uname -m ;;
  esac
}

# Prints a directory, as the tests' API server wants it, with links to the programs that it starts.
api_server_directory() {
  local entry directory programs
  entry=$(programs_entry)
  directory=${1:-$entry/api-server}
  programs=$directory/k8s/$KUBERNETES_VERSION-linux-$(go_architecture)
  mkdir -p "$programs"
  ln -sfn "$entry/bin/kube-apiserver" "$entry/bin/kubectl" "$PACKAGES_ENTRY/usr/bin/etcd" "$programs/"
  (cd "$directory" && pwd)
}
