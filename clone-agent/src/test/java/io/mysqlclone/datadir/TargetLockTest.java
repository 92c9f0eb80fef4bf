package io.mysqlclone.datadir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TargetLockTest {
    @TempDir
    private Path root;

    @Test
    void anotherProcessIsRefusedAndToldWhoHoldsTheTarget() throws Exception {
        DataDirectory directory = DataDirectory.open(root);
        Process holder = holder();
        try (BufferedReader answers = holder.inputReader(StandardCharsets.UTF_8)) {
            assertThat(answers.readLine()).isEqualTo("held");
            assertThatThrownBy(() -> TargetLock.acquire(directory))
                    .isInstanceOf(TargetRefusedException.class)
                    .hasMessageContaining("pid " + holder.pid() + " on host")
                    .hasMessageContaining("is at work on " + directory);
            assertThatThrownBy(() -> TargetLock.acquire(directory)).isInstanceOf(TargetRefusedException.class);
        } finally {
            holder.destroyForcibly().waitFor();
        }
        // The holder was killed and has left its file; the kernel has released the lock.
        assertThat(root.resolve("#clone-agent/lock")).exists();
        TargetLock.acquire(directory).close();
        assertThat(root).isEmptyDirectory();
    }

    @Test
    @SuppressWarnings("try")
    void ourOwnLockSurvivesASecondTryInThisProcess() throws Exception {
        DataDirectory directory = DataDirectory.open(root);
        try (TargetLock ours = TargetLock.acquire(directory)) {
            assertThatThrownBy(() -> TargetLock.acquire(directory)).hasMessageContaining("This process");
            Process other = holder();
            try (BufferedReader answers = other.inputReader(StandardCharsets.UTF_8)) {
                assertThat(answers.readLine())
                        .startsWith("refused: Another clone-agent (pid "
                                + ProcessHandle.current().pid());
            } finally {
                other.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    @SuppressWarnings("try")
    void releasingRemovesTheLockFileAndKeepsWhatIsToBeContinued() throws IOException {
        DataDirectory directory = DataDirectory.open(root);
        TargetLock.acquire(directory).close();
        try (TargetLock lock = TargetLock.acquire(directory)) {
            assertThat(root.resolve("#clone-agent/lock")).exists();
        }
        Files.createDirectory(root.resolve("#clone-agent"));
        Files.createFile(root.resolve("#clone-agent/journal"));
        TargetLock.acquire(directory).close();
        assertThat(root.resolve("#clone-agent/journal")).exists();
        assertThat(root.resolve("#clone-agent/lock")).doesNotExist();
        try (TargetLock lock = TargetLock.acquire(directory)) {
            directory.forget();
            assertThat(root.resolve("#clone-agent")).isDirectoryContaining("glob:**/lock");
            assertThat(root.resolve("#clone-agent/journal")).doesNotExist();
        }
        assertThat(root).isEmptyDirectory();
    }

    private Process holder() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        root.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** The other process: takes the lock, says so, and keeps it until it is killed. */
    static final class Holder {
        private Holder() {}

        @SuppressWarnings("try")
        public static void main(String[] arguments) throws Exception {
            try (TargetLock lock = TargetLock.acquire(DataDirectory.open(Path.of(arguments[0])))) {
                System.out.println("held");
                System.in.read();
            } catch (TargetRefusedException e) {
                System.out.println("refused: " + e.getMessage());
            }
        }
    }
}
