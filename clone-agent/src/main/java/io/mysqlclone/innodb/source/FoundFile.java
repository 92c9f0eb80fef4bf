package io.mysqlclone.innodb.source;

import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.SpaceIds;
import io.mysqlclone.innodb.TablespaceKey;
import io.mysqlclone.storage.AllocatedSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A data file that was looked at.
 *
 * @param path where it is
 * @param name what a recipient is told that it is called
 * @param stored flags as they are in its first page, or in that of the first file of its tablespace
 * @param size in bytes
 * @param allocated bytes on disk, less than its size where it has holes
 * @param bits {@link io.mysqlclone.innodb.descriptor.FileFlags} of compression and encryption
 * @param key in clear, of an encrypted one
 */
public record FoundFile(
        Path path,
        String name,
        long spaceId,
        FspFlags stored,
        long size,
        long allocated,
        int bits,
        Optional<TablespaceKey> key) {

    /** The list of pages that a server reads at its start, to be warm. */
    public static FoundFile dump(Path file) throws IOException {
        long size = Files.size(file);
        return dump(file, size, AllocatedSize.of(file, size));
    }

    /** The same, as it was when it was read. */
    public static FoundFile dump(Path file, long size, long allocated) {
        return new FoundFile(
                file,
                FileSearch.BUFFER_POOL_DUMP,
                SpaceIds.BUFFER_POOL_DUMP,
                FspFlags.NOT_A_TABLESPACE,
                size,
                allocated,
                0,
                Optional.empty());
    }
}
