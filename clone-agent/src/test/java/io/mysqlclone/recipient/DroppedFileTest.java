package io.mysqlclone.recipient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.engine.Stage;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.DataDescriptor;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.descriptor.FileFlags;
import io.mysqlclone.recipient.run.CloneRun;
import io.mysqlclone.recipient.scripted.Script;
import io.mysqlclone.recipient.scripted.ScriptedDonor;
import io.mysqlclone.recipient.scripted.Step;
import io.mysqlclone.recipient.scripted.TrueSnapshot;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A donor that drops tables, and says so to one connection, to another one, more than once, or only in the end. */
@Timeout(value = 50, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class DroppedFileTest {
    private static final int DELETED = 0x10;
    private static final int FIRST_OF_BIG = 4;
    private static final int OF_SMALL = 6;

    @TempDir
    Path scratch;

    private final List<CloneEvent> events = new CopyOnWriteArrayList<>();

    /** What the donor says of a dropped table while {@code said} is under way, or as what comes before it. */
    private static Step.Describe dropped(int index, SnapshotState said) {
        FileDescriptor file = TrueSnapshot.files().get(index).descriptor();
        return new Step.Describe(new FileDescriptor(
                said,
                file.fileSize(),
                file.allocatedSize(),
                file.fspFlags(),
                file.fsBlockSize(),
                new FileFlags(DELETED),
                file.spaceId(),
                file.fileIndex(),
                1,
                0,
                file.name(),
                file.key()));
    }

    /** The notice in FILE COPY went to a connection that is lost, perhaps to a process that is. */
    @Test
    void aTableMayBeMissingThatOnlyTheListAfterFileCopyNames() throws Exception {
        Script script = Script.ofOneTask();
        script.removeData(script.data(SnapshotState.PAGE_COPY, 2));
        script.master.add(
                script.start(SnapshotState.PAGE_COPY), dropped(TrueSnapshot.SMALL_TABLE, SnapshotState.PAGE_COPY));
        script.removeData(script.data(SnapshotState.FILE_COPY, OF_SMALL));
        clone(script, 1);
        assertIsMissing("small.ibd");
    }

    @Test
    void pagesMayBeMissingOfATableThatOnlyTheListAfterPageCopyNames() throws Exception {
        Script script = Script.ofOneTask();
        script.master.add(
                script.start(SnapshotState.REDO_COPY), dropped(TrueSnapshot.SMALL_TABLE, SnapshotState.REDO_COPY));
        script.removeData(script.data(SnapshotState.PAGE_COPY, 2));
        clone(script, 1);
        assertIsMissing("small.ibd");
    }

    /** Its torn page can't be replaced any more, and need not. */
    @Test
    void aTornPageOfADroppedTableIsNoDamage() throws Exception {
        Script script = Script.ofOneTask();
        script.master.add(
                script.start(SnapshotState.REDO_COPY), dropped(TrueSnapshot.SMALL_TABLE, SnapshotState.REDO_COPY));
        script.removeData(script.data(SnapshotState.PAGE_COPY, 2));
        script.editBytes(script.data(SnapshotState.FILE_COPY, OF_SMALL), data -> {
            data[TrueSnapshot.PAGE + 1000] ^= 1;
            return data;
        });
        clone(script, 1);
        assertIsMissing("small.ibd");
    }

    @Test
    void aDropMayBeToldMoreThanOnce() throws Exception {
        Script script = Script.ofOneTask();
        script.removeData(script.data(SnapshotState.PAGE_COPY, 2));
        for (int time = 0; time < 3; time++) {
            script.master.add(
                    script.start(SnapshotState.PAGE_COPY), dropped(TrueSnapshot.SMALL_TABLE, SnapshotState.PAGE_COPY));
            script.master.add(
                    script.data(SnapshotState.FILE_COPY, OF_SMALL - 1),
                    dropped(TrueSnapshot.SMALL_TABLE, SnapshotState.FILE_COPY));
        }
        clone(script, 1);
        assertIsMissing("small.ibd");
    }

    /** The worker is in the middle of the table when the master's connection brings the news. */
    @Test
    void aConnectionMayEndATableOfWhoseDropAnotherOneHears() throws Exception {
        Script script = Script.ofTwoTasks();
        int block = 0;
        while (!(script.worker.get(block) instanceof Step.Describe(var descriptor)
                && descriptor instanceof DataDescriptor data
                && data.fileIndex() == TrueSnapshot.BIG_TABLE
                && data.block() == 2)) {
            block++;
        }
        script.worker.subList(block, block + 2).clear();
        script.removeData(script.data(SnapshotState.PAGE_COPY, 0));
        script.removeData(script.data(SnapshotState.PAGE_COPY, 0));
        script.master.add(
                script.start(SnapshotState.PAGE_COPY), dropped(TrueSnapshot.BIG_TABLE, SnapshotState.PAGE_COPY));
        script.edit(
                script.data(SnapshotState.PAGE_COPY, 0),
                DataDescriptor.class,
                page -> new DataDescriptor(
                        page.state(),
                        0,
                        page.chunk(),
                        3,
                        page.fileIndex(),
                        page.length(),
                        page.offset(),
                        page.fileSize()));
        clone(script, 2);
        assertIsMissing("big.ibd");
    }

    @Test
    void noPageMayBeMissingWhenNothingWasDropped() throws Exception {
        Script script = Script.ofOneTask();
        script.removeData(script.data(SnapshotState.PAGE_COPY, 1));
        assertThat(fails(script)).hasMessageContaining("passed over 1 of the 3 pages it announced");
        assertThat(scratch.resolve("target")).doesNotExist();
    }

    @Test
    void aDroppedTableExcusesNoChunkOfAnother() throws Exception {
        Script script = Script.ofOneTask();
        script.master.add(
                script.start(SnapshotState.PAGE_COPY), dropped(TrueSnapshot.SMALL_TABLE, SnapshotState.PAGE_COPY));
        script.removeData(script.data(SnapshotState.FILE_COPY, FIRST_OF_BIG));
        script.removeData(script.data(SnapshotState.FILE_COPY, FIRST_OF_BIG));
        assertThat(fails(script)).hasMessageContaining("1 of 6 chunks did not arrive, the first of them 5");
    }

    @Test
    void aSnapshotThatCanNotBecomeCompleteIsGivenUpForANewOneAndThenNoMore() throws Exception {
        Script script = Script.ofOneTask();
        script.removeData(script.data(SnapshotState.FILE_COPY, OF_SMALL));
        CloneFailure failure = fails(script);
        assertThat(failure.kind()).isEqualTo(CloneFailure.Kind.DONOR);
        assertThat(events.stream().filter(CloneEvent.StartedOver.class::isInstance))
                .singleElement()
                .asString()
                .contains("1 of 6 chunks did not arrive, the first of them 6");
        assertThat(events.stream()
                        .filter(event -> event instanceof CloneEvent.StageStarted(var stage, var bytes)
                                && stage == Stage.FILE_COPY))
                .hasSize(2);
    }

    private void assertIsMissing(String name) {
        assertThat(events).noneMatch(CloneEvent.StartedOver.class::isInstance);
        Path tables = scratch.resolve("target/d");
        assertThat(tables.resolve(name)).doesNotExist();
        assertThat(tables.resolve(name.equals("big.ibd") ? "small.ibd" : "big.ibd"))
                .isNotEmptyFile();
        assertThat(scratch.resolve("target/#clone/#status_fix")).exists();
    }

    private CloneFailure fails(Script script) {
        return Objects.requireNonNull(
                catchThrowableOfType(CloneFailure.class, () -> clone(script, 1)), "the clone succeeded");
    }

    private void clone(Script script, int connections) throws Exception {
        try (ScriptedDonor donor = ScriptedDonor.play(script)) {
            new CloneRun(CloneEngines.standard(), request(donor, connections), events::add).run();
        }
    }

    private CloneRequest request(ScriptedDonor donor, int connections) {
        return CloneRequests.from(donor).connections(connections).into(scratch.resolve("target"));
    }
}
