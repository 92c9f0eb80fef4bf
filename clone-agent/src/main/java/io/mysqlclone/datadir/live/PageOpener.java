package io.mysqlclone.datadir.live;

import java.nio.ByteBuffer;

/** Knows how the pages of a tablespace are encrypted. */
@FunctionalInterface
public interface PageOpener {
    /** Decrypts a page in place; one that is not encrypted stays as it is. */
    void open(ByteBuffer page);
}
