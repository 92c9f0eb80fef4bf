package io.mysqlclone.operator.agent;

import java.time.Instant;
import java.util.Optional;

/**
 * One container that runs, or ran, clone-agent for a clone.
 *
 * @param number counts the runs of one MySQLClone from 1; the highest one is the current one
 * @param podName the pod that the container is in
 * @param containerName the container's name in it
 * @param address where it can be asked, once its pod has an address
 */
public record AgentRun(
        int number,
        AgentCommand command,
        String podName,
        String containerName,
        Optional<AgentAddress> address,
        State state) {

    /** The agent's container in a pod of its own. */
    public static final String CONTAINER_IN_POD = "clone-agent";

    /** Whether it has, or had, a pod of its own. */
    public boolean alone() {
        return containerName.equals(CONTAINER_IN_POD);
    }

    /** The end of one whose pod can still be seen. */
    public Optional<Ended> visibleEnd() {
        return state instanceof Ended ended && !ended.remembered() ? Optional.of(ended) : Optional.empty();
    }

    /** Whether the container may still do something. */
    public boolean active() {
        return switch (state) {
            case Waiting _, Running _ -> true;
            case Ended _ -> false;
        };
    }

    /** Whether it is at work: it runs, or the kubelet is about to start it. */
    public boolean atWork() {
        return active() && !blocked();
    }

    /** Whether the kubelet says that it cannot start the container as it is, so that it has stored nothing. */
    public boolean blocked() {
        return state instanceof Waiting waiting && waiting.blocked();
    }

    /** How far the container is. */
    public sealed interface State {}

    /**
     * The kubelet has not started it yet.
     *
     * @param reason the kubelet's word, such as {@code ImagePullBackOff}; empty when it gave none
     * @param message the kubelet's sentence, or empty
     */
    public record Waiting(String reason, String message) implements State {

        /** Whether the kubelet says that it cannot start the container as it is. */
        public boolean blocked() {
            return switch (reason) {
                case "Unschedulable",
                        "ErrImagePull",
                        "ImagePullBackOff",
                        "InvalidImageName",
                        "ErrImageNeverPull",
                        "CreateContainerConfigError",
                        "CreateContainerError",
                        "RunContainerError" -> true;
                default -> false;
            };
        }
    }

    /**
     * It runs, as far as its node has told.
     *
     * @param status what its HTTP server said, or the log of one that waits for mysqld's stop; empty when neither could be asked
     * @param goneBy when its pod, which is being deleted, should have been gone; empty when it is not being deleted
     */
    public record Running(Instant startedAt, Optional<AgentStatus> status, Optional<Instant> goneBy) implements State {

        /** In a pod that stays. */
        public Running(Instant startedAt, Optional<AgentStatus> status) {
            this(startedAt, status, Optional.empty());
        }
    }

    /**
     * It has ended.
     *
     * @param exitCode as the agent's reference lists them, or 128 + signal
     * @param reason the kubelet's word, such as {@code OOMKilled}, or empty
     * @param result the agent's last words; empty when it was killed before it could write them
     * @param notStarted why the agent never ran at all, as a sentence that says what to do: its container could not be
     *     started, and will not be
     * @param remembered whether its pod is gone, and this is what the resource's status has kept
     */
    public record Ended(
            int exitCode,
            String reason,
            Instant finishedAt,
            Optional<AgentResult> result,
            Optional<String> notStarted,
            boolean remembered)
            implements State {

        /** One whose pod is there. */
        public Ended(
                int exitCode,
                String reason,
                Instant finishedAt,
                Optional<AgentResult> result,
                Optional<String> notStarted) {
            this(exitCode, reason, finishedAt, result, notStarted, false);
        }

        /** One that ran. */
        public Ended(int exitCode, String reason, Instant finishedAt, Optional<AgentResult> result) {
            this(exitCode, reason, finishedAt, result, Optional.empty());
        }

        /** 128 + SIGKILL, for a container of which only that is known. */
        public static final int KILLED = 137;
    }
}
