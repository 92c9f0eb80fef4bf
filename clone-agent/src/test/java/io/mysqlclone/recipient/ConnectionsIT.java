package io.mysqlclone.recipient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.engine.Stage;
import io.mysqlclone.recipient.run.CloneRun;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.SampleData;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many connections a clone has to its donor, that all of them work, and that none is left behind. */
final class ConnectionsIT {
    /** Slow enough for a test to look on, and lifted when it has seen enough. */
    private static final Limits SLOW = new Limits(8 << 20, 0);

    @TempDir
    private static Path scratch;

    @TempDir
    private Path target;

    private static MysqlServer donor;

    @BeforeAll
    static void startDonor() {
        donor = MysqlServer.builder(scratch).donor().start();
        SampleData.in("sample").mebibytes(24).createIn(donor);
        CloneRequests.allowCloning(donor);
    }

    @AfterAll
    static void stopDonor() {
        donor.close();
    }

    private static int cloneSessions() {
        return Integer.parseInt(
                donor.sql().value("SELECT COUNT(*) FROM performance_schema.processlist WHERE COMMAND = 'Clone'"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 16})
    void usesAsManyConnectionsAsItWasTold(int connections) throws Exception {
        CloneRequest request =
                CloneRequests.from(donor).connections(connections).limits(SLOW).into(target);
        try (BackgroundClone clone = BackgroundClone.start(request)) {
            clone.awaitConnections(connections);
            // One more carries the acknowledgements.
            await().until(ConnectionsIT::cloneSessions, sessions -> sessions == connections + 1);
            clone.run().setLimits(Limits.NONE);

            CloneResult result = clone.result();

            assertThat(cloneSessions()).isZero();
            assertThat(clone.events().mostConnections()).isEqualTo(connections);
            assertThat(result.stages())
                    .filteredOn(stage -> stage.stage() == Stage.FILE_COPY)
                    .singleElement()
                    .extracting(Progress.StageProgress::threads)
                    .isEqualTo(connections);
            StartedCopy.assertEquals(donor, result);
        }
    }

    @Test
    void addsConnectionsByItselfWhileTheyPay() throws Exception {
        CloneRequest request =
                CloneRequests.from(donor).autoConnections().limits(SLOW).into(target);
        try (BackgroundClone clone = BackgroundClone.start(request)) {
            clone.awaitConnections(1);
            assertThat(clone.events().mostConnections()).isEqualTo(1);
            clone.awaitConnections(2);
            clone.run().setLimits(Limits.NONE);

            StartedCopy.assertEquals(donor, clone.result());
        }
    }

    @Test
    void leavesTheDonorFreeForTheNextCloneAtOnce() throws Exception {
        CloneResult first = new CloneRun(
                        CloneEngines.standard(),
                        CloneRequests.from(donor).connections(4).into(target.resolve("first")),
                        event -> {})
                .run();
        assertThat(cloneSessions()).isZero();

        CloneResult second = new CloneRun(
                        CloneEngines.standard(),
                        CloneRequests.from(donor).connections(4).into(target.resolve("second")),
                        event -> {})
                .run();
        assertThat(cloneSessions()).isZero();

        StartedCopy.assertEquals(donor, first);
        StartedCopy.assertEquals(donor, second);
    }

    @Test
    void isRefusedWhileAnotherCloneRuns() throws Exception {
        try (BackgroundClone running =
                BackgroundClone.start(CloneRequests.from(donor).limits(SLOW).into(target.resolve("running")))) {
            running.awaitData(1);

            CloneFailure failure = catchThrowableOfType(
                    CloneFailure.class,
                    () -> new CloneRun(
                                    CloneEngines.standard(),
                                    CloneRequests.from(donor).into(target.resolve("second")),
                                    event -> {})
                            .run());

            assertThat(failure.kind()).isEqualTo(CloneFailure.Kind.DONOR);
            assertThat(failure.mysqlError()).hasValue(3634);
            assertThat(failure)
                    .hasMessage("donor error 3634: Too many concurrent clone operations. Maximum allowed - 1."
                            + " (ER_CLONE_TOO_MANY_CONCURRENT_CLONES); another clone of this donor is running, try again"
                            + " when it has ended");
            assertThat(target.resolve("second")).doesNotExist();
            running.run().setLimits(Limits.NONE);
            StartedCopy.assertEquals(donor, running.result());
        }
    }

    @Test
    void freesTheDonorWhenItIsCancelled() throws Exception {
        try (BackgroundClone clone = BackgroundClone.start(
                CloneRequests.from(donor).connections(4).limits(SLOW).into(target))) {
            clone.awaitConnections(4);
            clone.awaitData(1);
            clone.run().cancel();

            CloneFailure failure = catchThrowableOfType(CloneFailure.class, clone::result);

            assertThat(failure.kind()).isEqualTo(CloneFailure.Kind.CANCELLED);
            assertThat(target).isEmptyDirectory();
        }
        await().atMost(Duration.ofSeconds(5)).until(() -> cloneSessions() == 0);
        StartedCopy.assertEquals(
                donor,
                new CloneRun(CloneEngines.standard(), CloneRequests.from(donor).into(target), event -> {}).run());
    }
}
