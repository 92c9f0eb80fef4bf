package io.mysqlclone.testbed.demo;

import io.mysqlclone.testbed.CertificateAuthority;
import io.mysqlclone.testbed.MysqlInstallation;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.MysqlServerBuilder;
import io.mysqlclone.testbed.SampleData;
import io.mysqlclone.testbed.WriteLoad;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A busy donor, a clone of it by the agent, a server on the clone, and a comparison of the two. */
@Command(
        name = "demo",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Clones a running, busy MySQL server with clone-agent and proves that the copy is right.",
            "Everything it makes lives in one temporary directory and is gone afterwards."
        })
public final class Demo implements Callable<Integer> {

    private static final String BANK = "bank";

    @Option(names = "--size", defaultValue = "1G", description = "Sample data, such as 256M or 4G (default: 1G).")
    private DataSize size = new DataSize(1024);

    @Option(
            names = "--tls",
            defaultValue = "verify-identity",
            paramLabel = "MODE",
            description = "disabled, preferred, required, verify-ca or verify-identity (default).")
    private TlsMode tls = TlsMode.VERIFY_IDENTITY;

    @Option(
            names = "--concurrency",
            defaultValue = "auto",
            paramLabel = "N",
            description = "Connections to the donor: a number, or auto (default).")
    private String concurrency = "auto";

    @Option(
            names = "--sessions",
            defaultValue = "4",
            description = "Sessions that write during the clone (default: 4).")
    private int sessions = 4;

    @Option(names = "--stay", description = "Keep both servers running at the end until Enter is pressed.")
    private boolean stay;

    private final Stage stage;
    private final Path scratch;
    private final PrintStream out;

    private Demo(Stage stage) {
        this.stage = stage;
        this.scratch = stage.scratch();
        this.out = stage.out();
    }

    /**
     * Runs the demonstration and ends the JVM: 0 when the copy equals the donor, 1 when not.
     *
     * @param arguments as {@link Stage#present} has them
     */
    public static void main(String[] arguments) {
        Stage.present(arguments, Demo::new);
    }

    @Override
    public Integer call() throws Exception {
        out.println("==> 1/5 A donor: mysqld " + MysqlInstallation.find().version() + " with " + size + " of data in "
                + scratch);
        out.println("    With 1G the demonstration takes about two minutes in all on two cores.");
        Optional<CertificateAuthority> authority =
                tls == TlsMode.DISABLED ? Optional.empty() : Optional.of(CertificateAuthority.create(scratch, "demo"));
        try (MysqlServer donor = donor(authority)) {
            load(donor);
            out.println(
                    "==> 2/5 Load: " + sessions + " sessions move money between 1000 accounts, as fast as they can");
            try (WriteLoad load = WriteLoad.start(donor, BANK, sessions)) {
                load.awaitTransactions(100);
                long before = load.transactions();
                Path copyDir = scratch.resolve("copy");
                runAgent(donor, authority, copyDir);
                out.println("    the donor has committed " + (load.transactions() - before)
                        + " transactions meanwhile, and goes on");
                out.println("==> 4/5 A second mysqld starts on the copy and recovers");
                try (MysqlServer copy =
                        MysqlServer.builder(scratch).dataDir(copyDir).donor().start()) {
                    return compare(donor, copy, load);
                }
            }
        }
    }

    private MysqlServer donor(Optional<CertificateAuthority> authority) {
        // Long enough in redo for the load, so that the demonstration shows the clone and not checkpoints.
        MysqlServerBuilder settings = MysqlServer.builder(scratch).donor().option("--innodb-redo-log-capacity=512M");
        authority.ifPresent(ca -> settings.tls(ca, ca.issue("donor", "donor", "127.0.0.1", "localhost")));
        return settings.start();
    }

    private void load(MysqlServer donor) {
        long began = System.nanoTime();
        long[] shown = {0};
        SampleData.in("shop")
                .mebibytes(size.mebibytes())
                .onProgress(bytes -> {
                    if (bytes - shown[0] >= 256L << 20) {
                        shown[0] = bytes;
                        out.println("    " + (bytes >> 20) + " MiB");
                    }
                })
                .createIn(donor);
        donor.createCloneUser(Stage.USER, Stage.PASSWORD);
        out.println("    "
                + donor.query("SELECT 1 FROM information_schema.tables WHERE table_schema LIKE 'shop%'")
                        .size() + " tables of every kind after " + seconds(began) + " on port " + donor.port());
    }

    private void runAgent(MysqlServer donor, Optional<CertificateAuthority> authority, Path copyDir)
            throws IOException, InterruptedException {
        stage.writePassword();
        List<String> command = new ArrayList<>(List.of(
                "clone-agent",
                "clone",
                "--donor",
                "127.0.0.1:" + donor.port(),
                "--user",
                Stage.USER,
                "--password-file",
                Stage.PASSWORD_FILE,
                "--data-dir",
                stage.relative(copyDir),
                "--tls-mode",
                tls.text(),
                "--concurrency",
                concurrency));
        if (tls == TlsMode.DISABLED) {
            command.add("--get-server-public-key");
        }
        if (tls.verifies()) {
            command.addAll(
                    List.of("--tls-ca", stage.relative(authority.orElseThrow().certificate())));
        }
        out.println("==> 3/5 Clone, in " + scratch + ":");
        ProcessBuilder shown = stage.show(command);
        // Ctrl-C is for the agent as it is on any terminal; this JVM was started in the background, where it is
        // ignored.
        shown.command().addAll(0, List.of("env", "--default-signal=INT"));
        long began = System.nanoTime();
        Process process = shown.inheritIO().start();
        Thread end = new Thread(() -> cancel(process));
        Runtime.getRuntime().addShutdownHook(end);
        int code = process.waitFor();
        Runtime.getRuntime().removeShutdownHook(end);
        if (code != 0) {
            throw new IllegalStateException(
                    "clone-agent ended with exit code " + code + " after " + seconds(began) + ".");
        }
        out.println("    clone-agent took " + seconds(began) + ", its own start included");
    }

    /** Lets the agent clean up after a Ctrl-C of the terminal, or tells it to; ends it when it does not. */
    private static void cancel(Process process) {
        try {
            if (!process.waitFor(Duration.ofSeconds(3))) {
                new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                        .start()
                        .waitFor();
            }
            if (!process.waitFor(Duration.ofSeconds(15))) {
                process.destroyForcibly();
            }
        } catch (IOException | InterruptedException e) {
            process.destroyForcibly();
        }
    }

    private int compare(MysqlServer donor, MysqlServer copy, WriteLoad load) throws IOException {
        String snapshot = copy.gtidExecuted();
        out.println("    it is a copy of the donor at gtid_executed = " + snapshot);
        copy.query("SELECT state, binlog_file, binlog_position FROM performance_schema.clone_status")
                .forEach(row -> out.println("    performance_schema.clone_status: " + row.get(0) + ", binary log "
                        + row.get(1) + " position " + row.get(2)));
        WriteLoad.assertConsistent(copy.sql(), BANK);
        load.close();
        out.println("    the donor has committed " + load.transactions() + " transactions by now; its load ends here");
        out.println("==> 5/5 Comparison: CHECKSUM TABLE of every table");
        out.println("    The tables of shop are not written to, so the donor's are the snapshot's. Those of " + BANK
                + " are: a third,");
        out.println(
                "    empty mysqld replays the donor's binary log up to exactly that GTID set, and stands for the donor there.");
        boolean equal = SnapshotComparison.of(donor, copy, BANK, scratch.resolve("witness"), snapshot)
                .print(out);
        out.println(equal ? "==> The copy equals the donor at the snapshot." : "==> The copy DIFFERS from the donor.");
        out.println();
        suggest(donor, copy);
        return equal ? 0 : 1;
    }

    private void suggest(MysqlServer donor, MysqlServer copy) throws IOException {
        if (stay) {
            out.println("Both servers run until you press Enter. MySQL's client is at their sockets:");
            out.println("  " + clientScript("mysql-donor", donor));
            out.println("  " + clientScript("mysql-copy", copy));
            int key = System.in.read();
            out.println(key < 0 ? "There is no keyboard; the servers end." : "The servers end.");
            return;
        }
        out.println("""
                What to try next
                  ./demo --agent-only --stay             look around in both servers yourself
                  ./demo --agent-only --size 4G          more of it
                  ./demo --agent-only --tls disabled     without TLS
                  %1$s clone --help
                With a server of yours, whose data directory has the ca.pem
                  %1$s preflight --donor HOST --user NAME --password-file FILE --tls-mode verify-ca --tls-ca ca.pem --data-dir EMPTY_DIRECTORY
                  %1$s clone --donor HOST --user NAME --password-file FILE --tls-mode verify-ca --tls-ca ca.pem --data-dir EMPTY_DIRECTORY
                """.formatted("clone-agent/target/dist/bin/clone-agent"));
    }

    private Path clientScript(String name, MysqlServer server) throws IOException {
        List<String> command = MysqlInstallation.find()
                .toolCommand("mysql", List.of("--no-defaults", "--user=root", "--socket=" + server.socket()));
        Path script = stage.file(name, "rwx------");
        return Files.writeString(script, "#!/bin/sh\nexec '" + String.join("' '", command) + "' \"$@\"\n");
    }

    private static String seconds(long began) {
        return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - began) / 1e9);
    }
}
