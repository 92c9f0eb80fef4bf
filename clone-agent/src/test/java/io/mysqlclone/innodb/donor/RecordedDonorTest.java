package io.mysqlclone.innodb.donor;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.DonorRelease;
import io.mysqlclone.engine.DonorSnapshot;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.DataDescriptor;
import io.mysqlclone.innodb.descriptor.Descriptor;
import io.mysqlclone.innodb.descriptor.DescriptorDecoder;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.descriptor.InnodbLocator;
import io.mysqlclone.innodb.descriptor.StateDescriptor;
import io.mysqlclone.innodb.page.RedoHeader;
import io.mysqlclone.innodb.snapshot.DonorServer;
import io.mysqlclone.innodb.source.RedoLog;
import io.mysqlclone.innodb.source.RedoPart;
import io.mysqlclone.innodb.source.SourceFile;
import io.mysqlclone.protocol.CloneCommand;
import io.mysqlclone.protocol.CommandDecoder;
import io.mysqlclone.protocol.RecordedSession;
import io.mysqlclone.protocol.RecordedSession.Packet;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** This donor says of the files of a recorded MySQL 9.7.4 what that server said of them, descriptor for descriptor. */
final class RecordedDonorTest {
    private static final DonorServer SERVER = new DonorServer(16384, 90704);
    private static final int MASTER = 1;

    @TempDir
    private Path files;

    /** What the recorded donor sent with {@code COM_RES_DATA_DESC}; keep-alives apart, and what it said twice once. */
    private static List<Descriptor> said(String session, int connection) throws Exception {
        List<Descriptor> said = new ArrayList<>();
        for (Packet packet : RecordedSession.packets(session)) {
            if (packet.kind().startsWith("RES_DATA_DESC/") && packet.connection() == connection) {
                Descriptor descriptor = DescriptorDecoder.decode(
                        packet.payload().buffer().position(3).slice());
                boolean again = !said.isEmpty() && said.getLast().equals(descriptor);
                if (!again && !(descriptor instanceof StateDescriptor state && state.isKeepAlive())) {
                    said.add(descriptor);
                }
            }
        }
        return said;
    }

    private static List<DataDescriptor> data(List<Descriptor> said, SnapshotState state) {
        return said.stream()
                .filter(DataDescriptor.class::isInstance)
                .map(DataDescriptor.class::cast)
                .filter(data -> data.state() == state)
                .map(data -> new DataDescriptor(
                        state,
                        0,
                        data.chunk(),
                        data.block(),
                        data.fileIndex(),
                        data.length(),
                        data.offset(),
                        data.fileSize()))
                .toList();
    }

    private static List<Descriptor> withoutData(List<Descriptor> said) {
        return said.stream().filter(each -> !(each instanceof DataDescriptor)).toList();
    }

    private List<SourceFile> listed(List<Descriptor> said) throws IOException {
        List<SourceFile> listed = new ArrayList<>();
        for (Descriptor each : said) {
            if (each instanceof FileDescriptor file && file.state() == SnapshotState.FILE_COPY) {
                listed.add(new SourceFile(sparse("file" + file.fileIndex(), file.fileSize()), file, Optional.empty()));
            }
        }
        return listed;
    }

    private Path sparse(String name, long size) throws IOException {
        Path file = files.resolve(name);
        try (var created = new RandomAccessFile(file.toFile(), "rw")) {
            created.setLength(size);
        }
        return file;
    }

    private StaticDonor donor(List<SourceFile> listed, long diskBytes, long fingerprint) throws IOException {
        Path redo = sparse("redo", 262144);
        var log = new RedoLog(
                List.of(new RedoLog.File(262144, Optional.of(new RedoPart.InFile(redo, 2048, 2560)))),
                new RedoPart.InMemory(0, Bytes.of(new byte[RedoHeader.LENGTH])),
                new RedoPart.InFile(redo, 4608, 512),
                false);
        var plans = new Plans(
                SERVER,
                new FileCopyPlan(listed, SERVER),
                new KeyPagesPlan(listed),
                new RedoPlan(log, SERVER),
                diskBytes,
                false,
                fingerprint);
        return new StaticDonor(plans, new DonorRelease("9.7.4-2", "LTS"), 64, () -> {});
    }

    @Test
    void saysWhatARecordedDonorSaid() throws Exception {
        List<Descriptor> master = said("native-two-tasks", MASTER);
        List<Descriptor> worker = said("native-two-tasks", 3);

        DonorSnapshot snapshot = donor(listed(master), 84336220, 2).begin(InnodbLocator.forInit());
        var recipient = new RecordingRecipient(snapshot, 2, false);
        recipient.run();

        assertThat(withoutData(recipient.said(0))).containsExactlyElementsOf(withoutData(master));
        // Which task gets the redo log, and then tells of its file, is chance.
        assertThat(withoutData(recipient.said(1)))
                .filteredOn(each -> !(each instanceof FileDescriptor))
                .containsExactlyElementsOf(withoutData(worker));
        for (SnapshotState state : List.of(SnapshotState.FILE_COPY, SnapshotState.PAGE_COPY, SnapshotState.REDO_COPY)) {
            List<DataDescriptor> expected = new ArrayList<>(data(master, state));
            expected.addAll(data(worker, state));
            assertThat(data(recipient.all(), state)).containsExactlyInAnyOrderElementsOf(expected);
        }
        assertThat(snapshot.progress().complete()).isTrue();
        assertThat(snapshot.progress().bytes()).isEqualTo(snapshot.progress().totalEstimate());
    }

    @Test
    void sendsTheRestThatARecordedDonorSent() throws Exception {
        List<Descriptor> files = said("resume-part1", MASTER);
        List<Descriptor> rest = new ArrayList<>(said("resume-part2", MASTER));
        rest.addAll(said("resume-part2", 3));
        EngineLocator asked = reinit();

        StaticDonor donor = donor(listed(files), 84688476, 6);
        DonorSnapshot snapshot = donor.find(asked).orElseThrow();
        EngineLocator answered = snapshot.resume(asked);
        var recipient = new RecordingRecipient(snapshot, 2, true);
        recipient.run();

        Packet locators = RecordedSession.packets("resume-part2").stream()
                .filter(packet -> packet.kind().equals("RES_LOCS"))
                .findFirst()
                .orElseThrow();
        assertThat(answered.locator())
                .isEqualTo(Bytes.copyOf(locators.payload().buffer().position(10).slice()));
        assertThat(data(recipient.all(), SnapshotState.FILE_COPY))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(data(rest, SnapshotState.FILE_COPY));
        assertThat(recipient.all())
                .as("no start of the state that the recipient is in")
                .noneMatch(each -> each instanceof StateDescriptor state
                        && state.isStart()
                        && state.state() == SnapshotState.FILE_COPY);
    }

    @Test
    void doesNotGoOnWithTheCloneOfOtherData() throws Exception {
        StaticDonor donor = donor(listed(said("resume-part1", MASTER)), 84688476, 7);

        assertThat(donor.find(reinit())).isEmpty();
    }

    private static EngineLocator reinit() throws Exception {
        for (Packet packet : RecordedSession.packets("resume-part2")) {
            if (packet.kind().equals("COM_REINIT")
                    && CommandDecoder.decode(packet.payload().buffer()) instanceof CloneCommand.Reinit reinit) {
                return reinit.locators().getFirst();
            }
        }
        throw new AssertionError("no COM_REINIT was recorded");
    }
}
