package io.mysqlclone.engine;

import java.nio.file.Path;

/**
 * Bytes of a file of this host.
 *
 * @param file which nobody changes meanwhile
 * @param offset of the first byte
 * @param length at least 1
 */
public record FileRange(Path file, long offset, int length) {
    /** Whether {@code next} goes on where this ends. */
    public boolean continues(FileRange next) {
        return file.equals(next.file) && offset + length == next.offset;
    }

    /** This and {@code next}, which continues it. */
    public FileRange with(FileRange next) {
        return new FileRange(file, offset, length + next.length);
    }
}
