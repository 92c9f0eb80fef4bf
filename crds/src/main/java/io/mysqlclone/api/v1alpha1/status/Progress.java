package io.mysqlclone.api.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.mysqlclone.api.v1alpha1.ApiObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far the transfer is, in numbers; {@link Display} has them for people.
 *
 * @param stage as in {@code performance_schema.clone_progress}
 * @param percent 0 to 100; 100 only when the clone is complete
 * @param dataBytes written to files, also by earlier agents
 * @param totalBytes estimate of all stages; 0 while unknown
 * @param networkBytes received by the agent that runs or ran last
 * @param bytesPerSecond of data, smoothed
 * @param eta seconds left; absent while unknown
 * @param connections data connections now
 * @param stages in order
 */
@ApiObject
public record Progress(
        @JsonPropertyDescription("Stage of the transfer, as in performance_schema.clone_progress: INIT, FILE COPY,"
                + " PAGE COPY, REDO COPY, FILE SYNC.")
        @Nullable
        String stage,

        @JsonPropertyDescription("Percent of the data; 100 only when the clone is complete.")
        int percent,

        @JsonPropertyDescription("Bytes written to files, also by earlier agents.")
        long dataBytes,

        @JsonPropertyDescription("Estimate of all stages in bytes; 0 while unknown.")
        long totalBytes,

        @JsonPropertyDescription("Bytes received by the agent that runs or ran last; less than dataBytes after a"
                + " resumption or when compressed.")
        long networkBytes,

        @JsonPropertyDescription("Bytes of data a second, smoothed over a few seconds.")
        long bytesPerSecond,

        @JsonPropertyDescription("Seconds left, at the present rate.") @Nullable
        Long eta,

        @JsonPropertyDescription("Data connections to the donor now.")
        int connections,

        @JsonPropertyDescription("One row for each stage, with the column names of performance_schema.clone_progress.")
        List<StageProgress> stages) {

    public Progress {
        stages = stages == null ? List.of() : List.copyOf(stages);
    }
}
