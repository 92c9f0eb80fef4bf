package io.mysqlclone.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mysqlclone.agent.run.ResultFile;
import io.mysqlclone.mysql.Compression;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.Credentials;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.Secret;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.mysql.TlsOptions;
import io.mysqlclone.recipient.remote.CloneConnection;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.SampleData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code probe} tells of real servers. */
final class ProbeIT {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String NOBODY = "127.0.0.1:1";

    @TempDir
    private static Path scratch;

    private static MysqlServer donor;

    @BeforeAll
    static void start() {
        donor = MysqlServer.builder(scratch).donor().start();
        SampleData.in("sample").mebibytes(1).createIn(donor);
        donor.createCloneUser("clone", "secret");
    }

    @AfterAll
    static void stop() {
        donor.close();
    }

    private static String address() {
        return "127.0.0.1:" + donor.port();
    }

    private static JsonNode probe(String user, String donors) throws IOException {
        var result = scratch.resolve("result");
        var surroundings = new FakeSurroundings();
        surroundings.environment.put("CLONE_AGENT_PASSWORD", "secret");
        surroundings.environment.put("CLONE_AGENT_DONOR", donors);
        int code = surroundings.executeNow(
                "probe", "--user", user, "--tls-mode", "required", "--output", "json", "--result-file", result + "");
        assertThat(code).as(surroundings.err()).isZero();
        var json = MAPPER.readTree(Files.readString(result));
        assertThat(json.path("type").textValue()).isEqualTo("probe");
        return json.path("donors");
    }

    @Test
    void aDonorIsToldByAnAccountThatMayOnlyClone() throws IOException {
        JsonNode found = probe("clone", address()).path(0);

        assertThat(found.path("address").textValue()).isEqualTo(address());
        assertThat(found.path("version").textValue()).startsWith(donor.sql().value("SELECT @@version"));
        assertThat(found.path("serverUuid").textValue()).isEqualTo(donor.sql().value("SELECT @@server_uuid"));
        assertThat(found.path("readOnly").booleanValue()).isFalse();
        assertThat(found.path("serving").booleanValue()).isFalse();
        assertThat(found.has("replica")).isFalse();
        assertThat(found.has("kind")).isFalse();
    }

    @Test
    void aReplicaIsOneToWhomMaySeeIt() throws IOException {
        donor.createCloneUser("watcher", "secret");
        donor.execute("GRANT SELECT ON performance_schema.replication_connection_configuration TO watcher@'%'");
        assertThat(probe("watcher", address()).path(0).path("replica").booleanValue())
                .isFalse();

        donor.execute("SET GLOBAL super_read_only = ON;CHANGE REPLICATION SOURCE TO SOURCE_HOST = 'nowhere'");
        try {
            JsonNode found = probe("watcher", address()).path(0);
            assertThat(found.path("replica").booleanValue()).isTrue();
            assertThat(found.path("readOnly").booleanValue()).isTrue();
        } finally {
            donor.execute("RESET REPLICA ALL;SET GLOBAL super_read_only = OFF;SET GLOBAL read_only = OFF");
        }
    }

    /** The other connection is in clone mode, as that of a clone that waits for its turn or transfers. */
    @Test
    void aCloneOfTheSameAccountIsSeenAndNotDisturbed() throws Exception {
        try (var other = CloneConnection.open(new ConnectionOptions(
                new Endpoint.Tcp("127.0.0.1", donor.port()),
                new Credentials("clone", Secret.of("secret")),
                TlsOptions.of(TlsMode.REQUIRED),
                Compression.NONE,
                Duration.ofSeconds(10)))) {
            assertThat(probe("clone", address()).path(0).path("serving").booleanValue())
                    .isTrue();
            other.exit();
        }
    }

    @Test
    void whatKeepsAnAccountFromCloningIsTold() throws IOException {
        donor.execute("CREATE USER poor@'%' IDENTIFIED BY 'secret'");
        JsonNode found = probe("poor", address() + ";" + NOBODY);

        assertThat(found.path(0).path("cause").textValue()).isEqualTo("PrivilegeMissing");
        assertThat(found.path(0).path("hint").textValue()).contains("GRANT BACKUP_ADMIN");
        assertThat(found.path(0).has("serverUuid")).isTrue();
        assertThat(found.path(1).path("kind").textValue()).isEqualTo("NetworkLost");
        assertThat(found.path(1).has("version")).isFalse();
        assertThat(probe("nobody", address()).path(0).path("cause").textValue()).isEqualTo("AuthenticationFailed");
    }

    @Test
    void asManyAsMayBeAskedForFitTheResultFile() throws IOException {
        JsonNode found = probe("poor", String.join(";", Collections.nCopies(10, address())));

        assertThat(found).hasSize(10);
        assertThat(Files.size(scratch.resolve("result"))).isLessThanOrEqualTo(ResultFile.MAX_BYTES);
    }

    @Test
    void moreAreRefused() {
        var surroundings = new FakeSurroundings();
        surroundings.environment.put("CLONE_AGENT_PASSWORD", "secret");
        surroundings.environment.put("CLONE_AGENT_DONOR", String.join(";", Collections.nCopies(11, NOBODY)));

        assertThat(surroundings.executeNow("probe", "--user", "clone")).isEqualTo(2);
        assertThat(surroundings.err()).contains("at most 10");
        assertThat(surroundings.out()).isEmpty();
    }
}
