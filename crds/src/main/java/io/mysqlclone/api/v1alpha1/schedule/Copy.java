package io.mysqlclone.api.v1alpha1.schedule;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.mysqlclone.api.v1alpha1.ApiObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A complete copy.
 *
 * @param name of its MySQLClone
 * @param claimName where it is; absent: in a running pod
 * @param scheduledTime when it was to be made
 * @param completionTime when it was complete
 * @param usedBy of one that is not to be kept any more: the pod that uses it
 */
@ApiObject
public record Copy(
        @Required @JsonPropertyDescription("Name of its MySQLClone.")
        String name,

        @JsonPropertyDescription("The PersistentVolumeClaim that it is on.") @Nullable
        String claimName,

        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @JsonPropertyDescription("The time that it was made for.")
        @Nullable
        Instant scheduledTime,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @JsonPropertyDescription("When it was complete.") @Nullable
        Instant completionTime,

        @JsonPropertyDescription("A pod that uses its claim, so that it stays although keep is exceeded.") @Nullable
        String usedBy) {}
