package io.mysqlclone.innodb.live;

import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.descriptor.FileFlags;
import io.mysqlclone.innodb.page.InitialPages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Files of tablespaces with a first page and nothing behind it. */
final class MadeTablespace {
    static final int PAGE = 16384;
    /** A table's own tablespace of pages of 16 KiB. */
    static final FspFlags TABLE = new FspFlags(0x4021);

    static final long UNDO_1 = 0xFFFF_FFEFL;
    static final long UNDO_2 = UNDO_1 - 127;

    private MadeTablespace() {}

    static ByteBuffer firstPage(long spaceId) {
        return InitialPages.firstPage(
                new FileDescriptor(
                        SnapshotState.PAGE_COPY,
                        PAGE,
                        PAGE,
                        TABLE,
                        4096,
                        FileFlags.NONE,
                        spaceId,
                        1,
                        1,
                        1,
                        Optional.empty(),
                        Optional.empty()),
                90704);
    }

    /** Makes a file, or writes over the one that is there, which stays the same file. */
    static Path write(Path file, long spaceId, int pages) throws IOException {
        Files.createDirectories(file.getParent());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(firstPage(spaceId), 0);
            channel.write(ByteBuffer.allocate(1), (long) pages * PAGE - 1);
        }
        return file;
    }
}
