package io.mysqlclone.innodb.live;

import io.mysqlclone.innodb.source.FoundFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The list of pages that a server reads at its start, to be warm. A running server writes a new one beside it and renames that,
 * so that the one that is open stays as it is.
 */
record BufferPoolDump(FileChannel channel, FoundFile file) implements Closeable {
    private static final String NAME = "ib_buffer_pool";

    /** The one of a server, which need not have one. */
    static Optional<BufferPoolDump> of(Path dataDir) throws IOException {
        Path path = dataDir.resolve(NAME);
        FileChannel channel;
        try {
            channel = FileWalk.open(path);
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
        long size = channel.size();
        return Optional.of(new BufferPoolDump(channel, FoundFile.dump(path, size, size)));
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // It was read only.
        }
    }
}
