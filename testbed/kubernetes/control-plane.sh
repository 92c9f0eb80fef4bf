# Shell functions that start etcd, the control plane and the names' server. Sourced by testbed/cluster, never run; needs
# bash.
# shellcheck shell=bash

# After which a node that says nothing is taken for lost: half of the default, as tests wait for it.
NODE_SILENCE=24s

# A certificate authority, and certificates with the names that Kubernetes' roles are bound to.
make_certificates() {
  local service node
  service=$(address "$SERVICE_NETWORK")
  service=${service%.*}.1
  mkdir -p "$STATE/certificates"
  (
    cd "$STATE/certificates" || exit
    openssl ecparam -name prime256v1 -genkey -noout -out ca.key
    openssl req -x509 -new -key ca.key -days 365 -subj /CN=cluster-ca -out ca.crt
    openssl ecparam -name prime256v1 -genkey -noout -out service-accounts.key
    openssl ec -in service-accounts.key -pubout -out service-accounts.pub
    certificate kube-apiserver /CN=kube-apiserver \
      "DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local,DNS:localhost,IP:127.0.0.1,IP:$service,IP:$(address "$NODE_ADDRESS")"
    certificate admin /O=system:masters/CN=admin
    certificate kube-controller-manager /CN=system:kube-controller-manager
    certificate kube-scheduler /CN=system:kube-scheduler
    certificate kube-proxy /CN=system:kube-proxy
    for node in $(nodes); do
      certificate "$node" "/O=system:nodes/CN=system:node:$node"
    done
  ) >"$STATE/log/openssl.log" 2>&1 || fail "openssl could not make the cluster's certificates: $(tail -n 3 "$STATE/log/openssl.log")"
}

# Makes NAME.key and NAME.crt in the current directory. The key is in the older form, whose first line tells that it is of
# an elliptic curve: some clients look there.
#   certificate NAME SUBJECT [ALTERNATIVE-NAMES]
certificate() {
  openssl ecparam -name prime256v1 -genkey -noout -out "$1.key" || return
  openssl req -new -key "$1.key" -subj "$2" -out "$1.csr" || return
  openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 365 -out "$1.crt" \
    -extfile <(echo "subjectAltName = ${3:-DNS:$1}")
}

# Prints a kubeconfig that needs no other file.
#   kubeconfig CERTIFICATE-NAME
kubeconfig() {
  local directory=$STATE/certificates
  cat <<END
apiVersion: v1
kind: Config
current-context: $NAME
contexts: [{name: $NAME, context: {cluster: $NAME, user: $1}}]
clusters:
  - name: $NAME
    cluster:
      server: https://$(address "$NODE_ADDRESS"):6443
      certificate-authority-data: $(base64 -w 0 "$directory/ca.crt")
users:
  - name: $1
    user:
      client-certificate-data: $(base64 -w 0 "$directory/$1.crt")
      client-key-data: $(base64 -w 0 "$directory/$1.key")
END
}

write_kubeconfigs() {
  local user
  for user in admin kube-controller-manager kube-scheduler kube-proxy $(nodes); do
    (umask 077 && kubeconfig "$user" >"$STATE/$user.kubeconfig")
  done
}

# etcd's data is in memory: a cluster for tests needs no state that outlives it, and no wait for a disk.
start_etcd() {
  start_program etcd etcd --data-dir=/run/etcd --listen-client-urls=http://127.0.0.1:2379 \
    --advertise-client-urls=http://127.0.0.1:2379 --listen-peer-urls=http://127.0.0.1:2380 --log-level=warn
}

start_api_server() {
  local pki=$STATE/certificates
  start_program kube-apiserver kube-apiserver --etcd-servers=http://127.0.0.1:2379 \
    --advertise-address="$(address "$NODE_ADDRESS")" --service-cluster-ip-range="$(address "$SERVICE_NETWORK")" \
    --client-ca-file="$pki/ca.crt" --tls-cert-file="$pki/kube-apiserver.crt" --tls-private-key-file="$pki/kube-apiserver.key" \
    --service-account-issuer=https://kubernetes.default.svc.cluster.local \
    --service-account-key-file="$pki/service-accounts.pub" --service-account-signing-key-file="$pki/service-accounts.key" \
    --kubelet-client-certificate="$pki/admin.crt" --kubelet-client-key="$pki/admin.key" \
    --kubelet-preferred-address-types=InternalIP \
    --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction --allow-privileged=true --profiling=false
}

api_server_ready() {
  runs kube-apiserver || fail "the API server ended: $(tail -n 3 "$STATE/log/kube-apiserver.log")"
  cluster_kubectl get --raw /readyz >/dev/null 2>&1
}

start_controllers() {
  local pki=$STATE/certificates
  start_program kube-controller-manager kube-controller-manager --kubeconfig="$STATE/kube-controller-manager.kubeconfig" \
    --leader-elect=false --use-service-account-credentials --profiling=false \
    --service-account-private-key-file="$pki/service-accounts.key" --root-ca-file="$pki/ca.crt" \
    --node-monitor-grace-period="$NODE_SILENCE" --node-monitor-period=2s
  start_program kube-scheduler kube-scheduler --kubeconfig="$STATE/kube-scheduler.kubeconfig" --leader-elect=false --profiling=false
}

# Names outlive a node, as where there are several of these servers.
start_names() {
  cat >"$STATE/Corefile" <<END
.:53 {
  bind $(address "$NODE_ADDRESS")
  errors
  kubernetes cluster.local in-addr.arpa {
    kubeconfig $STATE/admin.kubeconfig
  }
}
END
  start_program coredns coredns -conf "$STATE/Corefile"
}

cluster_kubectl() {
  "$(programs_entry)/bin/kubectl" --kubeconfig="$STATE/admin.kubeconfig" "$@"
}
