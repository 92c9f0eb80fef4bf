package io.mysqlclone.operator;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * The lease by which one replica of the operator leads the others.
 *
 * @param namespace where the lease is
 * @param identity the name of this replica
 */
record Leadership(String namespace, String identity) {

    private static final Logger LOG = Logger.getLogger(Leadership.class);
    private static final String LEASE = "mysql-clone-operator";
    private static final int LEADERSHIP_LOST = 1;

    /**
     * How the leader is elected. A replica that has lost the lease ends, so that no two of them work at once.
     *
     * @param unexpected whether the end of its leadership is not because it stops; when it stops, the process must not be
     *     ended by this, as the SDK waits for the callback
     */
    LeaderElectionConfiguration election(BooleanSupplier unexpected) {
        return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
                .withLeaseNamespace(namespace)
                .withIdentity(identity)
                .withLeaderCallbacks(new LeaderCallbacks(() -> {}, () -> stoppedLeading(unexpected), _ -> {}))
                .build();
    }

    private void stoppedLeading(BooleanSupplier unexpected) {
        if (unexpected.getAsBoolean()) {
            LOG.errorf("%s has lost the lease and ends", identity);
            System.exit(LEADERSHIP_LOST);
        }
    }

    /** Lets the next replica lead at once, which would else have to wait until the lease is over. */
    void giveUp(KubernetesClient client) {
        try {
            var lease = client.leases().inNamespace(namespace).withName(LEASE);
            Lease held = lease.get();
            if (held != null && identity.equals(held.getSpec().getHolderIdentity())) {
                lease.edit(current -> new LeaseBuilder(current)
                        .editSpec()
                        .withHolderIdentity(null)
                        .withLeaseDurationSeconds(1)
                        .endSpec()
                        .build());
            }
        } catch (KubernetesClientException e) {
            LOG.debugf("the lease cannot be given up, so it ends by itself: %s", e.getMessage());
        }
    }
}
