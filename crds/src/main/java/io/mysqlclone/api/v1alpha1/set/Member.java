package io.mysqlclone.api.v1alpha1.set;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Required;
import io.mysqlclone.api.v1alpha1.ApiObject;
import io.mysqlclone.api.v1alpha1.status.Phase;
import org.jspecify.annotations.Nullable;

/**
 * A member that is to be filled, or was. One that was Ready once is never filled again, whatever becomes of its MySQLClone.
 *
 * @param ordinal which one
 * @param cloneName name of its MySQLClone
 * @param phase of that; null also when a newer operator wrote one that this one does not know
 * @param reason of its condition Ready
 * @param message of one that has failed or waits for a person
 * @param source ordinal of the member that it is cloned from; absent: from the donor
 */
@ApiObject
public record Member(
        @Required @JsonPropertyDescription("Its ordinal: 1 means the pod NAME-1.")
        int ordinal,

        @Required @JsonPropertyDescription("Name of its MySQLClone, which is made when its turn has come.")
        String cloneName,

        @SchemaFrom(type = String.class)
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @JsonPropertyDescription(
                "Phase of its MySQLClone; Pending before it is made. One that was Ready is not filled again.")
        @Nullable
        Phase phase,

        @JsonPropertyDescription("Reason of the condition Ready of its MySQLClone.") @Nullable
        String reason,

        @JsonPropertyDescription("When it has failed or waits for a person: what its MySQLClone says.") @Nullable
        String message,

        @JsonPropertyDescription("With strategy Chain: the ordinal that it is cloned from. Absent: from the donor.")
        @Nullable
        Integer source) {

    /** Whether it is a copy of the donor. */
    public boolean wasReady() {
        return phase == Phase.READY;
    }
}
