package io.mysqlclone.recipient.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.mysqlclone.engine.CopyWay;
import io.mysqlclone.recipient.CloneEvent;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.local.LocalClones.Content;
import io.mysqlclone.recipient.run.CloneRun;
import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.SampleData;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clones on volumes that are made for the test, which needs root. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class LocalVolumesIT {
    @TempDir
    private Path scratch;

    private Path volume;

    @BeforeEach
    void makePlace() throws Exception {
        volume = Files.createDirectory(scratch.toRealPath().resolve("volume"));
    }

    @AfterEach
    void unmount() throws Exception {
        assertThat(run("umount", volume.toString())).isBetween(0, 32);
    }

    private static int run(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException noSuchProgram) {
            return -1;
        }
    }

    /** There was enough at the beginning; somebody else takes it. */
    @Test
    void aVolumeThatFillsUpMeanwhile() throws Exception {
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=400m", "tmpfs", volume.toString()))
                .as("NOT TESTED: a volume that fills up, because mounting a tmpfs needs root")
                .isZero();
        try (MysqlServer server = MysqlServer.builder(Files.createDirectory(scratch.resolve("server")))
                .donor()
                .start()) {
            SampleData.in("sample").mebibytes(32).createIn(server);
            Content content = Content.of(server);
            server.stop();
            CloneRun slow = LocalClones.of(server.dataDir()).bandwidth(16 << 20).into(volume.resolve("copy"));
            var outcome = CompletableFuture.supplyAsync(
                    () -> catchThrowableOfType(CloneFailure.class, slow::run),
                    task -> Thread.ofVirtual().start(task));
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> outcome.isDone() || slow.progress().dataBytes() > 16 << 20);
            Path ballast = volume.resolve("ballast");
            fill(ballast);

            CloneFailure failure = outcome.join();

            assertThat(failure).isNotNull().hasMessageContaining("No space left on device");
            assertThat(failure.kind()).isEqualTo(CloneFailure.Kind.LOCAL_IO);
            Files.delete(ballast);
            // And the same command again, with room.
            LocalClones.assertServes(content, LocalClones.of(server.dataDir()).run(volume.resolve("copy")));
            CloneAssertions.assertHealthyRestart(server);
        }
    }

    private static void fill(Path file) {
        try (OutputStream out = Files.newOutputStream(file)) {
            var some = new byte[1 << 16];
            while (true) {
                out.write(some);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left on device");
        }
    }

    @Test
    void blocksAreSharedWhereTheFileSystemCan() throws Exception {
        Path image = scratch.resolve("image");
        try (var file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(1200L << 20);
        }
        assumeThat(run("mkfs.xfs", "-q", "-m", "reflink=1", image.toString()))
                .as("NOT TESTED: sharing blocks, because there is no mkfs.xfs (package xfsprogs)")
                .isZero();
        assumeThat(run("mount", "-o", "loop", image.toString(), volume.toString()))
                .as("NOT TESTED: sharing blocks, because mounting a volume needs root")
                .isZero();
        try (MysqlServer server = MysqlServer.builder(Files.createDirectory(volume.resolve("server")))
                .donor()
                .start()) {
            SampleData.in("sample").mebibytes(64).createIn(server);
            Content content = Content.of(server);
            server.stop();
            var clones = LocalClones.of(server.dataDir()).unverified();
            assertThat(run("sync", "-f", volume.toString())).isZero();
            long before = Files.getFileStore(volume).getUsableSpace();

            CloneResult result = clones.run(volume.resolve("copy"));

            assertThat(run("sync", "-f", volume.toString())).isZero();
            long taken = before - Files.getFileStore(volume).getUsableSpace();
            assertThat(clones.events())
                    .anyMatch(event -> event instanceof CloneEvent.CopiesBy(var way) && way == CopyWay.REFLINK);
            assertThat(taken).isLessThan(result.dataBytes() / 4);
            LocalClones.assertServes(content, result);
            CloneAssertions.assertHealthyRestart(server);
        }
    }
}
