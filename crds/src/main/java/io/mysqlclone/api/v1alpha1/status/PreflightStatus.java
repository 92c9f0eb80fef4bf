package io.mysqlclone.api.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.mysqlclone.api.v1alpha1.ApiObject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a dry run has found.
 *
 * @param time when it was found
 * @param neededBytes what the clone takes in the volume, about; absent when the donor did not name its files
 * @param freeBytes what is free in the volume, or will be in one that is yet to be made
 * @param leastSeconds how long the data takes at the bandwidth that the clone may use; absent without a limit
 * @param checks all checks, those that failed in front when there was not room for all words
 */
@ApiObject
public record PreflightStatus(
        @Required @JsonFormat(shape = JsonFormat.Shape.STRING) @JsonPropertyDescription("When it was found.")
        Instant time,

        @JsonPropertyDescription(
                "Bytes that the clone takes in the volume, about. Absent when the donor did not name" + " its files.")
        @Nullable
        Long neededBytes,

        @JsonPropertyDescription("Bytes that are free in the volume; for a claim that does not exist yet, the size of"
                + " the template.")
        @Nullable
        Long freeBytes,

        @JsonPropertyDescription("Seconds that the data takes at transfer.maxDataBandwidth. Absent without a limit: how"
                + " fast donor, network and volume are is seen only when data flows.")
        @Nullable
        Long leastSeconds,

        @JsonPropertyDescription("What was looked at, one row for each check.")
        List<PreflightCheck> checks) {

    public PreflightStatus {
        checks = checks == null ? List.of() : List.copyOf(checks);
    }
}
