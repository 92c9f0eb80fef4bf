package io.mysqlclone.recipient;

import io.mysqlclone.engine.Relocation;
import io.mysqlclone.mysql.Compression;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.Credentials;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.Secret;
import io.mysqlclone.mysql.ServerPublicKey;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.mysql.TlsOptions;
import io.mysqlclone.recipient.scripted.ScriptedDonor;
import io.mysqlclone.testbed.MysqlServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Clone requests in which a test names only what it is about. */
public final class CloneRequests {
    static final String USER = "cloner";
    static final String PASSWORD = "secret";

    private Endpoint endpoint;
    private Credentials credentials = new Credentials(USER, Secret.of(PASSWORD));
    private TlsOptions tls = TlsOptions.of(TlsMode.PREFERRED);
    private Compression compression = Compression.NONE;
    private boolean inPlace;
    private final List<Relocation> relocations = new ArrayList<>();
    private CloneRequest.Concurrency concurrency = new CloneRequest.Concurrency.Fixed(2);
    private Limits limits = Limits.NONE;
    private Duration stallTimeout = Duration.ofMinutes(2);
    private Duration reconnectTimeout = Duration.ofMinutes(1);

    private CloneRequests(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** Makes the account that the requests log in with. */
    public static void allowCloning(MysqlServer donor) {
        donor.createCloneUser(USER, PASSWORD);
    }

    /** Two connections, TLS when the donor has it, page verification, no limits. */
    public static CloneRequests from(MysqlServer donor) {
        return new CloneRequests(new Endpoint.Tcp("127.0.0.1", donor.port()));
    }

    /** The same, from whatever speaks at {@code endpoint}. */
    public static CloneRequests from(Endpoint endpoint) {
        return new CloneRequests(endpoint);
    }

    /** One connection to a donor that plays a script, who is not waited for when it has gone. */
    public static CloneRequests from(ScriptedDonor donor) {
        return new CloneRequests(new Endpoint.Tcp("127.0.0.1", donor.port()))
                .connections(1)
                .stallTimeout(Duration.ofMinutes(1))
                .reconnectTimeout(Duration.ofMillis(400));
    }

    CloneRequests endpoint(Endpoint value) {
        endpoint = value;
        return this;
    }

    public CloneRequests user(String name, String password) {
        credentials = new Credentials(name, Secret.of(password));
        return this;
    }

    public CloneRequests tls(TlsMode mode) {
        return tls(TlsOptions.of(mode));
    }

    public CloneRequests tls(TlsOptions value) {
        tls = value;
        return this;
    }

    public CloneRequests compression(Compression value) {
        compression = value;
        return this;
    }

    public CloneRequests inPlace() {
        inPlace = true;
        return this;
    }

    public CloneRequests relocate(Path from, Path to) {
        relocations.add(new Relocation(from.toString(), to));
        return this;
    }

    public CloneRequests connections(int count) {
        concurrency = new CloneRequest.Concurrency.Fixed(count);
        return this;
    }

    CloneRequests autoConnections() {
        concurrency = new CloneRequest.Concurrency.Auto();
        return this;
    }

    public CloneRequests limits(Limits value) {
        limits = value;
        return this;
    }

    public CloneRequests stallTimeout(Duration value) {
        stallTimeout = value;
        return this;
    }

    public CloneRequests reconnectTimeout(Duration value) {
        reconnectTimeout = value;
        return this;
    }

    public CloneRequest into(Path dataDir) {
        return new CloneRequest(
                new ConnectionOptions(
                        endpoint,
                        credentials,
                        tls,
                        compression,
                        Duration.ofSeconds(30),
                        new ServerPublicKey.FromServer()),
                new CloneRequest.Target(dataDir, inPlace, relocations),
                concurrency,
                limits,
                new CloneRequest.DdlPolicy(Duration.ofSeconds(300), false),
                stallTimeout,
                reconnectTimeout,
                true,
                CloneRequest.MIN_BUFFER_SIZE,
                CloneRequest.Commit.IF_STOPPED);
    }
}
