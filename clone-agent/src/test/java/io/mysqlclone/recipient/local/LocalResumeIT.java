package io.mysqlclone.recipient.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mysqlclone.recipient.CloneEvent;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.local.LocalClones.Content;
import io.mysqlclone.recipient.run.CloneRun;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.SampleData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clones of a directory that end before they are complete. */
final class LocalResumeIT {
    private static final long SLOW = 16 << 20;

    @TempDir
    private static Path shared;

    @TempDir
    private Path scratch;

    private static MysqlServer server;
    private static Content content;

    @BeforeAll
    static void makeServer() {
        server = MysqlServer.builder(shared).donor().start();
        SampleData.in("sample").mebibytes(64).createIn(server);
        content = Content.of(server);
        server.stop();
    }

    @AfterAll
    static void end() {
        server.close();
    }

    /** A process of its own, killed while it copies. */
    @Test
    void goesOnAfterAKill() throws Exception {
        Path copy = scratch.resolve("copy");
        Process agent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.mysqlclone.agent.Main",
                        "local",
                        "--from-dir",
                        server.dataDir().toString(),
                        "--data-dir",
                        copy.toString(),
                        "--max-data-bandwidth",
                        "40M/s")
                .inheritIO()
                .start();
        Path journal = copy.resolve("#clone-agent/journal");
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> !agent.isAlive() || (Files.exists(journal) && copied(copy) > 50 << 20));
        assertThat(agent.isAlive()).as("copies still").isTrue();
        agent.destroyForcibly().waitFor();

        var clones = LocalClones.of(server.dataDir()).threads(3);
        CloneResult result = clones.run(copy);

        assertThat(result.resumed()).isTrue();
        assertThat(clones.events())
                .anyMatch(event -> event instanceof CloneEvent.Resumed(var stage, var bytes) && bytes > 8 << 20);
        LocalClones.assertServes(content, result);
    }

    private static long copied(Path copy) throws Exception {
        try (var files = Files.walk(copy)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    @Test
    void goesOnAfterItWasToldToStop() throws Exception {
        Path copy = scratch.resolve("copy");
        assertThat(stopped(copy).kind()).isEqualTo(CloneFailure.Kind.SUSPENDED);

        CloneResult result = LocalClones.of(server.dataDir()).threads(2).run(copy);

        assertThat(result.resumed()).isTrue();
        LocalClones.assertServes(content, result);
    }

    private CloneFailure stopped(Path copy) {
        CloneRun run = LocalClones.of(server.dataDir()).bandwidth(SLOW).into(copy);
        var outcome = CompletableFuture.supplyAsync(
                () -> catchThrowableOfType(CloneFailure.class, run::run),
                task -> Thread.ofVirtual().start(task));
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> run.progress().dataBytes() > 40 << 20);
        run.suspend();
        return outcome.join();
    }

    /** What is there is of other data then. */
    @Test
    void startsOverWhenTheDirectoryHasChanged() throws Exception {
        Path copy = scratch.resolve("copy");
        assertThat(stopped(copy).kind()).isEqualTo(CloneFailure.Kind.SUSPENDED);
        Files.setLastModifiedTime(server.dataDir().resolve("ibdata1"), FileTime.from(Instant.now()));
        var clones = LocalClones.of(server.dataDir());

        CloneResult result = clones.run(copy);

        assertThat(result.resumed()).isFalse();
        assertThat(clones.events()).anyMatch(event -> event instanceof CloneEvent.StartedOver);
        LocalClones.assertServes(content, result);
    }

    @Test
    void leavesNothingWhenItIsCancelled() {
        Path copy = scratch.resolve("copy");
        CloneRun run = LocalClones.of(server.dataDir()).bandwidth(SLOW).into(copy);
        var outcome = CompletableFuture.supplyAsync(
                () -> catchThrowableOfType(CloneFailure.class, run::run),
                task -> Thread.ofVirtual().start(task));
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> run.progress().dataBytes() > 20 << 20);
        run.cancel();

        assertThat(outcome.join().kind()).isEqualTo(CloneFailure.Kind.CANCELLED);
        assertThat(copy).doesNotExist();
    }
}
