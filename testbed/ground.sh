# What the demonstration stands on: a cluster of its own, made by kind or k3d where a Docker engine answers and by
# testbed/cluster elsewhere, or one that the user has. Sourced by ./demo, never run; needs bash and testbed/lib.sh.
# shellcheck shell=bash

# Says which: context NAME, kind, k3d or local.
ground() {
  if [[ -n $1 ]]; then
    echo context
  elif docker info >/dev/null 2>&1 && command -v kubectl helm >/dev/null && command -v kind >/dev/null; then
    echo kind
  elif docker info >/dev/null 2>&1 && command -v kubectl helm >/dev/null && command -v k3d >/dev/null; then
    echo k3d
  else
    echo local
  fi
}

# Whether the ground can be had, in a sentence if not, before anything is built.
ground_possible() {
  local why
  case $1 in
    context)
      command -v kubectl helm >/dev/null || fail "--context needs kubectl and helm on the PATH."
      kubectl config get-contexts "$2" >/dev/null 2>&1 || fail "there is no context '$2'; kubectl config get-contexts shows them."
      why=$(kubectl --context "$2" get namespaces --output name 2>&1) || fail "the cluster of context '$2' does not answer: ${why##*$'\n'}"
      [[ $why != *namespace/demo$'\n'* && $why != *namespace/demo ]] || fail "the cluster of context '$2' has a namespace demo already."
      [[ $why != *namespace/mysql-clone-operator* ]] || fail "the cluster of context '$2' has a namespace mysql-clone-operator already."
      # It is removed at the end, and every MySQLClone of whoever has installed it would go with it.
      why=$(kubectl --context "$2" get customresourcedefinition mysqlclones.mysqlclone.io --ignore-not-found --output name 2>&1) ||
        fail "the cluster of context '$2' does not show its custom resources: ${why##*$'\n'}"
      [[ -z $why ]] || fail "the cluster of context '$2' has the resource MySQLClone already; the demonstration needs one that has not."
      ;;
    local)
      why=$(testbed/cluster possible 2>&1) || fail "${why#error: } Try ./demo --agent-only, or ./demo --context NAME with a cluster that you have."
      ;;
    kind | k3d) ;;
  esac
}

# Makes the cluster and exports KUBECONFIG and PATH for it. $1 the ground, $2 a name for it, $3 the context to use.
ground_up() {
  local exports
  case $1 in
    context)
      KUBECONFIG_OF_DEMO=$(mktemp) && kubectl config view --minify --flatten --context "$3" >"$KUBECONFIG_OF_DEMO" &&
        export KUBECONFIG=$KUBECONFIG_OF_DEMO
      ;;
    kind | k3d)
      KUBECONFIG_OF_DEMO=$(mktemp) && export KUBECONFIG=$KUBECONFIG_OF_DEMO
      if [[ $1 == kind ]]; then
        kind create cluster --name "$2" --wait 3m
      else
        k3d cluster create "$2" --wait
      fi
      ;;
    local)
      exports=$(testbed/cluster --name "$2" up) && eval "$exports"
      ;;
  esac
}

# Gives the nodes the images in these archives.
ground_load() {
  local ground=$1 name=$2 context=$3 archive
  shift 3
  if [[ $ground == context ]]; then
    case $context in
      kind-*) ground=kind name=${context#kind-} ;;
      k3d-*) ground=k3d name=${context#k3d-} ;;
    esac
  fi
  for archive; do
    case $ground in
      kind) kind load image-archive "$archive" --name "$name" || return ;;
      k3d) k3d image import "$archive" --cluster "$name" || return ;;
      local) testbed/cluster --name "$name" load "$archive" || return ;;
      context) say "    the nodes are expected to have the images of $archive" ;;
    esac
  done
}

# Removes what the demonstration has made. Never through a kubeconfig that is not its own.
ground_down() {
  case $1 in
    context)
      [[ -n ${KUBECONFIG_OF_DEMO:-} && ${KUBECONFIG:-} == "$KUBECONFIG_OF_DEMO" ]] || return 0
      # While the operator is there, which takes its finalizer away.
      kubectl delete namespace demo --ignore-not-found --timeout=3m
      helm uninstall mysql-clone-operator --namespace mysql-clone-operator >/dev/null 2>&1
      kubectl delete namespace mysql-clone-operator --ignore-not-found --timeout=3m
      kubectl delete customresourcedefinition mysqlclones.mysqlclone.io --ignore-not-found --timeout=1m
      rm -f "$KUBECONFIG_OF_DEMO"
      ;;
    kind) kind delete cluster --name "$2" ;;
    k3d) k3d cluster delete "$2" ;;
    local) testbed/cluster --name "$2" down ;;
  esac
}
