package io.mysqlclone.recipient.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.engine.Relocation;
import io.mysqlclone.innodb.descriptor.InnodbLocator;
import io.mysqlclone.mysql.Compression;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.Credentials;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.Secret;
import io.mysqlclone.mysql.ServerPublicKey;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.mysql.TlsOptions;
import io.mysqlclone.protocol.DdlSettings;
import io.mysqlclone.protocol.ProtocolVersion;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.Limits;
import io.mysqlclone.recipient.preflight.Preflight.Check;
import io.mysqlclone.recipient.preflight.Preflight.Verdict;
import io.mysqlclone.recipient.remote.DonorSession;
import io.mysqlclone.recipient.remote.SilenceWatch;
import io.mysqlclone.recipient.run.CloneRun;
import io.mysqlclone.recipient.target.CloneTarget;
import io.mysqlclone.testbed.Keyring;
import io.mysqlclone.testbed.MysqlServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Preflights of one donor that has encrypted tables, tables elsewhere and users of all kinds. */
class PreflightIT {
    private static final String GENERAL = "elsewhere.ibd";

    @TempDir
    static Path scratch;

    private static MysqlServer donor;
    private static Path external;

    @TempDir
    Path host;

    private Path target;

    @BeforeAll
    static void startDonor() throws Exception {
        external = Files.createDirectory(scratch.resolve("external")).toRealPath();
        donor = MysqlServer.builder(Files.createDirectory(scratch.resolve("donor")))
                .donor()
                .keyring(Keyring.in(Files.createDirectory(scratch.resolve("keyring"))))
                .option("--innodb-directories=" + external)
                .start();
        donor.createCloneUser("cloner", "secret");
        donor.execute("CREATE USER nobody@'%' IDENTIFIED BY 'secret'; CREATE SCHEMA d;"
                + "CREATE TABLE d.t (a INT PRIMARY KEY) ENCRYPTION = 'Y'; INSERT INTO d.t VALUES (1);"
                + "CREATE TABLE d.away (a INT PRIMARY KEY) DATA DIRECTORY = '" + external + "';"
                + "CREATE TABLESPACE elsewhere ADD DATAFILE '" + external.resolve(GENERAL) + "'");
    }

    @AfterAll
    static void stopDonor() {
        donor.close();
    }

    @BeforeEach
    void chooseTarget() {
        target = host.resolve("copy");
    }

    private static CloneRequest request(ConnectionOptions connection, CloneRequest.Target target) {
        return new CloneRequest(
                connection,
                target,
                new CloneRequest.Concurrency.Fixed(2),
                Limits.NONE,
                new CloneRequest.DdlPolicy(Duration.ofSeconds(300), false),
                Duration.ofMinutes(1),
                Duration.ofSeconds(5),
                true,
                4 << 20,
                CloneRequest.Commit.IF_STOPPED);
    }

    private static ConnectionOptions as(String user, String password, TlsOptions tls) {
        return as(donor, user, password, tls);
    }

    private static ConnectionOptions as(MysqlServer server, String user, String password, TlsOptions tls) {
        return new ConnectionOptions(
                new Endpoint.Tcp("127.0.0.1", server.port()),
                new Credentials(user, Secret.of(password)),
                tls,
                Compression.NONE,
                Duration.ofSeconds(10),
                new ServerPublicKey.FromServer());
    }

    private static ConnectionOptions cloner() {
        return as("cloner", "secret", TlsOptions.of(TlsMode.REQUIRED));
    }

    private CloneRequest.Target fresh(Relocation... relocations) {
        return new CloneRequest.Target(target, false, List.of(relocations));
    }

    private Relocation relocation() {
        return new Relocation(external.toString(), host.resolve("external"));
    }

    private static Check check(Preflight.Report report, String name) {
        return report.checks().stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> failures(Preflight.Report report) {
        return report.checks().stream()
                .filter(check -> check.verdict() == Verdict.FAILED)
                .map(Check::name)
                .toList();
    }

    private List<Path> tree() throws IOException {
        try (Stream<Path> files = Files.walk(host)) {
            return files.sorted().toList();
        }
    }

    private static void assertDonorIsFree() {
        await().untilAsserted(() -> assertThat(
                        donor.query("SELECT ID, STATE FROM performance_schema.processlist WHERE COMMAND = 'clone'"))
                .isEmpty());
    }

    @Test
    void passesOnAGoodPairAndChangesNeitherDonorNorTarget() throws Exception {
        List<Path> before = tree();
        CloneRequest request = request(cloner(), fresh(relocation()));

        Preflight.Report report = new Preflight(CloneEngines.standard(), request).check();

        assertThat(failures(report)).isEmpty();
        assertThat(report.passed()).isTrue();
        assertThat(report.checks()).extracting(Check::verdict).doesNotContain(Verdict.SKIPPED);
        assertThat(check(report, "files").message()).matches("\\d+ files, [0-9.]+ MiB");
        assertThat(check(report, "external tablespaces").message()).startsWith("2 tablespaces");
        assertThat(check(report, "encryption").message()).startsWith("1 tablespaces are encrypted");
        assertThat(check(report, "donor plugins").message()).contains("mysql_clone.so");
        assertThat(check(report, "TLS").verdict()).as("not verified").isEqualTo(Verdict.WARNING);
        assertThat(tree()).isEqualTo(before);
        CloneResult result = new CloneRun(CloneEngines.standard(), request, event -> {}).run();
        assertThat(result.files()).isPositive();
        assertDonorIsFree();
    }

    @Test
    void reportsAllProblemsOfTargetAndDonorAtOnce() throws Exception {
        Files.createDirectory(target);
        Files.writeString(target.resolve("notes.txt"), "mine");
        List<Path> before = tree();

        Preflight.Report report = new Preflight(
                        CloneEngines.standard(),
                        request(
                                as("cloner", "secret", TlsOptions.of(TlsMode.DISABLED)),
                                fresh(new Relocation("/nowhere", host.resolve("no/such/place")))))
                .check();

        assertThat(failures(report))
                .containsExactly("target content", "relocation targets", "encryption", "external tablespaces");
        assertThat(check(report, "target content").message()).contains("notes.txt");
        assertThat(check(report, "relocation targets").message()).contains("can't be created");
        assertThat(check(report, "encryption").message()).contains("3872").contains("--tls-mode required");
        assertThat(check(report, "external tablespaces").message())
                .contains(external.resolve(GENERAL).toString())
                .contains(external.resolve("d/away.ibd").toString())
                .endsWith(": --relocate " + external + "=DIR");
        assertThat(check(report, "free space").verdict()).isEqualTo(Verdict.OK);
        assertThat(report.passed()).isFalse();
        assertThat(tree()).isEqualTo(before);
        assertDonorIsFree();
    }

    @Test
    void tellsThatNobodyAnswers() throws Exception {
        Preflight.Report report = new Preflight(
                        CloneEngines.standard(),
                        request(
                                new ConnectionOptions(
                                        new Endpoint.Tcp("127.0.0.1", 1),
                                        new Credentials("cloner", Secret.of("secret")),
                                        TlsOptions.of(TlsMode.PREFERRED),
                                        Compression.NONE,
                                        Duration.ofSeconds(5)),
                                fresh()))
                .check();
        assertThat(failures(report)).containsExactly("donor reachable");
        assertThat(report.isOutage()).as("trying again may help").isTrue();
        assertThat(check(report, "target directory").verdict()).isEqualTo(Verdict.OK);
        assertThat(check(report, "files").verdict()).isEqualTo(Verdict.SKIPPED);
    }

    @Test
    void tellsAWrongPasswordAndATargetWhoseParentIsMissing() throws Exception {
        target = host.resolve("a/b");
        Preflight.Report report = new Preflight(
                        CloneEngines.standard(),
                        request(as("cloner", "wrong", TlsOptions.of(TlsMode.REQUIRED)), fresh()))
                .check();
        assertThat(failures(report)).containsExactly("target directory", "donor login");
        assertThat(report.isOutage()).as("trying again does not help").isFalse();
        assertThat(check(report, "donor login").message()).contains("1045");
        assertThat(check(report, "clone plugin").verdict()).isEqualTo(Verdict.SKIPPED);
    }

    @Test
    void tellsACertificateOfAStranger() throws Exception {
        Preflight.Report report = new Preflight(
                        CloneEngines.standard(),
                        request(as("cloner", "secret", TlsOptions.of(TlsMode.VERIFY_CA)), fresh()))
                .check();
        assertThat(failures(report)).containsExactly("TLS");
        assertThat(check(report, "donor reachable").verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void verifiesTheCertificateOfTheDonorsOwnAuthority() throws Exception {
        var tls = new TlsOptions(
                TlsMode.VERIFY_CA,
                Optional.of(donor.dataDir().resolve("ca.pem")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of());
        Check check = check(
                new Preflight(CloneEngines.standard(), request(as("cloner", "secret", tls), fresh())).check(), "TLS");
        assertThat(check.verdict()).isEqualTo(Verdict.OK);
        assertThat(check.message()).startsWith("TLSv1.3 ");
    }

    @Test
    void tellsThatThePrivilegeIsMissing() throws Exception {
        Preflight.Report report = new Preflight(
                        CloneEngines.standard(),
                        request(as("nobody", "secret", TlsOptions.of(TlsMode.REQUIRED)), fresh()))
                .check();
        assertThat(failures(report)).containsExactly("BACKUP_ADMIN");
        assertThat(check(report, "BACKUP_ADMIN").message())
                .contains("1227")
                .endsWith("GRANT BACKUP_ADMIN ON *.* TO 'nobody'@'%';");
        assertThat(check(report, "clone plugin").verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void tellsThatPluginAndPrivilegeAreMissing() throws Exception {
        try (MysqlServer plain = MysqlServer.builder(host).start()) {
            plain.execute("CREATE USER nobody@'%' IDENTIFIED BY 'secret'");
            plain.createCloneUser("cloner", "secret");
            TlsOptions tls = TlsOptions.of(TlsMode.REQUIRED);

            Preflight.Report both = new Preflight(
                            CloneEngines.standard(), request(as(plain, "nobody", "secret", tls), fresh()))
                    .check();
            assertThat(check(both, "BACKUP_ADMIN").verdict()).isIn(Verdict.FAILED, Verdict.WARNING);
            assertThat(check(both, "clone plugin").verdict()).isEqualTo(Verdict.FAILED);
            assertThat(check(both, "clone plugin").message()).contains("INSTALL PLUGIN clone");

            Preflight.Report one = new Preflight(
                            CloneEngines.standard(), request(as(plain, "cloner", "secret", tls), fresh()))
                    .check();
            assertThat(failures(one)).containsExactly("clone plugin");
            assertThat(check(one, "BACKUP_ADMIN").verdict()).isEqualTo(Verdict.OK);
        }
    }

    @Test
    void tellsThatAnotherCloneIsRunning() throws Exception {
        try (SilenceWatch watch = new SilenceWatch()) {
            var settings = new DonorSession.Settings(
                    cloner(), ProtocolVersion.V4, DdlSettings.DEFAULT, Duration.ofMinutes(1), watch);
            try (DonorSession other = DonorSession.begin(settings, List.of(InnodbLocator.forInit()))) {
                Preflight.Report report = new Preflight(CloneEngines.standard(), request(cloner(), fresh())).check();
                assertThat(failures(report)).containsExactly("donor free for a clone");
                assertThat(check(report, "donor free for a clone").message()).contains("3634");
                assertThat(report.isTurnOfAnother()).as("trying again helps").isTrue();
                other.master().exit();
                other.acknowledgements().exit();
            }
        }
        assertDonorIsFree();
    }

    @Test
    void judgesAVolumeThatIsYetToBeMadeByItsSize() throws Exception {
        Preflight.Report enough = planned(100L << 30);
        assertThat(failures(enough)).isEmpty();
        assertThat(check(enough, "free space").verdict()).isEqualTo(Verdict.OK);
        assertThat(check(enough, "free space").message()).contains("is to have 100 GiB");
        assertThat(check(enough, "file system").verdict()).isEqualTo(Verdict.SKIPPED);
        long needed = enough.space().orElseThrow().neededBytes();
        assertThat(needed).isBetween(10L << 20, 10L << 30);
        assertThat(enough.space().orElseThrow().freeBytes()).isEqualTo(100L << 30);

        assertThat(check(planned(needed + 1), "free space").verdict()).isEqualTo(Verdict.WARNING);
        Preflight.Report small = planned(needed - 1);
        assertThat(failures(small)).containsExactly("free space");
        assertThat(check(small, "free space").message()).contains("make it larger");
        assertThat(target).doesNotExist();
    }

    private Preflight.Report planned(long bytes) {
        return new Preflight(CloneEngines.standard(), request(cloner(), fresh(relocation())), OptionalLong.of(bytes))
                .check();
    }

    @Test
    void doesNotCostTheSnapshotThatACloneWouldResume() throws Exception {
        CloneRequest request = request(cloner(), fresh(relocation()));
        String address = cloner().endpoint().toString();
        try (CloneTarget unfinished = CloneTarget.open(request.target())) {
            unfinished.startJournal(address).close();
            Check agents = check(new Preflight(CloneEngines.standard(), request).check(), "other agents");
            assertThat(agents.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(agents.message()).contains("this process");
        }
        List<Path> before = tree();
        Preflight.Report report = new Preflight(CloneEngines.standard(), request).check();

        assertThat(failures(report)).isEmpty();
        assertThat(check(report, "earlier clone").message()).contains("will be resumed");
        assertThat(check(report, "clone plugin").verdict()).isEqualTo(Verdict.OK);
        assertThat(check(report, "files").verdict()).isEqualTo(Verdict.SKIPPED);
        assertThat(check(report, "donor free for a clone").message()).contains("give up the unfinished clone");
        assertThat(tree()).isEqualTo(before);
    }

    @Test
    void asksTheDonorWhenTheUnfinishedCloneIsOfAnotherOne() throws Exception {
        CloneRequest request = request(cloner(), fresh(relocation()));
        try (CloneTarget unfinished = CloneTarget.open(request.target())) {
            unfinished.startJournal("elsewhere:3306").close();
        }
        Preflight.Report report = new Preflight(CloneEngines.standard(), request).check();
        assertThat(failures(report)).isEmpty();
        assertThat(check(report, "earlier clone").verdict()).isEqualTo(Verdict.WARNING);
        assertThat(check(report, "files").verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void seesTheLockOfAnotherProcess() throws Exception {
        Path agent = Files.createDirectories(target.resolve("#clone-agent"));
        Path lock = Files.writeString(agent.resolve("lock"), "pid 1 on host other since never\n");
        Path program = Files.writeString(host.resolve("Holder.java"), """
                void main(String[] arguments) throws Exception {
                    var channel = java.nio.channels.FileChannel.open(
                            java.nio.file.Path.of(arguments[0]), java.nio.file.StandardOpenOption.WRITE);
                    channel.lock();
                    System.out.println("locked");
                    System.in.read();
                }
                """);
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        program.toString(),
                        lock.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(holder.inputReader().readLine()).isEqualTo("locked");
            Check agents = check(
                    new Preflight(CloneEngines.standard(), request(cloner(), fresh(relocation()))).check(),
                    "other agents");
            assertThat(agents.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(agents.message()).contains("pid 1 on host other");
        } finally {
            holder.destroy();
            holder.waitFor();
        }
        Check agents = check(
                new Preflight(CloneEngines.standard(), request(cloner(), fresh(relocation()))).check(), "other agents");
        assertThat(agents.verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void comparesTheServerInPlaceWithTheDonor() throws Exception {
        try (MysqlServer live = MysqlServer.builder(host)
                .option("--innodb-page-size=4k")
                .option("--innodb-data-file-path=ibdata1:12M;ibdata2:12M:autoextend")
                .start()) {
            Preflight.Report report = new Preflight(
                            CloneEngines.standard(),
                            request(cloner(), new CloneRequest.Target(live.dataDir(), true, List.of(relocation()))))
                    .check();
            assertThat(failures(report)).containsExactly("page size", "encryption", "system tablespace");
            assertThat(check(report, "page size").message()).contains("16384").contains("4096");
            assertThat(check(report, "donor version").message()).contains("LTS");
            assertThat(live.sql().value("SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void refusesInPlaceWhereNoServerIs() throws Exception {
        Files.createDirectory(target);
        Preflight.Report report = new Preflight(
                        CloneEngines.standard(),
                        request(cloner(), new CloneRequest.Target(target, true, List.of(relocation()))))
                .check();
        assertThat(failures(report)).contains("target content");
        assertThat(check(report, "target content").message()).contains("no ibdata1");
        assertThat(check(report, "files").verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void knowsACloneThatIsComplete() throws Exception {
        CloneRequest request = request(cloner(), fresh(relocation()));
        CloneResult result = new CloneRun(CloneEngines.standard(), request, event -> {}).run();
        assertThat(result.alreadyComplete()).isFalse();
        Preflight.Report report = new Preflight(CloneEngines.standard(), request).check();
        assertThat(failures(report)).isEmpty();
        assertThat(check(report, "earlier clone").verdict()).isEqualTo(Verdict.WARNING);
        assertThat(check(report, "earlier clone").message()).contains("complete clone");
        assertThat(new CloneRun(CloneEngines.standard(), request, event -> {})
                        .run()
                        .alreadyComplete())
                .isTrue();
    }

    @Test
    void refusesAFreshCloneOntoAServerThatWasClonedAndStarted() throws Exception {
        CloneRequest request = request(cloner(), fresh(relocation()));
        CloneResult result = new CloneRun(CloneEngines.standard(), request, event -> {}).run();
        assertThat(result.innodbDirectories()).hasSize(1);
        try (MysqlServer copy = MysqlServer.builder(host)
                .dataDir(target)
                .keyring(Keyring.in(Files.createDirectory(host.resolve("keyring"))))
                .option("--innodb-directories=" + result.innodbDirectories().getFirst())
                .start()) {
            assertThat(copy.checksums()).isEqualTo(donor.checksums());
            copy.stop();
        }
        Preflight.Report report = new Preflight(CloneEngines.standard(), request).check();
        assertThat(failures(report)).containsExactly("target content");
        assertThatThrownBy(() -> new CloneRun(CloneEngines.standard(), request, event -> {}).run())
                .isInstanceOfSatisfying(
                        CloneFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(CloneFailure.Kind.REFUSED))
                .hasMessageContaining("not empty");
    }
}
