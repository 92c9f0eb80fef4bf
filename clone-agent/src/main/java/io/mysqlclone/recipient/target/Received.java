package io.mysqlclone.recipient.target;

import io.mysqlclone.datadir.commit.CloneStatus;
import io.mysqlclone.engine.PlacedFile;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.Progress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A clone that is complete, verified and durable in the staging area, with all that its commit needs to know: whoever
 * commits it may be another process, and asks no donor.
 *
 * @param begin when the process that received it began
 * @param end when the last byte was durable
 * @param result what is told of it; not committed
 * @param files every file with the place that it is for
 * @param schemas as of {@link io.mysqlclone.engine.ReceivedClone}
 * @param overwrite what it may replace, unless the commit is told otherwise
 * @param oldServer what was said of the server whose data it replaces
 * @param stopEvents whether the event scheduler of the server that starts on it is to be off
 * @param donorGtids transactions that the donor had executed when the transfer ended, which are all of the clone's and
 *     perhaps more; empty when they are not known
 */
public record Received(
        CloneIdentity identity,
        Instant begin,
        Instant end,
        CloneResult result,
        List<PlacedFile> files,
        List<Path> schemas,
        CloneRequest.Overwrite overwrite,
        CloneRequest.OldServer oldServer,
        boolean stopEvents,
        Optional<String> donorGtids) {
    public Received {
        files = List.copyOf(files);
        schemas = List.copyOf(schemas);
    }

    /** What {@code performance_schema.clone_status} and {@code clone_progress} of the new server will say. */
    public CloneStatus status() {
        Map<CloneStatus.Stage, CloneStatus.Progress> stages = new EnumMap<>(CloneStatus.Stage.class);
        for (Progress.StageProgress stage : result.stages()) {
            stages.put(
                    switch (stage.stage()) {
                        case INIT -> CloneStatus.Stage.DROP_DATA;
                        case FILE_COPY -> CloneStatus.Stage.FILE_COPY;
                        case PAGE_COPY -> CloneStatus.Stage.PAGE_COPY;
                        case REDO_COPY -> CloneStatus.Stage.REDO_COPY;
                        case FILE_SYNC -> CloneStatus.Stage.FILE_SYNC;
                    },
                    new CloneStatus.Progress(
                            CloneStatus.State.COMPLETED,
                            Math.max(1, stage.threads()),
                            stage.begin().orElse(begin),
                            stage.end().orElse(end),
                            stage.estimate(),
                            stage.data(),
                            stage.network()));
        }
        return new CloneStatus(identity.donor(), begin, end, stages);
    }
}
