package io.mysqlclone.tablefiles.donor;

import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.PointMissedException;
import io.mysqlclone.serial.donor.HeldFiles;
import io.mysqlclone.storage.SpoolSpace;
import io.mysqlclone.tablefiles.TableFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Copies of files in a spool, each with how the file was when it was read. Used by one thread. */
final class FileCopies implements Closeable {
    private static final int PIECE = 1 << 20;
    private static final long NOBODY_WAITS = Long.MAX_VALUE;

    private final Path dataDir;
    private final SpoolSpace space;
    private final FileChannel spool;
    private final boolean trustsTimes;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(PIECE);
    private final Map<TableFile, Copy> copies = new HashMap<>();
    private long end;

    /**
     * A copy.
     *
     * @param state of the file when the copy was begun
     * @param tells whether a write since then would be seen by that
     * @param offset in the spool
     * @param length bytes of it
     * @param room bytes that a later copy may take there
     */
    private record Copy(FileState state, boolean tells, long offset, long length, long room) {}

    private FileCopies(Path dataDir, SpoolSpace space, FileChannel spool, boolean trustsTimes) {
        this.dataDir = dataDir;
        this.space = space;
        this.spool = spool;
        this.trustsTimes = trustsTimes;
    }

    /**
     * None yet.
     *
     * @param trustsTimes whether a file that was written to has another time since
     */
    static FileCopies in(SpoolSpace space, Path dataDir, boolean trustsTimes) throws DonorException {
        return new FileCopies(dataDir, space, space.file(), trustsTimes);
    }

    /** Copies what is new or was written to, while it may be written to. */
    void approach(List<TableFile> files) throws DonorException, InterruptedException {
        for (TableFile file : files) {
            if (Thread.interrupted()) {
                throw new InterruptedException("the donor is being shut down");
            }
            try {
                copy(file, NOBODY_WAITS);
            } catch (NoSuchFileException dropped) {
                // It is not listed any more when it counts.
            } catch (PointMissedException e) {
                throw new IllegalStateException("nobody waits", e);
            } catch (IOException e) {
                throw unreadable(file, e);
            }
        }
    }

    /**
     * Copies what is new or was written to, when nobody writes to it.
     *
     * @param deadline of {@link System#nanoTime()}
     */
    HeldTables complete(TableListing listing, long deadline) throws DonorException, PointMissedException {
        List<HeldFiles.Held> held = new ArrayList<>();
        for (TableFile file : listing.files()) {
            try {
                Copy copy = copy(file, deadline);
                if (!FileState.of(path(file)).equals(copy.state())) {
                    throw new PointMissedException(
                            "the file " + file + " was written to while nobody may write to tables",
                            "see that nothing but the server writes to its files");
                }
                held.add(new HeldFiles.Held(
                        file.toString(), "copy of " + file + " for this clone", spool, copy.offset(), copy.length()));
            } catch (IOException e) {
                throw unreadable(file, e);
            }
        }
        return new HeldTables(listing.schemas(), held, spool, space, end);
    }

    private static DonorException unreadable(TableFile file, IOException e) {
        return e instanceof DonorException known
                ? known
                : new DonorException(
                        DonorException.READ,
                        "the server's file " + file + " can't be read, run this as the server's user: "
                                + e.getMessage(),
                        e);
    }

    private Copy copy(TableFile file, long deadline) throws IOException, PointMissedException {
        Path path = path(file);
        FileState before = FileState.of(path);
        Optional<Copy> earlier = Optional.ofNullable(copies.get(file));
        if (earlier.filter(known -> known.tells() && known.state().equals(before))
                .isPresent()) {
            return earlier.get();
        }
        boolean tells = trustsTimes && before.tellsOfWrites();
        Optional<Copy> place = earlier.filter(known -> known.room() >= before.size());
        long offset = place.map(Copy::offset).orElse(end);
        long room = place.map(Copy::room).orElse(before.size());
        if (place.isEmpty()) {
            space.take(before.size());
            end += before.size();
        }
        var copy = new Copy(before, tells, offset, before.size(), room);
        // What is half overwritten is of no use, should this fail.
        copies.put(file, new Copy(before, false, offset, before.size(), room));
        read(path, file, copy, deadline);
        copies.put(file, copy);
        return copy;
    }

    private Path path(TableFile file) {
        return dataDir.resolve(file.schema().directory()).resolve(file.name());
    }

    private void read(Path path, TableFile file, Copy copy, long deadline) throws IOException, PointMissedException {
        try (FileChannel from = FileChannel.open(path, StandardOpenOption.READ)) {
            long length = copy.length();
            long at = 0;
            while (at < length) {
                if (deadline != NOBODY_WAITS && System.nanoTime() - deadline > 0) {
                    throw new PointMissedException(
                            "the file " + file + " of " + (length >> 20)
                                    + " MiB was written to while it was copied, and can't be copied again in the time that"
                                    + " the server may wait",
                            "clone when nobody writes to that table, or give no tables without a log"
                                    + " (--with-unlogged-tables)");
                }
                buffer.clear().limit((int) Math.min(PIECE, length - at));
                if (from.read(buffer, at) < 0) {
                    // Cut off meanwhile, which is seen by its size.
                    return;
                }
                buffer.flip();
                int read = buffer.remaining();
                space.write(spool, buffer, copy.offset() + at);
                at += read;
            }
        }
    }

    /** When no {@link HeldTables} were made of them. */
    @Override
    public void close() {
        space.give(end);
        HeldTables.close(spool);
    }
}
