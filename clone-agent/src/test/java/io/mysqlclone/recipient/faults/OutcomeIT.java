package io.mysqlclone.recipient.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.agent.run.OutcomeWait;
import io.mysqlclone.datadir.outcome.CloneOutcome;
import io.mysqlclone.datadir.outcome.CloneOutcome.State;
import io.mysqlclone.datadir.outcome.OutcomeReader;
import io.mysqlclone.datadir.outcome.SnapshotPosition;
import io.mysqlclone.testbed.MysqlServer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a fresh clone before, while and after real servers start on it; of one in place see InPlaceIT. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class OutcomeIT {
    @TempDir
    private Path scratch = Path.of("");

    @Test
    void thePositionIsTheDonorsAndOutlivesRestartsAndTheClonePlugin() throws Exception {
        Path data = scratch.resolve("copy");
        try (MysqlServer donor = Servers.donor(scratch.resolve("donor"), 1)) {
            donor.execute("SET gtid_next = '11111111-1111-1111-1111-111111111111:5'; CREATE SCHEMA second_source;"
                    + "SET gtid_next = AUTOMATIC");
            TestClone.from(donor.port(), data).run();
            assertThat(new OutcomeReader(data).read().state()).isEqualTo(State.PENDING);

            var waiting = CompletableFuture.supplyAsync(() -> await(data));
            try (MysqlServer copy = Servers.copy(data).start()) {
                CloneOutcome outcome = waiting.get();
                assertThat(outcome.state()).isEqualTo(State.RECOVERED);
                assertThat(outcome.position().gtidExecuted()).isEqualTo(donor.gtidExecuted());
                var log = donor.query("SHOW BINARY LOG STATUS").getFirst();
                assertThat(outcome.position().binaryLog())
                        .contains(new SnapshotPosition.LogPosition(log.get(0), Long.parseLong(log.get(1))));

                copy.restart();
                assertThat(new OutcomeReader(data).read()).isEqualTo(outcome);
                assertThat(copy.sql().value("SELECT STATE FROM performance_schema.clone_status"))
                        .isEqualTo("Completed");
                assertThat(data.resolve("#clone/#status_recovery")).doesNotExist();
                assertThat(new OutcomeReader(data).read()).isEqualTo(outcome);
                copy.restart();
                assertThat(new OutcomeReader(data).read()).isEqualTo(outcome);
            }
        }
    }

    @Test
    void aDonorWithoutABinaryLogHasNoPosition() throws Exception {
        Path data = scratch.resolve("copy");
        try (MysqlServer donor = MysqlServer.builder(scratch)
                .plugin("mysql_clone.so")
                .option("--skip-log-bin")
                .start()) {
            donor.createCloneUser(TestClone.USER, TestClone.PASSWORD);
            TestClone.from(donor.port(), data).run();
            try (MysqlServer copy = Servers.copy(data).start()) {
                assertThat(copy.isRunning()).isTrue();
                CloneOutcome outcome = await(data);
                assertThat(outcome.state()).isEqualTo(State.RECOVERED);
                assertThat(outcome.position()).isEqualTo(SnapshotPosition.NONE);
            }
        }
    }

    private static CloneOutcome await(Path data) {
        try {
            return new OutcomeWait(data, Clock.systemUTC()).await(Duration.ofMinutes(3));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
