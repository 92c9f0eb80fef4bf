package io.mysqlclone.innodb.verify;

import io.mysqlclone.innodb.FspFlags;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * A file of a tablespace whose pages can be checked.
 *
 * @param path where it is
 * @param name relative to the data directory
 * @param size bytes
 * @param flags its flags, sane, with the server's page size where the file itself has none
 * @param firstPage number of the first page in the file; not 0 in further files of the system tablespace
 * @param spaceId the id every page must have; absent when the first page does not tell it reliably
 * @param foreign pages that are copies of other ones
 */
record TablespaceFile(
        Path path, String name, long size, FspFlags flags, long firstPage, OptionalLong spaceId, ForeignPages foreign) {

    int pageSize() {
        return flags.physicalPageSize();
    }

    long pages() {
        return size / pageSize();
    }
}
