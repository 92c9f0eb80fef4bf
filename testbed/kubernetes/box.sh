# Shell functions for the box that a cluster lives in: namespaces of its own for processes, mounts and network. Sourced by
# testbed/cluster, never run; needs bash and root.
#
# The first process of a process namespace takes all others with it when it is killed, a namespace of mounts its mounts,
# and one of networks its interfaces, routes and firewall chains. So nothing of a cluster outlives it, whatever happened,
# nothing of the host is changed, and several clusters run side by side: each has the usual ports and paths for itself.
#
# The control plane and the first node share the cluster's box. Each further node has a box in that box, linked with it as
# with a router. What works "in the box" works in that of BOX, a directory that knows its processes.
# shellcheck shell=bash

# A cluster has a number N: its link to the host is the interface LINK_NAME+N, its addresses are these. Further nodes have
# the addresses that follow NODE_ADDRESS.
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

# Makes the cluster's box and connects it with the host.
make_box() {
  mkdir -p "$STATE/run" "$STATE/log"
  unshare_box
  connect_box "$(box_process)"
  in_box bash -euc "$(declare -f prepare_mounts); prepare_mounts \"\$@\"" - "$STATE"
}

# Starts the first process of BOX in namespaces of its own; by a command before it those lie within the namespaces that
# the command enters.
#   unshare_box [COMMAND...]
unshare_box() {
  mkdir -p "$BOX"
  # Without the caller's locks and pipes, which would live as long as the box. The program "pause" collects the orphans;
  # it is known by its argument.
  detached "$@" setsid --fork unshare --net --mount --pid --ipc --uts --fork --mount-proc --kill-child \
    "$(programs_entry)/bin/pause" "$BOX" >"$BOX/box.log" 2>&1
  wait_for "namespaces, which root cannot make on every machine" 30 box_made
}

# Whether the first process in the box runs; notes its id, as seen from the host, and when it was started.
box_made() {
  local process argument
  for process in $(pgrep -x pause || true); do
    { argument=$(tr '\0' '\n' <"/proc/$process/cmdline" | tail -n 1); } 2>/dev/null || continue
    [[ $argument == "$BOX" ]] && printf '%s %s\n' "$process" "$(started "$process")" >"$BOX/box" && return
  done
  return 1
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
  # Further nodes are behind the first; the host asks for them by name.
  in_box sh -c 'echo 1 >/proc/sys/net/ipv4/conf/eth0/proxy_arp'
  # So that tests on the host reach pods and services directly.
  ip route add "$(address "$POD_NETWORK")" via "$(address "$NODE_ADDRESS")"
  ip route add "$(address "$SERVICE_NETWORK")" via "$(address "$NODE_ADDRESS")"
}

# Makes the box of a further node, in the cluster's, and connects the two.
make_node_box() {
  unshare_box in_box_of "$(BOX=$STATE box_process)"
  # Only its network is entered: processes have other ids in the box.
  nsenter --target "$(BOX=$STATE box_process)" --net ip link add "$NODE" type veth peer name eth0 netns "$(box_process)"
  in_box bash -euc "$(declare -f prepare_mounts); prepare_mounts \"\$@\"" - "$STATE"
}

# Connects the box of a further node with the cluster's, or connects it again.
connect_node() {
  local first own
  first=$(address "$NODE_ADDRESS")
  own=$(node_address)
  in_box ip link set lo up
  in_box ip address replace "$own/32" dev eth0
  in_box ip link set eth0 up
  in_box ip route replace "$first" dev eth0 scope link
  in_box ip route replace default via "$first"
  in_box sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'
  BOX=$STATE in_box ip link set "$NODE" up
  BOX=$STATE in_box ip route replace "$own" dev "$NODE" src "$first"
  BOX=$STATE in_box ip route replace "$(node_pods)" via "$own" dev "$NODE" src "$first"
}

# Runs in the box; gets the state directory.
prepare_mounts() {
  local directory file
  # Containers may ask for mounts that travel between them and the node.
  mount --make-rshared /
  # A kubelet's socket for plugins is in /var/lib/kubelet, wherever it is told to have its files.
  mkdir -p /var/lib/kubelet
  for directory in /run /var/log /var/lib/kubelet; do
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
  in_box_of "$box" "$@"
}

# Runs a command in the box whose first process is $1.
in_box_of() {
  nsenter --target "$1" --net --mount --pid --ipc --uts -- env -i "${BOX_ENVIRONMENT[@]}" "${@:2}"
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
  [[ -r $BOX/box ]] && read -r box began <"$BOX/box" && [[ $(started "$box") == "$began" ]] && echo "$box"
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
    # Connections that were not closed keep their network, which nobody can see any more, for a minute or two.
    ip link delete "$LINK_NAME$number" 2>/dev/null || true
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
