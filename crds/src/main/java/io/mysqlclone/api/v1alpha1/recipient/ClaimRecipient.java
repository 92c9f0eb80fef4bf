package io.mysqlclone.api.v1alpha1.recipient;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.mysqlclone.api.v1alpha1.ApiObject;
import io.mysqlclone.api.v1alpha1.connection.SecretReference;
import org.jspecify.annotations.Nullable;

/**
 * A volume, whose server does not run or does not exist yet.
 *
 * @param claimName the claim
 * @param template what the claim is created with when it does not exist; absent: it must exist
 * @param path directory of the volume; absent: the data directory of the workload in {@code restart}, and without one
 *     the volume's root
 * @param restart what runs on the clone afterwards; absent: nothing
 */
@ApiObject
public record ClaimRecipient(
        @Required
        @Size(min = 1, max = 253)
        @Pattern(SecretReference.NAME)
        @JsonPropertyDescription("Name of the PersistentVolumeClaim. For a replica that a StatefulSet is to get:"
                + " TEMPLATE-STATEFULSET-ORDINAL, such as data-mysql-2.")
        String claimName,

        @JsonPropertyDescription(
                "Creates the claim when it does not exist. It outlives the MySQLClone, unless deletionPolicy says otherwise.")
        @Nullable
        ClaimTemplate template,

        @Size(min = 1, max = Paths.MAX_LENGTH)
        @ValidationRule(value = Paths.RELATIVE, message = Paths.RELATIVE_MESSAGE)
        @JsonPropertyDescription("Directory of the volume that becomes the data directory, relative to the"
                + " volume's root; made when it does not exist. Default: the data directory of the workload"
                + " named in restart, and without one the volume's root.")
        @Nullable
        String path,

        @JsonPropertyDescription(
                "What runs a server on the volume, to be scaled up when the clone is complete. Without it the clone ends with a volume that a server can be started on.")
        @Nullable
        Workload restart)
        implements Target {}
