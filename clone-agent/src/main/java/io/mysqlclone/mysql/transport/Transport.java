package io.mysqlclone.mysql.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A byte stream under the packets: plain, encrypted or compressed. One reader and one writer at a time. */
public interface Transport {

    /** At least one byte into {@code dst}, which has room for one; -1 when the peer has closed. */
    int read(ByteBuffer dst) throws IOException;

    /** All bytes of {@code first}, then all of {@code second}; they leave at once. */
    void write(ByteBuffer first, ByteBuffer second) throws IOException;

    /** Whether bytes of a file need not be looked at on their way. */
    default boolean carriesFiles() {
        return false;
    }

    /**
     * All {@code length} bytes of a file from {@code offset} on; only where files are carried.
     *
     * @throws java.io.EOFException when the file has fewer bytes
     */
    default void write(FileChannel file, long offset, long length) throws IOException {
        throw new UnsupportedOperationException("this layer must see the bytes");
    }

    /** What is written next answers the message that was read last: sequence numbers go on from its. */
    default void startAnswer() {}

    /** The writer begins a new message: sequence numbers that this layer sends start over. */
    default void startMessage() {}

    /** Whether bytes were received that nobody has read yet. */
    boolean hasBufferedInput();

    /** Releases native memory, not the socket. */
    default void release() {}
}
