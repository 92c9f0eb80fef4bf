package io.mysqlclone.innodb.apply;

import static io.mysqlclone.innodb.snapshot.Descriptors.smallList;
import static io.mysqlclone.innodb.snapshot.Descriptors.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.InnodbLocator;
import io.mysqlclone.innodb.snapshot.Snapshot;
import io.mysqlclone.innodb.snapshot.SnapshotRecords;
import io.mysqlclone.innodb.snapshot.SuspectPages;
import io.mysqlclone.innodb.staging.StagedTarget;
import io.mysqlclone.storage.BlockSink;
import io.mysqlclone.storage.DirectorySync;
import io.mysqlclone.storage.journal.Journal;
import io.mysqlclone.storage.strict.Fault;
import io.mysqlclone.storage.strict.StrictFileSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DurabilityTest {
    private static final int FILE = 3;

    private final StrictFileSystem disk = new StrictFileSystem();
    private final Snapshot snapshot = new Snapshot(new InnodbLocator(1, 2, 0, SnapshotState.INIT, 0));
    private final CompletableFuture<Throwable> told = new CompletableFuture<>();
    private StagedTarget target;
    private Journal journal;
    private Durability durability;

    @BeforeEach
    void open() throws IOException {
        target = new StagedTarget(disk.getPath("/"));
        DirectorySync.directory(disk.getPath("/"));
        journal = target.journal();
        durability = new Durability(snapshot, new SuspectPages(), target.files, journal, told::complete);
        durability.enter(start(SnapshotState.FILE_COPY, 7, 4), smallList());
    }

    @AfterEach
    void close() throws IOException {
        durability.close();
        journal.close();
    }

    /** Nobody may come and ask: the last interval of a stage has no block behind it. */
    @Test
    void anFsyncThatFailsIsToldAtOnce() throws Exception {
        store();
        disk.fail(0, Fault.IO_ERROR);
        durability.written(Durability.INTERVAL_BYTES);
        assertThat(told.get(1, TimeUnit.MINUTES))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.LOCAL_IO))
                .hasMessageContaining("Input/output error");
    }

    /** The second fsync of the same data would succeed. */
    @Test
    void nothingIsRecordedBehindAnFsyncThatFailed() throws Exception {
        store();
        disk.fail(0, Fault.IO_ERROR);
        for (int time = 0; time < 2; time++) {
            assertThatThrownBy(durability::record).hasMessageContaining("can't be made durable");
        }
        assertThatThrownBy(durability::recordCompleteState).hasMessageContaining("can't be made durable");
        assertThatThrownBy(durability::check).hasMessageContaining("can't be made durable");
        assertThatThrownBy(() -> durability.written(1)).hasMessageContaining("can't be made durable");
        assertThat(snapshot.isStateComplete()).isFalse();
        assertThat(progressRecords()).isEqualTo(1);
    }

    /** Whoever wrote has closed the file by then, and whoever opens it again is not told. */
    @Test
    void whatIsLostBehindAClosedFileIsNotRecorded() throws Exception {
        target.files.openData(FILE).close();
        disk.fail(0, Fault.LOST_WRITE);
        durability.opened(target.files.data(FILE));
        try (FileChannel writer = FileChannel.open(target.files.data(FILE), StandardOpenOption.WRITE)) {
            int _ = writer.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}));
        }
        durability.closed(target.files.data(FILE));
        snapshot.storedData(FILE, 7, 1, 5);
        assertThat(disk.hasStruck()).isTrue();
        assertThatThrownBy(durability::record).hasMessageContaining("Input/output error");
        assertThat(progressRecords()).isEqualTo(1);
    }

    @Test
    void whatAWriterMetIsNotRecordedEither() {
        durability.failed(new EngineException(EngineException.Kind.LOCAL_IO, "t3.ibd can't be written"));
        assertThat(told).isCompleted();
        assertThatThrownBy(durability::record).hasMessage("t3.ibd can't be written");
    }

    @Test
    void whoeverAsksIsToldAllOfAFailure() {
        var why = new IOException("why");
        var met = new EngineException(EngineException.Kind.REFUSED, "t3.ibd is wrong", Optional.of("do this"), why);
        durability.failed(met);
        assertThatThrownBy(durability::check)
                .isNotSameAs(met)
                .hasMessage("t3.ibd is wrong; do this")
                .hasCause(why)
                .isInstanceOfSatisfying(EngineException.class, told -> {
                    assertThat(told.kind()).isEqualTo(EngineException.Kind.REFUSED);
                    assertThat(told.problem()).isEqualTo("t3.ibd is wrong");
                    assertThat(told.hint()).contains("do this");
                });
    }

    @Test
    void aMistakeInTheProgramEndsTheRoundToo() {
        durability.failed(new IllegalStateException("a bug"));
        assertThat(told).isCompleted();
        assertThatThrownBy(durability::record).isInstanceOf(IllegalStateException.class);
    }

    /** Without a power failure nobody would see the difference; with one the file would be gone. */
    @Test
    void theNameOfANewFileIsDurableWhenItsBlocksAreRecorded() throws Exception {
        store();
        durability.record();
        assertThat(disk.afterPowerFailure().getPath(target.files.data(FILE).toString()))
                .hasSize(5);
    }

    /** As a task does it. */
    private void store() throws IOException {
        try (BlockSink sink = target.files.openData(FILE)) {
            durability.opened(target.files.data(FILE));
            sink.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}), 0);
        }
        durability.closed(target.files.data(FILE));
        snapshot.storedData(FILE, 7, 1, 5);
    }

    private int progressRecords() throws IOException {
        var records = new AtomicInteger();
        Journal.replay(
                target.journalFile(), (type, payload) -> records.addAndGet(type == SnapshotRecords.PROGRESS ? 1 : 0));
        return records.get();
    }
}
