package io.mysqlclone.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RootGuardTest {
    private static final int SOMEBODY = 12345;

    @TempDir
    private Path scratch;

    private final FakeSurroundings surroundings = new FakeSurroundings();

    @BeforeEach
    void onlyRootCanGiveFilesAway() throws IOException {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "NOT TESTED: this is not root");
    }

    private Path somebodys(String name) throws IOException {
        Path directory = Files.createDirectory(scratch.resolve(name));
        Files.setAttribute(directory, "unix:uid", SOMEBODY);
        return directory;
    }

    @ParameterizedTest
    @ValueSource(strings = {"clone", "preflight", "discard"})
    void rootDoesNotWorkInTheDirectoryOfAnotherUser(String command) throws IOException {
        Path directory = somebodys("data");

        assertThat(surroundings.execute(command, "--data-dir=" + directory)).isEqualTo(3);
        assertThat(surroundings.err())
                .startsWith("clone-agent: " + directory + " belongs to user " + SOMEBODY + ", and this is root")
                .contains("setpriv --reuid=" + SOMEBODY, "--as-root");
    }

    @Test
    void norMakesADirectoryThere() throws IOException {
        Path directory = somebodys("mount").resolve("data");

        assertThat(surroundings.execute("clone", "--data-dir=" + directory)).isEqualTo(3);
        assertThat(directory).doesNotExist();
    }

    @Test
    void norWhereAServersFilesAreThoseOfAnotherUser() throws IOException {
        Path system = Files.createFile(scratch.resolve("ibdata1"));
        Files.setAttribute(system, "unix:uid", SOMEBODY);

        assertThat(surroundings.execute("clone", "--data-dir=" + scratch)).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"finish", "rollback", "commit"})
    void norLetsGoOfDataThere(String command) throws IOException {
        assertThat(surroundings.execute(command, "--data-dir=" + somebodys("data")))
                .isEqualTo(3);
        assertThat(surroundings.err()).contains("and this is root");
    }

    @Test
    void outcomeIsFreeUntilItIsToFinish() throws IOException {
        Path directory = somebodys("data");

        assertThat(surroundings.execute("outcome", "--data-dir=" + directory)).isZero();
        assertThat(surroundings.execute("outcome", "--data-dir=" + directory, "--finish-when-serving=127.0.0.1:1"))
                .isEqualTo(3);
        assertThat(surroundings.err()).contains("and this is root", "--as-root");
    }

    @Test
    void norRelocatesIntoTheDirectoryOfAnotherUser() throws IOException {
        Path elsewhere = somebodys("fast");

        assertThat(surroundings.execute("clone", "--data-dir=" + scratch, "--relocate=/donor/fast=" + elsewhere))
                .isEqualTo(3);
        assertThat(surroundings.err()).startsWith("clone-agent: " + elsewhere + " belongs to user " + SOMEBODY);
    }

    @Test
    void unlessItIsToldTo() throws IOException {
        Path directory = somebodys("data");

        assertThat(surroundings.execute("clone", "--as-root", "--data-dir=" + directory))
                .isEqualTo(2);
        assertThat(surroundings.err()).contains("Not given: --donor").doesNotContain("root");

        var other = new FakeSurroundings();
        other.environment.put("CLONE_AGENT_AS_ROOT", "true");
        other.environment.put("CLONE_AGENT_DATA_DIR", directory.toString());
        assertThat(other.execute("clone")).isEqualTo(2);
    }

    @Test
    void itsOwnDirectoryIsRootsToUse() {
        assertThat(surroundings.execute("clone", "--data-dir=" + scratch)).isEqualTo(2);
        assertThat(surroundings.err()).contains("Not given: --donor");
    }

    /** For which a lock is taken in the directory. */
    @Test
    void norClonesThereFromWhatWasReceived() throws IOException {
        Path directory = somebodys("data");

        assertThat(surroundings.execute(
                        "local", "--from-dir=" + directory, "--data-dir=" + scratch.resolve("copy"), "--received"))
                .isEqualTo(3);
        assertThat(surroundings.err()).startsWith("clone-agent: " + directory + " belongs to user " + SOMEBODY);
        var served = new FakeSurroundings();
        assertThat(served.execute("serve", "--data-dir=" + directory, "--received"))
                .isEqualTo(3);
        assertThat(served.err()).contains("and this is root", "--as-root");
        var old = new FakeSurroundings();
        assertThat(old.execute("serve", "--data-dir=" + directory)).isEqualTo(2);
        assertThat(old.err()).contains("Not given: --listen");
    }

    @Test
    void whoOnlyReadsIsNotAsked() throws IOException {
        Path directory = somebodys("data");

        assertThat(surroundings.execute("verify", "--data-dir=" + directory)).isEqualTo(3);
        assertThat(surroundings.err()).doesNotContain("and this is root");
    }
}
