{{/*
What the operator may do where MySQLClones, MySQLDonors, MySQLCloneSchedules and MySQLCloneSets are served. Secrets and exec are not among it, and a test keeps it so.
*/}}
{{- define "mysql-clone-operator.rules" -}}
# The resource itself: its finalizer is an update of the object, its status a subresource, the end of its
# ttlSecondsAfterFinished its deletion. A schedule makes some, and deletes those that it does not keep;
# a set makes some, and approves their restarts.
- apiGroups: [mysqlclone.io]
  resources: [mysqlclones]
  verbs: [get, list, watch, create, update, patch, delete]
- apiGroups: [mysqlclone.io]
  resources: [mysqlclones/status]
  verbs: [get, update, patch]
- apiGroups: [mysqlclone.io]
  resources: [mysqlclones/finalizers]
  verbs: [update]
# Donors are read, and reported on; a probe's pod belongs to its donor. A set with strategy Chain makes one of a member.
- apiGroups: [mysqlclone.io]
  resources: [mysqldonors]
  verbs: [get, list, watch, create]
- apiGroups: [mysqlclone.io]
  resources: [mysqldonors/status]
  verbs: [patch]
- apiGroups: [mysqlclone.io]
  resources: [mysqldonors/finalizers]
  verbs: [update]
# Schedules are read, and reported on; what they make belongs to nobody.
- apiGroups: [mysqlclone.io]
  resources: [mysqlcloneschedules]
  verbs: [get, list, watch]
- apiGroups: [mysqlclone.io]
  resources: [mysqlcloneschedules/status]
  verbs: [patch]
# Sets are read, and reported on; what they make belongs to them.
- apiGroups: [mysqlclone.io]
  resources: [mysqlclonesets]
  verbs: [get, list, watch]
- apiGroups: [mysqlclone.io]
  resources: [mysqlclonesets/status]
  verbs: [patch]
# A donor may be for the namespaces that have some labels.
- apiGroups: [""]
  resources: [namespaces]
  verbs: [get]
# Recipients are pods; an agent's own pod is created for a claim, and deleted when it has ended.
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch, create, delete]
# The agent joins the recipient's pod.
- apiGroups: [""]
  resources: [pods/ephemeralcontainers]
  verbs: [update, patch]
# Restarts that respect disruption budgets.
- apiGroups: [""]
  resources: [pods/eviction]
  verbs: [create]
# mysqld's last words, when it does not start on the clone.
- apiGroups: [""]
  resources: [pods/log]
  verbs: [get]
# How full a pod's memory is before the agent joins it; where there is no such API, nobody is asked.
- apiGroups: [metrics.k8s.io]
  resources: [pods]
  verbs: [get]
# Recipient volumes, given or made from a template; which clone was made on one is noted on it.
- apiGroups: [""]
  resources: [persistentvolumeclaims]
  verbs: [get, create, patch]
# Workloads that are scaled up on a cloned claim.
- apiGroups: [apps]
  resources: [statefulsets, deployments]
  verbs: [get]
- apiGroups: [apps]
  resources: [statefulsets/scale, deployments/scale]
  verbs: [get, update, patch]
# What is said again makes a series of the event that said it first.
- apiGroups: [""]
  resources: [events]
  verbs: [create, patch]
{{- end }}
