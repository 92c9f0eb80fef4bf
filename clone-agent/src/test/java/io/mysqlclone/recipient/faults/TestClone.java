package io.mysqlclone.recipient.faults;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.mysql.Compression;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.Credentials;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.Secret;
import io.mysqlclone.mysql.ServerPublicKey;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.mysql.TlsOptions;
import io.mysqlclone.recipient.CloneEvent;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.Limits;
import io.mysqlclone.recipient.run.CloneRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** One run of the recipient in this process; unless told otherwise without TLS, so that a proxy can follow the packets. */
final class TestClone {
    static final String USER = "cloner";
    static final String PASSWORD = "secret";

    private int port;
    private final Path target;
    private final List<CloneEvent> events = new CopyOnWriteArrayList<>();
    private boolean inPlace;
    private CloneRequest.Overwrite overwrite = CloneRequest.Overwrite.ALWAYS;
    private CloneRequest.OldServer oldServer = CloneRequest.OldServer.UNKNOWN;
    private CloneRequest.Commit commit = CloneRequest.Commit.IF_STOPPED;
    private CloneRequest.Concurrency concurrency = new CloneRequest.Concurrency.Fixed(1);
    private Limits limits = Limits.NONE;
    private Duration stallTimeout = Duration.ofMinutes(1);
    private Duration reconnectTimeout = Duration.ofMinutes(1);
    private Duration busyTimeout = Duration.ZERO;
    private String password = PASSWORD;
    private TlsMode tls = TlsMode.DISABLED;
    private Compression compression = Compression.NONE;
    private boolean printing;
    private boolean stopEvents;
    private final CompletableFuture<CloneRun> created = new CompletableFuture<>();

    private TestClone(int port, Path target) {
        this.port = port;
        this.target = target;
    }

    /** Clones what answers on a port of 127.0.0.1 into a directory. */
    static TestClone from(int port, Path target) {
        return new TestClone(port, target);
    }

    /** The same from another port. */
    TestClone to(int value) {
        port = value;
        return this;
    }

    TestClone inPlace() {
        inPlace = true;
        return this;
    }

    /** The server that starts on the clone runs no events. */
    TestClone stopEvents() {
        stopEvents = true;
        return this;
    }

    /** Says what is to be known of the server in the target. */
    TestClone oldServer(CloneRequest.OldServer value) {
        oldServer = value;
        return this;
    }

    /** Replaces the data of a server only that has executed nothing that the donor has not. */
    TestClone overwritingWhatIsBehind() {
        overwrite = CloneRequest.Overwrite.IF_BEHIND;
        return this;
    }

    /** Replaces the data of an unused server only. */
    TestClone neverOverwriting() {
        overwrite = CloneRequest.Overwrite.NEVER;
        return this;
    }

    /** When what is received in place is committed. */
    TestClone commit(CloneRequest.Commit value) {
        commit = value;
        return this;
    }

    TestClone connections(int value) {
        concurrency = new CloneRequest.Concurrency.Fixed(value);
        return this;
    }

    /** As many connections as bring more. */
    TestClone autotuned() {
        concurrency = new CloneRequest.Concurrency.Auto();
        return this;
    }

    TestClone bytesPerSecond(long value) {
        limits = new Limits(value, 0);
        return this;
    }

    TestClone stallTimeout(Duration value) {
        stallTimeout = value;
        return this;
    }

    TestClone reconnectTimeout(Duration value) {
        reconnectTimeout = value;
        return this;
    }

    /** Waits so long for a donor that serves another clone. */
    TestClone busyTimeout(Duration value) {
        busyTimeout = value;
        return this;
    }

    /** For donors with encrypted data, which demand it; a proxy can then only count. */
    TestClone tls() {
        tls = TlsMode.REQUIRED;
        return this;
    }

    TestClone compression(Compression value) {
        compression = value;
        return this;
    }

    TestClone password(String value) {
        password = value;
        return this;
    }

    /** Prints the events as they come. */
    TestClone printing() {
        printing = true;
        return this;
    }

    private void on(CloneEvent event) {
        events.add(event);
        if (printing) {
            System.out.println(event);
        }
    }

    CloneRequest request() {
        return new CloneRequest(
                        new ConnectionOptions(
                                new Endpoint.Tcp("127.0.0.1", port),
                                new Credentials(USER, Secret.of(password)),
                                TlsOptions.of(tls),
                                compression,
                                Duration.ofSeconds(5),
                                new ServerPublicKey.FromServer()),
                        new CloneRequest.Target(target, inPlace, List.of(), overwrite, oldServer, stopEvents),
                        concurrency,
                        limits,
                        new CloneRequest.DdlPolicy(Duration.ofSeconds(300), false),
                        stallTimeout,
                        reconnectTimeout,
                        true,
                        4 << 20,
                        commit)
                .waitingForItsTurn(busyTimeout);
    }

    CloneResult run() throws CloneFailure {
        CloneRun run = new CloneRun(CloneEngines.standard(), request(), this::on);
        created.complete(run);
        return run.run();
    }

    /** Runs, and must fail. */
    CloneFailure fails() {
        return Objects.requireNonNull(
                catchThrowableOfType(CloneFailure.class, this::run), "the clone succeeded; it had to fail");
    }

    /** Runs in the background. */
    Future<CloneResult> start() {
        var thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("test-clone").factory());
        try {
            return thread.submit(this::run);
        } finally {
            thread.shutdown();
        }
    }

    /** The running clone, to be told something. */
    CloneRun running() {
        return created.join();
    }

    List<CloneEvent> events() {
        return List.copyOf(events);
    }

    long count(Class<? extends CloneEvent> kind) {
        return events.stream().filter(kind::isInstance).count();
    }
}
