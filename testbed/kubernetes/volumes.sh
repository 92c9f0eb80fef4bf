# Shell functions for a cluster's volumes: directories of the host that pods can claim, each on one node. Sourced by
# testbed/cluster, never run; needs bash.
# shellcheck shell=bash

# Volumes of a node: those of the default StorageClass, and of the class "small", whose volumes have an end: they are in
# memory.
LOCAL_VOLUMES=32
SMALL_VOLUMES=3
SMALL_SIZE=300Mi

# Before there are boxes of further nodes, which take the mounts over: so what empties the volumes sees them too.
make_volume_directories() {
  local node number
  for node in $(nodes); do
    for ((number = 0; number < LOCAL_VOLUMES; number++)); do
      mkdir -p "$STATE/volumes/$node-local-$number"
    done
    for ((number = 0; number < SMALL_VOLUMES; number++)); do
      mkdir -p "$STATE/volumes/$node-small-$number"
      in_box mount -t tmpfs -o "size=${SMALL_SIZE%i}" tmpfs "$STATE/volumes/$node-small-$number"
    done
  done
}

volume_objects() {
  local node number
  storage_class standard true
  storage_class small false
  storage_class made false testbed/directories Delete
  for node in $(nodes); do
    for ((number = 0; number < LOCAL_VOLUMES; number++)); do
      persistent_volume "$node-local-$number" standard 20Gi "$node"
    done
    for ((number = 0; number < SMALL_VOLUMES; number++)); do
      persistent_volume "$node-small-$number" small "$SMALL_SIZE" "$node"
    done
  done
}

#   storage_class NAME DEFAULT [PROVISIONER RECLAIM-POLICY]
storage_class() {
  cat <<END
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: $1, annotations: {storageclass.kubernetes.io/is-default-class: "$2"}}
provisioner: ${3:-kubernetes.io/no-provisioner}
reclaimPolicy: ${4:-Retain}
volumeBindingMode: WaitForFirstConsumer
END
}

# "local" volumes take a pod's fsGroup over, which "hostPath" ones do not.
persistent_volume() {
  cat <<END
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: $1}
spec:
  storageClassName: $2
  capacity: {storage: $3}
  accessModes: [ReadWriteOnce]
  persistentVolumeReclaimPolicy: Retain
  local: {path: $STATE/volumes/$1}
  nodeAffinity:
    required:
      nodeSelectorTerms:
        - matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [$4]}]
END
}

# Empties each volume whose claim was deleted and offers it again; one that was made for its claim goes. Runs in the box as long as the cluster.
#   recycle_volumes VOLUMES-DIRECTORY
recycle_volumes() {
  local name phase
  while sleep 1; do
    kubectl get persistentvolumes --watch --request-timeout=0 -o 'jsonpath={.metadata.name} {.status.phase}{"\n"}' |
      while read -r name phase; do
        # What is heard is late: the volume may have been recycled and claimed meanwhile. Only this loop makes it available.
        [[ $phase == Released && $(kubectl get persistentvolume "$name" -o 'jsonpath={.status.phase}') == Released ]] || continue
        if [[ $name == pvc-* ]]; then
          kubectl delete persistentvolume "$name"
          rm -rf "${1:?}/$name"
          continue
        fi
        find "$1/$name" -mindepth 1 -delete
        chown 0:0 "$1/$name"
        chmod 00755 "$1/$name"
        kubectl patch persistentvolume "$name" --type=json --patch '[{"op": "remove", "path": "/spec/claimRef"}]'
      done
  done
}

# Makes a volume for each claim of the class "made" when the scheduler has chosen a node, and removes it when the claim is gone: as a
# provisioner does, so that claims with a data source of somebody else's are left to him. Runs in the box as long as the cluster.
#   make_volumes VOLUMES-DIRECTORY
make_volumes() {
  local namespace name uid class volume source node size
  while sleep 1; do
    kubectl get persistentvolumeclaims --all-namespaces --watch --request-timeout=0 -o 'jsonpath={.metadata.namespace}|{.metadata.name}|{.metadata.uid}|{.spec.storageClassName}|{.spec.volumeName}|{.spec.dataSourceRef.kind}|{.metadata.annotations.volume\.kubernetes\.io/selected-node}|{.spec.resources.requests.storage}{"\n"}' |
      while IFS='|' read -r namespace name uid class volume source node size; do
        [[ $class == made && -z $volume && -z $source && -n $node && ! -e $1/pvc-$uid ]] || continue
        mkdir "$1/pvc-$uid"
        kubectl create -f - <<END
apiVersion: v1
kind: PersistentVolume
metadata: {name: pvc-$uid, annotations: {pv.kubernetes.io/provisioned-by: testbed/directories}}
spec:
  storageClassName: $class
  capacity: {storage: $size}
  accessModes: [ReadWriteOnce]
  persistentVolumeReclaimPolicy: Delete
  claimRef: {apiVersion: v1, kind: PersistentVolumeClaim, namespace: $namespace, name: $name, uid: $uid}
  local: {path: $1/pvc-$uid}
  nodeAffinity:
    required:
      nodeSelectorTerms:
        - matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [$node]}]
END
      done
  done
}

start_recycling() {
  # shellcheck disable=SC2016 # for the shell in the box
  start_program made-volumes env "KUBECONFIG=$STATE/admin.kubeconfig" bash -c "$(declare -f make_volumes); make_volumes \"\$1\"" - "$STATE/volumes"
  # shellcheck disable=SC2016 # for the shell in the box
  start_program volumes env "KUBECONFIG=$STATE/admin.kubeconfig" bash -c "$(declare -f recycle_volumes); recycle_volumes \"\$1\"" - "$STATE/volumes"
}
