package io.mysqlclone.api.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.mysqlclone.api.v1alpha1.ApiObject;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run of the agent, from before it is launched. Times are whole seconds.
 *
 * @param run its number
 * @param command what it does, as the agent's command line names it
 * @param generation the {@code metadata.generation} whose spec it is made from
 * @param podUid the pod that it is added to; absent: it has a pod of its own
 * @param time when it was decided
 * @param startBefore when it is too late for it to start; what starts later changes nothing
 * @param waitSeconds how long it waits for what it needs, such as mysqld's stop; 0: it does not
 */
@ApiObject
public record Launch(
        @Required @JsonPropertyDescription("Number of the run.")
        int run,

        @Required @JsonPropertyDescription("What it does: the agent's command, such as clone or commit.")
        String command,

        @JsonPropertyDescription("The metadata.generation whose spec it is made from.") @Nullable
        Long generation,

        @JsonPropertyDescription("UID of the pod that it is added to. None: it has a pod of its own.") @Nullable
        String podUid,

        @Required @JsonFormat(shape = JsonFormat.Shape.STRING) @JsonPropertyDescription("When it was decided.")
        Instant time,

        @Required
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @JsonPropertyDescription("What starts later than that changes nothing.")
        Instant startBefore,

        @JsonPropertyDescription("Seconds that it waits for what it needs, such as the stop of mysqld.")
        long waitSeconds) {

    /** How long it waits for what it needs. */
    public Duration waiting() {
        return Duration.ofSeconds(waitSeconds);
    }

    /** When it can change nothing any more, of one that waits before it changes something. */
    public Instant end() {
        return startBefore.plusSeconds(waitSeconds);
    }
}
