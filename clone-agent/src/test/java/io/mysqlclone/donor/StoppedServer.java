package io.mysqlclone.donor;

import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.MysqlServerBuilder;
import java.nio.file.Path;
import java.util.Map;

/**
 * The data directory of a server that was stopped, and what was in it.
 *
 * @param checksums of each table
 */
public record StoppedServer(Path dataDir, Map<String, String> checksums, String gtidExecuted) {
    /** Stops a server, after a look at what it has. */
    public static StoppedServer stop(MysqlServer server) {
        var stopped = new StoppedServer(server.dataDir(), server.checksums(), server.gtidExecuted());
        server.stop();
        return stopped;
    }

    /** Starts mysqld on a clone: it has every table and transaction and nothing else, and logs no error. */
    public void assertServes(MysqlServerBuilder copy) {
        try (MysqlServer server = copy.start()) {
            assertSameAs(server);
        }
    }

    /** The same, of a server that runs. */
    public void assertSameAs(MysqlServer server) {
        CloneAssertions.assertSameTables(checksums, server.checksums());
        org.assertj.core.api.Assertions.assertThat(server.gtidExecuted()).isEqualTo(gtidExecuted);
        org.assertj.core.api.Assertions.assertThat(CloneAssertions.errors(server))
                .isEmpty();
    }
}
