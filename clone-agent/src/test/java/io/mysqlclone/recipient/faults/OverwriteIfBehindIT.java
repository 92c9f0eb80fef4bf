package io.mysqlclone.recipient.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.TargetRefusedException;
import io.mysqlclone.datadir.commit.OldData;
import io.mysqlclone.datadir.live.RecipientGtids;
import io.mysqlclone.donor.Served;
import io.mysqlclone.gtid.GtidSet;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.preflight.Preflight;
import io.mysqlclone.recipient.preflight.Preflight.Verdict;
import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.MysqlServer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code --overwrite if-behind}: what a server has executed is read from its files, and compared with the donor. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class OverwriteIfBehindIT {
    @TempDir
    private static Path shared;

    private static MysqlServer donor;

    @TempDir
    private Path scratch;

    @BeforeAll
    static void startDonor() throws Exception {
        donor = Servers.donor(shared.resolve("donor"), 1);
        donor.execute("SET gtid_next = 'AUTOMATIC:tag'; CREATE SCHEMA tagged; SET gtid_next = AUTOMATIC");
    }

    @AfterAll
    static void stopDonor() {
        donor.close();
    }

    private Path data() {
        return scratch.resolve("data");
    }

    private TestClone onto() {
        return TestClone.from(donor.port(), data()).inPlace().overwritingWhatIsBehind();
    }

    /** From the files of a server that has ended. */
    private GtidSet executed() throws Exception {
        return RecipientGtids.of(DataDirectory.open(data()), List.of());
    }

    @Test
    void aCloneOfTheDonorIsBehindItUntilItExecutesSomethingOfItsOwn() throws Exception {
        TestClone.from(donor.port(), data()).run();
        try (MysqlServer copy = Servers.copy(data()).start()) {
            assertThat(userData().verdict()).isEqualTo(Verdict.OK);
            copy.stop();
            assertThat(executed()).isEqualTo(GtidSet.parse(donor.gtidExecuted()));
            donor.execute("CREATE SCHEMA later; DROP SCHEMA later");
            onto().run();
            copy.start();
            CloneAssertions.assertSameAs(donor, copy);
            copy.stop();
            OldData.finish(DataDirectory.open(data()));
            copy.start();

            copy.execute("SET gtid_next = 'AUTOMATIC:own'; CREATE SCHEMA mine; SET gtid_next = AUTOMATIC");
            String ahead = copy.sql().value("SELECT @@server_uuid") + ":own:1";
            assertThat(userData().verdict()).isEqualTo(Verdict.FAILED);
            assertThat(userData().message()).contains("(" + ahead + ")");
            copy.stop();
            assertThat(executed()).isEqualTo(GtidSet.parse(donor.gtidExecuted() + "," + ahead));
            CloneFailure refused = onto().fails();
            assertThat(refused.kind()).isEqualTo(CloneFailure.Kind.REFUSED);
            assertThat(refused.reason()).isEqualTo(CloneFailure.Reason.RECIPIENT_IS_AHEAD);
            assertThat(refused).hasMessageContaining("(" + ahead + ")");
            copy.start();
            assertThat(copy.sql().value("SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = 'mine'"))
                    .isEqualTo("1");
        }
    }

    @Test
    void aServerThatGetsAheadWhileTheCloneWaitsForItsCommitKeepsItsData() throws Exception {
        TestClone.from(donor.port(), data()).run();
        try (MysqlServer copy = Servers.copy(data()).start()) {
            assertThat(onto().run().committed()).isFalse();
            copy.execute("CREATE SCHEMA mine");
            String ahead = copy.sql().value("SELECT @@server_uuid") + ":1";
            copy.stop();
            CloneFailure refused = TestCommit.refused(data());
            assertThat(refused.reason()).isEqualTo(CloneFailure.Reason.RECIPIENT_IS_AHEAD);
            assertThat(refused).hasMessageContaining("(" + ahead + ")");
            copy.start();
            assertThat(copy.query("SHOW SCHEMAS LIKE 'mine'")).isNotEmpty();
        }
    }

    @Test
    void theFilesOfAServerThatEndedByAShutdownTellTheSameAsItsVariable() throws Exception {
        try (MysqlServer server = MysqlServer.builder(scratch).donor().start()) {
            server.execute("SET GLOBAL gtid_purged = '+22222222-2222-2222-2222-222222222222:1-9:x:4';"
                    + "CREATE SCHEMA a; FLUSH BINARY LOGS; CREATE SCHEMA b;"
                    + "SET gtid_next = '11111111-1111-1111-1111-111111111111:a_very_long_tag_name_of_32_chars:9223372036854775800';"
                    + "CREATE SCHEMA c; SET gtid_next = '11111111-1111-1111-1111-111111111111:200000'; CREATE SCHEMA d;"
                    + "SET gtid_next = AUTOMATIC; FLUSH BINARY LOGS; SET gtid_next = 'AUTOMATIC:tag'; CREATE SCHEMA e;"
                    + "CREATE TABLE e.t (id INT PRIMARY KEY); INSERT INTO e.t VALUES (1)");
            String executed = server.gtidExecuted();
            server.kill();
            assertUnknown("start and stop it once");
            server.start();
            server.stop();
            assertThat(executed()).hasToString(executed);
        }
    }

    @Test
    void aReplicaThatDoesNotLogWhatItAppliesHasItInItsTable() throws Exception {
        TestClone.from(donor.port(), data()).run();
        try (MysqlServer replica =
                Servers.copy(data()).option("--log-replica-updates=OFF").start()) {
            replica.execute("CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = " + donor.port()
                    + ", SOURCE_USER = 'root', SOURCE_AUTO_POSITION = 1; START REPLICA");
            donor.execute("CREATE SCHEMA applied; DROP SCHEMA applied");
            assertThat(replica.sql().value("SELECT WAIT_FOR_EXECUTED_GTID_SET('" + donor.gtidExecuted() + "', 120)"))
                    .isEqualTo("0");
            replica.stop();
            assertThat(executed()).isEqualTo(GtidSet.parse(donor.gtidExecuted()));
        }
    }

    @Test
    void aServerWhoseSetCannotBeKnownIsNotReplaced() throws Exception {
        try (MysqlServer server =
                MysqlServer.builder(scratch).option("--skip-log-bin").start()) {
            server.stop();
            assertUnknown("no binary logs");
        }
    }

    /** {@code clone-agent serve}; refused before it has sent anything. */
    @Test
    void aDonorThatKnowsNoGtidsReplacesNothing() throws Exception {
        Path source = scratch.resolve("source");
        TestClone.from(donor.port(), source).run();
        TestClone.from(donor.port(), data()).run();
        try (MysqlServer copy = Servers.copy(data()).start();
                Served served = Served.directory(source)) {
            TestClone clone = TestClone.from(served.port(), data()).inPlace().overwritingWhatIsBehind();
            CloneFailure refused = clone.fails();

            assertThat(refused.kind()).isEqualTo(CloneFailure.Kind.REFUSED);
            assertThat(refused.reason()).isEqualTo(CloneFailure.Reason.RECIPIENT_IS_AHEAD);
            assertThat(refused)
                    .hasMessageContaining("the donor does not know its gtid_executed")
                    .hasMessageContaining("--overwrite always");
            assertThat(served.events()).isEmpty();
            Preflight.Check check = userData(clone);
            assertThat(check.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(check.message()).contains("the donor does not know its gtid_executed");
            CloneAssertions.assertSameAs(donor, copy);
        }
    }

    private void assertUnknown(String why) {
        assertThatExceptionOfType(TargetRefusedException.class)
                .isThrownBy(this::executed)
                .satisfies(refused ->
                        assertThat(refused.reason()).isEqualTo(TargetRefusedException.Reason.RECIPIENT_IS_AHEAD))
                .withMessageContaining(why);
    }

    private Preflight.Check userData() {
        return userData(onto());
    }

    private static Preflight.Check userData(TestClone clone) {
        return new Preflight(CloneEngines.standard(), clone.request())
                .check().checks().stream()
                        .filter(check -> check.name().equals("user data"))
                        .findFirst()
                        .orElseThrow();
    }
}
