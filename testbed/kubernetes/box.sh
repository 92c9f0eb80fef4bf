# Shell functions for the box that a cluster lives in: namespaces of its own for processes, mounts and network. Sourced by
# testbed/cluster, never run; needs bash and root.
#
# The first process of a process namespace takes all others with it when it is killed, a namespace of mounts its mounts,
# and one of networks its interfaces, routes and firewall chains. So nothing of a cluster outlives it, whatever happened,
# nothing of the host is changed, and several clusters run side by side: each has the usual ports and paths for itself.
# shellcheck shell=bash

# A cluster has a number N: its link to the host is the interface LINK_NAME+N, its addresses are these.
LINK_NAME=mysqlclone
HOST_ADDRESS=10.213.%d.1
NODE_ADDRESS=10.213.%d.2
POD_NETWORK=10.214.%d.0/24
SERVICE_NETWORK=10.215.%d.0/24

# Fills in the number of this cluster.
#   address "$NODE_ADDRESS"
address() {
  # shellcheck disable=SC2059 # the constants above
  printf "$1\n" "$(<"$STATE/number")"
}

check_host() {
  local program
  ((EUID == 0)) || fail "a cluster needs root for its namespaces and mounts: run as root, or use a machine with a Docker engine."
  for program in unshare:util-linux nsenter:util-linux ip:iproute2 openssl:openssl pgrep:procps; do
    command -v "${program%:*}" >/dev/null || fail "the program ${program%:*} is missing: install the package ${program#*:}."
  done
}

# Makes the box and connects it with the host.
make_box() {
  mkdir -p "$STATE/run" "$STATE/log"
  # Without the caller's locks and pipes, which would live as long as the box. The program "pause" collects the orphans.
  # shellcheck disable=SC2016 # for the shell that becomes unshare
  detached setsid --fork sh -c 'echo $$ >"$0"; exec "$@"' "$STATE/launcher" unshare --net --mount --pid --ipc --uts --fork --mount-proc \
    --kill-child "$(programs_entry)/bin/pause" >"$STATE/log/box.log" 2>&1
  wait_for "namespaces, which root cannot make on every machine" 30 box_made
  connect_box "$(box_process)"
  in_box bash -euc "$(declare -f prepare_mounts); prepare_mounts \"\$@\"" - "$STATE"
}

# Whether the first process in the box runs; notes its id and when it was started.
box_made() {
  local box
  [[ -s $STATE/launcher ]] && box=$(pgrep -P "$(<"$STATE/launcher")" -x pause) && printf '%s %s\n' "$box" "$(started "$box")" >"$STATE/box"
}

# A pair of virtual interfaces; the one that is made first has the number.
connect_box() {
  local box=$1 number
  for ((number = 0; number < 64; number++)); do
    ip link add "$LINK_NAME$number" type veth peer name eth0 netns "$box" 2>"$STATE/log/link.log" && break
  done
  ((number < 64)) || fail "cannot make a network interface $LINK_NAME<number>: $(<"$STATE/log/link.log")"
  echo "$number" >"$STATE/number"
  ip address add "$(address "$HOST_ADDRESS")/24" dev "$LINK_NAME$number"
  ip link set "$LINK_NAME$number" up
  in_box ip link set lo up
  in_box ip address add "$(address "$NODE_ADDRESS")/24" dev eth0
  in_box ip link set eth0 up
  in_box ip route add default via "$(address "$HOST_ADDRESS")"
  in_box sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'
  # So that tests on the host reach pods and services directly.
  ip route add "$(address "$POD_NETWORK")" via "$(address "$NODE_ADDRESS")"
  ip route add "$(address "$SERVICE_NETWORK")" via "$(address "$NODE_ADDRESS")"
}

# Runs in the box; gets the state directory.
prepare_mounts() {
  local directory file
  # Containers may ask for mounts that travel between them and the node.
  mount --make-rshared /
  for directory in /run /var/log; do
    mount -t tmpfs tmpfs "$directory"
  done
  # A kubelet sets these parameters of the whole machine's kernel: here it writes into copies.
  mkdir /run/parameters
  for file in vm/overcommit_memory vm/panic_on_oom kernel/panic kernel/panic_on_oops kernel/keys/root_maxkeys kernel/keys/root_maxbytes; do
    cat "/proc/sys/$file" >"/run/parameters/${file##*/}"
    mount --bind "/run/parameters/${file##*/}" "/proc/sys/$file"
  done
  # No registry can be reached from here: names shall fail at once instead of after a while.
  : >"$1/resolv.conf"
  mount --bind "$1/resolv.conf" /etc/resolv.conf
}

# Runs a command in the box.
in_box() {
  local box
  box=$(box_process) || fail "the cluster '$NAME' is not running: start it with testbed/cluster up."
  nsenter --target "$box" --net --mount --pid --ipc --uts -- env -i "${BOX_ENVIRONMENT[@]}" "$@"
}

# Starts a program of the cluster in the box; its output goes to log/NAME.log.
#   start_program kubelet "$bin/kubelet" --config=...
start_program() {
  local name=$1
  shift
  # shellcheck disable=SC2016 # for the shell in the box
  detached in_box sh -c 'log=$1 pid=$2; shift 2; "$@" >>"$log" 2>&1 </dev/null & echo $! >"$pid"' - "$STATE/log/$name.log" "$STATE/run/$name" "$@"
}

# Whether a program of the cluster runs.
runs() {
  [[ -r $STATE/run/$1 ]] && in_box kill -0 "$(<"$STATE/run/$1")" 2>/dev/null
}

# Runs a command without input and with nothing open that this script has open.
detached() (
  for descriptor in /proc/self/fd/*; do
    descriptor=${descriptor##*/}
    ((descriptor <= 2)) || eval "exec $descriptor>&-"
  done
  "$@" </dev/null
)

# Prints the id of the first process in the box; fails when it does not run.
box_process() {
  local box began
  [[ -r $STATE/box ]] && read -r box began <"$STATE/box" && [[ $(started "$box") == "$began" ]] && echo "$box"
}

# Prints when a process was started, which makes its id unique; nothing when there is no such process.
started() {
  local stat
  { stat=$(<"/proc/$1/stat"); } 2>/dev/null || return 0
  # The name is in parentheses and can hold anything; the 20th field behind it is meant.
  # shellcheck disable=SC2086 # words
  set -- ${stat##*) }
  echo "${20}"
}

# Ends everything in the box and waits until it is gone.
end_box() {
  local box number
  if box=$(box_process); then
    kill -KILL "$box"
    wait_for "the processes of the cluster to end" 60 no_process "$box"
  fi
  if [[ -r $STATE/number ]]; then
    number=$(<"$STATE/number")
    wait_for "the network interface to go" 60 no_link "$LINK_NAME$number"
  fi
}

no_process() { [[ ! -d /proc/$1 ]]; }
no_link() { ! ip link show "$1" >/dev/null 2>&1; }

# Waits until a command succeeds.
#   wait_for "the API server to be ready" 60 api_server_ready
wait_for() {
  local what=$1 limit=$2 began=$SECONDS
  shift 2
  until "$@"; do
    ((SECONDS - began < limit)) || fail "waited in vain for $what ($limit s); logs are in $STATE/log."
    sleep 0.1
  done
}
