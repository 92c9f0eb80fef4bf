package io.mysqlclone.kubectl.report;

import io.fabric8.kubernetes.client.KubernetesClient;

/** The end of a container's log. */
final class PodLogs {
    /** Of each container. */
    private static final int LINES = 50_000;

    /** The API server sends from the beginning of what is asked for, so that lines are limited too. */
    private static final int BYTES = 10 * 1024 * 1024;

    private PodLogs() {}

    static String read(KubernetesClient client, String namespace, String pod, String container, boolean previous) {
        var log = client.pods().inNamespace(namespace).withName(pod).inContainer(container);
        return Scrubber.scrub(
                previous
                        ? log.limitBytes(BYTES).tailingLines(LINES).getLog(true)
                        : log.limitBytes(BYTES).tailingLines(LINES).getLog());
    }
}
