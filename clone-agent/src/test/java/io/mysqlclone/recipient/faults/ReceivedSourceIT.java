package io.mysqlclone.recipient.faults;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.agent.run.DonorSource;
import io.mysqlclone.agent.run.OpenDonor;
import io.mysqlclone.datadir.outcome.CloneOutcome.State;
import io.mysqlclone.datadir.outcome.OutcomeReader;
import io.mysqlclone.donor.DonorDescription;
import io.mysqlclone.donor.Served;
import io.mysqlclone.donor.ServingProcess;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.source.Settings;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.recipient.CloneEvent;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.CloneRequest.Commit;
import io.mysqlclone.recipient.CloneRequests;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.Committed;
import io.mysqlclone.recipient.Limits;
import io.mysqlclone.recipient.run.CloneRun;
import io.mysqlclone.recipient.run.Discard;
import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.Keyring;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.SampleData;
import io.mysqlclone.testbed.proxy.FaultProxy;
import io.mysqlclone.testbed.proxy.Packet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A → B → C, where B is a server of its own that has received a clone of A in place and not committed it: C is a clone of
 * what B has received, and B is as it was.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class ReceivedSourceIT {
    @TempDir
    private static Path shared;

    private static MysqlServer donor;

    @TempDir
    private Path scratch;

    private MysqlServer server;

    ReceivedSourceIT(@TempDir Path initial) {
        server = MysqlServer.builder(initial).donor().start();
        server.execute("CREATE SCHEMA old; CREATE TABLE old.t (id INT PRIMARY KEY); INSERT INTO old.t VALUES (1), (2)");
    }

    @BeforeAll
    static void startDonor() throws Exception {
        donor = Servers.donor(shared.resolve("donor"), 4);
    }

    @AfterAll
    static void stopDonor() {
        donor.close();
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    private Path data() {
        return server.dataDir();
    }

    private void receive() throws Exception {
        TestClone.from(donor.port(), data())
                .inPlace()
                .connections(3)
                .commit(Commit.LATER)
                .run();
        assertThat(outcome()).isEqualTo(State.RECEIVED);
    }

    private State outcome() throws IOException {
        return new OutcomeReader(data()).read().state();
    }

    private ServingProcess serve() throws IOException {
        return ServingProcess.of(data(), scratch, "--received");
    }

    private CloneResult clone(ServingProcess served, String name) throws CloneFailure {
        return TestClone.from(served.port(), scratch.resolve(name))
                .connections(3)
                .run();
    }

    private static CloneRun locally(CloneRequest.Source source, DonorSource from, Path target) {
        var request = new CloneRequest(
                source,
                new CloneRequest.Target(target, false, List.of()),
                new CloneRequest.Concurrency.Fixed(3),
                Limits.NONE,
                new CloneRequest.DdlPolicy(Duration.ZERO, false),
                Duration.ZERO,
                Duration.ZERO,
                true,
                CloneRequest.MIN_BUFFER_SIZE,
                Commit.IF_STOPPED);
        return new CloneRun(
                CloneEngines.standard(),
                request,
                () -> from.open(8, point -> {}).engines(),
                event -> {});
    }

    private CloneRun locally(Path target) {
        return locally(new CloneRequest.Source.Received(data()), new DonorSource.Received(data()), target);
    }

    private void stockClone(ServingProcess served, Path target) throws IOException {
        try (MysqlServer recipient = MysqlServer.builder(Files.createDirectory(scratch.resolve("recipient")))
                .plugin("mysql_clone.so")
                .start()) {
            recipient.execute("SET GLOBAL clone_valid_donor_list = '127.0.0.1:" + served.port() + "'");
            recipient.execute("CLONE INSTANCE FROM cloner@127.0.0.1:" + served.port()
                    + " IDENTIFIED BY 'secret' DATA DIRECTORY = '" + target + "' REQUIRE NO SSL");
        }
    }

    /** The old server runs all the time, is stopped as it was, and the clone is committed then. */
    @Test
    void isServedBesideItsServerWhichStaysAsItWas() throws Exception {
        receive();
        Map<String, String> before = DirectoryListing.names(data());
        try (ServingProcess served = serve()) {
            clone(served, "ours");
            stockClone(served, scratch.resolve("stock"));
            server.execute("INSERT INTO old.t VALUES (3)");

            assertThat(served.events("completed")).isEqualTo(2);
            served.terminate();
            assertThat(served.await()).isZero();
        }
        assertThat(DirectoryListing.names(data())).isEqualTo(before);
        Servers.assertServes(scratch.resolve("ours"), donor);
        Servers.assertServes(scratch.resolve("stock"), donor);

        server.restart();
        assertThat(server.sql().value("SELECT COUNT(*) FROM old.t")).isEqualTo("3");
        server.stop();
        TestCommit.commit(data());
        server.start();
        CloneAssertions.assertSameAs(donor, server);
    }

    /** Both are there: what is given depends on the word alone, and neither changes the other. */
    @Test
    void aStoppedServersDataAndWhatWasReceivedAreToldApart() throws Exception {
        receive();
        Map<String, String> old = server.checksums();
        String gtids = server.gtidExecuted();
        server.stop();
        Map<String, String> before = DirectoryListing.contents(data());

        locally(scratch.resolve("received")).run();
        locally(
                        new CloneRequest.Source.Directory(data()),
                        new DonorSource.AtRest(Settings.of(data())),
                        scratch.resolve("old"))
                .run();

        assertThat(DirectoryListing.contents(data())).isEqualTo(before);
        Servers.assertServes(scratch.resolve("received"), donor);
        try (MysqlServer copy = Servers.copy(scratch.resolve("old")).start()) {
            CloneAssertions.assertSameTables(old, copy.checksums());
            assertThat(copy.gtidExecuted()).isEqualTo(gtids);
        }
    }

    /** Or the wrong one would be taken for complete. */
    @Test
    void aCloneOfTheOneIsNotTakenForOneOfTheOther() throws Exception {
        receive();
        server.stop();
        Path target = scratch.resolve("copy");
        locally(target).run();

        assertThatThrownBy(() -> locally(
                                new CloneRequest.Source.Directory(data()),
                                new DonorSource.AtRest(Settings.of(data())),
                                target)
                        .run())
                .hasMessageContaining(target + " holds a complete clone of " + data() + " (received)");
    }

    @Test
    void nobodyCommitsDiscardsOrReplacesWhatIsServed() throws Exception {
        receive();
        server.stop();
        try (ServingProcess served = serve()) {
            String busy = "which clones from what was received there) is at work on " + data() + ": wait for its end";

            assertThat(TestCommit.refused(data())).hasMessageContaining("Another clone-agent (pid ", busy);
            assertThat(TestClone.from(donor.port(), data()).inPlace().fails())
                    .hasMessageContaining("Another clone-agent (pid ", busy);
            CloneFailure discard = requireNonNull(catchThrowableOfType(
                    CloneFailure.class, () -> new Discard(CloneEngines.standard(), data(), Optional.empty()).run()));
            assertThat(discard).hasMessageContaining("Another clone-agent (pid ", busy);
            assertThatThrownBy(this::serve).hasMessageContaining(busy);
            assertThatThrownBy(() -> locally(scratch.resolve("no")).run()).hasMessageContaining(busy);

            clone(served, "copy");
            // SIGKILL: the kernel lets go of the lock.
            served.kill();
        }
        TestCommit.commit(data());
        Servers.assertServes(scratch.resolve("copy"), donor);
        server.start();
        CloneAssertions.assertSameAs(donor, server);
    }

    @Test
    void isNotServedWhileACommitWaitsOrAfterIt() throws Exception {
        receive();
        TestCommit commit = TestCommit.waiting(data());
        Future<Committed> committed = commit.start();

        assertThatThrownBy(this::serve)
                .hasMessageContaining(
                        "Another clone-agent (pid " + ProcessHandle.current().pid() + " on host");

        server.stop();
        committed.get();
        assertThatThrownBy(this::serve)
                .hasMessageContaining("There is no clone in " + data() + " that was received and is not committed");
    }

    @Test
    void isNotServedWithoutTheWholeOfIt() throws Exception {
        assertThatThrownBy(this::serve).hasMessageContaining("There is no clone in " + data() + " that was received");
        assertThat(data().resolve("#clone-agent")).doesNotExist();
        receive();
        // What a commit writes first.
        Path plan = Files.createFile(data().resolve("#clone-agent/commit"));
        EngineException begun = requireNonNull(catchThrowableOfType(
                EngineException.class, () -> new DonorSource.Received(data()).open(8, point -> {})));
        assertThat(begun.kind()).isEqualTo(EngineException.Kind.REFUSED);
        assertThat(begun).hasMessageContaining("has begun; end it by clone-agent commit");
        Files.delete(plan);

        Path first = data().resolve("#clone-agent/staging/data/000/000001");
        Path away = Files.move(first, scratch.resolve("away"));
        assertThatThrownBy(() -> new DonorSource.Received(data()).open(8, point -> {}))
                .hasMessageContaining(first + ", which is to be " + data())
                .hasMessageContaining("is not there; mount the volume");

        // None of the refusals holds on to it.
        Files.move(away, first);
        try (OpenDonor whole = new DonorSource.Received(data()).open(8, point -> {})) {
            DonorDescription said = whole.describer().describe(List.of(), Duration.ofMinutes(1));
            assertThat(said.variable("server_uuid")).isEmpty();
            assertThat(said.variable("lower_case_table_names")).hasValue("0");
        }
    }

    /** A new donor process, over the same: the recipient goes on where it was. */
    @Test
    void goesOnWithANewDonor() throws Exception {
        receive();
        Path target = scratch.resolve("copy");
        try (ServingProcess served = serve();
                FaultProxy proxy = FaultProxy.to(served.port())) {
            TestClone clone = TestClone.from(proxy.port(), target).connections(2);
            Hold hold = Hold.at(proxy, 40, packet -> packet.isDescriptor(Packet.DATA_DESCRIPTOR, 2));
            Future<CloneResult> running = clone.start();
            hold.awaitReached(running);
            served.kill();
            hold.close();
            served.restart();

            assertThat(running.get().dataBytes()).isPositive();
            assertThat(clone.count(CloneEvent.StartedOver.class)).isZero();
            assertThat(served.events("resumed")).isEqualTo(1);
            assertThat(served.events("begun")).isZero();
        }
        Servers.assertServes(target, donor);
    }

    /** Its keys are its own, and its tablespaces outside the directory are where it was told to have them. */
    @Test
    void withEncryptedTablespacesAndSomeElsewhere() throws Exception {
        Path first = Files.createDirectory(scratch.toRealPath().resolve("first"));
        Path second = Files.createDirectory(scratch.toRealPath().resolve("second"));
        Path third = scratch.toRealPath().resolve("third");
        Path a = Files.createDirectory(scratch.resolve("a"));
        Path b = Files.createDirectory(scratch.resolve("b"));
        try (MysqlServer encrypted = MysqlServer.builder(a)
                        .donor()
                        .keyring(Keyring.in(Files.createDirectory(scratch.resolve("key-a"))))
                        .option("--innodb-redo-log-encrypt=ON")
                        .option("--innodb-directories=" + first)
                        .start();
                MysqlServer other = MysqlServer.builder(b)
                        .donor()
                        .keyring(Keyring.in(Files.createDirectory(scratch.resolve("key-b"))))
                        .start()) {
            SampleData.in("sample")
                    .mebibytes(2)
                    .encrypted()
                    .externalDirectory(first)
                    .createIn(encrypted);
            CloneRequests.allowCloning(encrypted);
            CloneResult received = new CloneRun(
                            CloneEngines.standard(),
                            CloneRequests.from(encrypted)
                                    .tls(TlsMode.REQUIRED)
                                    .inPlace()
                                    .relocate(first, second)
                                    .into(other.dataDir()),
                            event -> {})
                    .run();
            assertThat(received.committed()).isFalse();
            CloneResult result;
            try (Served served = Served.engines(
                    new DonorSource.Received(other.dataDir())
                            .open(8, point -> {})
                            .engines(),
                    Served.limits(Duration.ofMinutes(1)))) {
                result = new CloneRun(
                                CloneEngines.standard(),
                                CloneRequests.from(served.endpoint())
                                        .tls(TlsMode.REQUIRED)
                                        .relocate(second, third)
                                        .into(scratch.resolve("c")),
                                event -> {})
                        .run();
            }
            assertThat(result.innodbDirectories()).containsExactly(third);
            var expected = encrypted.checksums();
            String gtids = encrypted.gtidExecuted();
            encrypted.stop();
            Files.move(first, first.resolveSibling("away"));
            try (MysqlServer copy = MysqlServer.builder(Files.createDirectory(scratch.resolve("c-run")))
                    .dataDir(result.dataDir())
                    .donor()
                    .keyring(Keyring.in(Files.createDirectory(scratch.resolve("key-c"))))
                    .option("--innodb-directories=" + third)
                    .start()) {
                CloneAssertions.assertSameTables(expected, copy.checksums());
                assertThat(copy.gtidExecuted()).isEqualTo(gtids);
            }
        }
    }
}
