package io.mysqlclone.recipient.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mysqlclone.agent.cli.options.OutcomeFlags;
import io.mysqlclone.agent.report.CloneOutcomeReport;
import io.mysqlclone.agent.report.ExitCode;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.datadir.outcome.CloneOutcome;
import io.mysqlclone.datadir.outcome.CloneOutcome.State;
import io.mysqlclone.datadir.outcome.OutcomeReader;
import io.mysqlclone.gtid.GtidSet;
import io.mysqlclone.mysql.Compression;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.Credentials;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.Secret;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.mysql.TlsOptions;
import io.mysqlclone.replica.Replication;
import io.mysqlclone.replica.ReplicationFailure;
import io.mysqlclone.replica.ReplicationRequest;
import io.mysqlclone.testbed.MysqlServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Transactions that a server counts as executed and that are not in the clone that it was started on. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class SurvivingGtidsIT {
    @TempDir
    private static Path shared;

    private static MysqlServer donor;

    @TempDir
    private Path scratch;

    @BeforeAll
    static void startDonor() throws Exception {
        donor = Servers.donor(shared.resolve("donor"), 1);
    }

    @AfterAll
    static void stopDonor() {
        donor.close();
    }

    private Path data() {
        return scratch.resolve("copy");
    }

    /** The last log of a server that has nothing to do with the clone, brought back into its directory. */
    private String bringBackAnOldLog() throws Exception {
        try (MysqlServer old = MysqlServer.builder(Files.createDirectory(scratch.resolve("old")))
                .donor()
                .start()) {
            old.execute("CREATE SCHEMA old; FLUSH BINARY LOGS; CREATE SCHEMA older");
            String executed = old.gtidExecuted();
            old.stop();
            Files.copy(old.dataDir().resolve("binlog.000002"), data().resolve("binlog.000002"));
            Files.writeString(data().resolve("binlog.index"), "./binlog.000002\n");
            return executed;
        }
    }

    @Test
    void ofAnOldLogThatSurvivedAreAnErrorWhateverIsExecutedLater() throws Exception {
        TestClone.from(donor.port(), data()).run();
        String survived = bringBackAnOldLog();
        try (MysqlServer copy = Servers.copy(data()).start()) {
            assertThat(copy.gtidExecuted()).contains(survived);
            assertMismatch(survived);
            copy.execute("CREATE SCHEMA mine; FLUSH BINARY LOGS; CREATE SCHEMA mine_too");
            copy.restart();
            assertMismatch(survived);
            assertRefused(copy, survived);
            assertIsNotFinished(copy);
        }
    }

    /** What is kept is what to go back to, also when the server serves. */
    private void assertIsNotFinished(MysqlServer copy) throws Exception {
        Path kept = Files.createFile(
                Files.createDirectories(data().resolve("#clone-agent/old")).resolve("manifest"));
        var outcome = new OutcomeFlags();
        new CommandLine(outcome)
                .parseArgs("--data-dir=" + data(), "--wait=1m", "--finish-when-serving=" + copy.socket());
        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> outcome.conclude(Clock.systemUTC()))
                .satisfies(thrown -> assertThat(thrown.failure().cause()).contains("GtidMismatch"));
        assertThat(kept).exists();
    }

    private void assertMismatch(String survived) throws Exception {
        CloneOutcome outcome = new OutcomeReader(data()).read();
        assertThat(outcome.state()).isEqualTo(State.RECOVERED);
        assertThat(outcome.position().gtidExecuted()).isEqualTo(donor.gtidExecuted());
        assertThat(outcome.surplus()).isEqualTo(GtidSet.parse(survived));
        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> CloneOutcomeReport.of(outcome, true))
                .satisfies(thrown -> {
                    assertThat(thrown.failure().exitCode()).isEqualTo(ExitCode.VERIFICATION);
                    assertThat(thrown.failure().kind()).isEqualTo("VerificationFailed");
                    assertThat(thrown.failure().cause()).contains("GtidMismatch");
                    assertThat(thrown.failure().message()).contains(survived);
                });
    }

    private void assertRefused(MysqlServer copy, String survived) {
        assertThatExceptionOfType(ReplicationFailure.class)
                .isThrownBy(() -> replicate(copy))
                .satisfies(failure -> assertThat(failure.reason()).isEqualTo(ReplicationFailure.Reason.GTID_MISMATCH))
                .withMessageContaining(survived);
        assertThat(copy.query("SHOW REPLICA STATUS")).isEmpty();
    }

    @Test
    void ofTheServersOwnAreNoneOfTheFirstStart() throws Exception {
        TestClone.from(donor.port(), data()).run();
        try (MysqlServer copy = Servers.copy(data()).start()) {
            copy.execute("CREATE SCHEMA mine; FLUSH BINARY LOGS");
            copy.restart();
            assertThat(new OutcomeReader(data()).read().surplus()).isEqualTo(GtidSet.EMPTY);
            copy.execute("PURGE BINARY LOGS TO 'binlog.000002'");
            copy.restart();
            assertThat(new OutcomeReader(data()).read().surplus()).isEqualTo(GtidSet.EMPTY);
        }
    }

    /** As with logs outside the data directory, of which files there do not tell. */
    @Test
    void areFoundOverSqlWhereFilesDoNotTell() throws Exception {
        TestClone.from(donor.port(), data()).run();
        String survived = bringBackAnOldLog();
        try (MysqlServer copy = Servers.copy(data()).start()) {
            copy.execute("FLUSH BINARY LOGS; PURGE BINARY LOGS TO 'binlog.000004'");
            assertThat(new OutcomeReader(data()).read().surplus()).isEqualTo(GtidSet.EMPTY);
            assertRefused(copy, survived);

            copy.execute("RESET BINARY LOGS AND GTIDS; SET GLOBAL gtid_purged = '" + donor.gtidExecuted() + "'");
            replicate(copy);
            assertThat(copy.query("SHOW REPLICA STATUS")).isNotEmpty();
        }
    }

    private void replicate(MysqlServer copy) throws Exception {
        var root = new Credentials("root", Secret.of(""));
        var request = new ReplicationRequest(
                new ConnectionOptions(
                        new Endpoint.UnixSocket(copy.socket()),
                        root,
                        TlsOptions.of(TlsMode.DISABLED),
                        Compression.NONE,
                        Duration.ofSeconds(5)),
                data(),
                new ReplicationRequest.Source(
                        new Endpoint.Tcp("127.0.0.1", donor.port()), root, TlsOptions.of(TlsMode.DISABLED), true),
                "",
                Optional.empty(),
                false);
        var clock = Clock.systemUTC();
        new Replication(request, clock)
                .run(new OutcomeReader(data()).read(), clock.instant().plusSeconds(60));
    }
}
