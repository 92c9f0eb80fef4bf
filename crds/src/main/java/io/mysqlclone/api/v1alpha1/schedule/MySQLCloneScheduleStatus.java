package io.mysqlclone.api.v1alpha1.schedule;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import io.mysqlclone.api.v1alpha1.ApiObject;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the operator reports of a schedule. Times are whole seconds.
 *
 * @param observedGeneration the {@code metadata.generation} that this status is about
 * @param message the sentence that says most now
 * @param conditions Ready, and those of kstatus
 * @param inForce the times that count; absent while it is suspended or none of its times is known
 * @param active the copy under way
 * @param nextScheduleTime absent while it is suspended or has no time any more
 * @param lastScheduleTime the last time for which a copy was made
 * @param lastMissedTime the last time for which none was made, as it was too late
 * @param lastRun value of the annotation {@code mysqlclone.io/run} that the last copy out of turn was made for
 * @param lastSuccessfulTime when a copy was complete last
 * @param copies the complete ones that there are, the newest first
 */
@ApiObject
public record MySQLCloneScheduleStatus(
        @JsonPropertyDescription("The metadata.generation that this status is about.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("One sentence: what comes next, or what is wrong and what to do.") @Nullable
        String message,

        @JsonPropertyDescription(
                "For programs and kubectl wait: Ready (copies are made as they should be), and Stalled in the sense of"
                        + " kstatus.")
        List<Condition> conditions,

        @JsonPropertyDescription("The schedule that times are counted by, and since when.") @Nullable
        InForce inForce,

        @JsonPropertyDescription("The MySQLClone that is under way; until it has ended no other one is made.") @Nullable
        String active,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @JsonPropertyDescription("When the next copy is due.") @Nullable
        Instant nextScheduleTime,

        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @JsonPropertyDescription("The last time for which a copy was made.")
        @Nullable
        Instant lastScheduleTime,

        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @JsonPropertyDescription("The last time for which no copy was made, because startingDeadlineSeconds was over.")
        @Nullable
        Instant lastMissedTime,

        @JsonPropertyDescription("The value of the annotation mysqlclone.io/run for which a copy was made last.")
        @Nullable
        String lastRun,

        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @JsonPropertyDescription("When a copy was complete last; that copy may be gone by now.")
        @Nullable
        Instant lastSuccessfulTime,

        @JsonPropertyDescription("The complete copies that there are, the newest first.")
        List<Copy> copies) {

    /** The status of a schedule that nothing is known of. */
    public static final MySQLCloneScheduleStatus EMPTY =
            new MySQLCloneScheduleStatus(null, null, List.of(), null, null, null, null, null, null, null, List.of());

    public MySQLCloneScheduleStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
        copies = copies == null ? List.of() : List.copyOf(copies);
    }

    /** Whether there is a condition of this type and it is True. */
    public boolean holds(ConditionType type) {
        return condition(type)
                .filter(condition -> "True".equals(condition.getStatus()))
                .isPresent();
    }

    /** The condition of a type, if there is one. */
    public Optional<Condition> condition(ConditionType type) {
        return conditions.stream()
                .filter(condition -> type.type().equals(condition.getType()))
                .findFirst();
    }
}
