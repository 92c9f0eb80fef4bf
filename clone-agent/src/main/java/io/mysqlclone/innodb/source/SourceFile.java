package io.mysqlclone.innodb.source;

import io.mysqlclone.innodb.TablespaceKey;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A data file of the clone.
 *
 * @param path where it is
 * @param descriptor what the recipient is told of it
 * @param key what its pages are encrypted with, if they are
 */
public record SourceFile(Path path, FileDescriptor descriptor, Optional<TablespaceKey> key) {
    /** The name that the recipient is told. */
    public String name() {
        return descriptor.name().orElseThrow();
    }
}
