package io.mysqlclone.donor;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.donor.serve.ServeLimits;
import io.mysqlclone.recipient.CloneRequests;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.run.CloneRun;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.SampleData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a recipient says, it gets an answer or a closed connection, and harms nobody but itself. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class HostileRecipientIT {
    @TempDir
    static Path scratch;

    private static StoppedServer stopped;
    private static Served served;

    @BeforeAll
    static void serve() throws IOException {
        try (MysqlServer donor = MysqlServer.builder(Files.createDirectory(scratch.resolve("donor")))
                .donor()
                .start()) {
            SampleData.in("sample").mebibytes(20).createIn(donor);
            stopped = StoppedServer.stop(donor);
        }
        served = Served.directory(
                stopped.dataDir(),
                new ServeLimits(64, 64, 0, Duration.ofMinutes(5), Duration.ofSeconds(20), Duration.ofSeconds(60)));
    }

    @AfterAll
    static void close() throws IOException {
        served.close();
    }

    @TestFactory
    Stream<DynamicTest> eachLieIsRefused() {
        return RecipientLie.all().stream().map(lie -> DynamicTest.dynamicTest(lie.name(), () -> assertRefused(lie)));
    }

    @Test
    void anHonestRecipientIsNotHarmedMeanwhile() throws Exception {
        Path target = scratch.resolve("honest");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<CloneResult> honest = threads.submit(() -> new CloneRun(
                            CloneEngines.standard(),
                            CloneRequests.from(served.endpoint()).connections(4).into(target),
                            event -> {})
                    .run());
            List<Future<?>> liars = Stream.of(1L, 2L, 3L)
                    .<Future<?>>map(seed -> threads.submit(() -> {
                        for (RecipientLie lie : RecipientLie.shuffled(new Random(seed))) {
                            assertRefused(lie);
                        }
                        return seed;
                    }))
                    .toList();
            CloneResult result = honest.get();
            for (Future<?> liar : liars) {
                liar.get();
            }
            assertThat(result.dataBytes()).isGreaterThan(20 << 20);
        }
        stopped.assertServes(MysqlServer.builder(scratch).dataDir(target).donor());
    }

    private static void assertRefused(RecipientLie lie) throws IOException {
        try (RawRecipient client = lie.telling().tell(served.port())) {
            if (lie.error() == 0) {
                assertThat(client.isClosed()).isTrue();
            } else if (lie.error() > 0) {
                assertThat(number(client)).isEqualTo(lie.error());
            } else {
                // Which of the two is the engine's choice; silence is not.
                try {
                    assertThat(number(client)).isPositive();
                } catch (java.io.EOFException | java.net.SocketException closed) {
                    // As a stock donor does.
                }
            }
        } catch (java.net.SocketException closed) {
            // It was closed before all of the lie was told.
            assertThat(lie.error()).as(lie.name()).isNotPositive();
        }
    }

    /** The number in the next error, classic or of clone mode. */
    private static int number(RawRecipient client) throws IOException {
        while (true) {
            byte[] payload = client.read();
            boolean classic = (payload[0] & 0xFF) == 0xFF;
            if (classic || payload[0] == 100) {
                return (payload[1] & 0xFF) | (payload[2] & 0xFF) << 8;
            }
        }
    }
}
