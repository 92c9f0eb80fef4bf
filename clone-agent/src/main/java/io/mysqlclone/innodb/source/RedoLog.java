package io.mysqlclone.innodb.source;

import java.util.List;
import java.util.Optional;

/**
 * The redo log of the clone.
 *
 * @param files redo files in their order
 * @param header the first 2048 bytes of the first file
 * @param trailer the last block of the log, which is of the last file
 * @param encrypted whether the blocks are encrypted, with the key in {@code header}
 */
public record RedoLog(List<File> files, RedoPart.InMemory header, RedoPart trailer, boolean encrypted) {
    public RedoLog {
        files = List.copyOf(files);
    }

    /**
     * A redo file.
     *
     * @param size the length that it must have in the end
     * @param blocks what it holds, apart from the header of the first file and the last block of the log; nothing when no
     *     other block was written
     */
    public record File(long size, Optional<RedoPart.Stored> blocks) {
        /** Offset behind the last byte of {@link #blocks}. */
        public long end() {
            return blocks.map(part -> part.offset() + part.length())
                    .orElse((long) io.mysqlclone.innodb.page.RedoHeader.LENGTH);
        }
    }
}
