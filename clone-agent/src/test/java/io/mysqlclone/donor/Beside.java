package io.mysqlclone.donor;

import io.mysqlclone.backup.BackupServer;
import io.mysqlclone.engine.DonorRelease;
import io.mysqlclone.innodb.live.CaptureLimits;
import io.mysqlclone.innodb.live.CaptureReport;
import io.mysqlclone.innodb.live.LiveDonor;
import io.mysqlclone.innodb.snapshot.DonorServer;
import io.mysqlclone.mysql.Compression;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.Credentials;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.Secret;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.mysql.TlsOptions;
import io.mysqlclone.testbed.MysqlServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A donor beside a running server, in this JVM. */
public final class Beside implements AutoCloseable {
    private final LiveDonor engine;
    private final List<CaptureReport> points;

    private Beside(LiveDonor engine, List<CaptureReport> points) {
        this.engine = engine;
        this.points = points;
    }

    public static Beside server(MysqlServer mysqld) throws IOException {
        return server(mysqld, Optional.empty());
    }

    public static Beside server(MysqlServer mysqld, Optional<Path> keyring) throws IOException {
        BackupServer server = BackupServer.open(options(mysqld), Optional.empty(), true);
        List<CaptureReport> points = new CopyOnWriteArrayList<>();
        LiveDonor engine = LiveDonor.open(
                server,
                new DonorServer(server.places().pageSize(), 90704),
                new DonorRelease(server.facts().variable("version"), "LTS"),
                keyring,
                new CaptureLimits(
                        Path.of(System.getProperty("java.io.tmpdir")),
                        4L << 30,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(1),
                        20),
                64,
                points::add,
                server::close);
        return new Beside(engine, points);
    }

    public static ConnectionOptions options(MysqlServer mysqld) {
        return new ConnectionOptions(
                new Endpoint.UnixSocket(mysqld.socket()),
                new Credentials("root", Secret.of("")),
                TlsOptions.of(TlsMode.DISABLED),
                Compression.NONE,
                Duration.ofSeconds(10));
    }

    public LiveDonor engine() {
        return engine;
    }

    /** The points that were taken, in their order. */
    public List<CaptureReport> points() {
        return points;
    }

    @Override
    public void close() throws IOException {
        engine.close();
    }
}
