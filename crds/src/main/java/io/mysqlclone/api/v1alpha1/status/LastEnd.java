package io.mysqlclone.api.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.mysqlclone.api.v1alpha1.ApiObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an agent ended that had a pod of its own: what is decided from it, so that its pod can be removed, which would hold the
 * claim.
 *
 * @param run its number
 * @param command what it did, as the agent's command line names it
 * @param exitCode as the agent's reference lists them, or 128 + signal
 * @param reason the kubelet's word, such as {@code OOMKilled}
 * @param time when it ended
 * @param kind of a failure, as the agent's reference lists them
 * @param cause of a failure, finer than its kind
 * @param mysqlError of a failure: the MySQL error number
 * @param message the agent's sentence
 * @param hint what to do, in the words of the agent's command line
 * @param state of an outcome
 * @param committed of a clone: whether it is in place
 * @param notStarted why its container could never be started
 */
@ApiObject
public record LastEnd(
        @Required @JsonPropertyDescription("Number of the run.")
        int run,

        @Required @JsonPropertyDescription("What it did: the agent's command, such as clone or commit.")
        String command,

        @JsonPropertyDescription("Its exit code; docs/agent.md lists them.")
        int exitCode,

        @JsonPropertyDescription("The kubelet's word for its end, such as OOMKilled.") @Nullable
        String reason,

        @Required @JsonFormat(shape = JsonFormat.Shape.STRING) @JsonPropertyDescription("When it ended.")
        Instant time,

        @JsonPropertyDescription("Of a failure: its kind, such as NetworkLost.") @Nullable
        String kind,

        @JsonPropertyDescription("Of a failure: its cause, such as RecipientNotEmpty.") @Nullable
        String cause,

        @JsonPropertyDescription("Of a failure: the MySQL error number.") @Nullable
        Integer mysqlError,

        @JsonPropertyDescription("What the agent said.") @Nullable
        String message,

        @JsonPropertyDescription("What to do, in the words of the agent's command line.") @Nullable
        String hint,

        @JsonPropertyDescription("Of an outcome: what mysqld made of the clone.") @Nullable
        String state,

        @JsonPropertyDescription("Of a clone: whether it is in place.") @Nullable
        Boolean committed,

        @JsonPropertyDescription("Why its container could never be started.") @Nullable
        String notStarted) {}
