package io.mysqlclone.e2e;

import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.SampleData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reader of the README pastes to use the agent without Kubernetes, run against servers of this machine. */
final class DocumentedAgentCommandsIT {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path scratch;

    private Optional<MysqlServer> recipient = Optional.empty();

    @Test
    void theAgentByItselfWorksAsItIsWritten() throws IOException {
        Path home = Files.createDirectories(scratch.resolve("home"));
        Path bin = Files.createDirectories(home.resolve("clone-agent/target"));
        Files.createSymbolicLink(bin.resolve("dist"), ROOT.resolve("clone-agent/target/dist"));
        String path = ROOT.resolve("clone-agent/target/dist/bin") + ":" + System.getenv("PATH");
        Terminal terminal = new Terminal(home, Map.of("PATH", path));
        try (MysqlServer donor = MysqlServer.builder(scratch).replicated().start()) {
            SampleData.in("shop").createIn(donor);
            donor.execute(
                    "CREATE USER repl@'%' IDENTIFIED BY '...' REQUIRE SSL; GRANT REPLICATION SLAVE ON *.* TO repl@'%'");
            Files.writeString(home.resolve("password"), "choose-a-password\n");
            Files.copy(donor.dataDir().resolve("ca.pem"), home.resolve("ca.pem"));
            for (DocumentedBlock block : DocumentedBlock.of(ROOT.resolve("README.md"))) {
                run(block, terminal, donor);
            }
            CloneAssertions.assertSameAs(donor, recipient.orElseThrow());
        } finally {
            recipient.ifPresent(MysqlServer::close);
        }
    }

    private void run(DocumentedBlock block, Terminal terminal, MysqlServer donor) {
        String text = block.text()
                .replace("SOURCE_HOST = 'db1.example.com'", "SOURCE_HOST = '127.0.0.1', SOURCE_PORT = " + donor.port())
                .replace("db1.example.com", "127.0.0.1:" + donor.port())
                .replace("/var/lib/mysql", target().toString());
        switch (block.runs()) {
            case CLUSTER_SHELL, DONOR_SQL -> {}
            case HOST_DONOR_SQL -> donor.execute(text);
            case HOST_RECIPIENT_SQL -> recipient.orElseThrow().execute(text);
            case HOST_SHELL -> {
                // So that the clone in place brings something that was not there.
                donor.execute("CREATE TABLE IF NOT EXISTS shop.news (id INT PRIMARY KEY AUTO_INCREMENT);"
                        + "INSERT INTO shop.news VALUES ()");
                new DocumentedBlock(block.page(), block.line(), block.runs(), text)
                        .commands()
                        .forEach(command -> type(command, terminal));
            }
        }
    }

    /** What belongs to the machine is done in its place: its service manager, and the build that this test is a part of. */
    private void type(String command, Terminal terminal) {
        String word = command.split("\\s+", 2)[0];
        switch (word) {
            case "./mvnw" -> {}
            case "mysqld" -> recipient = Optional.of(start());
            case "systemctl" -> {
                if (command.contains(" stop ")) {
                    recipient.orElseThrow().stop();
                } else {
                    recipient.orElseThrow().start();
                }
            }
            default -> terminal.paste(command);
        }
    }

    private MysqlServer start() {
        return MysqlServer.builder(scratch).replicated().dataDir(target()).start();
    }

    private Path target() {
        return scratch.resolve("target");
    }
}
