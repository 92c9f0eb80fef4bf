package io.mysqlclone.api.v1alpha1.set;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.mysqlclone.api.v1alpha1.ApiObject;

/**
 * How far all members are together.
 *
 * @param percent 0 to 100; 100 only when all are complete
 * @param dataBytes written to files, of the clones that there are
 * @param totalBytes of those of them of which it is known
 * @param bytesPerSecond of those that transfer
 */
@ApiObject
public record SetProgress(
        @JsonPropertyDescription("Percent of all members' data; one that is not begun counts as 0.")
        int percent,

        @JsonPropertyDescription("Bytes written to files by the MySQLClones that there are.")
        long dataBytes,

        @JsonPropertyDescription("Estimate in bytes of the MySQLClones that have one.")
        long totalBytes,

        @JsonPropertyDescription("Bytes of data a second, of all that transfer.")
        long bytesPerSecond) {

    /** Nothing yet. */
    public static final SetProgress NONE = new SetProgress(0, 0, 0, 0);
}
