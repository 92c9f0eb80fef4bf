package io.mysqlclone.serial.donor;

import io.mysqlclone.engine.LogStop;
import java.nio.channels.FileChannel;
import java.util.List;

/** The files of a point as they were then, whatever the server does with its own. */
public interface HeldFiles extends LogStop.Part {
    /** Names of all directories that files are in, or may be. */
    List<String> directories();

    /** In the order in which they are sent, always the same. */
    List<Held> files();

    /** Of all files. */
    default long bytes() {
        return files().stream().mapToLong(Held::length).sum();
    }

    /**
     * A file.
     *
     * @param name as a descriptor has it
     * @param called what is read, as a sentence has it behind an article
     * @param offset in {@code channel}
     */
    record Held(String name, String called, FileChannel channel, long offset, long length) {}
}
