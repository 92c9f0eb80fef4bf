package io.mysqlclone.api.v1alpha1.donor;

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
 * What the operator reports of a donor. Times are whole seconds.
 *
 * @param observedGeneration the {@code metadata.generation} that this status is about
 * @param message the sentence that says most now
 * @param conditions Ready, and those of kstatus
 * @param display of {@code kubectl get}
 * @param probe the one that is launched next, or was launched last
 * @param settledProbe the last probe whose result, or lack of one, is in this status
 * @param failures probes in a row that have told nothing
 * @param lastProbeTime when the result came that {@code servers} is made of
 * @param servers what it saw
 * @param agent beside the server: the one that is there, is about to be, or was last
 */
@ApiObject
public record MySQLDonorStatus(
        @JsonPropertyDescription("The metadata.generation that this status is about.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("One sentence: what was seen, or what is wrong and what to do.") @Nullable
        String message,

        @JsonPropertyDescription(
                "For programs and kubectl wait: Ready (a clone can begin), and Stalled and Reconciling in the"
                        + " sense of kstatus.")
        List<Condition> conditions,

        @JsonPropertyDescription("The columns of kubectl get.") @Nullable
        DonorDisplay display,

        @JsonPropertyDescription(
                "The probe whose pod is about to be made, or was made last: written before it is made.")
        @Nullable
        ProbeLaunch probe,

        @JsonPropertyDescription("The last probe whose result is in this status.")
        int settledProbe,

        @JsonPropertyDescription(
                "Probes in a row that told nothing, for example because their pod could not be started.")
        int failures,

        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @JsonPropertyDescription("When a probe told last what is in servers.")
        @Nullable
        Instant lastProbeTime,

        @JsonPropertyDescription("What the last probe saw, a server each.")
        List<ServerStatus> servers,

        @JsonPropertyDescription(
                "The agent beside the server: the one that is there, is about to be, or was last. Written before"
                        + " its container is added.")
        @Nullable
        DonorAgentStatus agent) {

    /** The status of a donor that nothing is known of. */
    public static final MySQLDonorStatus EMPTY =
            new MySQLDonorStatus(null, null, List.of(), null, null, 0, 0, null, List.of(), null);

    public MySQLDonorStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
        servers = servers == null ? List.of() : List.copyOf(servers);
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
