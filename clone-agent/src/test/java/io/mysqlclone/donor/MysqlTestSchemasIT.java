package io.mysqlclone.donor;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.innodb.donor.StaticDonor;
import io.mysqlclone.innodb.source.Settings;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.CloneRequests;
import io.mysqlclone.recipient.Limits;
import io.mysqlclone.recipient.run.CloneRun;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.Sql;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The schemas of MySQL's own tests of clone, through {@code serve} and {@code local}. Only with {@code
 * -Dtest.mysql-testsuite=DIR}, the directory that the package {@code mysql-testsuite} has at {@code usr/lib/mysql-test}:
 * the statements are read from there, and none of them is in this project.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
@EnabledIfSystemProperty(named = "test.mysql-testsuite", matches = ".+")
final class MysqlTestSchemasIT {
    /** What is run, whatever it answers; what it needs that is not there (keyrings, other servers) leaves no table. */
    private static final Pattern STATEMENT = Pattern.compile(
            "^\\s*(CREATE\\s+(TABLE|TABLESPACE|UNDO|SCHEMA|DATABASE|(UNIQUE|FULLTEXT|SPATIAL)?\\s*INDEX)|ALTER\\s+TABLE|INSERT|UPDATE)"
                    + "\\b[^;]*;",
            Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

    private static final int LEAST_TABLES = 50;

    @TempDir
    private static Path shared;

    private static StoppedServer stopped;

    @TempDir
    private Path scratch;

    @BeforeAll
    static void run() throws Exception {
        // What the tests print has their statements with all variables replaced.
        Path results = Path.of(System.getProperty("test.mysql-testsuite"), "suite", "clone", "r");
        try (MysqlServer server = MysqlServer.builder(Files.createDirectory(shared.resolve("server")))
                        .donor()
                        .start();
                Connection connection = server.connect();
                Statement statement = connection.createStatement();
                Stream<Path> files = Files.list(results)) {
            int number = 0;
            int done = 0;
            for (Path file : files.filter(each -> each.toString().endsWith(".result"))
                    .sorted()
                    .toList()) {
                String schema = Sql.quoted("suite_" + ++number);
                statement.execute("CREATE SCHEMA " + schema + "; USE " + schema);
                done += run(statement, Files.readString(file, StandardCharsets.ISO_8859_1));
            }
            int tables = Integer.parseInt(server.sql()
                    .value(
                            "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema LIKE 'suite%' AND engine ="
                                    + " 'InnoDB'"));
            System.out.println(done + " statements of " + number + " files, " + tables + " tables");
            assertThat(tables).isGreaterThan(LEAST_TABLES);
            // Their rows are in files that a clone does not have: they arrive empty, as the tests expect it of MySQL.
            List<List<String>> others = server.query("SELECT CONCAT(table_schema, '.', table_name) FROM"
                    + " information_schema.tables WHERE engine IN ('MyISAM', 'CSV') AND table_schema <> 'mysql'");
            StoppedServer all = StoppedServer.stop(server);
            Map<String, String> cloned = new TreeMap<>(all.checksums());
            others.forEach(row -> cloned.put(row.getFirst(), "0"));
            stopped = new StoppedServer(all.dataDir(), cloned, all.gtidExecuted());
        }
    }

    private static int run(Statement statement, String text) {
        int done = 0;
        for (Matcher found = STATEMENT.matcher(text); found.find(); ) {
            try {
                statement.execute(found.group());
                done++;
            } catch (SQLException expected) {
                // Tests of refusals, a table that is there already, and the like.
            }
        }
        return done;
    }

    private void assertServes(String name) {
        stopped.assertServes(
                MysqlServer.builder(scratch).dataDir(scratch.resolve(name)).donor());
    }

    @Test
    void serveGivesThemToAnAgentAndToAStockServer() throws Exception {
        try (Served served = Served.directory(stopped.dataDir());
                MysqlServer recipient = MysqlServer.builder(Files.createDirectory(scratch.resolve("recipient")))
                        .plugin("mysql_clone.so")
                        .start()) {
            var result = new CloneRun(
                            CloneEngines.standard(),
                            CloneRequests.from(served.endpoint())
                                    .tls(TlsMode.REQUIRED)
                                    .connections(4)
                                    .into(scratch.resolve("by-agent")),
                            event -> {})
                    .run();
            assertThat(result.dataBytes()).isPositive();
            recipient.execute("SET GLOBAL clone_valid_donor_list = '127.0.0.1:" + served.port()
                    + "'; CLONE INSTANCE FROM cloner@127.0.0.1:" + served.port()
                    + " IDENTIFIED BY 'secret' DATA DIRECTORY = '" + scratch.resolve("by-server") + "' REQUIRE SSL");
        }
        assertServes("by-agent");
        assertServes("by-server");
    }

    @Test
    void theyAreClonedWithoutAWire() throws Exception {
        var request = new CloneRequest(
                new CloneRequest.Source.Directory(stopped.dataDir()),
                new CloneRequest.Target(scratch.resolve("copy"), false, List.of()),
                new CloneRequest.Concurrency.Fixed(3),
                Limits.NONE,
                new CloneRequest.DdlPolicy(Duration.ZERO, false),
                Duration.ZERO,
                Duration.ZERO,
                true,
                CloneRequest.MIN_BUFFER_SIZE,
                CloneRequest.Commit.IF_STOPPED);
        var result = new CloneRun(
                        CloneEngines.standard(),
                        request,
                        () -> List.of(StaticDonor.open(Settings.of(stopped.dataDir()))),
                        event -> {})
                .run();
        assertThat(result.dataBytes()).isPositive();
        assertServes("copy");
    }
}
