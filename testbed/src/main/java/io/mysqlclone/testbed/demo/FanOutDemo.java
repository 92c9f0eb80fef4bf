package io.mysqlclone.testbed.demo;

import io.mysqlclone.testbed.MysqlInstallation;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.SampleData;
import io.mysqlclone.testbed.WriteLoad;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A busy server without the clone plugin, of which two mysqlds and two agents take clones at the same time. */
@Command(
        name = "fan-out-demo",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Gives the data of a busy MySQL server without the clone plugin to two mysqlds and two agents at the same time.",
            "Everything it makes lives in one temporary directory and is gone afterwards."
        })
public final class FanOutDemo implements Callable<Integer> {
    private static final int END_SECONDS = 30;
    private static final int SESSIONS = 4;
    private static final int PER_SECOND = 75;
    private static final String BANK = "bank";
    private static final String AGENT_ACCOUNT = "backup";
    private static final String PLUGIN = "SELECT COUNT(*) FROM information_schema.PLUGINS WHERE PLUGIN_NAME = 'clone'";

    @Option(names = "--size", defaultValue = "256M", description = "Sample data, such as 256M or 4G (default: 256M).")
    private DataSize size = new DataSize(256);

    private final Stage stage;
    private final Path scratch;
    private final PrintStream out;

    private FanOutDemo(Stage stage) {
        this.stage = stage;
        this.scratch = stage.scratch();
        this.out = stage.out();
    }

    /**
     * Runs the demonstration and ends the JVM: 0 when all four copies equal the server, 1 when not.
     *
     * @param arguments as {@link Stage#present} has them
     */
    public static void main(String[] arguments) {
        Stage.present(arguments, FanOutDemo::new);
    }

    @Override
    public Integer call() throws Exception {
        out.println("==> 1/5 A server with " + size + " of data in " + scratch + ", without the clone plugin");
        try (MysqlServer server = MysqlServer.builder(Files.createDirectory(scratch.resolve("server")))
                .replicated()
                .option("--innodb-redo-log-capacity=512M")
                .start()) {
            prepare(server);
            out.println("    " + SESSIONS + " sessions move money in it from now on, about " + SESSIONS * PER_SECOND
                    + " transactions a second");
            try (WriteLoad load = WriteLoad.start(server, BANK, SESSIONS, PER_SECOND)) {
                load.awaitTransactions(100);
                return serve(server, load);
            }
        }
    }

    private void prepare(MysqlServer server) throws IOException {
        SampleData.in("shop").mebibytes(size.mebibytes()).createIn(server);
        server.execute("INSTALL COMPONENT 'file://component_mysqlbackup';"
                + "CREATE USER " + AGENT_ACCOUNT + "@localhost IDENTIFIED BY '" + Stage.PASSWORD + "';"
                + "GRANT BACKUP_ADMIN, RELOAD, SYSTEM_VARIABLES_ADMIN, PROCESS ON *.* TO " + AGENT_ACCOUNT
                + "@localhost; GRANT SELECT ON performance_schema.* TO " + AGENT_ACCOUNT + "@localhost;"
                + "CREATE USER " + Stage.USER + "@localhost IDENTIFIED BY '" + Stage.PASSWORD + "';"
                + "GRANT BACKUP_ADMIN ON *.* TO " + Stage.USER + "@localhost");
        stage.writePassword();
        out.println("    " + server.checksums().size() + " tables; clone plugins in it: "
                + server.sql().value(PLUGIN));
    }

    private int serve(MysqlServer server, WriteLoad load) throws Exception {
        out.println("==> 2/5 clone-agent stands beside it");
        List<String> account = List.of(
                "--server",
                server.socket().toString(),
                "--user",
                AGENT_ACCOUNT,
                "--password-file",
                Stage.PASSWORD_FILE);
        int checked = stage.show(of(List.of("clone-agent", "preflight"), account))
                .inheritIO()
                .start()
                .waitFor();
        if (checked != 0) {
            throw new IllegalStateException("clone-agent preflight ended with exit code " + checked + ".");
        }
        Process donor = stage.show(of(
                        List.of("clone-agent", "serve", "--listen", "127.0.0.1:0"),
                        account,
                        List.of("--status-listen", "127.0.0.1:0")))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Thread end = new Thread(donor::destroy);
        Runtime.getRuntime().addShutdownHook(end);
        try {
            var log = new DonorLog(donor, out);
            int port = log.port();
            var recipients = new FanOut(stage, log, port);
            List<FanOut.Copy> copies = cloneAll(server, recipients, load, log);
            return compare(server, copies, load);
        } finally {
            donor.destroy();
            if (!donor.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                donor.destroyForcibly();
            }
            Runtime.getRuntime().removeShutdownHook(end);
        }
    }

    @SafeVarargs
    private static List<String> of(List<String>... parts) {
        List<String> all = new ArrayList<>();
        for (List<String> part : parts) {
            all.addAll(part);
        }
        return all;
    }

    private List<FanOut.Copy> cloneAll(MysqlServer server, FanOut recipients, WriteLoad load, DonorLog log)
            throws Exception {
        out.println("==> 3/5 Two mysqlds and two agents clone from it at the same time");
        long before = load.transactions();
        long began = System.nanoTime();
        List<FanOut.Copy> copies = recipients.run();
        long took = System.nanoTime() - began;
        long data = bytesOf(server.dataDir());
        long read = log.storageReadBytes();
        out.println("    all four within " + seconds(Duration.ofNanos(took)) + "; meanwhile the server committed "
                + (load.transactions() - before) + " transactions");
        out.println("    its files have " + (data >> 20) + " MiB; given to the four: " + (log.givenBytes() >> 20)
                + " MiB; read from storage for that: " + (read >> 20) + " MiB");
        out.println("    DDL waited for each point that was taken, in ms: "
                + String.join(
                        ", ", log.lockMillis().stream().map(String::valueOf).toList()));
        return copies;
    }

    /** Of what a clone carries. */
    private static long bytesOf(Path dataDir) throws IOException {
        long[] bytes = {0};
        Files.walkFileTree(dataDir, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = file.getFileName().toString();
                if (name.endsWith(".ibd") || name.startsWith("ibdata") || name.startsWith("undo_")) {
                    bytes[0] += attributes.size();
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw new UncheckedIOException(e);
            }
        });
        return bytes[0];
    }

    private int compare(MysqlServer server, List<FanOut.Copy> copies, WriteLoad load) throws Exception {
        out.println("==> 4/5 A mysqld starts on each copy and replicates from where its copy is");
        List<MysqlServer> started = new ArrayList<>();
        try {
            for (FanOut.Copy copy : copies) {
                // Seven servers on one machine would use up what the kernel has for asynchronous I/O.
                MysqlServer mysqld = MysqlServer.builder(Files.createDirectory(scratch.resolve("run-" + copy.name())))
                        .dataDir(copy.dataDir())
                        .replicated()
                        .option("--innodb-use-native-aio=OFF")
                        .start();
                started.add(mysqld);
                out.println("    " + copy.words() + ": recovered to " + mysqld.gtidExecuted());
                mysqld.execute("CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = " + server.port()
                        + ", SOURCE_USER = 'root', SOURCE_AUTO_POSITION = 1; START REPLICA");
            }
            load.awaitTransactions(100);
            load.close();
            boolean equal = true;
            String gtids = server.gtidExecuted();
            var tables = server.checksums();
            out.println("==> 5/5 The load has ended; the server has " + gtids + " and " + tables.size() + " tables");
            for (int i = 0; i < started.size(); i++) {
                MysqlServer mysqld = started.get(i);
                boolean caughtUp = mysqld.sql()
                        .value("SELECT WAIT_FOR_EXECUTED_GTID_SET('" + gtids + "', " + END_SECONDS * 2 + ")")
                        .equals("0");
                boolean same = caughtUp
                        && mysqld.checksums().equals(tables)
                        && mysqld.gtidExecuted().equals(gtids);
                WriteLoad.assertConsistent(mysqld.sql(), BANK);
                equal &= same;
                out.println("    " + copies.get(i).words() + ": "
                        + (caughtUp ? "has replicated the rest" : "does NOT catch up") + "; CHECKSUM TABLE of "
                        + mysqld.checksums().size() + " tables and gtid_executed " + (same ? "equal" : "DIFFERENT"));
            }
            out.println(
                    equal
                            ? "==> All four equal the server, mysqld "
                                    + MysqlInstallation.find().version() + "."
                            : "==> A copy DIFFERS from the server.");
            out.println();
            out.println("What to try next");
            out.println("  docs/one-donor-many-replicas.md");
            return equal ? 0 : 1;
        } finally {
            started.forEach(MysqlServer::close);
        }
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
