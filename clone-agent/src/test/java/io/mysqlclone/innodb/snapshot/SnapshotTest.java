package io.mysqlclone.innodb.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.SpaceIds;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.descriptor.FileFlags;
import io.mysqlclone.innodb.descriptor.InnodbLocator;
import io.mysqlclone.innodb.descriptor.StateDescriptor;
import java.util.List;
import java.util.Optional;
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
}
