package io.mysqlclone.innodb.live;

import static io.mysqlclone.innodb.live.MadeTablespace.PAGE;
import static io.mysqlclone.innodb.live.MadeTablespace.TABLE;
import static io.mysqlclone.innodb.live.MadeTablespace.UNDO_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.SpaceIds;
import io.mysqlclone.innodb.TablespaceKey;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.descriptor.FileFlags;
import io.mysqlclone.innodb.snapshot.DonorServer;
import io.mysqlclone.innodb.source.FileList;
import io.mysqlclone.innodb.source.FoundFile;
import io.mysqlclone.innodb.source.SourceFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileChangesTest {
    private static final DonorServer SERVER = new DonorServer(PAGE, 90704);
    private static final FspFlags FLAGS = FspFlags.ofPageSize(PAGE);

    @TempDir
    private Path data;

    private LiveFile file(long spaceId, String name, FspFlags flags, int pages, int bits) {
        long size = (long) pages * PAGE;
        return new LiveFile(
                name,
                new FoundFile(data.resolve("f"), name, spaceId, flags, size, size, bits, Optional.empty()),
                Optional.empty());
    }

    private LiveFile table(long spaceId, String name) {
        return file(spaceId, name, TABLE, 7, 0);
    }

    private FileWalk.Files files(LiveFile... others) {
        Map<Long, LiveFile> byId = new TreeMap<>();
        for (LiveFile each : others) {
            byId.put(each.spaceId(), each);
        }
        return new FileWalk.Files(
                List.of(file(SpaceIds.SYSTEM, "ibdata1", FLAGS, 4, 0), file(SpaceIds.SYSTEM, "ibdata2", FLAGS, 3, 0)),
                byId);
    }

    /** Behind the buffer pool's dump, as a clone has them. */
    private List<SourceFile> listed(FileWalk.Files files) throws IOException {
        List<FoundFile> found = new ArrayList<>();
        found.add(FoundFile.dump(data.resolve("ib_buffer_pool"), 100, 100));
        files.all().forEach(each -> found.add(each.found()));
        return new FileList(SERVER).of(found);
    }

    private FileChanges changes(FileWalk.Files before, Set<Long> dropped, FileWalk.Files now) throws IOException {
        return FileChanges.between(
                listed(before), file -> !dropped.contains(file.spaceId()), now, Map.of(), SERVER, FLAGS);
    }

    private static ChangedPagesPlan.Target target(FileChanges changes, long spaceId) {
        return Objects.requireNonNull(changes.targets().get(spaceId));
    }

    private static List<Integer> indexes(FileChanges changes, long spaceId) {
        return target(changes, spaceId).files().stream()
                .map(ChangedPagesPlan.Target.Part::index)
                .toList();
    }

    @Test
    void nothingIsToldOfFilesThatAreAsTheyWere() throws Exception {
        FileWalk.Files same = files(table(5, "./a/t.ibd"), file(UNDO_1, "undo_001", new FspFlags(0), 4, 0));

        FileChanges changes = changes(same, Set.of(), same);

        assertThat(changes.descriptors()).isEmpty();
        assertThat(changes.targets()).containsOnlyKeys(SpaceIds.SYSTEM, 5L, UNDO_1);
        assertThat(indexes(changes, SpaceIds.SYSTEM)).containsExactly(1, 2);
        assertThat(indexes(changes, 5L)).containsExactly(3);
        assertThat(target(changes, UNDO_1).pageSize()).isEqualTo(PAGE);
    }

    @Test
    void aLengthThatHasChangedIsOnlyForThePages() throws Exception {
        FileChanges changes =
                changes(files(table(5, "./a/t.ibd")), Set.of(), files(file(5, "./a/t.ibd", TABLE, 70, 0)));

        assertThat(changes.descriptors()).isEmpty();
        assertThat(target(changes, 5L).files().getFirst().size()).isEqualTo(70L * PAGE);
    }

    @Test
    void aRenamedFileKeepsItsNumber() throws Exception {
        FileChanges changes = changes(
                files(table(5, "./a/t.ibd"), table(6, "./a/u.ibd")),
                Set.of(),
                files(table(5, "./b/t.ibd"), table(6, "./a/u.ibd")));

        assertThat(changes.descriptors()).hasSize(1);
        FileDescriptor told = changes.descriptors().getFirst();
        assertThat(told.state()).isEqualTo(SnapshotState.PAGE_COPY);
        assertThat(told.flags().isRenamed()).isTrue();
        assertThat(told.name()).hasValue("./b/t.ibd");
        assertThat(told.fileIndex()).isEqualTo(3);
        assertThat(told.spaceId()).isEqualTo(5);
    }

    @Test
    void aDroppedFileIsToldAndHasNoPages() throws Exception {
        FileChanges changes = changes(files(table(5, "./a/t.ibd")), Set.of(), files());

        FileDescriptor told = changes.descriptors().getFirst();
        assertThat(told.flags().isDeleted()).isTrue();
        assertThat(told.fileIndex()).isEqualTo(3);
        assertThat(changes.targets()).containsOnlyKeys(SpaceIds.SYSTEM);
    }

    @Test
    void newFilesHaveTheNextNumbers() throws Exception {
        FileChanges changes = changes(
                files(table(5, "./a/t.ibd")),
                Set.of(),
                files(table(5, "./a/t.ibd"), table(9, "./a/y.ibd"), table(8, "./a/z.ibd")));

        assertThat(changes.descriptors()).extracting(FileDescriptor::spaceId).containsExactly(8L, 9L);
        assertThat(changes.descriptors()).extracting(FileDescriptor::fileIndex).containsExactly(4, 5);
        assertThat(changes.descriptors()).allSatisfy(told -> {
            assertThat(told.flags().isRenamed()).isFalse();
            assertThat(told.flags().isDeleted()).isFalse();
        });
        assertThat(indexes(changes, 9L)).containsExactly(5);
    }

    /** A recipient has thrown away what it had of it. */
    @Test
    void aFileThatWasToldToBeDroppedAndIsThereIsANewOne() throws Exception {
        FileWalk.Files same = files(table(5, "./a/t.ibd"));

        FileChanges changes = changes(same, Set.of(5L), same);

        assertThat(changes.descriptors()).hasSize(2);
        assertThat(changes.descriptors().get(0).flags().isDeleted()).isTrue();
        assertThat(changes.descriptors().get(0).fileIndex()).isEqualTo(3);
        assertThat(changes.descriptors().get(1).flags()).isEqualTo(FileFlags.NONE);
        assertThat(changes.descriptors().get(1).fileIndex()).isEqualTo(4);
        assertThat(indexes(changes, 5L)).containsExactly(4);
    }

    @Test
    void aFileThatWasEncryptedIsToldWithoutANewName() throws Exception {
        FspFlags encrypted = new FspFlags(TABLE.raw() | 1 << 13);
        TablespaceKey key = TablespaceKey.of(new byte[TablespaceKey.LENGTH]);
        FileWalk.Files now = files(file(5, "./a/t.ibd", encrypted, 7, FileFlags.ENCRYPTED));

        FileChanges changes = FileChanges.between(
                listed(files(table(5, "./a/t.ibd"))), file -> true, now, Map.of(5L, key), SERVER, FLAGS);

        FileDescriptor told = changes.descriptors().getFirst();
        assertThat(told.flags().isEncrypted()).isTrue();
        assertThat(told.flags().isRenamed()).isFalse();
        assertThat(told.fspFlags()).isEqualTo(encrypted);
        assertThat(target(changes, 5L).key()).hasValue(key);
    }
}
