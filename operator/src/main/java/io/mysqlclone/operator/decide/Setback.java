package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentResult;
import io.mysqlclone.operator.agent.AgentRun;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A run that ended without success, as the resource's user should see it.
 *
 * @param message a sentence that says what is wrong and what to do
 */
record Setback(Consequence consequence, Reason reason, String message) {

    enum Consequence {
        /** Another run may do better; counts against {@code backoffLimit}. */
        RETRY,
        /** Somebody else has the donor or the volume; another run follows and nothing is counted. */
        WAIT,
        /** Another run would end the same way. */
        GIVE_UP,
        /** It was told to stop, and what it stored is kept; another run follows and nothing is counted. */
        STOPPED
    }

    /** ER_ACCESS_DENIED_ERROR. */
    private static final int ACCESS_DENIED = 1045;
    /** ER_CLONE_TOO_MANY_CONCURRENT_CLONES. */
    private static final int TOO_MANY_CLONES = 3634;

    private static final int SIGNALLED = 128;

    /**
     * How long to wait before another try.
     *
     * @param failures how many have failed; at least 1
     */
    Duration backoff(int failures) {
        return reason == Reason.AUTHENTICATION_FAILED ? Rhythm.login(failures) : Rhythm.backoff(failures);
    }

    /** What an end with an exit code other than 0 means; the codes are those of the agent's reference. */
    static Setback of(AgentRun.Ended end) {
        Optional<AgentResult> result = end.result();
        if (end.notStarted().isPresent()) {
            return new Setback(
                    Consequence.RETRY,
                    Reason.AGENT_NOT_STARTING,
                    end.notStarted().get());
        }
        String cause = result.map(AgentResult::cause).orElse("");
        String said = result.map(AgentResult::message)
                .filter(message -> !message.isBlank())
                .map(message -> Advice.told(cause, message, result.map(AgentResult::hint)))
                .orElseGet(() -> silent(end));
        return switch (end.exitCode()) {
            // Half of what the agent is given comes out of Secrets, which may be corrected meanwhile.
            case 2 -> new Setback(Consequence.RETRY, Reason.AGENT_FAILED, said + otherVersion(said));
            case 3 -> refused(cause, said);
            case 4 -> donorError(cause, result, said);
            case 5 -> new Setback(Consequence.RETRY, Reason.NETWORK_LOST, said + dropped(said));
            case 6 -> new Setback(Consequence.RETRY, Reason.LOCAL_IO_ERROR, said);
            case 7 -> new Setback(Consequence.RETRY, Reason.VERIFICATION_FAILED, said);
            case 8 ->
                result.map(AgentResult::kind).filter("Cancelled"::equals).isPresent()
                        ? new Setback(Consequence.GIVE_UP, Reason.CANCELLED, said)
                        : new Setback(
                                Consequence.STOPPED,
                                Reason.INTERRUPTED,
                                "Kubernetes told the agent to end before its work was done (a node that is drained or short of"
                                        + " memory, a pod that was deleted); what it had stored is kept, and another one"
                                        + " follows.");
            default -> new Setback(Consequence.RETRY, Reason.AGENT_FAILED, said);
        };
    }

    /** What an agent refuses that does not know it was asked for by an operator that does. */
    private static String otherVersion(String said) {
        return said.startsWith("there is no option ") || said.startsWith("There is no option ")
                ? " The agent's image is of another version than the operator, and cannot do what the resource asks for;"
                        + " nothing was touched. Leave spec.agent.image out, or name an image of the operator's version."
                : "";
    }

    /** What a cluster may have to do with it when nobody has even refused the connection. */
    private static String dropped(String said) {
        return said.contains(": no answer within ")
                ? " A NetworkPolicy or a firewall may keep the recipient's pod from it; see"
                        + " docs/security.md#network-policies."
                : "";
    }

    private static Setback refused(String cause, String said) {
        return switch (cause) {
            case "RecipientNotEmpty" -> new Setback(Consequence.GIVE_UP, Reason.RECIPIENT_NOT_EMPTY, said);
            case "RecipientIsAhead" -> new Setback(Consequence.GIVE_UP, Reason.RECIPIENT_IS_AHEAD, said);
            case "DonorBusy" -> new Setback(Consequence.WAIT, Reason.DONOR_BUSY, said);
            case "GtidMismatch" -> new Setback(Consequence.GIVE_UP, Reason.GTID_MISMATCH, said);
            case "RecipientIsDonor" -> new Setback(Consequence.GIVE_UP, Reason.RECIPIENT_IS_DONOR, said);
            // Told only when all has been transferred.
            case "DictionaryMismatch" -> new Setback(Consequence.GIVE_UP, Reason.PREFLIGHT_REFUSED, said);
            case "StartedTooLate" ->
                new Setback(
                        Consequence.WAIT,
                        Reason.AGENT_NOT_STARTING,
                        "The agent's container could be started only when its time was over, so that it did nothing;"
                                + " another one follows.");
            case "VolumeBusy" -> new Setback(Consequence.WAIT, Reason.VOLUME_BUSY, said);
            case "TargetMissing" -> new Setback(Consequence.RETRY, Reason.TARGET_MISSING, said);
            default -> new Setback(Consequence.RETRY, Reason.PREFLIGHT_REFUSED, said + field(said));
        };
    }

    /** The field that a user has instead of an option that the agent asks for. */
    private static String field(String said) {
        return said.contains("--relocate ") ? " (in a MySQLClone: spec.recipient.relocations)" : "";
    }

    private static Setback donorError(String cause, Optional<AgentResult> result, String said) {
        int error = result.map(AgentResult::mysqlError)
                .map(number -> Objects.requireNonNullElse(number, 0))
                .orElse(0);
        if (cause.equals("DonorBusy") || error == TOO_MANY_CLONES) {
            return new Setback(Consequence.WAIT, Reason.DONOR_BUSY, said);
        }
        if (cause.equals("TlsFailed")) {
            return new Setback(Consequence.RETRY, Reason.TLS_FAILED, said);
        }
        return cause.equals("AuthenticationFailed") || error == ACCESS_DENIED
                ? new Setback(Consequence.RETRY, Reason.AUTHENTICATION_FAILED, said)
                : new Setback(Consequence.RETRY, Reason.DONOR_ERROR, said);
    }

    /** For an agent that could not say anything itself. */
    private static String silent(AgentRun.Ended end) {
        String how = end.exitCode() > SIGNALLED
                ? "was killed by signal " + (end.exitCode() - SIGNALLED)
                : "ended with exit code " + end.exitCode();
        return switch (end.reason()) {
            case "OOMKilled" ->
                "The agent was killed because its memory limit was reached; raise the pod's limit, or lower "
                        + "transfer.bufferSize or transfer.concurrency.";
            // The words of containerd and of the kubelet for a container that is gone, with an exit code made up.
            case "Unknown", "ContainerStatusUnknown" ->
                "The agent ended with its node or with the node's container runtime.";
            case "", "Error" -> "The agent " + how + " and left no message; its container's log may say more.";
            default -> "The agent " + how + " (" + end.reason() + ") and left no message.";
        };
    }
}
