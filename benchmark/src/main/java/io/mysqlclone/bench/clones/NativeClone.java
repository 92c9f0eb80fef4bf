package io.mysqlclone.bench.clones;

import io.mysqlclone.bench.Row;
import io.mysqlclone.bench.machine.ProcessUsage;
import io.mysqlclone.testbed.MemoryGroup;
import io.mysqlclone.testbed.MysqlServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * {@code CLONE INSTANCE FROM ... DATA DIRECTORY} in a stock mysqld with MySQL's default settings. Each clone gets a newly
 * started mysqld, because one that has cloned before keeps the memory it has used.
 */
final class NativeClone implements CloneSide {
    private final Path directory;
    private final Optional<MemoryGroup> group;

    /**
     * Uses one data directory for all its servers.
     *
     * @param directory where it is, or is made
     * @param group where the server is put
     */
    NativeClone(Path directory, Optional<MemoryGroup> group) {
        this.directory = directory;
        this.group = group;
    }

    @Override
    public Prepared prepare(Donor donor, Giver giver, Row row) {
        Path dataDir = directory.resolve("recipient");
        var settings = MysqlServer.builder(directory)
                .plugin("mysql_clone.so")
                .option("--innodb-redo-log-capacity=100M")
                .option("--log-error-verbosity=2")
                .option("--performance-schema-max-table-instances=-1");
        MysqlServer server = (Files.exists(dataDir) ? settings.dataDir(dataDir) : settings.newDataDir(dataDir)).start();
        server.execute("SET GLOBAL clone_valid_donor_list = '" + giver.requireAddress() + "'");
        if (row.tls() == Row.Tls.VERIFIED) {
            server.execute("SET GLOBAL clone_ssl_ca = '" + donor.authority() + "'");
        }
        if (row.compression() != Row.Compression.NONE) {
            server.execute("SET GLOBAL clone_enable_compression = ON");
        }
        limitConnections(server, row);
        group.ifPresent(limits -> limits.add(server.pid()));
        return new Ready(server, giver.requireAddress(), row);
    }

    /** As many threads as the row wants, if it wants a number. */
    static void limitConnections(MysqlServer server, Row row) {
        if (!row.concurrency().equals(Row.AUTO)) {
            server.execute("SET GLOBAL clone_autotune_concurrency = OFF; SET GLOBAL clone_max_concurrency = "
                    + row.concurrency());
        }
    }

    private record Ready(MysqlServer server, String address, Row row) implements Prepared {

        @Override
        public void warm() {
            // The server runs.
        }

        @Override
        public Received clone(Path target) throws SQLException {
            String statement = "CLONE INSTANCE FROM " + Donor.USER + "@" + address
                    + " IDENTIFIED BY '" + Donor.PASSWORD + "' DATA DIRECTORY = '" + target + "' REQUIRE "
                    + (row.tls() == Row.Tls.OFF ? "NO SSL" : "SSL");
            long pid = server.pid();
            long idle = ProcessUsage.residentBytes(pid).orElseThrow();
            double cpu = ProcessUsage.cpuSeconds(pid);
            double wall;
            double began;
            try (Connection connection = server.connect();
                    Statement sent = connection.createStatement()) {
                began = System.currentTimeMillis() / 1e3;
                long start = System.nanoTime();
                sent.execute(statement);
                wall = (System.nanoTime() - start) / 1e9;
            }
            return new Received(
                    began,
                    wall,
                    ProcessUsage.cpuSeconds(pid) - cpu,
                    ProcessUsage.peakResidentBytes(pid).orElseThrow(),
                    idle,
                    StageTimes.of(server));
        }

        @Override
        public void close() {
            server.stop();
            server.close();
        }
    }
}
