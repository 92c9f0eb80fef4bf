package io.mysqlclone.recipient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.SampleData;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A bandwidth limit is one for all connections together. With a limit for each, four of them would bring four times as much;
 * the tests allow one and a half times, and nothing is assumed of how fast this machine is.
 */
final class BandwidthIT {
    private static final int MIB = 1 << 20;
    private static final double TOLERANCE = 1.5;

    /** What connections may have received before, and write now. */
    private static final long BUFFERED = 4L * CloneRequest.MIN_BUFFER_SIZE;

    private static final Duration WATCHED = Duration.ofSeconds(3);

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

    /** Watches a running clone for a while and fails when more than {@code limit} bytes a second come. */
    private static void assertNotFaster(BackgroundClone clone, long limit, ToLongFunction<Progress> bytes) {
        long before = bytes.applyAsLong(clone.run().progress());
        long begin = System.nanoTime();
        await().pollDelay(WATCHED).until(() -> true);
        long after = bytes.applyAsLong(clone.run().progress());
        double seconds = (System.nanoTime() - begin) / 1e9;
        assertThat((double) (after - before))
                .isLessThan(limit * seconds * TOLERANCE + BUFFERED)
                .isPositive();
        assertThat(clone.run().progress().state()).isEqualTo(Progress.State.TRANSFERRING);
    }

    @Test
    void dataIsLimitedOverAllConnectionsAndTheLimitCanChange() throws Exception {
        CloneRequest request = CloneRequests.from(donor)
                .connections(4)
                .limits(new Limits(6 * MIB, 0))
                .into(target);
        try (BackgroundClone clone = BackgroundClone.start(request)) {
            clone.awaitConnections(4);
            clone.awaitData(1);
            assertNotFaster(clone, 6 * MIB, Progress::dataBytes);
            clone.run().setLimits(new Limits(2 * MIB, 0));
            assertNotFaster(clone, 2 * MIB, Progress::dataBytes);
            clone.run().setLimits(Limits.NONE);

            StartedCopy.assertEquals(donor, clone.result());
        }
    }

    @Test
    void networkIsLimitedOverAllConnections() throws Exception {
        CloneRequest request = CloneRequests.from(donor)
                .connections(4)
                .limits(new Limits(0, 4 * MIB))
                .into(target);
        try (BackgroundClone clone = BackgroundClone.start(request)) {
            clone.awaitConnections(4);
            clone.awaitData(1);
            assertNotFaster(clone, 4 * MIB, Progress::networkBytes);
            clone.run().setLimits(Limits.NONE);

            StartedCopy.assertEquals(donor, clone.result());
        }
    }
}
