package io.mysqlclone.recipient.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.datadir.outcome.CloneOutcome.State;
import io.mysqlclone.datadir.outcome.OutcomeReader;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.preflight.Preflight;
import io.mysqlclone.recipient.preflight.Preflight.Verdict;
import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.proxy.FaultProxy;
import io.mysqlclone.testbed.proxy.Packet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which servers' data a clone in place replaces when it may not replace anybody's. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class OverwriteIT {
    private static final int FILE_COPY = 2;

    @TempDir
    private static Path shared;

    private static MysqlServer donor;

    @TempDir
    private Path scratch;

    @BeforeAll
    static void startDonor() throws Exception {
        donor = Servers.donor(shared.resolve("donor"), 2);
    }

    @AfterAll
    static void stopDonor() {
        donor.close();
    }

    private MysqlServer unused() {
        return MysqlServer.builder(scratch).donor().start();
    }

    private static TestClone into(MysqlServer server) {
        return TestClone.from(donor.port(), server.dataDir()).inPlace().neverOverwriting();
    }

    @Test
    void anUnusedServerIsReplaced() throws Exception {
        try (MysqlServer server = unused()) {
            server.restart();
            assertThat(userData(into(server)).verdict()).isEqualTo(Verdict.OK);
            CloneResult result = into(server).run();
            assertThat(result.donorServerUuid()).contains(donor.sql().value("SELECT @@server_uuid"));
            server.stop();
            TestCommit.commit(server.dataDir());
            server.start();
            CloneAssertions.assertSameAs(donor, server);
            assertThat(new OutcomeReader(server.dataDir()).read().state()).isEqualTo(State.RECOVERED);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CREATE USER somebody | executed GTIDs in the binary logs binlog.000001",
                "CREATE USER somebody; FLUSH BINARY LOGS | executed GTIDs in the binary logs binlog.000001,"
                        + " binlog.000002",
                "SET gtid_next = 'AUTOMATIC:tag'; CREATE USER somebody; SET gtid_next = AUTOMATIC | executed GTIDs in"
                        + " the binary logs binlog.000001",
                "SET sql_log_bin = 0; CREATE SCHEMA `a-b`; CREATE TABLE `a-b`.t (id INT) | tables in the schemas a-b",
                "SET sql_log_bin = 0; CREATE SCHEMA old; CREATE TABLE old.m (id INT) ENGINE = MyISAM | tables in the"
                        + " schemas old",
                "SET sql_log_bin = 0; CREATE TABLESPACE ts ADD DATAFILE 'ts.ibd' | the general tablespaces ts.ibd"
            })
    void whatAUserHasDoneIsNotReplaced(String statements, String found) throws IOException {
        try (MysqlServer server = unused()) {
            server.execute(statements);
            Preflight.Check check = userData(into(server));
            assertThat(check.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(check.message()).contains("(" + found + ")");

            CloneFailure refused = into(server).fails();
            assertThat(refused.kind()).isEqualTo(CloneFailure.Kind.REFUSED);
            assertThat(refused.reason()).isEqualTo(CloneFailure.Reason.RECIPIENT_NOT_EMPTY);
            assertThat(refused).hasMessageContaining(found).hasMessageContaining("--overwrite always");
            assertThat(server.dataDir().resolve("#clone-agent")).doesNotExist();
        }
    }

    @Test
    void dataThatComesWhileTheCloneIsReceivedIsNotReplacedEither() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(donor.port());
                MysqlServer server = unused()) {
            Hold hold = Hold.at(proxy, 20, packet -> packet.isDescriptor(Packet.DATA_DESCRIPTOR, FILE_COPY));
            Future<CloneResult> result = TestClone.from(proxy.port(), server.dataDir())
                    .inPlace()
                    .neverOverwriting()
                    .start();
            hold.awaitReached(result);
            server.execute(
                    "CREATE SCHEMA late; CREATE TABLE late.t (id INT PRIMARY KEY); INSERT INTO late.t VALUES (1)");
            hold.close();
            assertThat(result)
                    .failsWithin(Duration.ofMinutes(2))
                    .withThrowableOfType(ExecutionException.class)
                    .havingCause()
                    .isInstanceOfSatisfying(
                            CloneFailure.class,
                            failure -> assertThat(failure.reason()).isEqualTo(CloneFailure.Reason.RECIPIENT_NOT_EMPTY));
            server.restart();
            assertThat(server.sql().value("SELECT id FROM late.t")).isEqualTo("1");
            // Hours of transfer are not thrown away for it: whoever does not need that data says so.
            assertThat(new OutcomeReader(server.dataDir()).read().state()).isEqualTo(State.RECEIVED);
        }
    }

    @Test
    void aServerIsNotReplacedByItself() {
        TestClone clone = TestClone.from(donor.port(), donor.dataDir()).inPlace();
        Preflight.Report report = new Preflight(CloneEngines.standard(), clone.request()).check();
        assertThat(report.checks()).anySatisfy(check -> {
            assertThat(check.name()).isEqualTo("not this server itself");
            assertThat(check.verdict()).isEqualTo(Verdict.FAILED);
        });
        CloneFailure refused = clone.fails();
        assertThat(refused.reason()).isEqualTo(CloneFailure.Reason.RECIPIENT_IS_DONOR);
        assertThat(refused).hasMessageContaining("server_uuid");
        assertThat(donor.isRunning()).isTrue();
        // The server notices a closed connection a moment later.
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(Servers.cloneThreads(donor)).isZero());
    }

    private static Preflight.Check userData(TestClone clone) {
        return Objects.requireNonNull(new Preflight(CloneEngines.standard(), clone.request())
                .check().checks().stream()
                        .filter(check -> check.name().equals("user data"))
                        .findFirst()
                        .orElse(null));
    }
}
