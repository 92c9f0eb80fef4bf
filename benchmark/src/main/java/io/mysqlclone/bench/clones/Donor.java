package io.mysqlclone.bench.clones;

import io.mysqlclone.bench.Row;
import io.mysqlclone.bench.Row.DataSet;
import io.mysqlclone.bench.Side;
import io.mysqlclone.testbed.CertificateAuthority;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.WriteLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The server that is cloned: binary log, durable settings and a buffer pool of 128 MiB, MySQL's default, so that data of
 * more than that comes from files.
 */
final class Donor implements AutoCloseable {
    static final String USER = "cloner";
    static final String PASSWORD = "secret of the benchmark";
    static final String LOAD_SCHEMA = "bank";

    private static final int LOAD_SESSIONS = 2;
    private static final int LOAD_PER_SECOND = 50;

    private final MysqlServer server;
    private final DataSet data;
    private final Path directory;
    private final Path authority;
    private final CertificateAuthority.Issued certificate;
    private final Map<String, String> checksums;

    private Donor(
            MysqlServer server, DataSet data, Path directory, Path authority, CertificateAuthority.Issued certificate) {
        this.server = server;
        this.data = data;
        this.directory = directory;
        this.authority = authority;
        this.certificate = certificate;
        this.checksums = server.checksums();
    }

    /** Makes the data in an empty directory and starts the server on it. */
    static Donor prepare(Path directory, DataSet data) throws IOException, InterruptedException {
        Path dataDir = directory.resolve("donor");
        DataLoader.load(directory, dataDir, data);
        CertificateAuthority ca = CertificateAuthority.create(Files.createDirectories(directory), "bench");
        CertificateAuthority.Issued certificate = ca.issue("donor", "donor", "127.0.0.1", "localhost");
        MysqlServer server = MysqlServer.builder(directory)
                .dataDir(dataDir)
                .donor()
                .option("--innodb-buffer-pool-size=128M")
                .option("--innodb-redo-log-capacity=512M")
                .option("--performance-schema-max-table-instances=-1")
                .tls(ca, certificate)
                .start();
        server.createCloneUser(USER, PASSWORD);
        return new Donor(server, data, directory, ca.certificate(), certificate);
    }

    /**
     * Makes it ready to be cloned in a way: the server runs, or is stopped.
     *
     * @param agent the launcher of clone-agent
     */
    Giver give(Row row, Side side, Path agent) throws IOException {
        boolean byServer = row.from() == Row.From.MYSQLD || (row.from() == Row.From.LOCAL && side == Side.NATIVE);
        if (byServer) {
            return new ServerGiver(running());
        }
        server.stop();
        return switch (row.from()) {
            case SERVE -> ServeGiver.start(agent, dataDir(), row.tls(), certificate, directory.resolve("serve.err"));
            case LOCAL, MYSQLD -> new DirectoryGiver();
        };
    }

    /** The server, started if it was stopped. */
    MysqlServer running() {
        if (!server.isRunning()) {
            server.start();
        }
        return server;
    }

    Path dataDir() {
        return server.dataDir();
    }

    /** PEM file of the authority that issued the server's certificate. */
    Path authority() {
        return authority;
    }

    DataSet data() {
        return data;
    }

    /** Sessions that write at a fixed rate, so that each side meets the same load however long it takes. */
    WriteLoad load() {
        running().execute("DROP SCHEMA IF EXISTS " + LOAD_SCHEMA);
        return WriteLoad.start(server, LOAD_SCHEMA, LOAD_SESSIONS, LOAD_PER_SECOND);
    }

    /** The checksums of the tables that no load writes to. */
    Map<String, String> checksums() {
        return checksums;
    }

    /** The same of a server on a copy. */
    static Map<String, String> checksumsOf(MysqlServer copy) {
        Map<String, String> all = new TreeMap<>(copy.checksums());
        all.keySet().removeIf(table -> table.startsWith(LOAD_SCHEMA + "."));
        return all;
    }

    @Override
    public void close() {
        server.close();
    }
}
