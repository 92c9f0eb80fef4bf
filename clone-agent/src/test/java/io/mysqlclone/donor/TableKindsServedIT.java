package io.mysqlclone.donor;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.innodb.donor.StaticDonor;
import io.mysqlclone.innodb.source.Settings;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.CloneRequests;
import io.mysqlclone.recipient.Limits;
import io.mysqlclone.recipient.run.CloneRun;
import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.TableRows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever InnoDB stores in a way of its own, from the directory of a stopped server. Rows are compared, and what indexes
 * find: CHECKSUM TABLE of virtual columns is another one each time.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class TableKindsServedIT {
    private static final String KINDS = """
            CREATE SCHEMA kinds;
            USE kinds;
            CREATE TABLE computed (a INT PRIMARY KEY, v INT AS (a * 7) VIRTUAL, w VARCHAR(40) AS (CONCAT('w', a)) VIRTUAL,
                s INT AS (a * 2) STORED, KEY by_v (v), UNIQUE KEY by_w (w), KEY by_both (v, s), KEY by_function ((a * 3)));
            INSERT INTO computed (a) WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 900) SELECT n FROM r;
            CREATE TABLE lists (a INT PRIMARY KEY, j JSON, KEY by_list ((CAST(j -> '$.n' AS UNSIGNED ARRAY))));
            INSERT INTO lists SELECT a, JSON_OBJECT('n', JSON_ARRAY(a, a + 1, a + 1000)) FROM computed;
            CREATE TABLE virtual_added (a INT PRIMARY KEY, b INT);
            INSERT INTO virtual_added SELECT a, a % 13 FROM computed;
            ALTER TABLE virtual_added ADD COLUMN v INT AS (b + 1) VIRTUAL, ALGORITHM = INSTANT;
            ALTER TABLE virtual_added ADD KEY by_v (v);
            CREATE TABLE versions (a INT PRIMARY KEY, b INT, c VARCHAR(20));
            INSERT INTO versions VALUES (1, 2, 'c');
            ALTER TABLE versions ADD COLUMN d INT DEFAULT 4 FIRST, ALGORITHM = INSTANT;
            INSERT INTO versions VALUES (5, 2, 3, 'c');
            ALTER TABLE versions DROP COLUMN b, ALGORITHM = INSTANT;
            INSERT INTO versions VALUES (6, 3, 'cc');
            ALTER TABLE versions ADD COLUMN e BLOB AFTER a, ALGORITHM = INSTANT;
            INSERT INTO versions VALUES (7, 4, REPEAT('e', 40000), 'ccc');
            UPDATE versions SET c = 'updated' WHERE a = 1;
            CREATE TABLE versions_partitioned (a INT PRIMARY KEY, b INT) PARTITION BY RANGE (a)
                (PARTITION low VALUES LESS THAN (10), PARTITION high VALUES LESS THAN MAXVALUE);
            INSERT INTO versions_partitioned VALUES (1, 1), (11, 11);
            ALTER TABLE versions_partitioned ADD COLUMN c INT DEFAULT 9, ALGORITHM = INSTANT;
            ALTER TABLE versions_partitioned DROP COLUMN b, ALGORITHM = INSTANT;
            INSERT INTO versions_partitioned VALUES (2, 2);
            CREATE TABLE words (a INT PRIMARY KEY, t TEXT, FULLTEXT KEY (t));
            INSERT INTO words SELECT a, CONCAT('word', a, ' everywhere') FROM computed;
            DELETE FROM words WHERE a > 890;
            CREATE TABLE words_of_pairs (a INT PRIMARY KEY, t TEXT, FULLTEXT KEY (t) WITH PARSER ngram);
            INSERT INTO words_of_pairs SELECT a, CONCAT('pair', a) FROM computed;
            CREATE TABLE places (a INT PRIMARY KEY, p POINT NOT NULL SRID 4326, SPATIAL KEY (p));
            INSERT INTO places SELECT a, ST_SRID(POINT(a / 10, a / 20), 4326) FROM computed;
            CREATE TABLE packed (a INT PRIMARY KEY, b LONGBLOB, v INT AS (a + 5) VIRTUAL, KEY (v))
                ROW_FORMAT = COMPRESSED KEY_BLOCK_SIZE = 2;
            INSERT INTO packed (a, b) SELECT a, REPEAT(CHAR(a % 250), a * 20) FROM computed;
            CREATE TABLE packed_partitions (a INT, b INT, v INT AS (b * 2) VIRTUAL, KEY (v))
                ROW_FORMAT = COMPRESSED PARTITION BY HASH (a) PARTITIONS 3;
            INSERT INTO packed_partitions (a, b) SELECT a, a FROM computed;
            CREATE TABLE redundant (a INT PRIMARY KEY, b VARCHAR(50), v INT AS (LENGTH(b)) VIRTUAL, KEY (v))
                ROW_FORMAT = REDUNDANT;
            INSERT INTO redundant (a, b) SELECT a, REPEAT('r', a % 50) FROM computed;
            CREATE TABLE vectors (a INT PRIMARY KEY, v VECTOR(3));
            INSERT INTO vectors VALUES (1, STRING_TO_VECTOR('[1,2,3]'));
            """;

    /** What only an index, or a version of a row's format, can answer. */
    private static final String FOUND = """
            SELECT (SELECT SUM(a) FROM kinds.computed FORCE INDEX (by_v) WHERE v BETWEEN 70 AND 700),
                (SELECT SUM(a) FROM kinds.computed FORCE INDEX (by_w) WHERE w IN ('w5', 'w6')),
                (SELECT SUM(a) FROM kinds.computed FORCE INDEX (by_function) WHERE a * 3 > 2000),
                (SELECT SUM(a) FROM kinds.lists FORCE INDEX (by_list) WHERE 1005 MEMBER OF (j -> '$.n')),
                (SELECT SUM(a) FROM kinds.virtual_added FORCE INDEX (by_v) WHERE v = 7),
                (SELECT GROUP_CONCAT(d, a, LENGTH(e), c ORDER BY a) FROM kinds.versions),
                (SELECT COUNT(*) FROM kinds.words WHERE MATCH (t) AGAINST ('everywhere')),
                (SELECT COUNT(*) FROM kinds.words_of_pairs WHERE MATCH (t) AGAINST ('pair89' IN BOOLEAN MODE)),
                (SELECT COUNT(*) FROM kinds.places WHERE MBRCONTAINS(ST_GEOMFROMTEXT('POLYGON((0 0, 0 30, 30 30, 30 0, 0 0))', 4326,
                    'axis-order=long-lat'), p)),
                (SELECT SUM(LENGTH(b)) FROM kinds.packed FORCE INDEX (v) WHERE v > 100),
                (SELECT SUM(a) FROM kinds.packed_partitions FORCE INDEX (v) WHERE v > 100)""";

    @TempDir
    private static Path shared;

    @TempDir
    private Path scratch;

    private static Path source;
    private static Map<String, String> rows;
    private static List<List<String>> found;
    private static String gtids;

    @BeforeAll
    static void fill() throws Exception {
        try (MysqlServer server = MysqlServer.builder(Files.createDirectory(shared.resolve("server")))
                .donor()
                .start()) {
            server.execute(KINDS);
            source = server.dataDir();
            rows = TableRows.digests(server);
            found = server.query(FOUND);
            gtids = server.gtidExecuted();
            // Each says something, or their being equal would say nothing.
            assertThat(found.getFirst()).noneMatch(value -> value.equals("0") || value.equals("NULL"));
            assertThat(rows)
                    .hasSize(12)
                    .noneSatisfy((table, digest) -> assertThat(digest).startsWith("0 rows"));
            server.stop();
        }
    }

    private void assertServes(Path dataDir) throws Exception {
        try (MysqlServer copy = MysqlServer.builder(Files.createDirectory(scratch.resolve("run")))
                .dataDir(dataDir)
                .donor()
                .start()) {
            assertThat(TableRows.digests(copy)).isEqualTo(rows);
            assertThat(copy.query(FOUND)).isEqualTo(found);
            assertThat(copy.gtidExecuted()).isEqualTo(gtids);
            String tables = String.join(", ", rows.keySet());
            assertThat(copy.query("CHECK TABLE " + tables + " EXTENDED"))
                    .hasSize(rows.size())
                    .allSatisfy(
                            row -> assertThat(row.getLast()).as(row.toString()).isEqualTo("OK"));
            // Versions of rows go on from here.
            copy.execute("ALTER TABLE kinds.versions ADD COLUMN f INT DEFAULT 6, ALGORITHM = INSTANT;"
                    + "INSERT INTO kinds.computed (a) VALUES (100000); DELETE FROM kinds.lists WHERE a = 5");
            assertThat(CloneAssertions.errors(copy)).isEmpty();
        }
    }

    @Test
    void toAnAgent() throws Exception {
        try (Served served = Served.directory(source)) {
            new CloneRun(
                            CloneEngines.standard(),
                            CloneRequests.from(served.endpoint()).connections(3).into(scratch.resolve("copy")),
                            event -> {})
                    .run();
        }
        assertServes(scratch.resolve("copy"));
    }

    @Test
    void toAStockServer() throws Exception {
        try (Served served = Served.directory(source);
                MysqlServer recipient = MysqlServer.builder(Files.createDirectory(scratch.resolve("recipient")))
                        .plugin("mysql_clone.so")
                        .start()) {
            recipient.execute("SET GLOBAL clone_valid_donor_list = '127.0.0.1:" + served.port() + "'");
            recipient.execute("CLONE INSTANCE FROM cloner@127.0.0.1:" + served.port()
                    + " IDENTIFIED BY 'secret' DATA DIRECTORY = '" + scratch.resolve("copy") + "'");
        }
        assertServes(scratch.resolve("copy"));
    }

    @Test
    void withoutAWire() throws Exception {
        var request = new CloneRequest(
                new CloneRequest.Source.Directory(source),
                new CloneRequest.Target(scratch.resolve("copy"), false, List.of()),
                new CloneRequest.Concurrency.Fixed(3),
                Limits.NONE,
                new CloneRequest.DdlPolicy(Duration.ZERO, false),
                Duration.ZERO,
                Duration.ZERO,
                true,
                CloneRequest.MIN_BUFFER_SIZE,
                CloneRequest.Commit.IF_STOPPED);
        new CloneRun(
                        CloneEngines.standard(),
                        request,
                        () -> List.of(StaticDonor.open(Settings.of(source))),
                        event -> {})
                .run();
        assertServes(scratch.resolve("copy"));
    }
}
