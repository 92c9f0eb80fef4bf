package io.mysqlclone.operator.report;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.Step;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** How many clones wait for each donor, by its namespace and name as the resources spell it. */
final class DonorQueues {

    private final MeterRegistry registry;
    private final Map<Donor, Queue> queues = new HashMap<>();

    private record Donor(String namespace, String host) {}

    private record Queue(Set<String> clones, Set<String> waiting, Meter meter) {}

    DonorQueues(MeterRegistry registry) {
        this.registry = registry;
    }

    synchronized void record(MySQLClone clone, MySQLCloneStatus next) {
        Donor donor = donor(clone);
        String uid = clone.getMetadata().getUid();
        // A spec may be corrected before anything has begun.
        queues.keySet().stream().filter(other -> !other.equals(donor)).toList().forEach(other -> remove(other, uid));
        Queue queue = queues.computeIfAbsent(donor, this::open);
        queue.clones().add(uid);
        if (next.isAt(Step.WAITING_FOR_DONOR, Step.AT_DONOR)) {
            queue.waiting().add(uid);
        } else {
            queue.waiting().remove(uid);
        }
    }

    synchronized void forget(MySQLClone clone) {
        queues.keySet().stream()
                .toList()
                .forEach(donor -> remove(donor, clone.getMetadata().getUid()));
    }

    private synchronized int length(Donor donor) {
        Queue queue = queues.get(donor);
        return queue == null ? 0 : queue.waiting().size();
    }

    private Queue open(Donor donor) {
        return new Queue(
                new HashSet<>(),
                new HashSet<>(),
                Gauge.builder("mysqlclone.donor.queue.length", this, all -> all.length(donor))
                        .description("clones that wait for the donor")
                        .tags("namespace", donor.namespace(), "donor", donor.host())
                        .register(registry));
    }

    private void remove(Donor donor, String uid) {
        Queue queue = queues.get(donor);
        if (queue == null) {
            return;
        }
        queue.clones().remove(uid);
        queue.waiting().remove(uid);
        if (queue.clones().isEmpty()) {
            queues.remove(donor);
            registry.remove(queue.meter());
        }
    }

    private static Donor donor(MySQLClone clone) {
        return new Donor(clone.getMetadata().getNamespace(), Texts.donor(clone));
    }
}
