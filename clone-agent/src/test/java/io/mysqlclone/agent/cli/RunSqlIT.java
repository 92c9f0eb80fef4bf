package io.mysqlclone.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mysqlclone.testbed.MysqlServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Scripts on a server that was started on a clone, by the command and variables that the operator uses. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class RunSqlIT {
    private static final JsonMapper MAPPER = new JsonMapper();

    private static final String MASK = """
            -- personal data
            USE shop;
            UPDATE customer SET email = CONCAT('customer', id, '@example.com'), name = 'it''s; masked';
            DELIMITER //
            CREATE PROCEDURE reset_notes()
            BEGIN
              UPDATE customer SET note = NULL;
              DELETE FROM session;
            END//
            DELIMITER ;
            CALL reset_notes();
            DROP PROCEDURE reset_notes;
            DROP EVENT IF EXISTS mail;
            """;

    private static final String ACCOUNTS = """
            ALTER USER app@'%' IDENTIFIED BY 'a new secret' ACCOUNT LOCK;
            SELECT user FROM mysql.user;
            """;

    @TempDir
    private static Path shared;

    private static MysqlServer donor;
    private static MysqlServer copy;

    @BeforeAll
    static void cloneADonor() throws IOException {
        donor = MysqlServer.builder(shared).donor().start();
        donor.createCloneUser("cloner", "secret");
        donor.execute("CREATE SCHEMA shop; USE shop;"
                + " CREATE TABLE customer (id INT PRIMARY KEY, email VARCHAR(80) UNIQUE, name VARCHAR(80), note TEXT);"
                + " INSERT INTO customer VALUES (1, 'ann@private.test', 'Ann', 'ill'), (2, 'bob@private.test', 'Bob', '');"
                + " CREATE TABLE session (id INT PRIMARY KEY);"
                + " CREATE EVENT mail ON SCHEDULE EVERY 1 DAY DO DELETE FROM session;"
                + " CREATE USER app@'%' IDENTIFIED BY 'app';"
                + " CREATE USER few@'%' IDENTIFIED BY 'secret'; GRANT UPDATE, SELECT ON shop.* TO few@'%';"
                + " CREATE USER admin@'%' IDENTIFIED BY 'secret'; GRANT ALL ON *.* TO admin@'%' WITH GRANT OPTION");
        var surroundings = new FakeSurroundings();
        Path data = shared.resolve("copy");
        surroundings.environment.putAll(Map.of(
                "CLONE_AGENT_DONOR", "127.0.0.1:" + donor.port(),
                "CLONE_AGENT_USER", "cloner",
                "CLONE_AGENT_PASSWORD", "secret",
                "CLONE_AGENT_TLS_MODE", "required",
                "CLONE_AGENT_DATA_DIR", data.toString()));
        assertThat(surroundings.executeNow("clone")).as(surroundings.err()).isZero();
        copy = MysqlServer.builder(Files.createTempDirectory(shared, "server"))
                .dataDir(data)
                .donor()
                .start();
    }

    @AfterAll
    static void stop() {
        copy.close();
        donor.close();
    }

    @Test
    void masksDataResetsAccountsAndDropsEventsWithoutTransactionsOfItsOwn() throws IOException {
        String before = copy.gtidExecuted();
        for (int run = 1; run <= 2; run++) {
            JsonNode result = run(admin(Map.of(
                    "SCRIPT_1", MASK,
                    "SCRIPT_1_NAME", "key mask.sql of ConfigMap scripts",
                    "SCRIPT_2", ACCOUNTS)));
            assertThat(result.path("exitCode").asInt(-1)).as(result.toString()).isZero();
            assertThat(result.get("type").textValue()).isEqualTo("scripts");
            assertThat(result.get("scripts").intValue()).isEqualTo(2);
            assertThat(result.get("statements").intValue()).isEqualTo(8);
        }
        assertThat(copy.query("SELECT email, name, note FROM shop.customer WHERE id <= 2 ORDER BY id"))
                .extracting(row -> row.getFirst() + " " + row.get(1))
                .containsExactly("customer1@example.com it's; masked", "customer2@example.com it's; masked");
        assertThat(copy.query("SELECT 1 FROM information_schema.events WHERE event_schema = 'shop'"))
                .isEmpty();
        assertThat(copy.sql().value("SELECT account_locked FROM mysql.user WHERE user = 'app'"))
                .isEqualTo("Y");
        assertThat(copy.gtidExecuted()).isEqualTo(before);
        assertThat(donor.query("SELECT email FROM shop.customer ORDER BY id"))
                .containsExactly(List.of("ann@private.test"), List.of("bob@private.test"));
    }

    @Test
    void whatIsWrittenToTheBinaryLogHasGtids() throws IOException {
        String before = copy.gtidExecuted();
        JsonNode result = run(admin(Map.of("SCRIPT_1", "CREATE SCHEMA logged", "WRITE_TO_BINARY_LOG", "true")));
        assertThat(result.path("exitCode").asInt(-1)).as(result.toString()).isZero();
        assertThat(copy.gtidExecuted()).isNotEqualTo(before);
    }

    @Test
    void aTransactionThatAScriptLeavesOpenIsCommitted() throws IOException {
        run(admin(Map.of("SCRIPT_1", "SET autocommit = 0; INSERT INTO shop.session VALUES (77)")));
        assertThat(copy.query("SELECT 1 FROM shop.session WHERE id = 77")).hasSize(1);
    }

    @Test
    void aStatementThatFailsIsToldByItsPlaceAndNothingOfItOrOfARowIs() throws IOException {
        String second = """
                -- keys
                INSERT INTO shop.customer (id, email) VALUES (7, 'carol@private.test');

                UPDATE shop.customer SET id = 8 WHERE id = 7;
                INSERT INTO shop.customer (id, email) VALUES (9, 'carol@private.test');
                CREATE SCHEMA never
                """;
        JsonNode failure = failure(admin(Map.of(
                "SCRIPT_1", "CREATE SCHEMA first_script",
                "SCRIPT_2", second,
                "SCRIPT_2_NAME", "key b of Secret s")));
        assertThat(failure.get("kind").textValue()).isEqualTo("ScriptFailed");
        assertThat(failure.get("cause").textValue()).isEqualTo("StatementFailed");
        assertThat(failure.get("exitCode").intValue()).isEqualTo(4);
        assertThat(failure.get("mysqlError").intValue()).isEqualTo(1062);
        assertThat(failure.get("message").textValue())
                .isEqualTo("Script key b of Secret s, statement 3 (line 5), failed with error 1062 (23000): Duplicate"
                        + " entry ...");
        assertThat(copy.query("SHOW SCHEMAS")).contains(List.of("first_script")).doesNotContain(List.of("never"));

        JsonNode parse = failure(admin(Map.of("SCRIPT_1", "SELECT 1;\nALTER USER app@'%'\nIDENTIFIED 'private'")));
        assertThat(parse.get("message").textValue())
                .startsWith(
                        "Script in CLONE_AGENT_SCRIPT_1, statement 2 (line 2), line 3, failed with error 1064 (42000)")
                .endsWith("needs DELIMITER around it, as in the mysql client, whose other words are not known.");
    }

    @Test
    void whoMayNotKeepItOutOfTheBinaryLogRunsNothing() throws IOException {
        Map<String, String> few = new HashMap<>(admin(Map.of("SCRIPT_1", "UPDATE shop.customer SET note = 'few'")));
        few.put("RECIPIENT_USER", "few");
        JsonNode failure = failure(few);
        assertThat(failure.get("cause").textValue()).isEqualTo("PrivilegeMissing");
        assertThat(failure.get("message").textValue()).contains("1227", "SESSION_VARIABLES_ADMIN");
        assertThat(copy.query("SELECT 1 FROM shop.customer WHERE note = 'few'")).isEmpty();
    }

    /** One that, unlike a sleep, does not see that its client has gone. */
    @Test
    void aStatementIsKilledWhenTimeIsOver() throws IOException {
        JsonNode failure = failure(
                admin(Map.of("SCRIPT_1", "SELECT 1;\nDO BENCHMARK(100000000000, SHA2('a', 512))", "WAIT", "3s")));
        assertThat(failure.get("cause").textValue()).isEqualTo("TimedOut");
        assertThat(failure.get("message").textValue())
                .contains("statement 2 (line 2), which was killed", "give --wait more");
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> copy.query("SELECT id FROM information_schema.processlist WHERE info LIKE 'DO BENCHMARK%'")
                        .isEmpty());
    }

    /** As when an agent was killed: its session goes on with the statement to its end. */
    @Test
    void aRunDoesNotBeginBesideASessionOfAnEarlierOne() throws Exception {
        CompletableFuture<JsonNode> first =
                CompletableFuture.supplyAsync(() -> unchecked(admin(Map.of("SCRIPT_1", "DO SLEEP(8)", "WAIT", "60s"))));
        await().atMost(60, TimeUnit.SECONDS).until(() -> !sleepers().isEmpty());
        JsonNode second = failure(admin(Map.of("SCRIPT_1", "CREATE SCHEMA beside", "WAIT", "2s")));
        assertThat(second.get("cause").textValue()).isEqualTo("TimedOut");
        assertThat(second.get("message").textValue()).contains("a session of an earlier run is still at work");
        assertThat(copy.query("SHOW SCHEMAS")).doesNotContain(List.of("beside"));
        assertThat(first.get(2, TimeUnit.MINUTES).get("exitCode").intValue()).isZero();
    }

    @Test
    void noOtherServerIsTouched() throws IOException {
        Map<String, String> other = new HashMap<>(admin(Map.of("SCRIPT_1", "CREATE SCHEMA wrong_server")));
        other.put("RECIPIENT", donor.socket().toString());
        assertThat(failure(other).get("cause").textValue()).isEqualTo("OtherServer");
        other.put("DATA_DIR", donor.dataDir().toString());
        JsonNode noClone = failure(other);
        assertThat(noClone.get("cause").textValue()).isEqualTo("NoClone");
        assertThat(noClone.get("exitCode").intValue()).isEqualTo(3);
        assertThat(donor.query("SHOW SCHEMAS")).doesNotContain(List.of("wrong_server"));
    }

    private static List<List<String>> sleepers() {
        return copy.query("SELECT id FROM information_schema.processlist WHERE state = 'User sleep'");
    }

    private static Map<String, String> admin(Map<String, String> more) {
        Map<String, String> variables = new HashMap<>(Map.of(
                "DATA_DIR", copy.dataDir().toString(),
                "RECIPIENT", copy.socket().toString(),
                "RECIPIENT_USER", "admin",
                "RECIPIENT_PASSWORD", "secret",
                "WAIT", "120s"));
        variables.putAll(more);
        return variables;
    }

    private static JsonNode failure(Map<String, String> variables) throws IOException {
        JsonNode result = run(variables);
        assertThat(result.get("type").textValue()).as(result.toString()).isEqualTo("failure");
        return result;
    }

    private static JsonNode unchecked(Map<String, String> variables) {
        try {
            return run(variables);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode run(Map<String, String> variables) throws IOException {
        var surroundings = new FakeSurroundings();
        variables.forEach((name, value) -> surroundings.environment.put("CLONE_AGENT_" + name, value));
        surroundings.environment.put("CLONE_AGENT_OUTPUT", "json");
        int code = surroundings.executeNow("run-sql");
        assertThat(surroundings.out() + surroundings.err()).doesNotContain("private", "a new secret");
        var last = MAPPER.readTree(surroundings.out().lines().reduce("{}", (before, line) -> line));
        assertThat(last.path("exitCode").intValue()).isEqualTo(code);
        return last;
    }
}
