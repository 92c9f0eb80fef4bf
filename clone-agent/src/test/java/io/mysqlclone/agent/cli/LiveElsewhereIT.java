package io.mysqlclone.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.SampleData;
import io.mysqlclone.testbed.WriteLoad;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A clone of a running server that has tablespaces outside its data directory. */
final class LiveElsewhereIT {
    @TempDir
    Path scratch;

    private Path directory(String name) throws Exception {
        return Files.createDirectory(scratch.toRealPath().resolve(name));
    }

    @Test
    void filesInOtherDirectoriesComeAlong() throws Exception {
        Path external = directory("external");
        Path other = directory("other");
        Path copy = scratch.toRealPath().resolve("copy");
        try (MysqlServer server = MysqlServer.builder(directory("server"))
                .replicated()
                .option("--innodb-directories=" + external)
                .start()) {
            SampleData.in("sample").mebibytes(20).externalDirectory(external).createIn(server);
            server.execute("CREATE TABLE sample.there (a INT PRIMARY KEY) DATA DIRECTORY = '" + external
                    + "'; INSERT INTO sample.there VALUES (1), (2)");
            var surroundings = new FakeSurroundings();
            surroundings.environment.put("CLONE_AGENT_PASSWORD", "");
            try (WriteLoad load = WriteLoad.start(server, "load", 2, 50)) {
                load.awaitTransactions(20);
                assertThat(surroundings.executeNow(
                                "local",
                                "--server",
                                server.socket().toString(),
                                "--user",
                                "root",
                                "--install-component",
                                "--relocate",
                                external + "=" + other,
                                "--data-dir",
                                copy.toString()))
                        .as(surroundings.err())
                        .isZero();
                load.awaitTransactions(5);
            }
            assertThat(other).isNotEmptyDirectory();
            try (MysqlServer clone = MysqlServer.builder(scratch)
                    .dataDir(copy)
                    .replicated()
                    .option("--innodb-directories=" + other)
                    .start()) {
                CloneAssertions.assertSameAfterCatchingUp(server, clone);
                CloneAssertions.assertHealthyRestart(clone);
            }
        }
    }
}
