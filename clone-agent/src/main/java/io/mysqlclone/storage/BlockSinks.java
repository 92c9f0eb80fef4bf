package io.mysqlclone.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * Opens {@link BlockSink}s of the kind that suits a file system, which is asked once: direct writes where it takes
 * them, else the page cache in bounded windows.
 */
public final class BlockSinks {
    private static final int PROBE_BLOCKS = 8;

    private final Capabilities capabilities;
    private final boolean direct;

    private BlockSinks(Capabilities capabilities, boolean direct) {
        this.capabilities = capabilities;
        this.direct = direct;
    }

    /**
     * What a file system can do.
     *
     * @param direct O_DIRECT is taken
     * @param alignment address, offset and length of a direct write are multiples of this many bytes
     * @param holes holes can be punched
     * @param holeGranularity the smallest hole in bytes; a range that covers no whole unit frees nothing
     */
    public record Capabilities(boolean direct, int alignment, boolean holes, int holeGranularity) {}

    /** Asks the file system of {@code directory} by means of a small file in it, which is removed again. */
    public static BlockSinks probe(Path directory) throws StorageException {
        Capabilities found = asked(directory);
        return new BlockSinks(found, found.direct());
    }

    /** As {@link #probe}, but through the page cache even where direct writes are possible. */
    public static BlockSinks throughPageCache(Path directory) throws StorageException {
        return new BlockSinks(asked(directory), false);
    }

    private static Capabilities asked(Path directory) throws StorageException {
        try {
            return ask(directory);
        } catch (IOException e) {
            throw StorageException.of(directory, e);
        }
    }

    /** What the file system can do. */
    public Capabilities capabilities() {
        return capabilities;
    }

    /**
     * Opens a sink on the file system that was asked; files elsewhere need a {@link #probe} of their own.
     *
     * @param create make the file (mode 0640) when it is not there; without it a missing file is an error
     */
    public BlockSink open(Path file, boolean create) throws StorageException {
        if (create) {
            create(file);
        }
        return direct ? new DirectSink(file, capabilities.alignment()) : new WindowedSink(file);
    }

    private static void create(Path file) throws StorageException {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
        } catch (FileAlreadyExistsException wanted) {
            // Another task or an earlier process has made it.
        } catch (IOException e) {
            throw StorageException.of(file, e);
        }
    }

    private static Capabilities ask(Path directory) throws IOException {
        int block = Math.toIntExact(Files.getFileStore(directory).getBlockSize());
        // Never less than a memory page: a direct and a buffered write in one page leave stale bytes in the cache.
        int alignment = Math.max(AlignedBuffers.ALIGNMENT, block);
        Path probe = Files.createTempFile(directory, "probe-", "");
        try {
            ByteBuffer blocks = AlignedBuffers.allocate(Math.multiplyExact(alignment, PROBE_BLOCKS));
            while (blocks.hasRemaining()) {
                blocks.put((byte) 1);
            }
            boolean direct = takesDirectWrites(probe, blocks.flip());
            try (FileChannel channel = FileChannel.open(probe, StandardOpenOption.WRITE)) {
                blocks.rewind();
                while (blocks.hasRemaining()) {
                    channel.write(blocks, blocks.position());
                }
            }
            int granularity = holeGranularity(probe, alignment, block);
            return new Capabilities(direct, alignment, granularity > 0, Math.max(granularity, block));
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    private static boolean takesDirectWrites(Path probe, ByteBuffer blocks) {
        try (FileChannel channel = DirectSink.openDirect(probe)) {
            return channel.write(blocks, 0) == blocks.limit();
        } catch (IOException | UnsupportedOperationException refused) {
            return false;
        }
    }

    /** The smallest power of two that leaves a hole when it is punched, 0 when none does. */
    private static int holeGranularity(Path probe, int alignment, int block) throws IOException {
        Optional<LinuxFiles.Descriptor> opened = LinuxFiles.open(probe);
        if (opened.isEmpty()) {
            return 0;
        }
        try (LinuxFiles.Descriptor file = opened.get()) {
            for (int size = block; size <= alignment * (PROBE_BLOCKS / 2); size *= 2) {
                if (!file.punchHole(size, size)) {
                    return 0;
                }
                if (file.firstHole(0) == size) {
                    return size;
                }
            }
            return 0;
        }
    }
}
