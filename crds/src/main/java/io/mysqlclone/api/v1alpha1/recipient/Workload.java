package io.mysqlclone.api.v1alpha1.recipient;

import java.util.Optional;

/**
 * What runs a server on a claim's volume, and how it is started.
 *
 * @param kind of the workload
 * @param name of the workload
 * @param scaleTo the replicas that it is scaled up to; empty: somebody else starts it
 */
public record Workload(WorkloadKind kind, String name, Optional<Integer> scaleTo) {}
