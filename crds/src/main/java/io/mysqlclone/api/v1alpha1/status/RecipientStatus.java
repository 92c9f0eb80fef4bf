package io.mysqlclone.api.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.mysqlclone.api.v1alpha1.ApiObject;
import org.jspecify.annotations.Nullable;

/**
 * What was found of the recipient.
 *
 * @param pod its name
 * @param podUid the pod that was cloned beside; the restarted one has another
 * @param container that runs mysqld
 * @param claim the volume's claim
 * @param dataDirectory absolute path in {@code container}, or the directory of the volume of a claim
 */
@ApiObject
public record RecipientStatus(
        @JsonPropertyDescription("Pod of the recipient.") @Nullable
        String pod,

        @JsonPropertyDescription(
                "UID of the pod that the clone was made beside; the pod that starts on the clone has" + " another.")
        @Nullable
        String podUid,

        @JsonPropertyDescription("Container that runs mysqld.") @Nullable
        String container,

        @JsonPropertyDescription("PersistentVolumeClaim that holds the data directory.") @Nullable
        String claim,

        @JsonPropertyDescription("Data directory: its path in the container, or in the volume of a claim.") @Nullable
        String dataDirectory) {}
