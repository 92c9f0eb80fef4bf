package io.mysqlclone.api.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.mysqlclone.api.v1alpha1.ApiObject;
import org.jspecify.annotations.Nullable;

/**
 * Numbers as people read them, for the columns of {@code kubectl get}, which cannot format.
 *
 * @param progress such as {@code 42%}
 * @param rate such as {@code 118 MiB/s}
 * @param eta such as {@code 3m12s}
 * @param recipient such as {@code pod/mysql-1}
 * @param donor its host
 */
@ApiObject
public record Display(
        @JsonPropertyDescription("Column Progress, such as 42%.") @Nullable
        String progress,

        @JsonPropertyDescription("Column Rate, such as 118 MiB/s.") @Nullable
        String rate,

        @JsonPropertyDescription("Column ETA, such as 3m12s.") @Nullable
        String eta,

        @JsonPropertyDescription("Column Recipient, such as pod/mysql-1.") @Nullable
        String recipient,

        @JsonPropertyDescription(
                "Column Donor: the host of the server that is cloned, or the MySQLDonor that says which.")
        @Nullable
        String donor) {}
