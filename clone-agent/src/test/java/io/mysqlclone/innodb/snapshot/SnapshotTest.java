package io.mysqlclone.innodb.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.SpaceIds;
import io.mysqlclone.innodb.descriptor.ChunkProgress;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.descriptor.FileFlags;
import io.mysqlclone.innodb.descriptor.InnodbLocator;
import io.mysqlclone.innodb.descriptor.StateDescriptor;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class SnapshotTest {
    private static Snapshot inRedoCopy(int files) throws EngineException {
        Snapshot snapshot = new Snapshot(new InnodbLocator(1, 2, 0, SnapshotState.INIT, 0));
        snapshot.enter(
                new StateDescriptor(SnapshotState.REDO_COPY, 0, files + 2, files, 0, 0, StateDescriptor.START),
                List.of());
        return snapshot;
    }

    private static FileDescriptor redo(int index) {
        return new FileDescriptor(
                SnapshotState.REDO_COPY,
                4 << 20,
                0,
                FspFlags.NOT_A_TABLESPACE,
                0,
                FileFlags.NONE,
                SpaceIds.REDO,
                index,
                index + 1,
                index + 1,
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void takesRedoFilesInAnyOrderAndMoreThanOnce() throws Exception {
        Snapshot snapshot = inRedoCopy(3);

        for (int index : List.of(2, 0, 0, 1, 2)) {
            snapshot.addRedo(redo(index));
        }

        assertThat(snapshot.redoFiles()).extracting(RedoFile::index).containsExactly(0, 1, 2);
        assertThat(snapshot.drain().files()).hasSize(3);
    }

    @Test
    void keepsWhatIsSaidAgainAndAgainOnce() throws Exception {
        Snapshot snapshot = new Snapshot(new InnodbLocator(1, 2, 0, SnapshotState.INIT, 0));
        snapshot.enter(
                new StateDescriptor(SnapshotState.FILE_COPY, 0, 7, 4, 0, 0, StateDescriptor.START),
                Descriptors.smallList());

        for (int i = 0; i < 1000; i++) {
            snapshot.drop(Descriptors.table(3, 114688, 7, 7));
        }

        assertThat(snapshot.unrecordedChanges()).isOne();
        assertThat(snapshot.drain().files()).hasSize(1);
    }

    @Test
    void takesNoRedoFileThatEndsInsideABlock() throws Exception {
        Snapshot snapshot = inRedoCopy(3);

        assertThatThrownBy(() -> snapshot.addRedo(Descriptors.redo(1, 4097)))
                .hasMessage("the donor names redo file 1 of 4097 bytes, which is no multiple of 512");
    }

    @Test
    void takesNoMoreRedoFilesThanAnnounced() throws Exception {
        Snapshot snapshot = inRedoCopy(3);

        assertThatThrownBy(() -> snapshot.addRedo(redo(3)))
                .isInstanceOf(EngineException.class)
                .hasMessage("the donor names redo file 3 in REDO COPY, where 3 files belong");
    }

    @Test
    void knowsNoRedoFileThatWasNotNamed() throws Exception {
        Snapshot snapshot = inRedoCopy(3);
        snapshot.addRedo(redo(1));

        assertThatThrownBy(() -> snapshot.redoFile(0)).hasMessageContaining("redo file 0 before it names it");
    }

    private static Snapshot inFileCopy() throws EngineException {
        Snapshot snapshot = new Snapshot(new InnodbLocator(1, 2, 0, SnapshotState.INIT, 0));
        snapshot.enter(Descriptors.start(SnapshotState.FILE_COPY, 7, 4), Descriptors.smallList());
        return snapshot;
    }

    private static FileDescriptor dropped(int index, SnapshotState state) {
        return Descriptors.changed(Descriptors.smallList().get(index), state, "./d/x.ibd", Descriptors.DELETED);
    }

    /** The donor said so in FILE COPY, to a connection that was lost. */
    @Test
    void chunksOfAFileThatTheNextListDropsNeedNotArrive() throws Exception {
        Snapshot snapshot = inFileCopy();
        for (int chunk : List.of(1, 2, 3, 7)) {
            snapshot.completeChunk(chunk);
        }

        assertThat(snapshot.isWhole()).isFalse();
        assertThatThrownBy(() -> snapshot.requireSettled(List.of(dropped(3, SnapshotState.PAGE_COPY))))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.INCOMPLETE))
                .hasMessageContaining("3 of 7 chunks did not arrive, the first of them 4");
        snapshot.requireSettled(List.of(dropped(2, SnapshotState.PAGE_COPY)));
    }

    /** A donor that is not told that they are missing would not send them, should the file be there after all. */
    @Test
    void whatDidNotArriveIsNotClaimed() throws Exception {
        Snapshot snapshot = inFileCopy();
        snapshot.completeChunk(1);
        snapshot.stateCompleted();

        var progress = snapshot.resumeLocator().progress().orElseThrow();

        assertThat(progress).isEqualTo(ChunkProgress.of(new TreeMap<>(), BitSet.valueOf(new long[] {1}), 7));
    }

    @Test
    void aFileMayBeDroppedMoreThanOnceAndIsRecordedOnce() throws Exception {
        Snapshot snapshot = inFileCopy();

        for (int i = 0; i < 1000; i++) {
            snapshot.drop(dropped(2, SnapshotState.FILE_COPY));
        }

        assertThat(snapshot.drain().files()).hasSize(1);
        assertThat(snapshot.dataFile(2).isDeleted()).isTrue();
    }

    /** The list of redo files was cut off twice, each time in another process. */
    @Test
    void aListOfRedoFilesThatIsCutOffAgainIsAskedForWithTheChunksOfPageCopy() throws Exception {
        Snapshot snapshot = inFileCopy();
        snapshot.enter(Descriptors.start(SnapshotState.PAGE_COPY, 3, 10_000), List.of());
        snapshot.completeAllChunks();
        for (int time = 0; time < 2; time++) {
            snapshot.enter(Descriptors.start(SnapshotState.REDO_COPY, 60, 2), List.of());
        }

        snapshot.rewindIncompleteList();

        assertThat(snapshot.state()).isEqualTo(SnapshotState.PAGE_COPY);
        assertThat(snapshot.resumeLocator().progress().orElseThrow())
                .isEqualTo(ChunkProgress.of(new TreeMap<>(), BitSet.valueOf(new long[] {7}), 3));
    }

    @Test
    void aReplayTakesNoChunksOfAnotherState() throws Exception {
        Snapshot snapshot = inFileCopy();
        var replay = new SnapshotRecords.Replay();
        replay.accept(SnapshotRecords.BEGIN, SnapshotRecords.begin(snapshot.locator(), Descriptors.DONOR));
        for (ByteBuffer files : SnapshotRecords.files(Descriptors.smallList())) {
            replay.accept(SnapshotRecords.FILES, files);
        }
        replay.accept(SnapshotRecords.ENTER, SnapshotRecords.enter(snapshot.announced()));
        replay.accept(SnapshotRecords.ENTER, SnapshotRecords.enter(Descriptors.start(SnapshotState.REDO_COPY, 4, 2)));
        snapshot.completeChunk(3);

        ByteBuffer progress = SnapshotRecords.progress(snapshot.drain());

        assertThatThrownBy(() -> replay.accept(SnapshotRecords.PROGRESS, progress))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("out of order");
        assertThat(replay.snapshot().orElseThrow().storedBlocks(3)).isZero();
    }

    /** Or a resumed clone would not know any more which pages the donor has passed over. */
    @Test
    void theJournalKnowsWhichPagesWerePassedOver() throws Exception {
        Snapshot snapshot = inFileCopy();
        var replay = new SnapshotRecords.Replay();
        replay.accept(SnapshotRecords.BEGIN, SnapshotRecords.begin(snapshot.locator(), Descriptors.DONOR));
        for (ByteBuffer files : SnapshotRecords.files(Descriptors.smallList())) {
            replay.accept(SnapshotRecords.FILES, files);
        }
        replay.accept(SnapshotRecords.ENTER, SnapshotRecords.enter(snapshot.announced()));
        StateDescriptor pageCopy = Descriptors.start(SnapshotState.PAGE_COPY, 1, 10);
        snapshot.enter(pageCopy, List.of());
        replay.accept(SnapshotRecords.ENTER, SnapshotRecords.enter(pageCopy));
        snapshot.pageArrived(1, Snapshot.FIRST_OF_CHUNK, 2, 102);
        snapshot.pageArrived(1, 102, 3, 103);
        snapshot.completeChunk(1);
        replay.accept(SnapshotRecords.PROGRESS, SnapshotRecords.progress(snapshot.drain()));

        for (Snapshot model : List.of(snapshot, replay.snapshot().orElseThrow())) {
            assertThatThrownBy(() -> model.requireSettled(List.of()))
                    .hasMessageContaining("passed over 5 of the 10 pages");
            model.requireSettled(List.of(dropped(2, SnapshotState.REDO_COPY)));
        }
    }
}
