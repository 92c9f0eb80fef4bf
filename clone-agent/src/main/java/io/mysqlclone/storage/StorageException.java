package io.mysqlclone.storage;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * The local disk failed: a file could not be opened, written, made durable or closed. A type of its own, so that it never
 * passes for a failure of the network, which is tried again.
 */
public final class StorageException extends IOException {
    private static final long serialVersionUID = 1;

    /** With a sentence that names the file. */
    public StorageException(String message) {
        super(message);
    }

    /** With a sentence that names the file, and what the system said. */
    public StorageException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What the system said of {@code file}; one that is a failure of the disk already stays as it is. */
    public static StorageException of(Path file, IOException cause) {
        if (cause instanceof StorageException known) {
            return known;
        }
        // These name the file themselves.
        boolean named = cause instanceof FileSystemException && cause.getMessage() != null;
        String said = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        String kind = cause.getClass() == FileSystemException.class || !named
                ? ""
                : " (" + cause.getClass().getSimpleName() + ")";
        return new StorageException(named ? said + kind : file + ": " + said, cause);
    }
}
