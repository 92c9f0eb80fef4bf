package io.mysqlclone.innodb.source;

import io.mysqlclone.engine.Bytes;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Something that is to be sent of a redo log: where it goes, and where it comes from. */
public sealed interface RedoPart {
    /** Where it belongs in the redo file of the clone. */
    long offset();

    /** Its length in bytes. */
    long length();

    /** Bytes that are in a file, at the same place there. */
    sealed interface Stored extends RedoPart {}

    /** Of a file that can be opened. */
    record InFile(Path path, long offset, long length) implements Stored {}

    /** Of a file that is open, and closed by who made this. */
    record Open(FileChannel channel, long offset, long length) implements Stored {}

    /** Bytes that were made up, or changed. */
    record InMemory(long offset, Bytes content) implements RedoPart {
        @Override
        public long length() {
            return content.length();
        }
    }
}
