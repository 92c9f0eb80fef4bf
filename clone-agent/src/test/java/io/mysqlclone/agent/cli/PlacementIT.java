package io.mysqlclone.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.MysqlServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code --in-place=auto}: one command for a volume of which nobody knows whether it has data. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class PlacementIT {
    private static final JsonMapper MAPPER = new JsonMapper();

    @TempDir
    private Path scratch = Path.of("");

    @Test
    void takesTheFormThatTheDirectoryNeedsAndKeepsIt() throws Exception {
        Path data = Files.createDirectory(scratch.resolve("volume"));
        Files.createDirectory(data.resolve("lost+found"));
        try (MysqlServer donor = MysqlServer.builder(Files.createDirectory(scratch.resolve("donor")))
                .donor()
                .start()) {
            donor.createCloneUser("cloner", "secret");
            donor.execute("CREATE SCHEMA first; CREATE TABLE first.t (id INT PRIMARY KEY)");
            assertClone(donor, data, false, false);
            assertClone(donor, data, false, true);
            assertSame(donor, data);

            donor.execute(
                    "CREATE SCHEMA more; CREATE TABLE more.t (id INT PRIMARY KEY); INSERT INTO more.t VALUES (1)");
            assertThat(clone(donor, data).executeNow("clone"))
                    .as("a server's data is replaced only by whoever says so")
                    .isEqualTo(3);
            assertClone(donor, data, true, false);
            assertClone(donor, data, true, true);
            assertSame(donor, data);
            assertThat(data.resolve("lost+found")).isEmptyDirectory();
        }
    }

    private void assertSame(MysqlServer donor, Path data) throws IOException {
        try (MysqlServer copy = MysqlServer.builder(Files.createTempDirectory(scratch, "server"))
                .dataDir(data)
                .donor()
                .start()) {
            CloneAssertions.assertSameAs(donor, copy);
        }
    }

    private static void assertClone(MysqlServer donor, Path data, boolean inPlace, boolean alreadyComplete)
            throws IOException {
        var surroundings = clone(donor, data);
        surroundings.environment.put("CLONE_AGENT_OVERWRITE", "always");
        assertThat(surroundings.executeNow("clone")).as(surroundings.err()).isZero();
        JsonNode result = MAPPER.readTree(surroundings.out().lines().reduce("{}", (before, line) -> line));
        assertThat(result.get("inPlace").booleanValue()).isEqualTo(inPlace);
        assertThat(result.get("alreadyComplete").booleanValue()).isEqualTo(alreadyComplete);
    }

    private static FakeSurroundings clone(MysqlServer donor, Path data) {
        var surroundings = new FakeSurroundings();
        Map.of(
                        "DONOR", "127.0.0.1:" + donor.port(),
                        "USER", "cloner",
                        "PASSWORD", "secret",
                        "TLS_MODE", "required",
                        "DATA_DIR", data.toString(),
                        "IN_PLACE", "auto",
                        "OUTPUT", "json")
                .forEach((name, value) -> surroundings.environment.put("CLONE_AGENT_" + name, value));
        return surroundings;
    }
}
