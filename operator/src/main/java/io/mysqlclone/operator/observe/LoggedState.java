package io.mysqlclone.operator.observe;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.mysqlclone.operator.agent.AgentStatus;
import java.util.Optional;

/** Where an agent stands that runs and cannot be asked at its port: it writes that into its log every second while it waits. */
final class LoggedState {

    /** After the line that is wanted there may be a few with notices. */
    private static final int LINES = 10;

    private final KubernetesClient client;

    LoggedState(KubernetesClient client) {
        this.client = client;
    }

    /** What its log says now, which may be nothing yet; empty when the log cannot be read. */
    Optional<AgentStatus> of(LoggedWords.Container container) {
        try {
            return Optional.ofNullable(client.pods()
                            .inNamespace(container.namespace())
                            .withName(container.pod())
                            .inContainer(container.name())
                            .tailingLines(LINES)
                            .getLog())
                    .map(AgentStatus::logged);
        } catch (KubernetesClientException e) {
            // The node is cut off, or logs may not be read.
            return Optional.empty();
        }
    }
}
