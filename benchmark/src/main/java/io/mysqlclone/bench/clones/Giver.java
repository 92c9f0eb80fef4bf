package io.mysqlclone.bench.clones;

import io.mysqlclone.testbed.MysqlServer;
import java.util.Optional;
import java.util.OptionalLong;

/** Who gives one clone, and what can be seen of it; closed when the clone is there. */
interface Giver extends AutoCloseable {

    /** Host and port; of a directory that nobody serves there is none. */
    Optional<String> address();

    /** The process that gives. */
    OptionalLong pid();

    /** The server whose queries are measured meanwhile; none where no server runs. */
    Optional<MysqlServer> queried();

    /** Bytes that it has sent to all clients since its start, where it counts them. */
    OptionalLong bytesSent();

    /** Where recipients connect, when there is a network between. */
    default String requireAddress() {
        return address().orElseThrow(() -> new IllegalStateException("a directory has no address"));
    }

    @Override
    void close();
}
