package io.mysqlclone.donor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.donor.serve.ServeLimits;
import io.mysqlclone.mysql.Compression;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.mysql.TlsOptions;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneRequests;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.preflight.Preflight;
import io.mysqlclone.recipient.run.CloneRun;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.SampleData;
import io.mysqlclone.testbed.proxy.Fault;
import io.mysqlclone.testbed.proxy.FaultProxy;
import io.mysqlclone.testbed.proxy.Packet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our own recipients clone from a served directory. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class ServeAgentIT {
    @TempDir
    static Path scratch;

    private static StoppedServer stopped;

    @TempDir
    private Path own;

    private Served served;

    @BeforeAll
    static void fill() throws IOException {
        try (MysqlServer donor = MysqlServer.builder(Files.createDirectory(scratch.resolve("donor")))
                .donor()
                .start()) {
            SampleData.in("sample").mebibytes(40).createIn(donor);
            stopped = StoppedServer.stop(donor);
        }
    }

    @BeforeEach
    void serve() throws IOException {
        served = Served.directory(stopped.dataDir());
    }

    @AfterEach
    void close() throws IOException {
        served.close();
    }

    private CloneResult clone(CloneRequests requests, String name) throws Exception {
        return new CloneRun(CloneEngines.standard(), requests.into(own.resolve(name)), event -> {}).run();
    }

    private void assertServes(String name) {
        stopped.assertServes(MysqlServer.builder(own).dataDir(own.resolve(name)).donor());
    }

    @ParameterizedTest
    @CsvSource({
        "1, DISABLED, NONE",
        "4, DISABLED, ZSTD",
        "16, DISABLED, ZLIB",
        "2, REQUIRED, ZSTD",
        "32, PREFERRED, NONE"
    })
    void clones(int connections, TlsMode tls, Compression compression) throws Exception {
        CloneResult result = clone(
                CloneRequests.from(served.endpoint())
                        .connections(connections)
                        .tls(tls)
                        .compression(compression),
                "copy");

        assertServes("copy");
        assertThat(result.dataBytes()).isGreaterThan(40 << 20);
        if (compression == Compression.NONE) {
            assertThat(result.networkBytes()).isGreaterThan(result.dataBytes());
        } else {
            assertThat(result.networkBytes()).isLessThan(result.dataBytes() / 2);
        }
    }

    /** A directory answers little SQL. */
    @Test
    void aPreflightAsksNothingThatADirectoryDoesNotKnow() throws Exception {
        Preflight.Report report = new Preflight(
                        CloneEngines.standard(),
                        CloneRequests.from(served.endpoint()).into(own.resolve("copy")))
                .check();

        assertThat(report.checks())
                .filteredOn(check -> check.verdict() == Preflight.Verdict.FAILED)
                .isEmpty();
        assertThat(report.checks())
                .filteredOn(check -> check.verdict() == Preflight.Verdict.SKIPPED)
                .isEmpty();
    }

    @Test
    void clonesFromTheDonorOfAFingerprint() throws Exception {
        var unused = clone(CloneRequests.from(served.endpoint()).tls(TlsOptions.pinned(served.fingerprint())), "copy");

        assertServes("copy");
        assertThat(unused.dataBytes()).isPositive();
    }

    @Test
    void refusesADonorOfAnotherFingerprint() throws Exception {
        CloneRequests requests = CloneRequests.from(served.endpoint()).tls(TlsOptions.pinned("0".repeat(64)));
        CloneFailure failure = catchThrowableOfType(CloneFailure.class, () -> clone(requests, "copy"));

        assertThat(failure).hasMessageContaining(served.fingerprint());
        assertThat(served.events()).noneMatch(DonorEvent.Begun.class::isInstance);
    }

    @Test
    void goesOnAfterEachCut() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(served.port())) {
            proxy.onNthPacket(
                    10,
                    packet -> packet.isResponse(Packet.DATA) && packet.stage() == 2,
                    new Fault.CutAt(1000, Fault.Cut.RST));
            proxy.onPacket(packet -> packet.startsStage(3), new Fault.CutAt(0, Fault.Cut.FIN));
            proxy.onPacket(packet -> packet.startsStage(4), new Fault.CutAt(0, Fault.Cut.RST));
            proxy.onPacket(packet -> packet.startsStage(5), new Fault.CutAt(0, Fault.Cut.FIN));
            CloneResult result = clone(
                    CloneRequests.from(new Endpoint.Tcp("127.0.0.1", proxy.port()))
                            .tls(TlsMode.DISABLED)
                            .connections(3),
                    "copy");

            assertServes("copy");
            assertThat(proxy.faults()).isEqualTo(4);
            assertThat(result.dataBytes()).isPositive();
            assertThat(served.events())
                    .filteredOn(DonorEvent.Begun.class::isInstance)
                    .hasSize(1);
            // After the last cut the recipient has everything, and needs no donor any more.
            assertThat(served.events())
                    .filteredOn(DonorEvent.Resumed.class::isInstance)
                    .hasSize(3);
        }
    }

    @Test
    void forgetsWhoDoesNotComeBack() throws Exception {
        served.close();
        served = Served.directory(stopped.dataDir(), Served.limits(Duration.ofSeconds(2)));
        try (FaultProxy proxy = FaultProxy.to(served.port())) {
            proxy.onNthPacket(10, packet -> packet.isResponse(Packet.DATA) && packet.stage() == 2, new Fault.Run(() -> {
                proxy.refuseNew(true);
                proxy.cutAll(Fault.Cut.RST);
            }));
            CloneRequests requests = CloneRequests.from(new Endpoint.Tcp("127.0.0.1", proxy.port()))
                    .tls(TlsMode.DISABLED)
                    .reconnectTimeout(Duration.ofSeconds(5));
            CloneFailure failure = catchThrowableOfType(CloneFailure.class, () -> clone(requests, "copy"));

            assertThat(failure.kind()).isEqualTo(CloneFailure.Kind.NETWORK);
            assertThat(served.events()).anyMatch(DonorEvent.Failed.class::isInstance);
            assertThat(served.donor().progress()).isEmpty();
        }
        // What was forgotten is cloned from zero.
        var again = clone(CloneRequests.from(served.endpoint()).tls(TlsMode.DISABLED), "copy");
        assertThat(again.dataBytes()).isPositive();
        assertServes("copy");
    }

    @Test
    void oneThatIsKilledOneThatIsFrozenAndOneThatIsSlowHarmNoOther() throws Exception {
        served.close();
        served = Served.directory(
                stopped.dataDir(),
                new ServeLimits(4, 8, 0, Duration.ofMinutes(5), Duration.ofSeconds(10), Duration.ofSeconds(5)));
        try (FaultProxy killed = FaultProxy.to(served.port());
                FaultProxy frozen = FaultProxy.to(served.port());
                FaultProxy slow = FaultProxy.to(served.port());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            killed.onNthPacket(8, packet -> packet.isResponse(Packet.DATA), new Fault.Run(() -> {
                killed.refuseNew(true);
                killed.cutAll(Fault.Cut.RST);
            }));
            frozen.onNthPacket(8, packet -> packet.isResponse(Packet.DATA), new Fault.Run(frozen::freeze));
            slow.limit(24 << 20);
            Future<CloneResult> first = threads.submit(() -> clone(through(killed), "killed"));
            Future<CloneResult> second = threads.submit(() -> clone(through(frozen), "frozen"));
            Future<CloneResult> third = threads.submit(() -> clone(through(slow), "slow"));
            Future<CloneResult> honest = threads.submit(
                    () -> clone(CloneRequests.from(served.endpoint()).connections(4), "honest"));

            assertThat(honest.get().dataBytes()).isPositive();
            assertThat(third.get().dataBytes()).isPositive();
            assertThat(first).failsWithin(Duration.ofMinutes(1));
            frozen.thaw();
            // The donor had given it up, and takes it back.
            assertThat(second.get().dataBytes()).isPositive();
        }
        assertServes("honest");
        assertServes("slow");
        assertServes("frozen");
    }

    private static CloneRequests through(FaultProxy proxy) {
        return CloneRequests.from(new Endpoint.Tcp("127.0.0.1", proxy.port()))
                .tls(TlsMode.DISABLED)
                .connections(2)
                .reconnectTimeout(Duration.ofSeconds(10));
    }

    @Test
    void onlyAsManyAsMayAreServed() throws Exception {
        served.close();
        served = Served.directory(stopped.dataDir(), ServeLimits.of(1, 2, 0, Duration.ofMinutes(5)));
        try (RawRecipient other = RawRecipient.inCloneMode(served.port())) {
            other.command(1, 3, 1, 0, 0, 44, 1, 0, 128);
            assertThat(other.readToEnd()[0]).isEqualTo((byte) 99);
            CloneFailure failure = catchThrowableOfType(
                    CloneFailure.class,
                    () -> clone(CloneRequests.from(served.endpoint()).tls(TlsMode.DISABLED), "copy"));

            assertThat(failure.mysqlError()).hasValue(3634);
        }
        // Two of the eight connections that it asks for may come, which is enough.
        var result = clone(
                CloneRequests.from(served.endpoint()).tls(TlsMode.DISABLED).connections(8), "copy");
        assertThat(result.dataBytes()).isPositive();
        assertServes("copy");
    }

    @Test
    void aWrongPasswordIsRefusedInTheWordsOfMysqld() {
        CloneFailure failure = catchThrowableOfType(
                CloneFailure.class,
                () -> clone(
                        CloneRequests.from(served.endpoint())
                                .user("cloner", "wrong")
                                .tls(TlsMode.REQUIRED),
                        "copy"));

        assertThat(failure.mysqlError()).hasValue(1045);
        assertThat(failure)
                .hasMessageStartingWith(
                        "ERROR 1045 (28000): Access denied for user 'cloner'@'127.0.0.1' (using" + " password: YES)");
    }
}
