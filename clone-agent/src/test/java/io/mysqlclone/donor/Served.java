package io.mysqlclone.donor;

import io.mysqlclone.donor.serve.Donor;
import io.mysqlclone.donor.serve.ServeLimits;
import io.mysqlclone.engine.DonorEngine;
import io.mysqlclone.innodb.donor.StaticDonor;
import io.mysqlclone.innodb.source.Settings;
import io.mysqlclone.mysql.Credentials;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.Secret;
import io.mysqlclone.mysql.accept.OneAccount;
import io.mysqlclone.mysql.accept.ServerSettings;
import io.mysqlclone.mysql.auth.ServerRsaKey;
import io.mysqlclone.mysql.tls.ServerTls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;

/** A data directory that is served in this JVM, to the account of {@code CloneRequests}. */
public final class Served implements AutoCloseable {
    private static final String USER = "cloner";
    private static final String PASSWORD = "secret";

    private final List<DonorEngine> engines;
    private final Donor donor;
    private final Optional<ServerTls> tls;
    private final List<DonorEvent> events;

    private Served(List<DonorEngine> engines, Donor donor, Optional<ServerTls> tls, List<DonorEvent> events) {
        this.engines = engines;
        this.donor = donor;
        this.tls = tls;
        this.events = events;
    }

    /** As many as four clones of 64 tasks, with TLS for those who want it. */
    public static Served directory(Path dataDir) throws IOException {
        return directory(dataDir, limits(Duration.ofMinutes(30)));
    }

    /** The same, of a directory that has tablespaces elsewhere, or encrypted ones. */
    public static Served directory(Settings source) throws IOException {
        return engine(StaticDonor.open(source), limits(Duration.ofMinutes(30)));
    }

    public static ServeLimits limits(Duration idle) {
        return ServeLimits.of(4, 64, 0, idle);
    }

    public static Served directory(Path dataDir, ServeLimits limits) throws IOException {
        return engine(StaticDonor.open(Settings.of(dataDir)), limits);
    }

    /** Serves an engine, which this closes. */
    public static Served engine(DonorEngine engine, ServeLimits limits) throws IOException {
        return engines(List.of(engine), limits);
    }

    /** Serves several, which this closes. */
    public static Served engines(List<DonorEngine> engines, ServeLimits limits) throws IOException {
        return engines(engines, limits, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    public static Served engines(List<DonorEngine> engines, ServeLimits limits, InetSocketAddress address)
            throws IOException {
        DonorEngine engine = engines.getFirst();
        Optional<ServerTls> tls = Optional.of(ServerTls.selfSigned(Instant.now()));
        var settings = new ServerSettings(
                engine.release().version(),
                tls,
                false,
                new OneAccount(new Credentials(USER, Secret.of(PASSWORD))),
                new ServerRsaKey());
        var description = DonorDescription.ofFiles(
                engine.release(),
                engine.pageSize(),
                Optional.empty(),
                OptionalInt.empty(),
                List.of(),
                limits.idleTimeout());
        List<DonorEvent> events = new CopyOnWriteArrayList<>();
        Donor donor = Donor.start(address, settings, description, engines, limits, events::add);
        return new Served(engines, donor, tls, events);
    }

    public int port() throws IOException {
        return donor.address().getPort();
    }

    public Endpoint endpoint() throws IOException {
        return new Endpoint.Tcp("127.0.0.1", port());
    }

    /** SHA-256 of its certificate. */
    public String fingerprint() {
        return tls.orElseThrow().fingerprint();
    }

    public Donor donor() {
        return donor;
    }

    /** What has happened so far. */
    public List<DonorEvent> events() {
        return events;
    }

    @Override
    public void close() throws IOException {
        donor.close();
        engines.forEach(DonorEngine::close);
    }
}
