package io.mysqlclone.datadir.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.datadir.outcome.CloneOutcome.State;
import io.mysqlclone.datadir.outcome.SnapshotPosition.LogPosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of {@code #clone/} as mysqld 9.7.4 was seen to leave them. */
class OutcomeReaderTest {
    private static final String GTIDS = """
            11111111-1111-1111-1111-111111111111:5,
            33333333-3333-3333-3333-333333333333:tagged:1,
            fcc57cec-e631-11f1-9886-02fc00000001:1-5
            """;
    private static final String ONE_LINE = "11111111-1111-1111-1111-111111111111:5,"
            + "33333333-3333-3333-3333-333333333333:tagged:1,fcc57cec-e631-11f1-9886-02fc00000001:1-5";
    private static final String BEGUN = "1795323782546953\n";
    private static final String RECOVERED = BEGUN + "1795323783218420\n./binlog.000001\n2198\n";
    private static final String FAILED = BEGUN + "0\n";
    private static final String WAITING_VIEW = "1 1\n1795323780646943 1795323781561908\ndb1:3306\n0\n\n\n0\n\n";
    private static final Instant BEFORE = Instant.ofEpochSecond(1_795_323_780);
    private static final Instant AFTER = Instant.ofEpochSecond(1_795_323_790);

    @TempDir
    private Path dataDir = Path.of("");

    @BeforeEach
    void makeDirectories() throws IOException {
        Files.createDirectory(dataDir.resolve("#clone"));
        Files.createDirectory(dataDir.resolve("#clone-agent"));
    }

    @Test
    void aServersOwnDataIsNoClone() throws IOException {
        assertThat(state()).isEqualTo(State.NONE);
        Files.delete(dataDir.resolve("#clone"));
        Files.delete(dataDir.resolve("#clone-agent"));
        assertThat(state()).isEqualTo(State.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"#status_in_progress", "#status_error"})
    void anUnfinishedCloneIsNone(String marker) throws IOException {
        write("#clone/" + marker, "");
        write("#clone/#replace_files", "./ibdata1\n");
        assertThat(state()).isEqualTo(State.NONE);
    }

    @Test
    void aCompleteCloneWaitsForMysqld() throws IOException {
        committed();
        assertThat(read().state()).isEqualTo(State.PENDING);
        assertThat(read().explanation()).contains("start mysqld on it").contains(dataDir.toString());
    }

    @Test
    void theRecoveryOfAnEarlierCloneSaysNothingOfTheOneThatWaits() throws IOException {
        write("#clone/#status_recovery", RECOVERED + GTIDS);
        committed();
        touch("#clone-agent/complete", AFTER);
        assertThat(read().state()).isEqualTo(State.PENDING);
        assertThat(read().explanation()).contains("start mysqld on it");
    }

    @ParameterizedTest
    @ValueSource(strings = {BEGUN, RECOVERED})
    void aRecoveryThatHasNotEndedIsPending(String recovery) throws IOException {
        committed();
        write("#clone/#status_recovery", recovery);
        assertThat(read().state()).isEqualTo(State.PENDING);
        assertThat(read().explanation()).contains("has begun to recover");
    }

    @Test
    void aFreshCloneThatCannotBeRecoveredStaysPendingAndSaysSo() throws IOException {
        committed();
        write("#clone/#status_recovery", FAILED);
        assertThat(read().state()).isEqualTo(State.PENDING);
        assertThat(read().explanation()).contains("could not recover");
    }

    @Test
    void aRecoveryThatFailedInPlaceIsPendingUntilMysqldHasGoneBack() throws IOException {
        committed();
        write("#clone/#status_recovery", FAILED);
        write("#clone/#status_error", "");
        assertThat(read().state()).isEqualTo(State.PENDING);
        assertThat(read().explanation()).contains("goes back to the old data at its next start");
    }

    @Test
    void aRecoveredCloneTellsThePositionOfTheSnapshot() throws IOException {
        committed();
        consumed();
        write("#clone/#status_recovery", RECOVERED + GTIDS);
        assertThat(read().state()).isEqualTo(State.RECOVERED);
        assertThat(read().position())
                .isEqualTo(new SnapshotPosition(Optional.of(new LogPosition("binlog.000001", 2198)), ONE_LINE));
    }

    @Test
    void theSameWhenTheClonePluginHasMovedItToItsView() throws IOException {
        committed();
        consumed();
        write("#clone/#view_status", "2 1\n1 2\ndb1:3306\n0\n\n/log/binlog.000001\n2198\n" + GTIDS);
        assertThat(read().state()).isEqualTo(State.RECOVERED);
        assertThat(read().position().gtidExecuted()).isEqualTo(ONE_LINE);
        assertThat(read().position().binaryLog()).contains(new LogPosition("binlog.000001", 2198));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n0\n\n", "", "\n"})
    void aDonorWithoutABinaryLogHasNoPosition(String rest) throws IOException {
        committed();
        consumed();
        write("#clone/#status_recovery", "1795323782546953\n1795323783218420\n" + rest);
        assertThat(read().state()).isEqualTo(State.RECOVERED);
        assertThat(read().position()).isEqualTo(SnapshotPosition.NONE);
    }

    @Test
    void theGtidSetIsFoundWhereBothLinesOfTheLogAreMissing() throws IOException {
        committed();
        consumed();
        write("#clone/#status_recovery", "1795323782546953\n1795323783218420\n" + GTIDS);
        assertThat(read().position()).isEqualTo(new SnapshotPosition(Optional.empty(), ONE_LINE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", FAILED, RECOVERED})
    void aCloneWhoseMarkIsGoneWasRolledBackWhateverElseIsThere(String recovery) throws IOException {
        committed();
        consumed();
        Files.delete(dataDir.resolve("#clone-agent/cloned"));
        if (!recovery.isEmpty()) {
            write("#clone/#status_recovery", recovery);
        }
        assertThat(state()).isEqualTo(State.ROLLED_BACK);
    }

    @Test
    void aCloneByAStockRecipientIsToldToo() throws IOException {
        write("#clone/#status_recovery", RECOVERED + GTIDS);
        assertThat(state()).isEqualTo(State.RECOVERED);
        write("#clone/#status_recovery", FAILED);
        assertThat(state()).isEqualTo(State.ROLLED_BACK);
    }

    @Test
    void aFileThatMysqldDoesNotWriteThereIsRefused() throws IOException {
        committed();
        consumed();
        try (var file = Files.newByteChannel(
                dataDir.resolve("#clone/#status_recovery"),
                java.nio.file.StandardOpenOption.CREATE,
                java.nio.file.StandardOpenOption.WRITE)) {
            file.position(17L << 20).write(java.nio.ByteBuffer.wrap(new byte[1]));
        }
        assertThatThrownBy(this::read).isInstanceOf(IOException.class).hasMessageContaining("#status_recovery");
    }

    private void committed() throws IOException {
        for (String name : new String[] {"#old_files", "#new_files", "#replace_files", "#status_fix"}) {
            write("#clone/" + name, "");
            touch("#clone/" + name, BEFORE);
        }
        write("#clone/#view_status", WAITING_VIEW);
        write("#clone-agent/complete", "");
        touch("#clone-agent/complete", BEFORE);
        write("#clone-agent/cloned", "");
    }

    private void consumed() throws IOException {
        for (String name : new String[] {"#old_files", "#new_files", "#replace_files", "#status_fix"}) {
            Files.delete(dataDir.resolve("#clone/" + name));
        }
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(dataDir.resolve(name), content);
    }

    private void touch(String name, Instant time) throws IOException {
        Files.setLastModifiedTime(dataDir.resolve(name), FileTime.from(time));
    }

    private State state() throws IOException {
        return read().state();
    }

    private CloneOutcome read() throws IOException {
        return new OutcomeReader(dataDir).read();
    }
}
