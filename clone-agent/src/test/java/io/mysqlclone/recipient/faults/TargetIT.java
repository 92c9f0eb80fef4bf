package io.mysqlclone.recipient.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.proxy.Direction;
import io.mysqlclone.testbed.proxy.Fault;
import io.mysqlclone.testbed.proxy.FaultProxy;
import io.mysqlclone.testbed.proxy.Packet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Targets that are full, not writable, taken, or a trap. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class TargetIT {
    private static final int FILE_COPY = 2;

    @TempDir
    private static Path shared;

    private static MysqlServer donor;

    @TempDir
    private Path scratch;

    @BeforeAll
    static void startDonor() throws Exception {
        donor = Servers.donor(shared.resolve("donor"), 1);
    }

    @AfterAll
    static void stopDonor() {
        donor.close();
    }

    /** A file system of its own; only root may make one. */
    private record Volume(Path root) implements AutoCloseable {
        static Volume mounted(Path at, int mebibytes) throws IOException {
            assumeThat(System.getProperty("user.name")).isEqualTo("root");
            Files.createDirectory(at);
            assumeThat(command("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", at.toString()))
                    .as("mounting a tmpfs")
                    .isZero();
            return new Volume(at);
        }

        void readOnly() throws IOException {
            assertThat(command("mount", "-o", "remount,ro", root.toString())).isZero();
        }

        @Override
        public void close() throws IOException {
            assertThat(command("umount", root.toString())).isZero();
        }
    }

    private static int command(String... words) throws IOException {
        try {
            return new ProcessBuilder(words).inheritIO().start().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Test
    void aVolumeThatIsTooSmallIsRefusedBeforeTheTransfer() throws Exception {
        try (Volume volume = Volume.mounted(scratch.resolve("small"), 40);
                FaultProxy proxy = FaultProxy.to(donor.port())) {
            CloneFailure failure =
                    TestClone.from(proxy.port(), volume.root().resolve("data")).fails();
            assertThat(failure.kind()).isEqualTo(CloneFailure.Kind.REFUSED);
            assertThat(failure).hasMessageContaining("3873 ER_CLONE_DISK_SPACE");
            assertThat(volume.root().resolve("data")).doesNotExist();
            TestClone.from(donor.port(), scratch.resolve("elsewhere")).run();
        }
    }

    @Test
    void aVolumeThatFillsUpEndsTheCloneAndTheLeftoversGo() throws Exception {
        try (Volume volume = Volume.mounted(scratch.resolve("filling"), 400);
                FaultProxy proxy = FaultProxy.to(donor.port())) {
            fillDuringFileCopy(proxy, volume);
            CloneFailure failure =
                    TestClone.from(proxy.port(), volume.root().resolve("data")).fails();
            assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(CloneFailure.Kind.LOCAL_IO);
            assertThat(failure).hasMessageContaining("No space left on device");
            assertThat(volume.root().resolve("data")).doesNotExist();
            TestClone.from(donor.port(), scratch.resolve("elsewhere")).run();
        }
    }

    @Test
    void aVolumeThatFillsUpDoesNoHarmToTheDataInPlace() throws Exception {
        try (Volume volume = Volume.mounted(scratch.resolve("filling"), 700)) {
            Path data = volume.root().resolve("data");
            try (MysqlServer old = MysqlServer.builder(scratch)
                            .donor()
                            .newDataDir(data)
                            .start();
                    FaultProxy proxy = FaultProxy.to(donor.port())) {
                old.execute(
                        "CREATE SCHEMA mine; CREATE TABLE mine.t (id INT PRIMARY KEY); INSERT INTO mine.t VALUES (1)");
                var tables = old.checksums();
                Path ballast = fillDuringFileCopy(proxy, volume);
                CloneFailure failure =
                        TestClone.from(proxy.port(), data).inPlace().fails();
                assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(CloneFailure.Kind.LOCAL_IO);
                assertThat(data.resolve("#clone-agent")).doesNotExist();
                assertThat(data.resolve("#clone")).doesNotExist();
                Files.delete(ballast);
                old.restart();
                assertThat(old.checksums()).isEqualTo(tables);
            }
        }
    }

    private static Path fillDuringFileCopy(FaultProxy proxy, Volume volume) {
        Path ballast = volume.root().resolve("ballast");
        proxy.onNthPacket(5, packet -> packet.isDescriptor(Packet.DATA_DESCRIPTOR, FILE_COPY), new Fault.Run(() -> {
            try (var out = Files.newOutputStream(ballast)) {
                byte[] block = new byte[1 << 20];
                while (true) {
                    out.write(block);
                }
            } catch (IOException full) {
                assertThat(full).hasMessageContaining("No space left");
            }
        }));
        return ballast;
    }

    @Test
    void aReadOnlyVolumeIsRefusedBeforeTheDonorIsAsked() throws Exception {
        try (Volume volume = Volume.mounted(scratch.resolve("readonly"), 10)) {
            Path data = Files.createDirectory(volume.root().resolve("data"));
            volume.readOnly();
            assertRefused(data, "read-only");
        }
    }

    @Test
    void aDirectoryWithOtherContentIsRefused() throws Exception {
        Path target = Files.createDirectory(scratch.resolve("target"));
        Files.writeString(target.resolve("precious"), "data");
        assertRefused(target, "is not empty (it holds precious)");
        assertThat(target).isDirectoryContaining("glob:**/precious");
        try (var entries = Files.list(target)) {
            assertThat(entries).hasSize(1);
        }
    }

    @Test
    void aFileIsRefused() throws Exception {
        assertRefused(Files.writeString(scratch.resolve("file"), ""), "is not a directory");
    }

    @Test
    void anInPlaceCloneOfNothingIsRefused() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(donor.port())) {
            CloneFailure failure =
                    TestClone.from(proxy.port(), scratch).inPlace().fails();
            assertThat(failure.kind()).isEqualTo(CloneFailure.Kind.REFUSED);
            assertThat(failure).hasMessageContaining("no ibdata1");

            // As where an option file names a directory of the volume.
            Path data = Files.createDirectories(scratch.resolve("data"));
            Files.writeString(data.resolve("ibdata1"), "");
            assertThat(TestClone.from(proxy.port(), scratch).inPlace().fails())
                    .hasMessageContaining(data + " holds some: give it as --data-dir");
        }
    }

    private static void assertRefused(Path target, String reason) {
        try (FaultProxy proxy = FaultProxy.to(donor.port())) {
            CloneFailure failure = TestClone.from(proxy.port(), target).fails();
            assertThat(failure.kind()).isEqualTo(CloneFailure.Kind.REFUSED);
            assertThat(failure).hasMessageContaining(reason);
            assertThat(proxy.bytes(Direction.RECIPIENT_TO_DONOR)).isZero();
        }
    }

    @Test
    void aSecondAgentOnTheTargetIsRefused() throws Exception {
        Path target = scratch.resolve("target");
        try (FaultProxy proxy = FaultProxy.to(donor.port())) {
            Hold hold = Hold.at(proxy, 20, packet -> packet.isDescriptor(Packet.DATA_DESCRIPTOR, FILE_COPY));
            try (AgentProcess first = AgentProcess.start(proxy.port(), target, 1)) {
                hold.awaitReached(first);
                assertRefused(target, "Another clone-agent (pid ");
                try (AgentProcess second = AgentProcess.start(donor.port(), target, 1)) {
                    assertThat(second.awaitExit()).isEqualTo(1);
                    assertThat(second.output()).contains("REFUSED Another clone-agent (pid ");
                }
                hold.close();
                assertThat(first.awaitExit()).as(first.output()).isZero();
            }
        }
        Servers.assertServes(target, donor);
    }

    @Test
    void twoClonesInOneProcessDoNotShareATarget() throws Exception {
        Path target = scratch.resolve("target");
        try (FaultProxy proxy = FaultProxy.to(donor.port())) {
            Hold hold = Hold.at(proxy, 20, packet -> packet.isDescriptor(Packet.DATA_DESCRIPTOR, FILE_COPY));
            Future<CloneResult> first = TestClone.from(proxy.port(), target).start();
            hold.awaitReached(first);
            assertRefused(target, "already at work");
            hold.close();
            first.get();
        }
        Servers.assertServes(target, donor);
    }

    @Test
    void aServerThatRunsOnTheCloneIsSafeFromTheSameCommand() throws Exception {
        Path target = scratch.resolve("target");
        TestClone.from(donor.port(), target).run();
        assertThat(TestClone.from(donor.port(), target).run().alreadyComplete()).isTrue();
        try (MysqlServer copy = Servers.copy(target).start()) {
            CloneFailure failure = TestClone.from(donor.port(), target).fails();
            assertThat(failure.kind()).isEqualTo(CloneFailure.Kind.REFUSED);
            assertThat(failure).hasMessageContaining("is not empty");
            copy.restart();
            assertThat(copy.checksums()).isEqualTo(donor.checksums());
        }
    }

    @Test
    void aSymbolicLinkInTheAgentsDirectoryLeadsNowhere() throws Exception {
        Path outside = Files.createDirectory(scratch.resolve("outside"));
        for (String link : List.of("#clone-agent", "#clone-agent/staging", "#clone-agent/staging/data")) {
            Path target = Files.createDirectory(scratch.resolve("t" + link.length()));
            Files.createDirectories(target.resolve(link).getParent());
            Files.createSymbolicLink(target.resolve(link), outside);
            try {
                TestClone.from(donor.port(), target).run();
                assertThat(target.resolve("ibdata1")).isRegularFile();
            } catch (CloneFailure refused) {
                assertThat(refused.kind()).as(link).isEqualTo(CloneFailure.Kind.REFUSED);
            }
            assertThat(outside).isEmptyDirectory();
        }
    }

    @Test
    void whatRootClonesBelongsToTheOwnerOfTheDirectory() throws Exception {
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
        Path target = Files.createDirectory(scratch.resolve("target"));
        Files.setAttribute(target, "unix:uid", 12345);
        Files.setAttribute(target, "unix:gid", 23456);
        TestClone.from(donor.port(), target).run();
        try (var files = Files.walk(target)) {
            for (Path file : files.toList()) {
                assertThat(Files.getAttribute(file, "unix:uid"))
                        .as(file.toString())
                        .isEqualTo(12345);
                assertThat(Files.getAttribute(file, "unix:gid"))
                        .as(file.toString())
                        .isEqualTo(23456);
            }
        }
    }
}
