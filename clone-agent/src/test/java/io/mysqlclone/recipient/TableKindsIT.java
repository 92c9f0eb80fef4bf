package io.mysqlclone.recipient;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.recipient.run.CloneRun;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.SampleData;
import io.mysqlclone.testbed.Sql;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever InnoDB stores in a way of its own, in one donor. */
final class TableKindsIT {
    private static final List<String> ODD_NAMES = List.of(
            "plain",
            "a#b",
            "#sql-like",
            "a.b",
            "a/b",
            "a-b",
            "a b",
            "a\\b",
            "a@b",
            "a'b\"c`d",
            "ümläut",
            "表",
            "UPPER",
            "t".repeat(64));

    @TempDir
    private static Path scratch;

    @TempDir
    private Path target;

    private static MysqlServer donor;

    @BeforeAll
    static void startDonor() {
        donor = MysqlServer.builder(scratch).donor().start();
        SampleData.in("sample").mebibytes(24).createIn(donor);
        for (String name : ODD_NAMES) {
            String schema = Sql.quoted(name);
            donor.execute("CREATE SCHEMA " + schema);
            for (String table : List.of(name, "a#b")) {
                String qualified = schema + "." + Sql.quoted(table);
                donor.execute("CREATE TABLE IF NOT EXISTS " + qualified + " (a INT PRIMARY KEY); REPLACE INTO "
                        + qualified + " VALUES (" + name.length() + ")");
            }
        }
        donor.execute("""
                CREATE SCHEMA kinds;
                USE kinds;
                CREATE TABLE subpartitioned (a INT, b INT, KEY (a)) PARTITION BY RANGE (a) SUBPARTITION BY HASH (b)
                    SUBPARTITIONS 2 (PARTITION `odd #` VALUES LESS THAN (10), PARTITION rest VALUES LESS THAN MAXVALUE);
                INSERT INTO subpartitioned VALUES (1, 1), (1, 2), (11, 1), (11, 2);
                CREATE TABLE redundant (a INT PRIMARY KEY, b VARCHAR(50), KEY (b)) ROW_FORMAT = REDUNDANT;
                CREATE TABLE compact (a INT PRIMARY KEY, b VARCHAR(50), KEY (b)) ROW_FORMAT = COMPACT;
                INSERT INTO redundant VALUES (1, 'one'), (2, NULL);
                INSERT INTO compact SELECT * FROM redundant;
                CREATE TABLE blobs (a INT PRIMARY KEY, b LONGBLOB, c LONGTEXT);
                INSERT INTO blobs VALUES (1, REPEAT('b', 3000000), REPEAT('ü', 1000000)), (2, '', NULL);
                CREATE TABLE packed_blobs (a INT PRIMARY KEY, b LONGBLOB) ROW_FORMAT = COMPRESSED KEY_BLOCK_SIZE = 1;
                INSERT INTO packed_blobs SELECT a, b FROM blobs;
                -- No multi-valued index: CHECKSUM TABLE of such a table is another one each time, on one and the same server.
                CREATE TABLE computed (a INT PRIMARY KEY, v INT AS (a + 1) VIRTUAL, s INT AS (a * 2) STORED, j JSON,
                    KEY (v), KEY (s), KEY ((a * 3)));
                INSERT INTO computed (a, j) VALUES (1, '{"n": [1, 2]}'), (2, '{"n": [3]}');
                CREATE TABLE places (a INT PRIMARY KEY, p POINT NOT NULL SRID 0, SPATIAL KEY (p));
                INSERT INTO places VALUES (1, POINT(1, 1)), (2, POINT(2, 2));
                CREATE TABLE parent (a INT PRIMARY KEY);
                CREATE TABLE child (a INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES parent (a));
                INSERT INTO parent VALUES (1); INSERT INTO child VALUES (1, 1);
                CREATE TABLE columns_come_and_go (a INT PRIMARY KEY, b INT, c INT);
                INSERT INTO columns_come_and_go VALUES (1, 2, 3);
                ALTER TABLE columns_come_and_go DROP COLUMN b, ALGORITHM = INSTANT;
                ALTER TABLE columns_come_and_go ADD COLUMN d INT DEFAULT 4 FIRST, ALGORITHM = INSTANT;
                CREATE VIEW seen AS SELECT a FROM parent;
                CREATE TRIGGER counted BEFORE INSERT ON parent FOR EACH ROW SET @inserted = @inserted + 1;
                """);
        for (int i = 0; i < 8; i++) {
            donor.execute("CREATE UNDO TABLESPACE extra_" + i + " ADD DATAFILE 'extra_" + i + ".ibu'");
        }
        donor.execute("ALTER UNDO TABLESPACE extra_7 SET INACTIVE");
        CloneRequests.allowCloning(donor);
    }

    @AfterAll
    static void stopDonor() {
        donor.close();
    }

    @Test
    void allAreCloned() throws Exception {
        CloneResult result;
        try (Connection session = donor.connect();
                Statement statement = session.createStatement()) {
            statement.execute("CREATE TEMPORARY TABLE kinds.passing (a INT PRIMARY KEY, b BLOB)");
            statement.execute("INSERT INTO kinds.passing VALUES (1, REPEAT('b', 60000))");

            result = new CloneRun(
                            CloneEngines.standard(),
                            CloneRequests.from(donor).connections(4).into(target),
                            event -> {})
                    .run();
        }
        assertThat(target.resolve("extra_6.ibu")).exists();
        assertThat(target.resolve("ibtmp1")).doesNotExist();
        for (String name : List.of("page_zlib", "page_lz4")) {
            long copied = allocatedBlocks(target.resolve("sample/" + name + ".ibd"));
            long original = allocatedBlocks(donor.dataDir().resolve("sample/" + name + ".ibd"));
            assertThat(copied).as("allocated blocks of " + name).isBetween(original * 8 / 10, original * 12 / 10);
        }
        StartedCopy.assertEquals(donor, result);
        assertFindsWords(result);
    }

    /** CHECKSUM TABLE does not read the index of words, views and triggers. */
    private static void assertFindsWords(CloneResult result) {
        String words = "SELECT COUNT(*) FROM sample.words WHERE MATCH (note) AGAINST ('note')";
        String objects = "SELECT (SELECT COUNT(*) FROM kinds.seen), (SELECT COUNT(*) FROM information_schema.triggers"
                + " WHERE trigger_schema = 'kinds'), (SELECT COUNT(*) FROM kinds.computed"
                + " WHERE a * 3 = 6), (SELECT COUNT(*) FROM kinds.computed FORCE INDEX (v) WHERE v > 0)";
        try (MysqlServer copy = StartedCopy.of(result).start()) {
            assertThat(copy.query(words)).isEqualTo(donor.query(words)).isNotEqualTo(List.of(List.of("0")));
            assertThat(copy.query(objects)).isEqualTo(donor.query(objects));
            assertThat(copy.query(
                            "CHECK TABLE sample.words, sample.rows_4k, sample.page_lz4, kinds.places, kinds.computed"))
                    .hasSize(5)
                    .allSatisfy(row -> assertThat(row.getLast()).isEqualTo("OK"));
        }
    }

    /** In units of 512 bytes. */
    private static long allocatedBlocks(Path file) throws IOException {
        Process stat = new ProcessBuilder("stat", "--format=%b", file.toString()).start();
        return Long.parseLong(new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip());
    }
}
