package io.mysqlclone.innodb.verify;

import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.innodb.page.RedoBlock;
import io.mysqlclone.innodb.page.RedoHeader;
import io.mysqlclone.storage.AlignedBuffers;
import io.mysqlclone.storage.BlockSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The redo log of a clone that mysqld has not started on yet: without all of it the data files are of no use. The log of
 * a server is left alone; mysqld itself checks that at its start.
 */
final class ClonedRedo {
    private static final int BUFFER = 1 << 20;

    private final Path folder;
    private final String name;
    private final Findings findings;
    private final ByteBuffer buffer = AlignedBuffers.allocate(BUFFER);
    private long lsn;

    /** @param folder {@code #innodb_redo}, or {@code #innodb_redo.#clone} of a clone in place */
    ClonedRedo(Path folder, Findings findings) {
        this.folder = folder;
        this.name = String.valueOf(folder.getFileName());
        this.findings = findings;
    }

    /** Follows the log from its first block to its last, as mysqld will. */
    void check() throws IOException {
        Path first = folder.resolve("#ib_redo0");
        if (!Files.isRegularFile(first)) {
            return;
        }
        RedoHeader header;
        try (BlockSource source = BlockSource.open(first)) {
            int read = source.read(buffer.clear(), 0);
            header = RedoHeader.read(buffer.limit(read), 0);
        } catch (MalformedMessageException e) {
            problem(first, 0, "has a damaged header (" + e.getMessage() + ")");
            return;
        }
        if (!header.isWrittenByClone()) {
            return;
        }
        lsn = header.startLsn();
        for (int number = 0; follow(folder.resolve("#ib_redo" + number)); number++) {}
        if (lsn <= header.checkpointLsn() - RedoBlock.LENGTH) {
            problem(
                    first,
                    0,
                    "begins a log that ends at log sequence number " + lsn + ", before its checkpoint "
                            + header.checkpointLsn() + ": a redo file is missing or damaged");
        }
    }

    /** Follows one file; true when the log goes on in the next. */
    private boolean follow(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            problem(file, 0, "is missing, although the log goes on in it");
            return false;
        }
        try (BlockSource source = BlockSource.open(file)) {
            long size = source.size();
            for (long at = 0; at < size; at += BUFFER) {
                int read = source.read(buffer.clear(), at);
                int begin = at == 0 ? RedoHeader.LENGTH : 0;
                for (int block = begin; block + RedoBlock.LENGTH <= read; block += RedoBlock.LENGTH) {
                    RedoBlock frame = RedoBlock.read(buffer, block);
                    if (!frame.isAt(lsn)) {
                        if (!isZero(block)) {
                            problem(
                                    file,
                                    at + block,
                                    "is damaged at offset " + (at + block) + " (log sequence number " + lsn + ")");
                        }
                        return false;
                    }
                    lsn += RedoBlock.LENGTH;
                    if (frame.isLast()) {
                        return false;
                    }
                }
            }
            return true;
        }
    }

    /** The log may end with a full block; then zeros follow. */
    private boolean isZero(int block) {
        for (int i = block; i < block + RedoBlock.LENGTH; i += Long.BYTES) {
            if (buffer.getLong(i) != 0) {
                return false;
            }
        }
        return true;
    }

    private void problem(Path file, long offset, String what) {
        String label = name + "/" + file.getFileName();
        findings.problem(label, offset, 1, label + " " + what + "; clone again");
    }
}
