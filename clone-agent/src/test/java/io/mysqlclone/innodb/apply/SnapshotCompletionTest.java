package io.mysqlclone.innodb.apply;

import static io.mysqlclone.innodb.snapshot.Descriptors.changed;
import static io.mysqlclone.innodb.snapshot.Descriptors.dictionary;
import static io.mysqlclone.innodb.snapshot.Descriptors.start;
import static io.mysqlclone.innodb.snapshot.Descriptors.system;
import static io.mysqlclone.innodb.snapshot.Descriptors.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.ReceivedClone;
import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.SpaceIds;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.descriptor.InnodbLocator;
import io.mysqlclone.innodb.snapshot.Descriptors;
import io.mysqlclone.innodb.snapshot.Snapshot;
import io.mysqlclone.innodb.staging.StagedTarget;
import io.mysqlclone.recipient.scripted.TrueSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SnapshotCompletionTest {
    private static final long MIB = 1 << 20;
    private static final int PAGE = 16384;

    @TempDir
    Path scratch;

    private final Snapshot snapshot = new Snapshot(new InnodbLocator(1, 2, 0, SnapshotState.INIT, 0));
    private StagedTarget target;

    @BeforeEach
    void open() throws IOException {
        target = new StagedTarget(scratch);
    }

    @Test
    void placesEachFileWhereItsNameSays() throws IOException {
        receive(system(0, MIB, 1, 1, "ibdata1"), dictionary(1, MIB, 2, 2), table(2, 7 * PAGE, 3, 3));
        ReceivedClone received = complete();
        Path root = target.directory.root();
        assertThat(received.files())
                .extracting(file -> root.relativize(file.target()).toString())
                .containsExactly(
                        "ibdata1", "mysql.ibd", "d/t2.ibd", "#innodb_redo/#ib_redo0", "#innodb_redo/#ib_redo1");
        assertThat(received.dataFiles()).isEqualTo(3);
        assertThat(received.directories()).isEmpty();
    }

    /** A short file stays as short as it is; a longer one ends with an extent, as mysqld expects. */
    @Test
    void filesLongerThanAnExtentEndWithOne() throws IOException {
        receive(
                system(0, MIB, 1, 1, "ibdata1"),
                table(1, 7 * PAGE, 2, 2),
                table(2, 65 * PAGE, 3, 3),
                table(3, 3 * MIB, 4, 4));
        complete();
        assertThat(length(0)).isEqualTo(MIB);
        assertThat(length(1)).isEqualTo(7 * PAGE);
        assertThat(length(2)).isEqualTo(2 * MIB);
        assertThat(length(3)).isEqualTo(3 * MIB);
    }

    @Test
    void filesHaveTheLengthTheyGrewTo() throws IOException {
        receive(system(0, MIB, 1, 1, "ibdata1"), table(1, 7 * PAGE, 2, 2));
        snapshot.grow(snapshot.dataFile(1), 4 * MIB);
        complete();
        assertThat(length(1)).isEqualTo(4 * MIB);
    }

    @Test
    void filesAreNeverCut() throws IOException {
        receive(system(0, MIB, 1, 1, "ibdata1"), table(1, 7 * PAGE, 2, 2));
        target.stage(1, new byte[(int) (3 * MIB)]);
        complete();
        assertThat(length(1)).isEqualTo(3 * MIB);
    }

    /** The first page of the first file tells the length of all of them. */
    @Test
    void theLastFileOfTheSystemTablespaceTakesWhatTheOthersLeave() throws IOException {
        receive(
                system(0, 12 * MIB, 1, 1, "ibdata1"),
                system(1, 12 * MIB, 2, 2, "ibdata2"),
                system(2, 4 * MIB, 3, 3, "ibdata3"));
        snapshot.grow(snapshot.dataFile(0), 36 * MIB);
        complete();
        assertThat(length(0)).isEqualTo(12 * MIB);
        assertThat(length(1)).isEqualTo(12 * MIB);
        assertThat(length(2)).isEqualTo(12 * MIB);
    }

    @Test
    void theFilesOfTheSystemTablespaceStayAsTheyAreWhenItDidNotGrow() throws IOException {
        receive(system(0, 12 * MIB, 1, 1, "ibdata1"), system(1, 4 * MIB, 2, 2, "ibdata2"));
        complete();
        assertThat(length(0)).isEqualTo(12 * MIB);
        assertThat(length(1)).isEqualTo(4 * MIB);
    }

    @Test
    void undoTablespacesWithoutFlagsAreExtendedByThePageSizeOfTheServer() throws IOException {
        receive(
                system(0, MIB, 1, 1, "ibdata1"),
                Descriptors.file(
                        SnapshotState.FILE_COPY,
                        1,
                        SpaceIds.UNDO_LAST,
                        new FspFlags(0),
                        16 * MIB + PAGE,
                        2,
                        2,
                        "undo_001",
                        0));
        complete();
        assertThat(length(1)).isEqualTo(17 * MIB);
    }

    /** As zeros it would be a table without rows. */
    @Test
    void aFileThatIsGoneIsNotMadeAgain() throws IOException {
        receive(system(0, MIB, 1, 1, "ibdata1"), table(1, 7 * PAGE, 2, 2));
        Files.delete(target.files.data(1));
        assertThatThrownBy(this::complete)
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("d/t1.ibd")
                .hasMessageContaining("is missing, although " + 7 * PAGE + " bytes of it had arrived");
        assertThat(target.files.data(1)).doesNotExist();
    }

    @Test
    void aFileThatHasBecomeShorterIsNotFilledWithZeros() throws IOException {
        receive(system(0, MIB, 1, 1, "ibdata1"), table(1, 7 * PAGE, 2, 2));
        snapshot.grow(snapshot.dataFile(1), 4 * MIB);
        target.stage(1, new byte[6 * PAGE]);
        assertThatThrownBy(this::complete).hasMessageContaining("has only " + 6 * PAGE + " bytes");
        assertThat(length(1)).isEqualTo(6 * PAGE);
    }

    @Test
    void aFileOfWhichNothingIsSentIsMade() throws IOException {
        receive(system(0, MIB, 1, 1, "ibdata1"), table(1, 0, 2, 1));
        Files.delete(target.files.data(1));
        complete();
        assertThat(length(1)).isZero();
    }

    @Test
    void droppedFilesAreLeftOut() throws IOException {
        receive(system(0, MIB, 1, 1, "ibdata1"), table(1, 7 * PAGE, 2, 2));
        snapshot.dataFile(1).delete();
        assertThat(complete().dataFiles()).isEqualTo(1);
    }

    /** Two tables may have swapped their names; they must not have taken the same. */
    @Test
    void namesMayBeSwappedButNotShared() throws IOException {
        FileDescriptor first = table(1, 7 * PAGE, 2, 2);
        FileDescriptor second = table(2, 7 * PAGE, 3, 3);
        receive(system(0, MIB, 1, 1, "ibdata1"), first, second);
        rename(first, "./d/t2.ibd");
        assertThatThrownBy(this::complete)
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("named both file 1 and file 2");
        rename(second, "./d/t1.ibd");
        assertThat(complete().files())
                .filteredOn(file -> file.target().endsWith("d/t1.ibd"))
                .singleElement()
                .satisfies(file -> assertThat(file.staged()).isEqualTo(target.files.data(2)));
    }

    private void rename(FileDescriptor file, String name) throws EngineException {
        snapshot.dataFile(file.fileIndex()).update(changed(file, SnapshotState.PAGE_COPY, name, Descriptors.RENAMED));
    }

    /** The snapshot has arrived with these files and a log. */
    private void receive(FileDescriptor... files) throws IOException {
        for (FileDescriptor file : files) {
            target.stage(file.fileIndex(), new byte[(int) file.fileSize()]);
        }
        snapshot.enter(start(SnapshotState.FILE_COPY, files.length, files.length), List.of(files));
        snapshot.enter(start(SnapshotState.REDO_COPY, 4, 2), List.of());
        for (int index = 0; index < 2; index++) {
            byte[] content = TrueSnapshot.redoContent(index);
            snapshot.addRedo(Descriptors.redo(index, TrueSnapshot.REDO_SIZE));
            snapshot.redoFile(index).dataEnd(content.length);
            target.stageRedo(index, content);
        }
    }

    private ReceivedClone complete() throws IOException {
        return new SnapshotCompletion(snapshot, target.files, target.directory, Descriptors.DONOR).complete();
    }

    private long length(int index) throws IOException {
        return Files.size(target.files.data(index));
    }
}
