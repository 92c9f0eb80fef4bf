package io.mysqlclone.innodb.snapshot;

import static io.mysqlclone.innodb.snapshot.Descriptors.DONOR;
import static io.mysqlclone.innodb.snapshot.Descriptors.data;
import static io.mysqlclone.innodb.snapshot.Descriptors.redo;
import static io.mysqlclone.innodb.snapshot.Descriptors.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.SpaceIds;
import io.mysqlclone.innodb.descriptor.DataDescriptor;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BlockRulesTest {
    private static final int BLOCK = 1 << 20;
    private static final long CHUNK = 64L << 20;

    /** 65 MiB and a half: chunk 3 is full, chunk 4 has a full block and half a one. */
    private static final long SIZE = CHUNK + BLOCK + BLOCK / 2;

    private final DataFile file = new DataFile(table(0, SIZE, 3, 4));

    @ParameterizedTest
    @CsvSource({
        // chunk, blocks before, block, length, offset
        "3, 0, 1, 1048576, 0",
        "3, 63, 64, 1048576, 66060288",
        "4, 0, 1, 1048576, 67108864",
        "4, 1, 2, 524288, 68157440"
    })
    void takesTheBlocksOfAFile(int chunk, int before, int block, int length, long offset) {
        assertThatCode(() -> check(data(SnapshotState.FILE_COPY, chunk, block, 0, length, offset), before))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "2, 0, 1, 1048576, 0, has chunks 3 to 4",
        "5, 0, 1, 1048576, 0, has chunks 3 to 4",
        "3, 0, 2, 1048576, 1048576, block 1 must come next",
        "3, 2, 2, 1048576, 1048576, block 3 must come next",
        "3, 64, 65, 1048576, 67108864, a chunk has 64 blocks",
        "3, 0, 1, 1048576, 16384, it must lie at offset 0",
        "4, 0, 1, 1048576, 0, it must lie at offset 67108864",
        "3, 0, 1, 16384, 0, has 68681728 bytes",
        "4, 1, 2, 1048576, 68157440, has 68681728 bytes",
        "4, 1, 2, 16384, 68157440, has 68681728 bytes",
        "4, 2, 3, 16384, 69206016, has 68681728 bytes"
    })
    void refusesOthers(int chunk, int before, int block, int length, long offset, String rule) {
        assertViolation(data(SnapshotState.FILE_COPY, chunk, block, 0, length, offset), before, rule);
    }

    /** What is on its way when a file is dropped may lack blocks; it is dropped with the file. */
    @Test
    void takesAnyBlockOfADroppedFile() {
        file.delete();
        assertThatCode(() -> check(data(SnapshotState.FILE_COPY, 3, 9, 0, BLOCK, 8L * BLOCK), 2))
                .doesNotThrowAnyException();
        assertViolation(data(SnapshotState.FILE_COPY, 3, 9, 0, BLOCK, 9L * BLOCK), 2, "must lie at");
    }

    @ParameterizedTest
    @CsvSource({"3, 63, false", "3, 64, true", "4, 1, false", "4, 2, true"})
    void knowsTheLastBlockOfAChunk(int chunk, int block, boolean last) {
        assertThat(BlockRules.isLast(chunk, block, file, DONOR)).isEqualTo(last);
    }

    @Test
    void takesPagesInOrderWithGaps() {
        assertThatCode(() -> check(data(SnapshotState.PAGE_COPY, 1, 5, 0, 16384, 16384), 2))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "2, 2, 16384, 16384, a block after 2 must come next",
        "2, 1, 16384, 16384, a block after 2 must come next",
        "0, 1, 8192, 16384, have 16384 bytes",
        "0, 1, 32768, 16384, have 16384 bytes",
        "0, 1, 16384, 8192, have 16384 bytes",
        "0, 1, 16384, 281474976694272, can't have grown so far"
    })
    void refusesOtherPages(int before, int block, int length, long offset, String rule) {
        assertViolation(data(SnapshotState.PAGE_COPY, 1, block, 0, length, offset), before, rule);
    }

    @Test
    void aDumpOfTheBufferPoolHasNoPages() {
        DataFile dump = new DataFile(Descriptors.file(
                SnapshotState.FILE_COPY,
                0,
                SpaceIds.BUFFER_POOL_DUMP,
                FspFlags.NOT_A_TABLESPACE,
                100,
                1,
                1,
                "ib_buffer_pool",
                0));
        assertThatThrownBy(() -> BlockRules.check(
                        data(SnapshotState.PAGE_COPY, 1, 1, 0, 16384, 0),
                        0,
                        Optional.of(dump),
                        Optional.empty(),
                        DONOR))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("has no pages");
    }

    @Test
    void pagesOfACompressedTableHaveTheirOwnSize() {
        DataFile zip = new DataFile(
                Descriptors.file(SnapshotState.FILE_COPY, 0, 9, new FspFlags(0x4029), 1 << 20, 1, 1, "./d/zip.ibd", 0));
        assertThatCode(() -> BlockRules.check(
                        data(SnapshotState.PAGE_COPY, 1, 1, 0, 8192, 8192),
                        0,
                        Optional.of(zip),
                        Optional.empty(),
                        DONOR))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        // file, block, length, offset
        "0, 1, 2048, 0",
        "0, 1, 512, 2048",
        "0, 1, 1048576, 2048",
        "0, 1, 512, 3276288",
        "1, 1, 2048, 0",
        "1, 1, 1024, 512"
    })
    void takesTheBlocksOfTheLog(int redoFile, int block, int length, long offset) {
        assertThatCode(() -> checkRedo(data(SnapshotState.REDO_COPY, 1, block, redoFile, length, offset)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 2, 512, 2048, block 1 must come next",
        "0, 1, 500, 2048, redo file 0 has 3276800 bytes",
        "0, 1, 512, 2000, redo file 0 has 3276800 bytes",
        "0, 1, 512, 3276800, redo file 0 has 3276800 bytes",
        "0, 1, 1024, 3276288, redo file 0 has 3276800 bytes",
        "0, 1, 1024, 0, redo file 0 has 3276800 bytes",
        "0, 1, 512, 512, redo file 0 has 3276800 bytes"
    })
    void refusesOtherBlocksOfTheLog(int redoFile, int block, int length, long offset, String rule) {
        assertThatThrownBy(() -> checkRedo(data(SnapshotState.REDO_COPY, 1, block, redoFile, length, offset)))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining(rule);
    }

    private void assertViolation(DataDescriptor data, int before, String rule) {
        assertThatThrownBy(() -> check(data, before))
                .isInstanceOfSatisfying(
                        EngineException.class,
                        e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.DONOR_VIOLATION))
                .hasMessageContaining(rule);
    }

    private void check(DataDescriptor data, int before) throws EngineException {
        BlockRules.check(data, before, Optional.of(file), Optional.empty(), DONOR);
    }

    private static void checkRedo(DataDescriptor data) throws EngineException {
        BlockRules.check(data, 0, Optional.empty(), Optional.of(new RedoFile(redo(data.fileIndex(), 3276800))), DONOR);
    }
}
