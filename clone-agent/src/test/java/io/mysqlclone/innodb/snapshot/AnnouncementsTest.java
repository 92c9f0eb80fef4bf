package io.mysqlclone.innodb.snapshot;

import static io.mysqlclone.innodb.snapshot.Descriptors.DONOR;
import static io.mysqlclone.innodb.snapshot.Descriptors.smallList;
import static io.mysqlclone.innodb.snapshot.Descriptors.start;
import static io.mysqlclone.innodb.snapshot.Descriptors.table;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.SpaceIds;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.descriptor.StateDescriptor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AnnouncementsTest {
    @Test
    void takesAListThatAgreesWithItself() {
        assertTaken(start(SnapshotState.FILE_COPY, 7, 4), smallList());
    }

    /** A server that was itself started on a clone has found its dictionary by a scan, and names it so. */
    @Test
    void takesTheDictionaryByThePathThatAClonesDonorGives() {
        List<FileDescriptor> files = new ArrayList<>(smallList());
        files.set(1, Descriptors.changed(files.get(1), SnapshotState.FILE_COPY, "./mysql.ibd", 0));
        assertTaken(start(SnapshotState.FILE_COPY, 7, 4), files);
    }

    /** A file of no bytes has no chunk: its last one is the one before its first. */
    @Test
    void takesAnEmptyFile() {
        List<FileDescriptor> files = new ArrayList<>(smallList());
        files.add(table(4, 0, 8, 7));
        files.add(table(5, 16384, 8, 8));
        assertTaken(start(SnapshotState.FILE_COPY, 8, 6), files);
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 8})
    void refusesANumberOfChunksThatItsFilesDoNotHave(int chunks) {
        assertRefused(start(SnapshotState.FILE_COPY, chunks, 4), smallList(), "its files have 7");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "1, 4096", "2, 4097", "1048576, 4294967295"})
    void takesPagesInGroupsOf4096(int chunks, long pages) {
        assertTaken(start(SnapshotState.PAGE_COPY, chunks, pages), List.of());
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "0, 1", "1, 4097", "3, 4097", "4194304, 1"})
    void refusesOtherGroupsOfPages(int chunks, long pages) {
        assertRefused(start(SnapshotState.PAGE_COPY, chunks, pages), List.of(), "chunks for " + pages + " pages");
    }

    @ParameterizedTest
    @CsvSource({"3, 1", "4, 2", "34, 32", "2, 1"})
    void takesRedoFilesWithTheirChunks(int chunks, long files) {
        assertTaken(start(SnapshotState.REDO_COPY, chunks, files), List.of());
    }

    @ParameterizedTest
    @CsvSource({"3, 0", "1, 1", "32, 32"})
    void refusesRedoFilesWithoutChunks(int chunks, long files) {
        assertRefused(start(SnapshotState.REDO_COPY, chunks, files), List.of(), "redo files");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0x4021, 0x4029, 0x4027, 0x4800, 0x4421, 0x6021})
    void takesFlagsOfTablespacesWithPagesOf16KiB(int flags) {
        assertTaken(start(SnapshotState.PAGE_COPY, 0, 0), List.of(tablespace(flags)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x40E1, 0x41E1, 0x0040, 0x0400 | 0xF << 6, 0x401E, -1})
    void refusesOtherFlags(int flags) {
        assertRefused(start(SnapshotState.PAGE_COPY, 0, 0), List.of(tablespace(flags)), "flags");
    }

    @Test
    void refusesToLoseTheDictionary() {
        FileDescriptor dropped =
                Descriptors.changed(smallList().get(1), SnapshotState.PAGE_COPY, "mysql.ibd", Descriptors.DELETED);
        assertRefused(start(SnapshotState.PAGE_COPY, 0, 0), List.of(dropped), "mysql.ibd was dropped");
    }

    @Test
    void refusesNamesThatOccurTwice() {
        List<FileDescriptor> files = new ArrayList<>(smallList());
        files.set(3, Descriptors.changed(files.get(3), SnapshotState.FILE_COPY, "d/t2.ibd", 0));
        assertRefused(start(SnapshotState.FILE_COPY, 7, 4), files, "two files d/t2.ibd");
    }

    @Test
    void aDumpOfTheBufferPoolIsTheOnlyFileWithoutPages() {
        FileDescriptor dump = Descriptors.file(
                SnapshotState.PAGE_COPY,
                0,
                SpaceIds.BUFFER_POOL_DUMP,
                FspFlags.NOT_A_TABLESPACE,
                10,
                1,
                1,
                "ib_buffer_pool",
                0);
        assertTaken(start(SnapshotState.PAGE_COPY, 0, 0), List.of(dump));
        assertRefused(
                start(SnapshotState.PAGE_COPY, 0, 0),
                List.of(Descriptors.changed(dump, SnapshotState.PAGE_COPY, "./d/x.ibd", 0)),
                "do not belong together");
    }

    private static FileDescriptor tablespace(int flags) {
        return Descriptors.file(SnapshotState.PAGE_COPY, 9, 50, new FspFlags(flags), 114688, 1, 1, "./d/x.ibd", 0);
    }

    private static void assertTaken(StateDescriptor start, List<FileDescriptor> files) {
        assertThatCode(() -> Announcements.check(start, files, DONOR)).doesNotThrowAnyException();
    }

    private static void assertRefused(StateDescriptor start, List<FileDescriptor> files, String why) {
        assertThatThrownBy(() -> Announcements.check(start, files, DONOR))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining(why);
    }
}
