package io.mysqlclone.api.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.mysqlclone.api.v1alpha1.ApiObject;
import org.jspecify.annotations.Nullable;

/**
 * What was found of the recipient.
 *
 * @param pod its name
 * @param podUid the pod as it was last seen: the one that is cloned beside, and then the one that starts on the clone
 * @param container that runs mysqld
 * @param claim the volume's claim
 * @param dataDirectory absolute path in {@code container}, or the directory of the volume of a claim
 */
@ApiObject
public record RecipientStatus(
        @JsonPropertyDescription("Pod of the recipient.") @Nullable
        String pod,

        @JsonPropertyDescription(
                "UID of the pod as it was last seen: the one that the clone is made beside, and after its restart the one"
                        + " that runs on the clone.")
        @Nullable
        String podUid,

        @JsonPropertyDescription("Container that runs mysqld.") @Nullable
        String container,

        @JsonPropertyDescription("PersistentVolumeClaim that holds the data directory.") @Nullable
        String claim,

        @JsonPropertyDescription("Data directory: its path in the container, or in the volume of a claim.") @Nullable
        String dataDirectory) {}
