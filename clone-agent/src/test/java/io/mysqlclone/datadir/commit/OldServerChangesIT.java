package io.mysqlclone.datadir.commit;

import static io.mysqlclone.datadir.commit.OldAndNew.names;
import static io.mysqlclone.datadir.commit.OldAndNew.recipient;
import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.engine.PlacedFile;
import io.mysqlclone.testbed.MysqlServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever the old server does between the end of the transfer and its stop, its successor has the donor's rows and the
 * donor's transactions, and its own come back when the clone is rolled back.
 *
 * <p>{@code -Dold.server.changes=200} tries so many sequences, {@code -Dold.server.seed=N} begins with that one.
 */
final class OldServerChangesIT {
    private static final int MOST_CHANGES = 25;

    private static final List<String> CHANGES = List.of(
            "CREATE DATABASE d%d",
            "DROP DATABASE d%d",
            "CREATE DATABASE only_donor",
            "DROP DATABASE only_donor",
            "CREATE TABLE only_donor.n (id INT PRIMARY KEY)",
            "CREATE TABLE d%d.t%d (id INT AUTO_INCREMENT PRIMARY KEY, v VARCHAR(200))",
            "CREATE TABLE both_have.t%d (id INT AUTO_INCREMENT PRIMARY KEY, v VARCHAR(200))",
            "CREATE TABLE both_have.p%d (id INT PRIMARY KEY) PARTITION BY HASH (id) PARTITIONS 3",
            "ALTER TABLE both_have.p%d COALESCE PARTITION 1",
            "ALTER TABLE both_have.p%d ADD PARTITION PARTITIONS 2",
            "ALTER TABLE both_have.p%d TRUNCATE PARTITION ALL",
            "DROP TABLE both_have.t",
            "DROP TABLE both_have.t%d",
            "DROP TABLE only_old.o",
            "RENAME TABLE both_have.t TO both_have.t%d",
            "RENAME TABLE both_have.t%d TO both_have.t",
            "RENAME TABLE both_have.t%d TO d%d.t%d",
            "TRUNCATE TABLE both_have.t",
            "TRUNCATE TABLE both_have.t%d",
            "ALTER TABLE both_have.t ENGINE = InnoDB",
            "ALTER TABLE both_have.t ADD COLUMN c%d INT, ALGORITHM = INSTANT",
            "ALTER TABLE both_have.t%d ADD FULLTEXT INDEX (v)",
            "ALTER TABLE both_have.t%d ENGINE = MyISAM",
            "ALTER TABLE both_have.t%d ENGINE = InnoDB",
            "ALTER TABLE both_have.t%d TABLESPACE ts_old",
            "OPTIMIZE TABLE both_have.t",
            "CREATE INDEX i%d ON both_have.t (v(10))",
            "CREATE TABLESPACE ts%d ADD DATAFILE 'ts%d.ibd'",
            "CREATE TABLESPACE ts_donor ADD DATAFILE 'ts_donor.ibd'",
            "ALTER TABLESPACE ts%d RENAME TO ts%d",
            "DROP TABLESPACE ts%d",
            "DROP TABLESPACE ts_old",
            "CREATE UNDO TABLESPACE u%d ADD DATAFILE 'u%d.ibu'",
            "ALTER UNDO TABLESPACE u%d SET INACTIVE",
            "ALTER UNDO TABLESPACE u%d SET ACTIVE",
            "DROP UNDO TABLESPACE u%d",
            "ALTER UNDO TABLESPACE undo_old SET INACTIVE",
            "ALTER UNDO TABLESPACE innodb_undo_001 SET INACTIVE",
            "ALTER UNDO TABLESPACE innodb_undo_001 SET ACTIVE",
            "FLUSH BINARY LOGS",
            "FLUSH LOGS",
            "FLUSH TABLES",
            "PURGE BINARY LOGS BEFORE NOW()",
            "PURGE BINARY LOGS TO 'binlog.000002'",
            "RESET BINARY LOGS AND GTIDS",
            "SET GLOBAL max_binlog_size = 4096",
            "SET GLOBAL innodb_redo_log_capacity = 16777216",
            "SET PERSIST max_connections = 12%d",
            "CREATE USER u%d",
            "INSERT INTO both_have.t (id, v) VALUES (10%d, REPEAT('a', 200))",
            "UPDATE both_have.t SET v = REPEAT('b', 100) WHERE id < 4",
            "DELETE FROM both_have.t WHERE id = 1",
            "INSERT INTO both_have.t%d (v) SELECT REPEAT('c', 150) FROM information_schema.columns LIMIT 2000",
            "INSERT INTO only_old.isam VALUES (%d)");

    @TempDir
    private static Path shared;

    private static OldAndNew data;

    @TempDir
    private Path scratch;

    @BeforeAll
    static void makeBoth() throws IOException {
        data = OldAndNew.make(shared);
    }

    @TestFactory
    Stream<DynamicTest> nothingThatTheOldServerDoesReachesTheClone() {
        int count = Integer.getInteger("old.server.changes", 3);
        long first = Long.getLong("old.server.seed", new Random().nextInt(1_000_000));
        return LongStream.range(first, first + count)
                .mapToObj(seed -> DynamicTest.dynamicTest("-Dold.server.seed=" + seed, () -> change(seed)));
    }

    private void change(long seed) throws IOException {
        Random random = new Random(seed);
        DataDirectory directory = data.copyTo(scratch.resolve("data" + seed));
        Path root = directory.root();
        List<PlacedFile> files;
        Map<String, String> oldChecksums;
        String oldGtids;
        try (MysqlServer server = recipient(root, scratch).start()) {
            InPlaceForm form = new InPlaceForm(directory, List.of());
            form.begin();
            files = data.received().receive(directory);
            int done = 0;
            for (int changes = 1 + random.nextInt(MOST_CHANGES); done < changes; ) {
                done += tried(server, random) ? 1 : 0;
            }
            oldChecksums = server.checksums();
            oldGtids = server.gtidExecuted();
            if (random.nextInt(3) == 0) {
                server.kill();
            } else {
                server.stop();
            }
        }
        new InPlaceForm(directory, List.of()).commit(files, List.of(), ReceivedClone.status());
        OldAndNew.noteComplete(directory);
        try (MysqlServer server = recipient(root, scratch).start()) {
            data.assertServesTheClone(server);
            assertThat(names(root)).noneMatch(name -> name.contains("#clone_save") || name.endsWith(".#clone"));
            for (int changes = random.nextInt(MOST_CHANGES); changes > 0; changes--) {
                tried(server, random);
            }
            if (random.nextBoolean()) {
                server.stop();
            }
        }
        OldData.rollback(directory);
        try (MysqlServer server = recipient(root, scratch).start()) {
            assertThat(server.checksums()).isEqualTo(oldChecksums);
            assertThat(server.gtidExecuted()).isEqualTo(oldGtids);
        }
        DataDirectoryTrees.delete(root);
    }

    /** Many a change is of something that is not there at that moment. */
    private static boolean tried(MysqlServer server, Random random) {
        StringBuilder change = new StringBuilder(CHANGES.get(random.nextInt(CHANGES.size())));
        for (int at; (at = change.indexOf("%d")) >= 0; ) {
            change.replace(at, at + 2, Integer.toString(random.nextInt(3)));
        }
        try {
            server.execute(change.toString());
            return true;
        } catch (IllegalStateException refused) {
            return false;
        }
    }
}
