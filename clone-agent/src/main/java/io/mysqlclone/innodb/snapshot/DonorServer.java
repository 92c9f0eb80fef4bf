package io.mysqlclone.innodb.snapshot;

import io.mysqlclone.engine.DonorConfiguration;
import java.util.Optional;

/**
 * What must be known of the donor's server to understand its files.
 *
 * @param pageSize {@code innodb_page_size} in bytes: 4, 8, 16, 32 or 64 KiB
 * @param versionNumber the version as InnoDB stores it in page 0, e.g. 90704 for 9.7.4
 */
public record DonorServer(int pageSize, int versionNumber) {
    /** Pages of a block in FILE COPY. */
    public static final int PAGES_PER_BLOCK = 64;
    /** Pages of a chunk. */
    public static final int PAGES_PER_CHUNK = 4096;

    public DonorServer {
        if (pageSize < 4096 || pageSize > 65536 || Integer.bitCount(pageSize) != 1) {
            throw new IllegalArgumentException("innodb_page_size " + pageSize + " is not 4, 8, 16, 32 or 64 KiB");
        }
    }

    /** As the donor says it; empty when that is no page size that InnoDB has. */
    public static Optional<DonorServer> of(DonorConfiguration donor) {
        try {
            int pageSize = Integer.parseInt(donor.variable("innodb_page_size").orElse("16384"));
            return Optional.of(new DonorServer(pageSize, donor.versionNumber()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Bytes of a full block in FILE COPY and REDO COPY. */
    public int blockBytes() {
        return PAGES_PER_BLOCK * pageSize;
    }

    /** Bytes of a full chunk in FILE COPY. */
    public long chunkBytes() {
        return (long) PAGES_PER_CHUNK * pageSize;
    }
}
