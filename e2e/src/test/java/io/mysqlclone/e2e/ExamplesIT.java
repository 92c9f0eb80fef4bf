package io.mysqlclone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.RestartPolicy;
import io.mysqlclone.api.v1alpha1.recipient.ClaimRecipient;
import io.mysqlclone.api.v1alpha1.recipient.PodRecipient;
import io.mysqlclone.api.v1alpha1.recipient.StatefulSetRecipient;
import io.mysqlclone.api.v1alpha1.recipient.Target;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.testbed.CertificateAuthority;
import io.mysqlclone.testbed.CloneAssertions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each file of examples/, applied as it is, to the StatefulSet that their README describes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ExamplesIT {

    private static final Path EXAMPLES = Path.of("../examples");
    private static final String ACCOUNTS = "secrets.yaml";
    private static final int REPLICA = 1;
    private static final int NEW_REPLICA = 2;

    private final Scene scene = Scene.named("shop");
    private final MysqlSet servers = MysqlSet.in(scene, "mysql", 1)
            .replicas(2)
            .secretVolume("private-ca", "/certificates")
            .option("ssl-ca", "/certificates/ca.crt")
            .option("ssl-cert", "/certificates/tls.crt")
            .option("ssl-key", "/certificates/tls.key");

    static List<String> examples() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml") && !name.equals(ACCOUNTS))
                    .sorted()
                    .toList();
        }
    }

    @BeforeAll
    void theStatefulSetOfTheReadme(@TempDir Path directory) {
        CertificateAuthority authority = CertificateAuthority.create(directory, "examples");
        CertificateAuthority.Issued issued = authority.issue("server", "mysql", "mysql-0.mysql.shop.svc");
        scene.kubectl("create", "secret", "generic", "mysql-ca", "--from-file=ca.crt=" + authority.certificate());
        scene.kubectl(
                "create",
                "secret",
                "generic",
                "private-ca",
                "--from-file=ca.crt=" + authority.certificate(),
                "--from-file=tls.crt=" + issued.certificate(),
                "--from-file=tls.key=" + issued.key());
        scene.kubectl("apply", "-f", EXAMPLES.resolve(ACCOUNTS).toString());
        servers.start();
        servers.sql(0)
                .execute(
                        "CREATE USER clone@'%' IDENTIFIED BY 'change-me' REQUIRE SSL;"
                                + "GRANT BACKUP_ADMIN ON *.* TO clone@'%';"
                                + "CREATE USER repl@'%' IDENTIFIED BY 'change-me' REQUIRE SSL;"
                                + "GRANT REPLICATION SLAVE, REPLICATION CLIENT, REPLICATION_SLAVE_ADMIN ON *.* TO repl@'%';"
                                + "CREATE SCHEMA shop; CREATE TABLE shop.t (id INT PRIMARY KEY); INSERT INTO shop.t VALUES (1)");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void works(String file) {
        MySQLClone example = read(EXAMPLES.resolve(file));
        servers.sql(0).execute("INSERT INTO shop.t SELECT MAX(id) + 1 FROM shop.t");
        servers.empty(REPLICA);

        scene.kubectl("apply", "-f", EXAMPLES.resolve(file).toString());
        try (Clone clone = new Clone(scene, example.getMetadata().getName())) {
            if (example.getSpec().restart() == RestartPolicy.MANUAL) {
                clone.awaitPhase(Phase.AWAITING_APPROVAL);
                scene.kubectl(
                        "annotate", "myclone", example.getMetadata().getName(), MySQLClone.APPROVE_RESTART + "=true");
            }
            clone.awaitReady();

            recipient(example.getSpec().recipient().target()).ifPresent(ordinal -> {
                CloneAssertions.assertSameTables(servers.checksums(0), servers.checksums(ordinal));
                assertThat(servers.gtidExecuted(ordinal)).isEqualTo(servers.gtidExecuted(0));
            });
            assertThat(clone.status().holds(ConditionType.REPLICATING))
                    .isEqualTo(example.getSpec().replication() != null);
        }
    }

    @AfterAll
    void end() {
        scene.close();
    }

    /** The ordinal of the server that has become a copy; none has, where only a volume was filled. */
    private static OptionalInt recipient(Target target) {
        return switch (target) {
            case PodRecipient _, StatefulSetRecipient _ -> OptionalInt.of(REPLICA);
            case ClaimRecipient claim when claim.restart() != null -> OptionalInt.of(NEW_REPLICA);
            case ClaimRecipient _ -> OptionalInt.empty();
        };
    }

    private static MySQLClone read(Path file) {
        try (var yaml = Files.newInputStream(file)) {
            return Serialization.unmarshal(yaml, MySQLClone.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
