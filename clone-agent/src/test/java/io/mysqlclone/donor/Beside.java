package io.mysqlclone.donor;

import io.mysqlclone.agent.run.DonorSource;
import io.mysqlclone.agent.run.OpenDonor;
import io.mysqlclone.engine.DonorEngine;
import io.mysqlclone.innodb.live.CaptureLimits;
import io.mysqlclone.innodb.live.CaptureReport;
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
    private final OpenDonor donor;
    private final List<CaptureReport> points;

    private Beside(OpenDonor donor, List<CaptureReport> points) {
        this.donor = donor;
        this.points = points;
    }

    public static Beside server(MysqlServer mysqld) throws IOException {
        return server(mysqld, Optional.empty());
    }

    public static Beside server(MysqlServer mysqld, Optional<Path> keyring) throws IOException {
        return server(mysqld, keyring, DonorSource.Logs.NONE);
    }

    public static Beside server(MysqlServer mysqld, Optional<Path> keyring, DonorSource.Logs logs) throws IOException {
        return server(mysqld, keyring, new DonorSource.Besides(logs, false), Duration.ofSeconds(1));
    }

    public static Beside server(
            MysqlServer mysqld, Optional<Path> keyring, DonorSource.Besides besides, Duration lockHeld)
            throws IOException {
        return server(mysqld, keyring, besides, lockHeld, 20);
    }

    /** @param lockHeld how long the backup lock may be held */
    public static Beside server(
            MysqlServer mysqld, Optional<Path> keyring, DonorSource.Besides besides, Duration lockHeld, int attempts)
            throws IOException {
        List<CaptureReport> points = new CopyOnWriteArrayList<>();
        var source = new DonorSource.Running(
                options(mysqld),
                Optional.empty(),
                keyring,
                besides,
                true,
                new CaptureLimits(
                        Path.of(System.getProperty("java.io.tmpdir")),
                        4L << 30,
                        Duration.ofSeconds(10),
                        lockHeld,
                        attempts));
        return new Beside(source.open(64, points::add), points);
    }

    public static ConnectionOptions options(MysqlServer mysqld) {
        return new ConnectionOptions(
                new Endpoint.UnixSocket(mysqld.socket()),
                new Credentials("root", Secret.of("")),
                TlsOptions.of(TlsMode.DISABLED),
                Compression.NONE,
                Duration.ofSeconds(10));
    }

    /** In the order of their locators. */
    public List<DonorEngine> engines() {
        return donor.engines();
    }

    /** The points that were taken, in their order. */
    public List<CaptureReport> points() {
        return points;
    }

    @Override
    public void close() {
        donor.close();
    }
}
