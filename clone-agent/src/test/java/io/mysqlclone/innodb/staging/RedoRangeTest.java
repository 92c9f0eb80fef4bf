package io.mysqlclone.innodb.staging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.snapshot.Descriptors;
import io.mysqlclone.innodb.snapshot.RedoFile;
import io.mysqlclone.recipient.scripted.TrueSnapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RedoRangeTest {
    @TempDir
    Path scratch;

    private final List<RedoFile> redo = new ArrayList<>();
    private StagedTarget target;

    @BeforeEach
    void open() throws IOException {
        target = new StagedTarget(scratch);
        for (int index = 0; index < 2; index++) {
            byte[] content = TrueSnapshot.redoContent(index);
            RedoFile file = new RedoFile(Descriptors.redo(index, TrueSnapshot.REDO_SIZE));
            file.dataEnd(content.length);
            redo.add(file);
            target.stageRedo(index, Arrays.copyOf(content, TrueSnapshot.REDO_SIZE));
        }
    }

    @Test
    void readsTheLogThroughAllFiles() {
        assertThatCode(this::verify).doesNotThrowAnyException();
    }

    /** The log of an idle donor: a header, and the block of the checkpoint. */
    @Test
    void readsALogOfOneBlock() throws IOException {
        byte[] log = Arrays.copyOf(TrueSnapshot.redoContent(0), 2560);
        System.arraycopy(TrueSnapshot.redoBlock(TrueSnapshot.START_LSN, 100), 0, log, 2048, 512);
        redo.removeLast();
        redo.set(0, new RedoFile(Descriptors.redo(0, TrueSnapshot.REDO_SIZE)));
        redo.getFirst().dataEnd(log.length);
        target.stageRedo(0, Arrays.copyOf(log, TrueSnapshot.REDO_SIZE));
        assertThatCode(this::verify).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 100})
    void everyFileBeginsWhereTheOneBeforeEnds(int changed) throws IOException {
        byte[] content = TrueSnapshot.redoContent(1);
        content[changed] ^= 1;
        target.stageRedo(1, Arrays.copyOf(content, TrueSnapshot.REDO_SIZE));
        assertThatThrownBy(this::verify).hasMessageContaining("header of redo file 1 is damaged");

        byte[] elsewhere = TrueSnapshot.redoHeader(TrueSnapshot.START_LSN + 512, 0);
        System.arraycopy(elsewhere, 0, content, 0, elsewhere.length);
        target.stageRedo(1, Arrays.copyOf(content, TrueSnapshot.REDO_SIZE));
        assertThatThrownBy(this::verify)
                .hasMessageContaining("header of redo file 1 begins it at log sequence number "
                        + (TrueSnapshot.START_LSN + 512) + "; it must begin at");
    }

    @Test
    void thereMustBeALog() {
        redo.clear();
        assertCorrupt("no redo file");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 2048, redo file 0 is damaged at offset 2048",
        "0, 4095, redo file 0 is damaged at offset 3584",
        "1, 2048, redo file 1 is damaged at offset 2048",
        "1, 3583, redo file 1 is damaged at offset 3072",
        "0, 100, header of redo file 0 is damaged",
        "0, 600, header of redo file 0 is damaged"
    })
    void namesWhereItIsDamaged(int file, int offset, String what) throws IOException {
        byte[] content = Arrays.copyOf(TrueSnapshot.redoContent(file), TrueSnapshot.REDO_SIZE);
        content[offset] ^= 1;
        target.stageRedo(file, content);
        assertCorrupt(what);
    }

    @Test
    void filesInTheWrongOrderAreNoLog() throws IOException {
        byte[] second = Arrays.copyOf(TrueSnapshot.redoContent(1), TrueSnapshot.REDO_SIZE);
        System.arraycopy(TrueSnapshot.redoContent(0), 2048, second, 2048, 1536);
        target.stageRedo(1, second);
        assertCorrupt("redo file 1 is damaged at offset 2048");
    }

    @ParameterizedTest
    @ValueSource(ints = {2048, 2560, 3000, 3583})
    void aFileThatIsCutOffIsNoticed(int length) throws IOException {
        target.stageRedo(1, Arrays.copyOf(TrueSnapshot.redoContent(1), length));
        assertCorrupt("too early");
    }

    @Test
    void aLogThatEndsInTheMiddleIsNoticed() throws IOException {
        byte[] content = TrueSnapshot.redoContent(0);
        System.arraycopy(TrueSnapshot.redoBlock(TrueSnapshot.START_LSN + 3 * 512, 300), 0, content, 3584, 512);
        target.stageRedo(0, content);
        assertCorrupt("but redo file 1 goes on at offset 2048");
    }

    /** With the checksums of the header right, because that has one whatever innodb_log_checksums is. */
    @Test
    void aLogWithoutChecksumsIsNotCalledDamaged() throws IOException {
        byte[] content = Arrays.copyOf(TrueSnapshot.redoContent(0), TrueSnapshot.REDO_SIZE);
        ByteBuffer.wrap(content).putInt(2048 + 508, 0xDEADBEEF);
        target.stageRedo(0, content);
        assertTold("without checksums", "SET GLOBAL innodb_log_checksums = ON");
    }

    @Test
    void aLogOfAnotherFormatIsNotCalledDamaged() throws IOException {
        byte[] content = Arrays.copyOf(TrueSnapshot.redoContent(0), TrueSnapshot.REDO_SIZE);
        ByteBuffer header = ByteBuffer.wrap(content).putInt(0, 7);
        CRC32C crc = new CRC32C();
        crc.update(content, 0, 508);
        header.putInt(508, (int) crc.getValue());
        target.stageRedo(0, content);
        assertTold("the format 7", "knows only 6", "newer clone-agent");
    }

    private void assertTold(String... words) {
        assertThatThrownBy(this::verify).isInstanceOfSatisfying(EngineException.class, e -> {
            assertThat(e.kind()).isEqualTo(EngineException.Kind.CORRUPT_DATA);
            assertThat(e.getMessage()).contains(words);
        });
    }

    private void assertCorrupt(String what) {
        assertThatThrownBy(this::verify)
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.CORRUPT_DATA))
                .hasMessageContaining(what);
    }

    private void verify() throws IOException {
        RedoRange.verify(redo, target.files);
    }
}
