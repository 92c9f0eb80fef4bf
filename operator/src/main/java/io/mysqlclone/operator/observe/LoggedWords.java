package io.mysqlclone.operator.observe;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.mysqlclone.operator.agent.AgentResult;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The last words of agents whose termination message is missing or cut beyond reading: the last line of their log says the
 * same. The kubelet puts that line into the message by itself only where a container failed and wrote nothing. Each log is
 * asked for once, as nothing is added to that of an ended container; whether it could be read or not.
 */
final class LoggedWords {

    private static final int LINES = 1;
    /** Of those that were asked for last, so many are remembered. */
    private static final int REMEMBERED = 500;

    private final KubernetesClient client;
    private final Map<Container, Optional<AgentResult>> asked = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Container, Optional<AgentResult>> eldest) {
            return size() > REMEMBERED;
        }
    };

    LoggedWords(KubernetesClient client) {
        this.client = client;
    }

    /**
     * A container whose log is asked for.
     *
     * @param podUid of the pod, whose name another one may have later
     */
    record Container(String namespace, String pod, String podUid, String name) {}

    /** What it said last; empty when its log is gone, or ends with something else. */
    Optional<AgentResult> of(Container container) {
        synchronized (asked) {
            Optional<AgentResult> known = asked.get(container);
            if (known != null) {
                return known;
            }
        }
        Optional<AgentResult> read = read(container);
        synchronized (asked) {
            asked.put(container, read);
        }
        return read;
    }

    private Optional<AgentResult> read(Container container) {
        try {
            return Optional.ofNullable(client.pods()
                            .inNamespace(container.namespace())
                            .withName(container.pod())
                            .inContainer(container.name())
                            .tailingLines(LINES)
                            .getLog())
                    .flatMap(AgentResult::read);
        } catch (KubernetesClientException e) {
            // The node is away, the log was removed, or logs may not be read: then its exit code has to do.
            return Optional.empty();
        }
    }
}
