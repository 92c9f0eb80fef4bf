package io.mysqlclone.datadir.live;

import io.mysqlclone.release.ServerVersion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Which server began a binary log, from its FORMAT_DESCRIPTION_EVENT.
 *
 * <p>Layout: binary log version 4 as documented in MySQL's source documentation, "Binary log".
 *
 * @param begun when, in seconds since 1970
 * @param version the server's version
 */
public record LogWriter(long begun, ServerVersion version) {
    private static final int MAGIC = 0xfe62696e;
    private static final int EVENT = Integer.BYTES;
    private static final int TYPE = EVENT + 4;
    private static final byte FORMAT_DESCRIPTION_EVENT = 15;
    private static final int VERSION = EVENT + 19 + Short.BYTES;
    private static final int VERSION_LENGTH = 50;

    /** Reads the beginning of {@code log}; empty when it is encrypted, cut off or none. */
    public static Optional<LogWriter> of(Path log) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(VERSION + VERSION_LENGTH).order(ByteOrder.BIG_ENDIAN);
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ)) {
            while (head.hasRemaining() && channel.read(head, head.position()) >= 0) {}
        }
        if (head.hasRemaining() || head.getInt(0) != MAGIC || head.get(TYPE) != FORMAT_DESCRIPTION_EVENT) {
            return Optional.empty();
        }
        long begun = Integer.toUnsignedLong(head.order(ByteOrder.LITTLE_ENDIAN).getInt(EVENT));
        String text = new String(head.array(), VERSION, VERSION_LENGTH, StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\0');
        return ServerVersion.parse(end < 0 ? text : text.substring(0, end))
                .map(version -> new LogWriter(begun, version));
    }
}
