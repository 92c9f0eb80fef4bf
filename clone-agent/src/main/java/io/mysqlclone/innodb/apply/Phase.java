package io.mysqlclone.innodb.apply;

import io.mysqlclone.innodb.descriptor.StateDescriptor;
import io.mysqlclone.innodb.snapshot.DataFile;
import io.mysqlclone.innodb.snapshot.Snapshot;
import java.util.Optional;

/** Where a task is within the state that it is in. */
sealed interface Phase {
    /** The donor lists the files of FILE COPY, which come before their data. */
    record Listing(StateDescriptor start) implements Phase {}

    /** No chunk is open: none has begun, or the donor has dropped or ended the last one. */
    record Between() implements Phase {}

    /** A chunk is open. Changes with each block, for which nothing is to be allocated. */
    final class InChunk implements Phase {
        final int chunk;
        final Optional<DataFile> file;
        /** The last block that has come. */
        int block;
        /** Tablespace id of the last page, in PAGE COPY. */
        long pageSpace;

        /** @param block the last one that an earlier round has stored, or 0 */
        InChunk(int chunk, Optional<DataFile> file, int block) {
            this.chunk = chunk;
            this.file = file;
            this.block = block;
            this.pageSpace = block == 0 ? Snapshot.FIRST_OF_CHUNK : Snapshot.FIRST_OF_ROUND;
        }
    }

    /** The donor has ended the state for this task, so that only the next one may follow. */
    record Ended() implements Phase {}
}
