package io.mysqlclone.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The data that follows a DATA descriptor, still on its way. */
@FunctionalInterface
public interface DataSource {
    /**
     * Fills {@code destination} to its limit with the payload of the {@code COM_RES_DATA} that must come next; called
     * at most once per descriptor.
     *
     * @throws IOException when the connection fails or the payload is shorter or longer
     */
    void read(ByteBuffer destination) throws IOException, InterruptedException;

    /** Where the data is in a file of this host, for who can let the kernel copy it instead; then it is not read. */
    default Optional<FileRange> range() {
        return Optional.empty();
    }
}
