package io.mysqlclone.innodb.source;

import io.mysqlclone.engine.Bytes;
import java.nio.file.Path;

/** Something that is to be sent of a redo log: where it goes, and where it comes from. */
public sealed interface RedoPart {
    /** Where it belongs in the redo file of the clone. */
    long offset();

    /** Its length in bytes. */
    long length();

    /** Bytes of a file, at the same place there. */
    record InFile(Path path, long offset, long length) implements RedoPart {}

    /** Bytes that were made up, or changed. */
    record InMemory(long offset, Bytes content) implements RedoPart {
        @Override
        public long length() {
            return content.length();
        }
    }
}
