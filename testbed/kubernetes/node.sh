# Shell functions that start and stop the cluster's only node: containerd, kubelet, kube-proxy and the names' server.
# Sourced by testbed/cluster, never run; needs bash.
# shellcheck shell=bash

NODE_NAME=node
PAUSE_IMAGE=localhost/pause:1

# Writes the configuration of all programs of the node.
configure_node() {
  mkdir -p "$STATE/node/cni" "$STATE/node/pod-logs" "$STATE/node/kubelet" "$STATE/node/containerd"
  containerd_configuration >"$STATE/node/containerd.toml"
  network_configuration >"$STATE/node/cni/10-pods.conflist"
  kubelet_configuration >"$STATE/node/kubelet.yaml"
  proxy_configuration >"$STATE/node/kube-proxy.yaml"
  names_configuration >"$STATE/node/Corefile"
}

# A process may not lower its own OOM score without CAP_SYS_RESOURCE, which a machine that is itself a container lacks.
containerd_configuration() {
  cat <<END
version = 2
root = "$STATE/node/containerd"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "$PAUSE_IMAGE"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "$PACKAGES_ENTRY/usr/lib/cni"
    conf_dir = "$STATE/node/cni"
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
  local trial=$STATE/node/overlay-trial
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
      "ipam": {"type": "host-local", "dataDir": "/run/cni", "ranges": [[{"subnet": "$(address "$POD_NETWORK")"}]], "routes": [{"dst": "0.0.0.0/0"}]}
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
cgroupRoot: /$CGROUP
failCgroupV1: false
failSwapOn: false
enforceNodeAllocatable: []
evictionHard: {memory.available: 50Mi, nodefs.available: 1%, nodefs.inodesFree: 1%, imagefs.available: 1%}
imageGCHighThresholdPercent: 100
imageGCLowThresholdPercent: 99
clusterDomain: cluster.local
clusterDNS: ["$(address "$NODE_ADDRESS")"]
resolvConf: $STATE/resolv.conf
podLogsDir: $STATE/node/pod-logs
nodeStatusUpdateFrequency: 4s
END
}

proxy_configuration() {
  cat <<END
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: iptables
clientConnection: {kubeconfig: $STATE/kube-proxy.kubeconfig}
hostnameOverride: $NODE_NAME
clusterCIDR: $(address "$POD_NETWORK")
# The connection table is the whole machine's.
conntrack: {maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
END
}

names_configuration() {
  cat <<END
.:53 {
  bind $(address "$NODE_ADDRESS")
  errors
  kubernetes cluster.local in-addr.arpa {
    kubeconfig $STATE/admin.kubeconfig
  }
}
END
}

# The cgroups that the kubelet puts its own into.
make_cgroups() {
  local hierarchy file
  for hierarchy in $(cgroup_hierarchies); do
    mkdir -p "$hierarchy/$CGROUP"
    # A cpuset of the first version starts without processors and memory.
    for file in cpuset.mems cpuset.cpus; do
      [[ -e $hierarchy/cgroup.controllers || ! -e $hierarchy/$file ]] || cat "$hierarchy/$file" >"$hierarchy/$CGROUP/$file"
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
  start_program containerd containerd --config "$STATE/node/containerd.toml" --log-level warn
  wait_for "containerd" 60 containerd_ready
}

containerd_ready() {
  runs containerd || fail "containerd ended: $(tail -n 3 "$STATE/log/containerd.log")"
  cluster_ctr version >/dev/null 2>&1
}

cluster_ctr() {
  in_box ctr -n k8s.io "$@"
}

start_node() {
  local began
  began=$(date --utc +%FT%TZ)
  runs containerd || start_containerd
  runs coredns || start_program coredns coredns -conf "$STATE/node/Corefile"
  runs kube-proxy || start_program kube-proxy kube-proxy --config="$STATE/node/kube-proxy.yaml"
  runs kubelet || start_program kubelet kubelet --config="$STATE/node/kubelet.yaml" --kubeconfig="$STATE/kubelet.kubeconfig" \
    --root-dir="$STATE/node/kubelet" --hostname-override="$NODE_NAME" --node-ip="$(address "$NODE_ADDRESS")" \
    --cert-dir="$STATE/node/kubelet/pki"
  wait_for "the node to be ready" 120 node_ready_since "$began"
}

# Whether the node said so after a time: what it said before it was stopped stands for a while.
node_ready_since() {
  local ready heard
  runs kubelet || fail "the kubelet ended: $(tail -n 3 "$STATE/log/kubelet.log")"
  read -r ready heard < <(cluster_kubectl get node "$NODE_NAME" \
    -o 'jsonpath={range .status.conditions[?(@.type=="Ready")]}{.status} {.lastHeartbeatTime}{end}' 2>/dev/null) || true
  [[ $ready == True && $heard > $1 ]]
}

# Whether the containers that the API server takes for running do run.
reported_containers_run() {
  local reported running container
  reported=$(cluster_kubectl get pods --all-namespaces \
    -o 'jsonpath={range .items[*].status.containerStatuses[?(@.state.running)]}{.containerID}{"\n"}{end}') || return
  running=$(cluster_ctr tasks list --quiet) || return
  for container in $reported; do
    [[ $running == *"${container#containerd://}"* ]] || return 1
  done
}

# As a power failure: the node's programs and all containers end at once, and nobody tells the API server.
stop_node() {
  local program
  for program in kubelet kube-proxy coredns containerd; do
    ! runs "$program" || in_box kill -KILL "$(<"$STATE/run/$program")"
  done
  # The box has process names for itself.
  in_box pkill -KILL -f "^$PACKAGES_ENTRY/usr/bin/containerd-shim" || true
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
    [[ ! -d $hierarchy/$CGROUP ]] || find "$hierarchy/$CGROUP" -name cgroup.procs -exec cat {} + 2>/dev/null
  done | sort -un
}
