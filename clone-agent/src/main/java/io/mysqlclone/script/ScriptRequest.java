package io.mysqlclone.script;

import io.mysqlclone.mysql.ConnectionOptions;
import java.nio.file.Path;
import java.util.List;

/**
 * Scripts to be run.
 *
 * @param recipient how to log in to the server that was started on the clone
 * @param dataDir its data directory, as this process sees it
 * @param scripts in their order; one at least
 * @param writeToBinaryLog whether what they change goes into the recipient's binary log, with GTIDs of its own
 */
public record ScriptRequest(ConnectionOptions recipient, Path dataDir, List<Script> scripts, boolean writeToBinaryLog) {

    public ScriptRequest {
        scripts = List.copyOf(scripts);
    }
}
