package io.mysqlclone.operator.report;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.decide.Decision;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The log of an agent goes with its pod, which the restart of the recipient makes anew: of one that failed the end is kept
 * in the operator's log.
 */
public final class AgentLogs {

    private static final Logger LOG = Logger.getLogger(AgentLogs.class);

    private static final int LINES = 20;

    /** A line of progress has a few hundred characters. */
    private static final int LONGEST_LINE = 2000;

    private final KubernetesClient client;

    /** Reads through {@code client}. */
    public AgentLogs(KubernetesClient client) {
        this.client = client;
    }

    /** Keeps the last lines of a run that has failed, when its end is accounted for. */
    public void keep(MySQLClone clone, Decision decision, Optional<AgentRun> run) {
        if (decision.settles()
                && run.isPresent()
                && run.get().state() instanceof AgentRun.Ended end
                && end.exitCode() != 0
                && end.notStarted().isEmpty()
                && !end.remembered()) {
            keep(clone, run.get(), end.exitCode());
        }
    }

    private void keep(MySQLClone clone, AgentRun run, int exitCode) {
        try {
            String log = client.pods()
                    .inNamespace(clone.getMetadata().getNamespace())
                    .withName(run.podName())
                    .inContainer(run.containerName())
                    .tailingLines(LINES)
                    .getLog();
            LOG.infof(
                    "%s in pod %s has ended with exit code %d; the end of its log:",
                    run.containerName(), run.podName(), exitCode);
            log.lines().forEach(line -> LOG.infof("%s: %s", run.containerName(), clipped(line)));
        } catch (KubernetesClientException e) {
            LOG.debugf("the log of %s cannot be read: %s", run.containerName(), e.getMessage());
        }
    }

    private static String clipped(String line) {
        return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "...";
    }
}
