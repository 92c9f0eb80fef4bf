package io.mysqlclone.testbed.demo;

import io.mysqlclone.testbed.MysqlInstallation;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.SampleData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A stopped server's directory, which the agent serves to a mysqld and to another agent at the same time. */
@Command(
        name = "serve-demo",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Serves the data directory of a stopped MySQL server; a mysqld and an agent clone from it at the same time.",
            "Everything it makes lives in one temporary directory and is gone afterwards."
        })
public final class ServeDemo implements Callable<Integer> {
    private static final int END_SECONDS = 30;

    @Option(names = "--size", defaultValue = "1G", description = "Sample data, such as 256M or 4G (default: 1G).")
    private DataSize size = new DataSize(1024);

    private final Stage stage;
    private final Path scratch;
    private final PrintStream out;

    private ServeDemo(Stage stage) {
        this.stage = stage;
        this.scratch = stage.scratch();
        this.out = stage.out();
    }

    /**
     * Runs the demonstration and ends the JVM: 0 when both copies equal the server, 1 when not.
     *
     * @param arguments as {@link Stage#present} has them
     */
    public static void main(String[] arguments) {
        Stage.present(arguments, ServeDemo::new);
    }

    @Override
    public Integer call() throws Exception {
        out.println("==> 1/5 A server with " + size + " of data in " + scratch + ", which is then stopped");
        Map<String, String> tables;
        Path dataDir;
        String gtids;
        try (MysqlServer server = MysqlServer.builder(Files.createDirectory(scratch.resolve("server")))
                .donor()
                .start()) {
            SampleData.in("shop").mebibytes(size.mebibytes()).createIn(server);
            tables = new TreeMap<>(server.checksums());
            gtids = server.gtidExecuted();
            dataDir = server.dataDir();
            server.stop();
        }
        out.println("    " + tables.size() + " tables; no mysqld runs on " + dataDir + " any more");
        stage.writePassword();
        Process donor = startDonor(dataDir);
        Thread end = new Thread(donor::destroy);
        Runtime.getRuntime().addShutdownHook(end);
        try {
            return cloneTwice(new DonorLog(donor, out), tables, gtids);
        } finally {
            donor.destroy();
            if (!donor.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                donor.destroyForcibly();
            }
            Runtime.getRuntime().removeShutdownHook(end);
        }
    }

    private Process startDonor(Path dataDir) throws IOException {
        List<String> command = List.of(
                "clone-agent",
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--data-dir",
                stage.relative(dataDir),
                "--user",
                Stage.USER,
                "--password-file",
                Stage.PASSWORD_FILE);
        out.println("==> 2/5 Serve it:");
        return started(command);
    }

    /** Shows a command as a user would type it, and starts it with its errors going where ours go. */
    private Process started(List<String> command) throws IOException {
        return stage.show(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private int cloneTwice(DonorLog donor, Map<String, String> tables, String gtids) throws Exception {
        out.println("==> 3/5 A mysqld and an agent clone from it at the same time");
        Path byServer = scratch.resolve("by-mysqld");
        Path byAgent = scratch.resolve("by-agent");
        try (MysqlServer recipient = MysqlServer.builder(Files.createDirectory(scratch.resolve("recipient")))
                .plugin("mysql_clone.so")
                .start()) {
            Process cloning = started(List.of(
                    "clone-agent",
                    "clone",
                    "--donor",
                    "127.0.0.1:" + donor.port(),
                    "--user",
                    Stage.USER,
                    "--password-file",
                    Stage.PASSWORD_FILE,
                    "--data-dir",
                    "by-agent",
                    "--tls-mode",
                    "verify-fingerprint",
                    "--tls-fingerprint",
                    donor.fingerprint()));
            String address = "127.0.0.1:" + donor.port();
            String statement = "CLONE INSTANCE FROM " + Stage.USER + "@" + address + " IDENTIFIED BY '" + Stage.PASSWORD
                    + "' DATA DIRECTORY = '" + byServer + "' REQUIRE SSL";
            Thread output = Thread.ofVirtual().start(() -> copy(cloning));
            recipient.execute("SET GLOBAL clone_valid_donor_list = '" + address + "'");
            // The agent's process needs a moment until it begins; mysqld needs none.
            donor.awaitBegun(1);
            out.println("    mysql> " + statement.replace(Stage.PASSWORD, "..."));
            recipient.execute(statement);
            int code = cloning.waitFor();
            output.join();
            if (code != 0) {
                throw new IllegalStateException("clone-agent clone ended with exit code " + code + ".");
            }
            recipient
                    .query("SELECT state, source FROM performance_schema.clone_status")
                    .forEach(row -> out.println(
                            "    performance_schema.clone_status of mysqld: " + row.get(0) + " from " + row.get(1)));
        }
        out.println("    " + donor.atTheSameTime());
        out.println("==> 4/5 A mysqld starts on each copy");
        boolean equal = equals("by mysqld", byServer, tables, gtids);
        equal &= equals("by the agent", byAgent, tables, gtids);
        out.println(
                equal
                        ? "==> 5/5 Both copies equal the server that was stopped."
                        : "==> 5/5 A copy DIFFERS from the server that was stopped.");
        out.println();
        out.println("What to try next");
        out.println("  clone-agent/target/dist/bin/clone-agent serve --help");
        return equal ? 0 : 1;
    }

    private void copy(Process process) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            lines.lines().forEach(line -> out.println("    agent: " + line));
        } catch (IOException e) {
            out.println("    agent: " + e.getMessage());
        }
    }

    private boolean equals(String how, Path dataDir, Map<String, String> tables, String gtids) {
        try (MysqlServer copy =
                MysqlServer.builder(scratch).dataDir(dataDir).donor().start()) {
            Map<String, String> found = new TreeMap<>(copy.checksums());
            boolean equal = found.equals(tables) && copy.gtidExecuted().equals(gtids);
            out.println(
                    "    cloned " + how + ", mysqld " + MysqlInstallation.find().version() + ": " + found.size()
                            + " tables, CHECKSUM TABLE and gtid_executed " + (equal ? "equal" : "DIFFERENT"));
            if (!equal) {
                tables.forEach((table, checksum) -> {
                    if (!checksum.equals(found.get(table))) {
                        out.println(
                                "      " + table + ": " + checksum + " before, " + found.get(table) + " in the copy");
                    }
                });
            }
            return equal;
        }
    }
}
