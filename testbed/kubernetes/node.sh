# Shell functions that start and stop the cluster's nodes: containerd, kubelet, kube-proxy and what enforces
# NetworkPolicies. Sourced by testbed/cluster, never run; needs bash.
#
# They work on the node NODE, in whose box they are by on_node. The first node is in the cluster's own box.
# shellcheck shell=bash

PAUSE_IMAGE=localhost/pause:1

POLICY_QUEUE=100

# The most nodes that a cluster can have: its pods' addresses are divided among them.
MOST_NODES=4

# Names the nodes of a cluster with this number of them, for all that follows.
name_nodes() {
  local number
  for ((number = 1; number <= $1; number++)); do
    mkdir -p "$STATE/nodes/node-$number"
  done
}

# Prints the names of the cluster's nodes: node-1, node-2 and so on.
nodes() {
  ls "$STATE/nodes"
}

# Runs a function for a node.
#   on_node node-2 start_node
on_node() {
  local NODE=$1 BOX=$STATE
  [[ $NODE == node-1 ]] || BOX=$STATE/nodes/$NODE
  shift
  "$@"
}

on_each_node() {
  local node
  for node in $(nodes); do
    on_node "$node" "$@"
  done
}

# Prints the node's address.
node_address() {
  local first
  first=$(address "$NODE_ADDRESS")
  echo "${first%.*}.$((${first##*.} + ${NODE#node-} - 1))"
}

# Prints the addresses of the node's pods: all, or a quarter of them.
node_pods() {
  local network
  network=$(address "$POD_NETWORK")
  if (($(nodes | wc -l) == 1)); then
    echo "$network"
  else
    echo "${network%.*}.$(((${NODE#node-} - 1) * 64))/26"
  fi
}

# Writes the configuration of all programs of the node.
configure_node() {
  local state=$STATE/nodes/$NODE
  mkdir -p "$state/cni" "$state/pod-logs" "$state/kubelet" "$state/containerd"
  containerd_configuration >"$state/containerd.toml"
  network_configuration >"$state/cni/10-pods.conflist"
  kubelet_configuration >"$state/kubelet.yaml"
  proxy_configuration >"$state/kube-proxy.yaml"
}

# A process may not lower its own OOM score without CAP_SYS_RESOURCE, which a machine that is itself a container lacks.
containerd_configuration() {
  cat <<END
version = 2
root = "$STATE/nodes/$NODE/containerd"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "$PAUSE_IMAGE"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "$PACKAGES_ENTRY/usr/lib/cni"
    conf_dir = "$STATE/nodes/$NODE/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "$(snapshotter)"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        BinaryName = "$PACKAGES_ENTRY/bin/runc"
END
}

# Copies instead of overlays when the state directory is itself on an overlay, as in a container.
snapshotter() {
  local trial=$STATE/nodes/$NODE/overlay-trial
  mkdir -p "$trial"/{lower,upper,work,merged}
  if in_box mount -t overlay overlay -o "lowerdir=$trial/lower,upperdir=$trial/upper,workdir=$trial/work" "$trial/merged" 2>/dev/null; then
    in_box umount "$trial/merged"
    echo overlayfs
  else
    echo native
  fi
  rm -rf "$trial"
}

# Each pod has a link of its own to the node, which routes: so services work between pods without bridge filtering.
network_configuration() {
  cat <<END
{
  "cniVersion": "0.4.0",
  "name": "pods",
  "plugins": [
    {
      "type": "ptp",
      "ipMasq": false,
      "ipam": {"type": "host-local", "dataDir": "/run/cni", "ranges": [[{"subnet": "$(node_pods)"}]], "routes": [{"dst": "0.0.0.0/0"}]}
    },
    {"type": "portmap", "capabilities": {"portMappings": true}}
  ]
}
END
}

kubelet_configuration() {
  cat <<END
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
authentication: {anonymous: {enabled: false}, webhook: {enabled: false}, x509: {clientCAFile: $STATE/certificates/ca.crt}}
authorization: {mode: AlwaysAllow}
cgroupDriver: cgroupfs
cgroupRoot: /$CGROUP/$NODE
failCgroupV1: false
failSwapOn: false
enforceNodeAllocatable: []
evictionHard: {memory.available: 50Mi, nodefs.available: 1%, nodefs.inodesFree: 1%, imagefs.available: 1%}
imageGCHighThresholdPercent: 100
imageGCLowThresholdPercent: 99
clusterDomain: cluster.local
clusterDNS: ["$(address "$NODE_ADDRESS")"]
resolvConf: $STATE/resolv.conf
podLogsDir: $STATE/nodes/$NODE/pod-logs
nodeStatusUpdateFrequency: 4s
nodeLeaseDurationSeconds: 20
END
}

proxy_configuration() {
  cat <<END
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: iptables
clientConnection: {kubeconfig: $STATE/kube-proxy.kubeconfig}
hostnameOverride: $NODE
clusterCIDR: $(address "$POD_NETWORK")
# The connection table is the whole machine's.
conntrack: {maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
END
}

# The cgroups that the kubelets put their own into.
make_cgroups() {
  local hierarchy group file
  for hierarchy in $(cgroup_hierarchies); do
    for group in "$CGROUP" $(nodes | sed "s,^,$CGROUP/,"); do
      mkdir -p "$hierarchy/$group"
      # A cpuset of the first version starts without processors and memory.
      for file in cpuset.mems cpuset.cpus; do
        [[ -e $hierarchy/cgroup.controllers || ! -e $hierarchy/$file ]] || cat "$hierarchy/$file" >"$hierarchy/$group/$file"
      done
    done
  done
}

remove_cgroups() {
  local hierarchy
  for hierarchy in $(cgroup_hierarchies); do
    [[ ! -d $hierarchy/$CGROUP ]] || find "$hierarchy/$CGROUP" -depth -type d -exec rmdir {} +
  done
}

cgroup_hierarchies() {
  awk '$3 == "cgroup" || $3 == "cgroup2" {print $2}' /proc/mounts
}

start_containerd() {
  start_program "$NODE-containerd" containerd --config "$STATE/nodes/$NODE/containerd.toml" --log-level warn
  wait_for "containerd" 60 containerd_ready
}

containerd_ready() {
  runs "$NODE-containerd" || fail "containerd ended: $(tail -n 3 "$STATE/log/$NODE-containerd.log")"
  cluster_ctr version >/dev/null 2>&1
}

cluster_ctr() {
  in_box ctr -n k8s.io "$@"
}

load_image() {
  cluster_ctr images import - <"$1" >"$STATE/log/$NODE-import.log" 2>&1 ||
    fail "containerd did not take $1: $(tail -n 1 "$STATE/log/$NODE-import.log")"
}

# Starts what is not running of the node, and does not wait for it.
start_node() {
  [[ $NODE == node-1 ]] || connect_node
  runs "$NODE-containerd" || start_containerd
  runs "$NODE-kube-proxy" || start_program "$NODE-kube-proxy" kube-proxy --config="$STATE/nodes/$NODE/kube-proxy.yaml"
  divert_connections
  runs "$NODE-netpol" || start_program "$NODE-netpol" netpol --kubeconfig="$STATE/admin.kubeconfig" --node="$NODE" --queue="$POLICY_QUEUE"
  runs "$NODE-kubelet" || start_program "$NODE-kubelet" kubelet --config="$STATE/nodes/$NODE/kubelet.yaml" \
    --kubeconfig="$STATE/$NODE.kubeconfig" --root-dir="$STATE/nodes/$NODE/kubelet" --cert-dir="$STATE/nodes/$NODE/kubelet/pki" \
    --hostname-override="$NODE" --node-ip="$(node_address)" --node-labels="topology.kubernetes.io/zone=zone-${NODE#node-}"
}

# Has the policies' controller decide about each new connection that leaves the node or passes it, when the addresses of
# services have been replaced by those of pods. As everywhere, what the node's own programs ask of pods is not asked about:
# a kubelet's probes, for example. Until the controller is there all is let through.
divert_connections() {
  local -a rule=(POSTROUTING -m conntrack --ctstate NEW -m owner ! --uid-owner 0 -j NFQUEUE --queue-num "$POLICY_QUEUE" --queue-bypass)
  in_box iptables -t mangle -C "${rule[@]}" 2>/dev/null || in_box iptables -t mangle -A "${rule[@]}"
}

# Waits until the node has said after a time that it is ready.
await_node() {
  wait_for "the node $NODE to be ready" 120 node_ready_since "$1"
}

# Whether the node said so after a time: what it said before it was stopped stands for a while.
node_ready_since() {
  local ready heard
  runs "$NODE-kubelet" || fail "the kubelet ended: $(tail -n 3 "$STATE/log/$NODE-kubelet.log")"
  read -r ready heard < <(cluster_kubectl get node "$NODE" \
    -o 'jsonpath={range .status.conditions[?(@.type=="Ready")]}{.status} {.lastHeartbeatTime}{end}' 2>/dev/null) || true
  [[ $ready == True && $heard > $1 ]]
}

await_containers() {
  wait_for "the kubelet of $NODE to notice the containers that ended" 120 reported_containers_run
}

# Whether the containers that the API server takes for running do run.
reported_containers_run() {
  local reported running container
  reported=$(cluster_kubectl get pods --all-namespaces --field-selector "spec.nodeName=$NODE" \
    -o 'jsonpath={range .items[*].status.containerStatuses[?(@.state.running)]}{.containerID}{"\n"}{end}') || return
  running=$(cluster_ctr tasks list --quiet) || return
  for container in $reported; do
    [[ $running == *"${container#containerd://}"* ]] || return 1
  done
}

# As a power failure: the node's programs and all containers end at once, and nobody tells the API server. Nor does a further
# node tell anybody else: its link is cut first. The first one's is the control plane's too.
stop_node() {
  local program
  [[ $NODE == node-1 ]] || in_box ip link set eth0 down
  for program in kubelet containerd; do
    ! runs "$NODE-$program" || in_box kill -KILL "$(<"$STATE/run/$NODE-$program")"
  done
  # Not those of further nodes, whose processes can be seen from the first.
  in_box pkill -KILL --ns 1 --nslist pid -f "^$PACKAGES_ENTRY/usr/bin/containerd-shim" || true
  kill_containers
}

kill_containers() {
  local process processes
  while processes=$(container_processes) && [[ -n $processes ]]; do
    for process in $processes; do
      kill -KILL "$process" 2>/dev/null || true
    done
    sleep 0.1
  done
}

# The ids, as seen from outside the box, of the processes in the kubelet's cgroups.
container_processes() {
  local hierarchy
  for hierarchy in $(cgroup_hierarchies); do
    [[ ! -d $hierarchy/$CGROUP/$NODE ]] || find "$hierarchy/$CGROUP/$NODE" -name cgroup.procs -exec cat {} + 2>/dev/null
  done | sort -un
}

# Has the pods of the node leave it, and no other come.
drain_node() {
  cluster_kubectl drain "$NODE" --ignore-daemonsets --delete-emptydir-data --force --timeout=5m >&2
}
