package io.mysqlclone.api.v1alpha1.set;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import io.mysqlclone.api.v1alpha1.ApiObject;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the operator reports of a set.
 *
 * @param observedGeneration the {@code metadata.generation} that this status is about
 * @param message the sentence that says most now
 * @param conditions Ready, and those of kstatus
 * @param members in order of their ordinals; what was Ready here is not filled again
 * @param ready members that are Ready
 * @param failed members whose clone has failed
 * @param active members whose clone is under way
 * @param total members that are to be filled, those that are not there yet included
 * @param progress of all together
 * @param bytesFromDonor bytes that have left the template's donor, as far as the clones that there are tell it
 * @param donorOrdinal the ordinal that is left out, as it is the donor
 * @param source with strategy Chain: the ordinal that the others are cloned from
 * @param display of {@code kubectl get}
 */
@ApiObject
public record MySQLCloneSetStatus(
        @JsonPropertyDescription("The metadata.generation that this status is about.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("One sentence: how far it is, or what is wrong and what to do.") @Nullable
        String message,

        @JsonPropertyDescription(
                "For programs and kubectl wait: Ready (all members are), and Stalled and Reconciling in the"
                        + " sense of kstatus.")
        List<Condition> conditions,

        @JsonPropertyDescription("The members, in order of their ordinals.")
        List<Member> members,

        @JsonPropertyDescription("Members that are Ready.") int ready,

        @JsonPropertyDescription("Members whose MySQLClone has failed.")
        int failed,

        @JsonPropertyDescription("Members whose MySQLClone is under way.")
        int active,

        @JsonPropertyDescription("Members that are to be filled, with those of ordinals that are not there yet.")
        int total,

        @JsonPropertyDescription("How far all members are together.")
        SetProgress progress,

        @JsonPropertyDescription(
                "Bytes that the donor has sent, as far as the MySQLClones that there are know it; with strategy"
                        + " Chain only those of the first member.")
        long bytesFromDonor,

        @JsonPropertyDescription("The ordinal that is left out, because it is the donor.") @Nullable
        Integer donorOrdinal,

        @JsonPropertyDescription("With strategy Chain: the ordinal that the others are cloned from.") @Nullable
        Integer source,

        @JsonPropertyDescription("The columns of kubectl get.") @Nullable
        SetDisplay display) {

    /** The status of a set that nothing is known of. */
    public static final MySQLCloneSetStatus EMPTY = new MySQLCloneSetStatus(
            null, null, List.of(), List.of(), 0, 0, 0, 0, SetProgress.NONE, 0, null, null, null);

    public MySQLCloneSetStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
        members = members == null ? List.of() : List.copyOf(members);
        progress = progress == null ? SetProgress.NONE : progress;
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
