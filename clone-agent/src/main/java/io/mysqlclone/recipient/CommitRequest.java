package io.mysqlclone.recipient;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A clone that was received and is to be committed.
 *
 * @param dataDir what was cloned into
 * @param limit how long to wait for the moment in which no mysqld has it open; zero looks once
 * @param overwrite what may be replaced; empty for what was said when it was received
 * @param oldServer what is known of the server whose data it is, besides what was said when it was received
 * @param stopEvents whether the event scheduler of the server that starts on it is to be off, also when that was not said
 *     when it was received
 */
public record CommitRequest(
        Path dataDir,
        Duration limit,
        Optional<CloneRequest.Overwrite> overwrite,
        CloneRequest.OldServer oldServer,
        boolean stopEvents) {

    /** Without anything new about the server. */
    public CommitRequest(Path dataDir, Duration limit, Optional<CloneRequest.Overwrite> overwrite) {
        this(dataDir, limit, overwrite, CloneRequest.OldServer.UNKNOWN, false);
    }
}
