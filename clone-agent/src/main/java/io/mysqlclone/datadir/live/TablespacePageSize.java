package io.mysqlclone.datadir.live;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** The page size of the server that has made a tablespace, from the flags in its first page. */
public final class TablespacePageSize {
    /** Where the flags are in the page. */
    static final int FLAGS = 54;

    private static final int SHIFT = 6;
    private static final int MASK = 0xf;
    private static final int DEFAULT = 16 << 10;
    private static final int LEAST = 512;

    private TablespacePageSize() {}

    /** {@code innodb_page_size} in bytes; the default one when the file is too short to tell. */
    public static int of(Path tablespace) throws IOException {
        ByteBuffer flags = ByteBuffer.allocate(Integer.BYTES);
        try (FileChannel channel = FileChannel.open(tablespace)) {
            while (flags.hasRemaining() && channel.read(flags, FLAGS + flags.position()) >= 0) {}
        }
        return ofFlags(flags.flip().remaining() == Integer.BYTES ? flags.getInt() : 0);
    }

    /** As the flags say it; not necessarily a size that InnoDB has. */
    static int ofFlags(int flags) {
        int shift = flags >>> SHIFT & MASK;
        return shift == 0 ? DEFAULT : LEAST << shift;
    }
}
