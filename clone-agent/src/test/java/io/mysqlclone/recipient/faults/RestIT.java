package io.mysqlclone.recipient.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.SampleData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A second connection that brings nothing, because the bandwidth is limited, rests until the first one has nothing left. */
final class RestIT {

    @TempDir
    private Path scratch;

    @Test
    void whatBringsNothingRestsAndTheCloneIsWhole() throws Exception {
        Path target = scratch.resolve("target");
        try (MysqlServer donor = MysqlServer.builder(scratch).donor().start()) {
            donor.createCloneUser(TestClone.USER, TestClone.PASSWORD);
            SampleData.in("sample").mebibytes(200).createIn(donor);
            TestClone clone =
                    TestClone.from(donor.port(), target).tls().autotuned().bytesPerSecond(12 << 20);

            Future<CloneResult> result = clone.start();
            List<Integer> connections = new ArrayList<>(List.of(0));
            while (!result.isDone()) {
                int now = clone.running().progress().connections();
                if (now != connections.getLast()) {
                    connections.add(now);
                }
                TimeUnit.MILLISECONDS.sleep(5);
            }

            assertThat(result.get().files()).isPositive();
            assertThat(connections)
                    .as("data connections at work, of which some rest and work again")
                    .matches(RestIT::hasADip);
            try (MysqlServer copy = Servers.copy(target).start()) {
                CloneAssertions.assertSameAs(donor, copy);
            }
        }
    }

    /** How many were tried depends on how steady the machine is. */
    private static boolean hasADip(List<? extends Integer> numbers) {
        return IntStream.range(1, numbers.size() - 1)
                .anyMatch(i -> numbers.get(i) > 0
                        && numbers.get(i) < numbers.get(i - 1)
                        && numbers.get(i) < numbers.get(i + 1));
    }
}
