package io.mysqlclone.api.v1alpha1.donor;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.mysqlclone.api.v1alpha1.ApiObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The agent beside the donor's server: the one that is there, is about to be, or was last. Times are whole seconds.
 *
 * @param number counts them from 1; in its container's name
 * @param state how far it is
 * @param time when it was decided
 * @param pod where it is
 * @param podUid of that pod, whose name another one may have later
 * @param host of the pod, as recipients reach it
 * @param port where it gives clones
 * @param fingerprint SHA-256 of the certificate that it has made for itself
 * @param reason why it is so, or has ended
 * @param message the same as a sentence
 * @param endTime when it was seen to have ended
 * @param failures agents in a row that have ended without having been asked to
 */
@ApiObject
public record DonorAgentStatus(
        @Required @JsonPropertyDescription("Number of the agent; its container's name ends in it.")
        int number,

        @Required
        @JsonPropertyDescription(
                "Starting: its container is about to be added to the pod, or is being started. Serving:"
                        + " recipients can connect. Ended: it has ended because nobody wanted it any more, or with its pod. Failed:"
                        + " it could not begin, or has ended otherwise.")
        State state,

        @Required @JsonFormat(shape = JsonFormat.Shape.STRING) @JsonPropertyDescription("When it was decided.")
        Instant time,

        @Required @JsonPropertyDescription("The pod that it is in.")
        String pod,

        @Required @JsonPropertyDescription("metadata.uid of that pod.")
        String podUid,

        @Required @JsonPropertyDescription("Host where recipients connect.")
        String host,

        @Required @JsonPropertyDescription("Port where recipients connect.")
        int port,

        @JsonPropertyDescription("SHA-256 of the certificate that it has made for itself, which recipients pin.")
        @Nullable
        String fingerprint,

        @JsonPropertyDescription("Why, in one CamelCase word.") @Nullable
        String reason,

        @JsonPropertyDescription("The same as a sentence, and what to do.") @Nullable
        String message,

        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @JsonPropertyDescription("When it was seen to have ended.")
        @Nullable
        Instant endTime,

        @JsonPropertyDescription("Agents in a row that could not begin, or ended without having been asked to.")
        int failures) {

    /** How far an agent is. */
    public enum State {
        /** Its container is about to be added to the pod, or is being started. */
        @JsonProperty("Starting")
        STARTING,

        /** Recipients can connect. */
        @JsonProperty("Serving")
        SERVING,

        /** Nobody wanted it any more, or its pod is gone. */
        @JsonProperty("Ended")
        ENDED,

        /** It could not begin, or has ended otherwise. */
        @JsonProperty("Failed")
        FAILED
    }

    /** Whether it may still do something. */
    public boolean active() {
        return state == State.STARTING || state == State.SERVING;
    }

    /** The same, in another state. */
    public DonorAgentStatus in(State next, @Nullable String why, @Nullable String told) {
        return new DonorAgentStatus(
                number, next, time, pod, podUid, host, port, fingerprint, why, told, endTime, failures);
    }

    /** The same, of which recipients know the certificate. */
    public DonorAgentStatus serving(String certificate, @Nullable String why, String told) {
        return new DonorAgentStatus(
                number, State.SERVING, time, pod, podUid, host, port, certificate, why, told, null, 0);
    }

    /** The same, which was seen to have ended. */
    public DonorAgentStatus ended(State how, Instant when, int inARow, @Nullable String why, String told) {
        return new DonorAgentStatus(number, how, time, pod, podUid, host, port, fingerprint, why, told, when, inARow);
    }
}
