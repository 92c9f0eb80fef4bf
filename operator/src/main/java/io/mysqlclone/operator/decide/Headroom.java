package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.observe.ServerPod;
import java.util.Optional;

/**
 * Whether a pod has room for an agent: it has no limit of its own, and when the pod's is reached the kernel ends the biggest
 * process, which is mysqld.
 */
final class Headroom {

    private Headroom() {}

    /** What is to be done instead of launching one for the transfer; empty when there is room, or nobody knows. */
    static Optional<Decision> hinders(Situation situation) {
        long required = situation.spec().agent().requiredMemoryBytes();
        return situation
                .seen()
                .server()
                .filter(pod -> free(pod).filter(free -> free < required).isPresent())
                .map(pod -> {
                    ServerPod.Memory memory = pod.memory().orElseThrow();
                    String message = "Pod " + pod.name() + " uses "
                            + Sizes.text(memory.used().orElseThrow()) + " of its "
                            + Sizes.text(memory.limit()) + " of memory; with an agent beside it, which may need "
                            + Sizes.text(required) + ", the kernel could end mysqld. Raise the limit, lower"
                            + " innodb_buffer_pool_size, or set spec.agent.requiredMemory to less (0: do not look).";
                    return Decision.in(situation, Phase.WAITING, Reason.NOT_ENOUGH_MEMORY, message)
                            .again(Rhythm.OTHERS);
                });
    }

    private static Optional<Long> free(ServerPod pod) {
        return pod.memory().flatMap(memory -> memory.used().map(used -> memory.limit() - used));
    }
}
