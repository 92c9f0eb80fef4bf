package io.mysqlclone.storage;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Has the kernel read parts of a file into the page cache before they are asked for, and no others: what is there already
 * when it is read does not make the kernel read ahead by its own rules, which are the device's and can be many megabytes.
 * A hint: without native calls, or for a file that can't be opened, nothing happens.
 */
public final class ReadAhead implements Closeable {
    /** At most as much as the kernel takes from one hint on any device: 1280 KiB. */
    private static final long PIECE = 1 << 20;

    private final Optional<LinuxFiles.Descriptor> descriptor;

    private ReadAhead(Optional<LinuxFiles.Descriptor> descriptor) {
        this.descriptor = descriptor;
    }

    /** For a file, but no symbolic link. */
    public static ReadAhead of(Path file) {
        try {
            return new ReadAhead(LinuxFiles.openFileToRead(file));
        } catch (StorageException unreadable) {
            // Whoever reads it says so.
            return none();
        }
    }

    /** One that does nothing. */
    public static ReadAhead none() {
        return new ReadAhead(Optional.empty());
    }

    /** Begins to read a range, and does not wait for it. */
    public void read(long offset, long length) {
        if (descriptor.isPresent()) {
            for (long at = offset; at < offset + length; at += PIECE) {
                descriptor.get().willNeed(at, Math.min(PIECE, offset + length - at));
            }
        }
    }

    @Override
    public void close() {
        descriptor.ifPresent(LinuxFiles.Descriptor::close);
    }
}
