package io.mysqlclone.innodb.live;

import static io.mysqlclone.innodb.live.MadeTablespace.PAGE;
import static io.mysqlclone.innodb.live.MadeTablespace.UNDO_1;
import static io.mysqlclone.innodb.live.MadeTablespace.UNDO_2;
import static io.mysqlclone.innodb.live.MadeTablespace.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.innodb.SpaceIds;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileWalkTest {
    @TempDir
    private Path scratch;

    private Path data;
    private Path elsewhere;
    private FileWalk walk;

    @BeforeEach
    void makeAServersFiles() throws Exception {
        data = Files.createDirectory(scratch.resolve("data"));
        elsewhere = Files.createDirectory(scratch.resolve("elsewhere"));
        write(data.resolve("ibdata1"), SpaceIds.SYSTEM, 4);
        write(data.resolve("mysql.ibd"), SpaceIds.DICTIONARY, 4);
        write(data.resolve("undo_001"), UNDO_1, 4);
        write(data.resolve("shop/orders.ibd"), 5, 7);
        walk = new FileWalk(new Mysqld.Places(data, List.of(elsewhere), data.resolve("#innodb_redo"), PAGE));
    }

    private FileWalk.Files look(Mysqld.KnownFile... named) throws Exception {
        return walk.walk(List.of(named));
    }

    private static LiveFile file(FileWalk.Files files, long spaceId) {
        return Objects.requireNonNull(files.others().get(spaceId), () -> "no tablespace " + spaceId);
    }

    private static Path path(FileWalk.Files files, long spaceId) {
        return file(files, spaceId).found().path();
    }

    @Test
    void namesFilesAsADonorDoes() throws Exception {
        write(data.resolve("ibdata2"), 77, 3);
        write(data.resolve("ibdata10"), 78, 2);
        write(elsewhere.resolve("shop/far.ibd"), 6, 7);
        write(elsewhere.resolve("more.ibu"), UNDO_2, 4);

        FileWalk.Files files = look();

        assertThat(files.system())
                .extracting(file -> file.found().name())
                .containsExactly("ibdata1", "ibdata2", "ibdata10");
        assertThat(files.system()).extracting(LiveFile::spaceId).containsOnly(SpaceIds.SYSTEM);
        assertThat(files.others().values())
                .extracting(file -> file.found().name())
                .containsExactly(
                        "./shop/orders.ibd",
                        elsewhere.resolve("shop/far.ibd").toString(),
                        "more.ibu",
                        "undo_001",
                        "mysql.ibd");
        assertThat(file(files, 5).found().size()).isEqualTo(7L * PAGE);
        assertThat(files.all()).hasSize(8);
    }

    @Test
    void leavesOutWhatIsNoData() throws Exception {
        write(data.resolve("#innodb_temp/temp_1.ibt"), 90, 2);
        write(data.resolve("#clone/shop/orders.ibd"), 91, 2);
        write(data.resolve(".snapshot/shop/orders.ibd"), 92, 2);
        write(data.resolve("shop/orders.ibd.bak"), 93, 2);
        write(data.resolve("shop/ibdata2"), 94, 2);
        Files.write(data.resolve("shop/short.ibd"), new byte[1000]);
        Files.write(data.resolve("shop/zeros.ibd"), new byte[2 * PAGE]);
        Files.createSymbolicLink(data.resolve("shop/link.ibd"), write(scratch.resolve("beyond.ibd"), 95, 2));

        assertThat(look().others()).containsOnlyKeys(5L, UNDO_1, SpaceIds.DICTIONARY);
        assertThat(look().system()).hasSize(1);
    }

    @Test
    void knowsARenamedFileByItsId() throws Exception {
        LiveFile before = file(look(), 5);
        Files.createDirectory(data.resolve("archive"));
        Files.move(data.resolve("shop/orders.ibd"), data.resolve("archive/old.ibd"));

        FileWalk.Files files = look();

        assertThat(path(files, 5)).isEqualTo(data.resolve("archive/old.ibd"));
        assertThat(file(files, 5).identity()).isEqualTo(before.identity());
    }

    @Test
    void knowsTablesThatHaveChangedTheirNames() throws Exception {
        write(data.resolve("shop/new.ibd"), 6, 7);
        look();
        Files.move(data.resolve("shop/orders.ibd"), data.resolve("shop/t.ibd"));
        Files.move(data.resolve("shop/new.ibd"), data.resolve("shop/orders.ibd"));
        Files.move(data.resolve("shop/t.ibd"), data.resolve("shop/new.ibd"));

        FileWalk.Files files = look();

        assertThat(path(files, 5)).isEqualTo(data.resolve("shop/new.ibd"));
        assertThat(path(files, 6)).isEqualTo(data.resolve("shop/orders.ibd"));
    }

    @Test
    void doesNotFindWhatWasDropped() throws Exception {
        look();
        Files.delete(data.resolve("shop/orders.ibd"));
        Files.delete(data.resolve("shop"));

        assertThat(look().others()).containsOnlyKeys(UNDO_1, SpaceIds.DICTIONARY);
    }

    @Test
    void seesAnotherFileOfTheSameName() throws Exception {
        LiveFile before = file(look(), 5);
        Files.move(
                write(data.resolve("shop/#sql-1.tmp"), 9, 7),
                data.resolve("shop/orders.ibd"),
                StandardCopyOption.REPLACE_EXISTING);

        FileWalk.Files files = look();

        assertThat(files.others()).doesNotContainKey(5L);
        assertThat(path(files, 9)).isEqualTo(data.resolve("shop/orders.ibd"));
        assertThat(file(files, 9).identity()).isNotEqualTo(before.identity());
    }

    /** As after a truncation, when the file system gives the number of the file that was removed to the new one. */
    @Test
    void seesAnotherUndoTablespaceInAFileOfTheSameNumber() throws Exception {
        look();
        write(data.resolve("undo_001"), UNDO_2, 4);

        assertThat(look().others()).containsKey(UNDO_2).doesNotContainKey(UNDO_1);
    }

    @Test
    void readsAFileAgainThatTheDictionaryHasAnotherIdOf() throws Exception {
        look();
        write(data.resolve("shop/orders.ibd"), 9, 7);

        FileWalk.Files files = look(new Mysqld.KnownFile(9, data.resolve("shop/orders.ibd")));

        assertThat(files.others()).containsKey(9L).doesNotContainKey(5L);
    }

    @Test
    void findsAFileWhoseFirstPageWasTornWhenItIsWhole() throws Exception {
        Path file = data.resolve("shop/torn.ibd");
        write(file, 6, 7);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 9000);
        }
        assertThat(look().others()).doesNotContainKey(6L);
        // Left out, it would be taken for dropped.
        assertThatThrownBy(() -> look(new Mysqld.KnownFile(6, file)))
                .hasMessageContaining("the first page of " + file)
                .hasMessageContaining("tablespace 6");

        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[3]), 9000);
        }

        assertThat(path(look(), 6)).isEqualTo(file);
    }

    @Test
    void takesTheFileOfTheDictionaryAndNotACopyThatLiesAbout() throws Exception {
        write(data.resolve("shop/a_copy.ibd"), 5, 3);
        write(data.resolve("shop/z_copy.ibd"), 5, 3);

        FileWalk.Files files = look(new Mysqld.KnownFile(5, data.resolve("shop/orders.ibd")));

        assertThat(path(files, 5)).isEqualTo(data.resolve("shop/orders.ibd"));
    }

    @Test
    void looksWhereTheDictionarySays() throws Exception {
        Path far = write(scratch.resolve("nobody/knows.ibd"), 8, 7);
        assertThat(look().others()).doesNotContainKey(8L);

        FileWalk.Files files =
                look(new Mysqld.KnownFile(8, far), new Mysqld.KnownFile(10, scratch.resolve("nobody/none.ibd")));

        assertThat(path(files, 8)).isEqualTo(far);
        assertThat(files.others()).doesNotContainKey(10L);
    }

    @Test
    void hasWholePagesOfAFileThatIsGrowing() throws Exception {
        look();
        try (FileChannel channel = FileChannel.open(data.resolve("shop/orders.ibd"), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1), 9L * PAGE + 100);
        }

        assertThat(file(look(), 5).found().size()).isEqualTo(9L * PAGE);
    }
}
