package io.mysqlclone.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.MysqlServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of relocated tablespaces when a clone does not go through in one run. */
final class RelocationIT {
    private static final int KILLED = 137;
    private static final String SLOW = "--max-data-bandwidth=16M/s";

    @TempDir
    private static Path shared;

    private static MysqlServer donor;
    private static Path external;

    private Path copy = Path.of("");
    private Path elsewhere = Path.of("");
    private Path logs = Path.of("");

    @BeforeAll
    static void startDonor() throws IOException {
        external = Files.createDirectory(shared.toRealPath().resolve("external"));
        donor = MysqlServer.builder(shared.resolve("donor"))
                .donor()
                .option("--innodb-directories=" + external)
                .start();
        donor.createCloneUser("cloner", "secret");
        // The last table, so that the slow clone is at work on it for a while.
        donor.execute("CREATE DATABASE d; CREATE TABLE d.here (a INT PRIMARY KEY); INSERT INTO d.here VALUES (1), (2);"
                + " CREATE TABLE d.there (a INT PRIMARY KEY AUTO_INCREMENT, b LONGBLOB) DATA DIRECTORY = '" + external
                + "'");
        for (int megabyte = 0; megabyte < 48; megabyte++) {
            donor.execute("INSERT INTO d.there (b) VALUES (REPEAT(CHAR(" + (33 + megabyte) + "), 1048576))");
        }
    }

    @AfterAll
    static void stopDonor() {
        donor.close();
    }

    @BeforeEach
    void takeDirectories(@TempDir Path scratch) throws IOException {
        Path real = scratch.toRealPath();
        copy = real.resolve("copy");
        elsewhere = Files.createDirectory(real.resolve("elsewhere"));
        logs = Files.createDirectory(real.resolve("logs"));
    }

    private PackagedAgent start(Path target, Path to, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "clone",
                "--donor=127.0.0.1:" + donor.port(),
                "--user=cloner",
                "--tls-mode=required",
                "--data-dir=" + target,
                "--relocate=" + external + "=" + to,
                "--output=json"));
        arguments.addAll(List.of(more));
        return PackagedAgent.start(logs, Map.of("CLONE_AGENT_PASSWORD", "secret"), arguments.toArray(String[]::new));
    }

    private PackagedAgent startUntilItIsElsewhere() throws IOException {
        PackagedAgent agent = start(copy, elsewhere, SLOW);
        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> staged(elsewhere) > 0);
        return agent;
    }

    /** Bytes of relocated files that wait for their place. */
    private static long staged(Path to) throws IOException {
        Path ours = to.resolve("#clone-agent");
        if (!Files.exists(ours)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(ours)) {
            return files.filter(file -> file.getFileName().toString().startsWith("0"))
                    .filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (UncheckedIOException changedMeanwhile) {
            return 0;
        }
    }

    private void kill(PackagedAgent agent) throws Exception {
        agent.signal("KILL");
        assertThat(agent.await()).isEqualTo(KILLED);
        assertThat(staged(elsewhere)).isPositive();
    }

    private void run(Path target, Path to, String expected) throws Exception {
        PackagedAgent agent = start(target, to);
        assertThat(agent.await()).as(agent.err()).isZero();
        assertThat(agent.out()).contains(expected);
        assertThat(to.resolve("#clone-agent")).doesNotExist();
    }

    private void assertServes(Path target, Path to) throws IOException {
        try (MysqlServer server = MysqlServer.builder(Files.createTempDirectory(logs, "server"))
                .dataDir(target)
                .donor()
                .option("--innodb-directories=" + to)
                .start()) {
            CloneAssertions.assertSameAs(donor, server);
        }
    }

    @Test
    void afterAKillTheSameCommandResumesThem() throws Exception {
        kill(startUntilItIsElsewhere());

        run(copy, elsewhere, "\"resumed\":true");
        assertServes(copy, elsewhere);
    }

    @Test
    void afterAKillACommandWithAnotherPlaceRemovesThemFromTheOldOne() throws Exception {
        kill(startUntilItIsElsewhere());
        Path other = Files.createDirectory(elsewhere.resolveSibling("other"));

        run(copy, other, "startedOver");
        assertThat(elsewhere).isEmptyDirectory();
        assertServes(copy, other);
    }

    @Test
    void aCancelledCloneRemovesThem() throws Exception {
        PackagedAgent agent = startUntilItIsElsewhere();
        agent.signal("INT");

        assertThat(agent.await()).isEqualTo(8);
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void discardFindsThemByItself() throws Exception {
        kill(startUntilItIsElsewhere());

        PackagedAgent discard = PackagedAgent.start(logs, Map.of(), "discard", "--data-dir=" + copy);
        assertThat(discard.await()).as(discard.err()).isZero();
        assertThat(elsewhere).isEmptyDirectory();
        assertThat(copy).isEmptyDirectory();
    }

    @Test
    void anotherCloneWithTheSamePlaceTouchesThemNot() throws Exception {
        kill(startUntilItIsElsewhere());
        long received = staged(elsewhere);
        Path second = copy.resolveSibling("second");
        // The donor serves one clone at a time, and has just lost the first.
        await().atMost(Duration.ofMinutes(2))
                .pollInSameThread()
                .until(() -> start(second, elsewhere).await() == 0);
        assertThat(staged(elsewhere)).isEqualTo(received);

        PackagedAgent discard = PackagedAgent.start(logs, Map.of(), "discard", "--data-dir=" + copy);
        assertThat(discard.await()).as(discard.err()).isZero();
        assertThat(elsewhere.resolve("#clone-agent")).doesNotExist();
        assertServes(second, elsewhere);
    }

    @Test
    void aVolumeThatIsNotMountedAgainIsMissed() throws Exception {
        kill(startUntilItIsElsewhere());
        Path unmounted = Files.move(elsewhere, elsewhere.resolveSibling("unmounted"));
        Files.createDirectory(elsewhere);

        PackagedAgent agent = start(copy, elsewhere);
        assertThat(agent.await()).isEqualTo(3);
        assertThat(agent.err())
                .contains("wait in " + elsewhere, "is not mounted. Mount it and run the same command again");
        assertThat(copy.resolve("#clone-agent/journal")).exists();

        Files.delete(elsewhere);
        Files.move(unmounted, elsewhere);
        run(copy, elsewhere, "\"type\":\"result\"");
        assertServes(copy, elsewhere);
    }
}
