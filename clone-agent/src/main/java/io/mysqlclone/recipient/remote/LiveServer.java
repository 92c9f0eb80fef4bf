package io.mysqlclone.recipient.remote;

import io.mysqlclone.datadir.live.LastServer;
import io.mysqlclone.datadir.live.TablespacePageSize;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.release.Release;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The server whose data an in-place clone replaces, as far as its files tell; it may be running.
 *
 * @param dataDir where its data is
 * @param pageSize its {@code innodb_page_size}, from the first page of its system tablespace
 * @param release of the mysqld that will start on the clone: as it was said, or the one that last ran there
 */
public record LiveServer(Path dataDir, int pageSize, Optional<Release> release) {
    /** Of a target in place. */
    public static LiveServer of(CloneRequest.Target target) throws IOException {
        Path dataDir = target.dataDir();
        Optional<Release> said = target.oldServer().version().map(Release::of);
        return new LiveServer(
                dataDir,
                TablespacePageSize.of(dataDir.resolve("ibdata1")),
                said.isPresent()
                        ? said
                        : LastServer.of(dataDir, target.oldServer().logIndexes()));
    }
}
