package io.mysqlclone.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.testbed.ApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The resource as a person at a terminal meets it. */
class KubectlIT {
    private static final Path EXAMPLES = Path.of("../examples");

    @TempDir
    Path scratch;

    @BeforeAll
    static void define() {
        Documents.client();
    }

    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleIsAccepted(Path example) {
        assertThat(kubectl("apply", "--dry-run=server", "--validate=strict", "-f", example.toString()))
                .contains("created (server dry run)");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleIsListed(Path example) throws IOException {
        assertThat(Files.readString(EXAMPLES.resolve("README.md"))).contains("(" + example.getFileName() + ")");
    }

    @Test
    void aFieldThatDoesNotExistIsRefused() throws IOException {
        var file = scratch.resolve("typo.yaml");
        Files.writeString(
                file,
                Files.readString(EXAMPLES.resolve("fill-empty-replica.yaml"))
                        .replace("credentialsSecretRef", "credentialsSecret"));

        assertThatThrownBy(() -> kubectl("apply", "--dry-run=server", "-f", file.toString()))
                .hasMessageContaining("unknown field \"spec.donor.credentialsSecret\"");
    }

    @Test
    void explainTeaches() {
        assertThat(flat(kubectl("explain", "myclone"))).contains("physical copy of a running MySQL server");
        assertThat(flat(kubectl("explain", "myclone.spec.donor.tls.mode")))
                .contains("ENUM: Disabled Preferred Required VerifyCA VerifyFingerprint VerifyIdentity")
                .contains("VerifyCA: the certificate is checked, its host name is not")
                .contains("Default: VerifyIdentity.");
        assertThat(flat(kubectl("explain", "myclone.status.conditions.reason"))).contains("docs/reasons.md");
        assertThat(kubectl("explain", "myclone.spec", "--recursive"))
                .contains("maxDataBandwidth", "ordinal", "-required-");
    }

    @Test
    void getShowsWhereACloneIs() throws IOException {
        var file = scratch.resolve("shown.yaml");
        Files.writeString(
                file,
                Files.readString(EXAMPLES.resolve("fill-empty-replica.yaml")).replace("fill-mysql-1", "shown"));
        kubectl("apply", "-f", file.toString());
        kubectl("patch", "myclone", "shown", "--subresource=status", "--type=merge", "-p", """
                {"status": {"phase": "Transferring", "message": "Half is there.",
                 "conditions": [{"type": "Ready", "status": "False", "reason": "Reconnecting", "message": "m",
                  "lastTransitionTime": "2026-05-04T10:00:00Z"}],
                 "progress": {"stage": "FILE COPY", "percent": 50, "connections": 4},
                 "display": {"progress": "50%", "rate": "118 MiB/s", "eta": "3m12s", "recipient": "pod/mysql-1",
                  "donor": "mysql-0.mysql"},
                 "snapshot": {"gtidExecuted": "aaaa:1-9"}}}
                """);

        assertThat(row("get", "myclone", "shown"))
                .containsExactly("PHASE", "READY", "REASON", "STAGE", "PROGRESS", "RATE", "ETA", "RECIPIENT", "AGE");
        assertThat(flat(kubectl("get", "mysql"))).contains("shown Transferring");
        var wide = kubectl("get", "mysqlclones.mysqlclone.io", "shown", "-o", "wide");
        assertThat(wide).contains("DONOR", "CONNECTIONS", "GTID", "MESSAGE");
        assertThat(flat(wide))
                .contains("shown Transferring False Reconnecting FILE COPY 50% 118 MiB/s 3m12s pod/mysql-1")
                .endsWith("mysql-0.mysql 4 aaaa:1-9 Half is there.");
        kubectl("delete", "myclone", "shown");
    }

    @Test
    void aConditionCanBeWaitedFor() throws IOException {
        var file = scratch.resolve("waited.yaml");
        Files.writeString(
                file,
                Files.readString(EXAMPLES.resolve("fill-empty-replica.yaml")).replace("fill-mysql-1", "waited"));
        kubectl("apply", "-f", file.toString());
        kubectl("patch", "myclone", "waited", "--subresource=status", "--type=merge", "-p", """
                {"status": {"conditions": [{"type": "Ready", "status": "True", "reason": "Succeeded",
                 "message": "Done.", "lastTransitionTime": "2026-01-02T03:04:05Z"}]}}
                """);

        assertThat(kubectl("wait", "--for=condition=Ready", "--timeout=30s", "myclone/waited"))
                .contains("condition met");
        kubectl("delete", "myclone", "waited");
    }

    /** The titles of the columns after NAME. */
    private static List<String> row(String... arguments) {
        var titles =
                List.of(kubectl(arguments).lines().findFirst().orElseThrow().split(" +"));
        return titles.subList(1, titles.size());
    }

    private static String flat(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    private static String kubectl(String... arguments) {
        return ApiServer.shared().kubectl(arguments);
    }
}
