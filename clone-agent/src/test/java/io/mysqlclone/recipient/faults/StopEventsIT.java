package io.mysqlclone.recipient.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.MysqlServerBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The donor has an event every second, and none runs on the copy. */
final class StopEventsIT {

    private static final Duration SOME_EVENTS = Duration.ofSeconds(4);

    @TempDir
    private static Path shared;

    private static MysqlServer donor;

    @TempDir
    private Path scratch;

    @BeforeAll
    static void startDonor() throws Exception {
        donor = MysqlServer.builder(Files.createDirectory(shared.resolve("donor")))
                .donor()
                .start();
        donor.createCloneUser(TestClone.USER, TestClone.PASSWORD);
        donor.execute(
                "CREATE SCHEMA d; CREATE TABLE d.ticks (at TIMESTAMP(6) DEFAULT NOW(6), server CHAR(36));"
                        + "CREATE EVENT d.tick ON SCHEDULE EVERY 1 SECOND DO INSERT INTO d.ticks (server) VALUES (@@server_uuid)");
        await().until(() -> !donor.query("SELECT at FROM d.ticks").isEmpty());
    }

    @AfterAll
    static void stopDonor() {
        donor.close();
    }

    @Test
    void inAFreshDirectory() throws Exception {
        Path copy = scratch.resolve("copy");
        TestClone.from(donor.port(), copy).stopEvents().run();

        try (MysqlServer server = copy(copy).start()) {
            assertRunsNoEvents(server);
            server.restart();
            assertRunsNoEvents(server);
            server.execute("SET GLOBAL event_scheduler = ON");
            await().until(() -> !ticks(server).isEmpty());
        }
    }

    @Test
    void inPlaceOfAServerThatRunsEventsByItsCommandLine() throws Exception {
        Path data;
        try (MysqlServer old =
                MysqlServer.builder(scratch).donor().readingPersistedVariables().start()) {
            data = old.dataDir();
            old.execute("SET PERSIST max_connections = 99");
            old.stop();
        }
        TestClone.from(donor.port(), data).inPlace().stopEvents().run();

        try (MysqlServer server = copy(data).option("--event-scheduler=ON").start()) {
            assertRunsNoEvents(server);
            assertThat(server.query("SELECT @@max_connections")).containsExactly(List.of("99"));
        }
    }

    @Test
    void withoutTheWordTheyRun() throws Exception {
        Path copy = scratch.resolve("copy");
        TestClone.from(donor.port(), copy).run();

        try (MysqlServer server = copy(copy).start()) {
            await().until(() -> !ticks(server).isEmpty());
        }
    }

    private MysqlServerBuilder copy(Path data) {
        return MysqlServer.builder(scratch).donor().dataDir(data).readingPersistedVariables();
    }

    private static void assertRunsNoEvents(MysqlServer server) throws InterruptedException {
        Thread.sleep(SOME_EVENTS);
        assertThat(server.query("SELECT @@event_scheduler")).containsExactly(List.of("OFF"));
        assertThat(server.query("SELECT COUNT(*) > 0 FROM d.ticks")).containsExactly(List.of("1"));
        assertThat(ticks(server)).isEmpty();
    }

    /** Of this server's own making. */
    private static List<?> ticks(MysqlServer server) {
        return server.query("SELECT at FROM d.ticks WHERE server = @@server_uuid");
    }
}
