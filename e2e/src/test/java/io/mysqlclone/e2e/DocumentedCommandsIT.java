package io.mysqlclone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.Mode;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.RestartPolicy;
import io.mysqlclone.api.v1alpha1.recipient.ClaimRecipient;
import io.mysqlclone.api.v1alpha1.recipient.PodRecipient;
import io.mysqlclone.api.v1alpha1.recipient.StatefulSetRecipient;
import io.mysqlclone.api.v1alpha1.recipient.Target;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.testbed.CertificateAuthority;
import io.mysqlclone.testbed.CloneAssertions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * What a reader of the README and of the examples pastes, read from the pages and run in their order, on the StatefulSet
 * that they describe: its servers have the certificates that mysqld makes for itself.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Isolated("installs and removes the product as the pages say")
final class DocumentedCommandsIT {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path README = ROOT.resolve("README.md");
    private static final Path EXAMPLES = ROOT.resolve("examples");
    private static final Path MONITORING = ROOT.resolve("docs/monitoring.md");
    private static final String OWN_CA = "verify-identity.yaml";
    private static final int REPLICA = 1;
    private static final int NEW_REPLICA = 2;

    /** The one thing that a reader replaces: the images are on the nodes. */
    private static final Map<String, String> REPLACED = Map.of("registry.example.com/databases", "localhost");

    @TempDir
    static Path scratch;

    private final Scene scene = Scene.named("shop");
    private final MysqlSet servers = MysqlSet.in(scene, "mysql", 1)
            .replicas(2)
            .without("plugin-load-add")
            .secretVolume("private-ca", "/certificates");

    @BeforeAll
    void theStatefulSetOfTheReader() {
        CertificateAuthority authority = CertificateAuthority.create(scratch, "examples");
        CertificateAuthority.Issued issued = authority.issue("server", "mysql", "mysql-0.mysql.shop.svc");
        scene.kubectl(
                "create",
                "secret",
                "generic",
                "private-ca",
                "--from-file=ca.crt=" + authority.certificate(),
                "--from-file=tls.crt=" + issued.certificate(),
                "--from-file=tls.key=" + issued.key());
        servers.start();
        servers.sql(0)
                .execute("CREATE SCHEMA shop; CREATE TABLE shop.t (id INT PRIMARY KEY); INSERT INTO shop.t VALUES (1)");
        // The reader installs the product; the resource's definition belongs to the release that made it.
        Product.uninstall();
        Program.run(
                "kubectl",
                "delete",
                "crd",
                "mysqlclones.mysqlclone.io",
                "mysqldonors.mysqlclone.io",
                "mysqlcloneschedules.mysqlclone.io",
                "mysqlclonesets.mysqlclone.io",
                "--timeout=2m");
    }

    @Test
    @Order(1)
    void theReadmeWorksAsItIsWritten() throws IOException {
        Terminal terminal = terminal("readme");
        Files.createSymbolicLink(terminal.directory().resolve("helm"), ROOT.resolve("helm"));
        Path build =
                Files.createDirectories(terminal.directory().resolve("images")).resolve("build");
        Files.writeString(build, "#!/bin/sh\necho built before");
        assertThat(build.toFile().setExecutable(true)).isTrue();

        paste(terminal, README);

        assertIsACopy(REPLICA);
        assertThat(scene.kubectl(
                                "get",
                                "events",
                                "--field-selector=involvedObject.name=fill-replica",
                                "--sort-by=.lastTimestamp",
                                "-o",
                                "jsonpath={range .items[*]}{.reason}{\"\\n\"}{end}")
                        .lines()
                        .toList())
                .as("events as kubectl sorts them")
                .containsSubsequence("Transferred", "Committing", "Recovered", "Succeeded")
                .endsWith("Succeeded")
                .isEqualTo(new Clone(scene, "fill-replica").events());
    }

    @Test
    @Order(2)
    void waitingInAScriptWorks() throws IOException {
        Terminal terminal = terminal("monitoring");
        terminal.paste("kubectl config set-context --current --namespace=shop");

        paste(terminal, MONITORING);
    }

    @Test
    @Order(3)
    void theExamplesWorkInTheirOrder() throws IOException {
        beginAnew();
        Terminal terminal = terminal("examples");
        for (Path file : files()) {
            Files.copy(EXAMPLES.resolve(file), terminal.directory().resolve(file));
        }

        paste(terminal, EXAMPLES.resolve("README.md"));
        assertIsACopy(REPLICA);

        List<Path> rest = files().subList(2, files().size());
        assertThat(rest).hasSizeGreaterThan(4);
        for (Path file : rest) {
            apply(terminal, file);
        }
    }

    private void apply(Terminal terminal, Path file) throws IOException {
        String text = Files.readString(EXAMPLES.resolve(file));
        if (text.contains("\nkind: MySQLCloneSchedule\n")) {
            applySchedule(terminal, file);
            return;
        }
        if (text.contains("\nkind: MySQLCloneSet\n")) {
            servers.sql(0).execute("INSERT INTO shop.t SELECT MAX(id) + 1 FROM shop.t");
            terminal.paste("kubectl apply -f " + file);
            terminal.paste("kubectl wait --for=condition=Ready mycloneset/fill-set --timeout=5m");
            terminal.paste("kubectl get mycloneset");
            assertIsACopy(REPLICA);
            scene.kubectl("delete", "mycloneset", "fill-set", "--timeout=1m");
            return;
        }
        // What it refers to stands before it.
        MySQLClone example = Serialization.unmarshal(text.substring(text.lastIndexOf("\n---\n") + 1), MySQLClone.class);
        String name = example.getMetadata().getName();
        servers.sql(0).execute("INSERT INTO shop.t SELECT MAX(id) + 1 FROM shop.t");
        if (example.getSpec().postClone() != null) {
            servers.sql(0)
                    .execute("CREATE TABLE shop.customer (id INT PRIMARY KEY, name VARCHAR(80), email VARCHAR(80));"
                            + " INSERT INTO shop.customer VALUES (1, 'Ann', 'ann@private.test')");
        }
        boolean ownCa = file.toString().equals(OWN_CA);
        if (ownCa) {
            certificates("/certificates/ca.crt", "/certificates/tls.crt", "/certificates/tls.key");
        }
        terminal.paste("kubectl apply -f " + file);
        Clone clone = new Clone(scene, name);
        if (example.getSpec().restartPolicy() == RestartPolicy.MANUAL) {
            clone.awaitPhase(Phase.AWAITING_APPROVAL);
            terminal.paste(commandIn(file, "kubectl annotate "));
        }
        clone.awaitReady();
        if (example.getSpec().mode() == Mode.PREFLIGHT) {
            clone.awaitReason(Reason.PREFLIGHT_PASSED);
            assertThat(scene.kubectl("get", "pvc", "-o", "name"))
                    .as("claims after a dry run of the first clone that would make one")
                    .doesNotContain("analysis");
        }
        if (example.getSpec().postClone() == null) {
            recipient(example.getSpec().recipient().target()).ifPresent(this::assertIsACopy);
        } else {
            assertThat(clone.status().holds(ConditionType.POST_CLONED)).isTrue();
            assertThat(servers.sql(REPLICA).query("SELECT name FROM shop.customer"))
                    .containsExactly(List.of("Customer 1"));
        }
        assertThat(clone.status().holds(ConditionType.REPLICATING))
                .isEqualTo(example.getSpec().replication() != null);
        if (ownCa) {
            certificates("ca.pem", "server-cert.pem", "server-key.pem");
        }
    }

    /** Nobody waits for two o'clock in the night: a copy is asked for, as the comment says. What becomes of one is ScheduleIT's. */
    private void applySchedule(Terminal terminal, Path file) throws IOException {
        terminal.paste("kubectl apply -f " + file);
        terminal.paste(commandIn(file, "kubectl annotate "));
        terminal.paste("kubectl wait --for=jsonpath='{.status.active}' myschedule/nightly --timeout=1m");
        terminal.paste(commandIn(file, "kubectl get "));
        scene.kubectl("delete", "myschedule", "nightly");
        scene.kubectl("delete", "mysqlclone", "-l", "mysqlclone.io/schedule=nightly", "--timeout=3m");
    }

    /** A command that the comment of an example gives. */
    private static String commandIn(Path file, String begin) throws IOException {
        return Files.readAllLines(EXAMPLES.resolve(file)).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.substring(1).strip())
                .filter(line -> line.startsWith(begin))
                .findFirst()
                .orElseThrow(() -> new AssertionError(file + " gives no command that begins with " + begin));
    }

    private void certificates(String ca, String certificate, String key) {
        servers.sql(0)
                .execute("SET GLOBAL ssl_ca = '%s'; SET GLOBAL ssl_cert = '%s'; SET GLOBAL ssl_key = '%s';"
                                .formatted(ca, certificate, key)
                        + " ALTER INSTANCE RELOAD TLS");
    }

    /** The files in the order of the table: the accounts, then the resources. */
    private static List<Path> files() throws IOException {
        return Pattern.compile("\\| \\[([a-z-]+\\.yaml)]")
                .matcher(Files.readString(EXAMPLES.resolve("README.md")))
                .results()
                .map(match -> Path.of(match.group(1)))
                .toList();
    }

    private void paste(Terminal terminal, Path page) {
        List<DocumentedBlock> blocks = DocumentedBlock.of(page).stream()
                .filter(block -> block.runs().onTheCluster())
                .toList();
        assertThat(blocks).as("blocks of %s", page).isNotEmpty();
        for (DocumentedBlock block : blocks) {
            String text = block.text();
            for (Map.Entry<String, String> replaced : REPLACED.entrySet()) {
                text = text.replace(replaced.getKey(), replaced.getValue());
            }
            if (block.runs() == DocumentedBlock.Runs.DONOR_SQL) {
                servers.sql(0).execute(text);
            } else {
                terminal.paste(text);
            }
        }
    }

    private Terminal terminal(String name) throws IOException {
        Path directory = Files.createDirectory(scratch.resolve(name));
        Path config = Files.copy(Path.of(System.getenv("KUBECONFIG")), directory.resolve("kubeconfig"));
        return new Terminal(directory, Map.of("KUBECONFIG", config.toString()));
    }

    /** What the README has made is not there for a reader of the examples. */
    private void beginAnew() {
        scene.kubectl("delete", "mysqlclone", "--all", "--timeout=3m");
        scene.kubectl("delete", "secret", "donor-ca", "donor-account");
        servers.empty(REPLICA);
        servers.sql(0).execute("DROP USER clone@'%'; UNINSTALL PLUGIN clone");
    }

    private void assertIsACopy(int ordinal) {
        CloneAssertions.assertSameTables(servers.checksums(0), servers.checksums(ordinal));
        assertThat(servers.gtidExecuted(ordinal)).isEqualTo(servers.gtidExecuted(0));
    }

    /** The ordinal of the server that has become a copy; none has, where only a volume was filled. */
    private static OptionalInt recipient(Target target) {
        return switch (target) {
            case PodRecipient _, StatefulSetRecipient _ -> OptionalInt.of(REPLICA);
            case ClaimRecipient claim when claim.workload().isPresent() -> OptionalInt.of(NEW_REPLICA);
            case ClaimRecipient _ -> OptionalInt.empty();
        };
    }

    @AfterAll
    void theProductOfTheOtherScenarios() {
        scene.close();
        Program.tryRun(
                "", List.of("helm", "uninstall", "mysql-clone-operator", "--namespace", Product.NAMESPACE, "--wait"));
        Program.tryRun(
                "",
                List.of(
                        "kubectl",
                        "delete",
                        "crd",
                        "mysqlclones.mysqlclone.io",
                        "mysqldonors.mysqlclone.io",
                        "mysqlcloneschedules.mysqlclone.io",
                        "mysqlclonesets.mysqlclone.io",
                        "--timeout=2m"));
        Product.install();
    }
}
