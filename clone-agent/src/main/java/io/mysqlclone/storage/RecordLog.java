package io.mysqlclone.storage;

import java.nio.ByteBuffer;

/** Where an engine records how far it has come. */
public interface RecordLog {
    /** Adds a record of type 0 to 255; it is durable after the next {@link #force}. May be called by several threads. */
    void append(int type, ByteBuffer payload) throws StorageException;

    /** Returns when every record that was appended before the call survives a power failure. */
    void force() throws StorageException;
}
