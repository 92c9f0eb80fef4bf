package io.mysqlclone.api.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.mysqlclone.api.v1alpha1.ApiObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One stage of the transfer: a row of {@code performance_schema.clone_progress}, with its column names.
 *
 * @param stage name as in {@code clone_progress}, such as {@code FILE COPY}
 * @param state {@code Not Started}, {@code In Progress}, {@code Completed} or {@code Failed}
 * @param beginTime when it began
 * @param endTime when it ended
 * @param threads data connections
 * @param estimate bytes
 * @param data bytes written to files
 * @param network bytes received
 */
@ApiObject
public record StageProgress(
        @Required @JsonPropertyDescription("INIT, FILE COPY, PAGE COPY, REDO COPY or FILE SYNC.")
        String stage,

        @JsonPropertyDescription("Not Started, In Progress, Completed or Failed.") @Nullable
        String state,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @JsonPropertyDescription("When the stage began.") @Nullable
        Instant beginTime,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @JsonPropertyDescription("When the stage ended.") @Nullable
        Instant endTime,

        @JsonPropertyDescription("Data connections of the stage.")
        int threads,

        @JsonPropertyDescription("Bytes that the donor estimates for the stage.")
        long estimate,

        @JsonPropertyDescription("Bytes written to files in the stage, also by earlier agents.")
        long data,

        @JsonPropertyDescription("Bytes received in the stage.")
        long network) {}
