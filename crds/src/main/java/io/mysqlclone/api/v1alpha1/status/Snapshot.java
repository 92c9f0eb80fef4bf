package io.mysqlclone.api.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.mysqlclone.api.v1alpha1.ApiObject;
import org.jspecify.annotations.Nullable;

/**
 * The position of the snapshot in the donor's binary log; known when the recipient has recovered.
 *
 * @param gtidExecuted empty without GTIDs
 * @param gtidTruncated whether {@code gtidExecuted} is only the beginning of a set too long to report
 * @param binlogFile of the donor
 * @param binlogPosition in {@code binlogFile}
 */
@ApiObject
public record Snapshot(
        @JsonPropertyDescription("GTIDs that the snapshot contains.") @Nullable
        String gtidExecuted,

        @JsonPropertyDescription("true: gtidExecuted is cut, because the set is too long to report.") @Nullable
        Boolean gtidTruncated,

        @JsonPropertyDescription("The donor's binary log file at the snapshot.") @Nullable
        String binlogFile,

        @JsonPropertyDescription("Position in binlogFile.") @Nullable
        Long binlogPosition) {}
