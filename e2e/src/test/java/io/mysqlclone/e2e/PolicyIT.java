package io.mysqlclone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.testbed.CloneAssertions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Where a namespace denies all connections that it does not allow. */
final class PolicyIT {

    private static final Path SECURITY = Path.of("../docs/security.md");

    private static final String DENY_ALL = """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: deny-all}
            spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
            """;

    /** Nobody reaches the donor; the operator reaches the agent. */
    private static final String DENY_DONOR = """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: deny-donor}
            spec:
              podSelector: {matchLabels: {statefulset.kubernetes.io/pod-name: mysql-0}}
              policyTypes: [Ingress]
            """;

    @AutoClose
    private final Scene scene = Scene.open("policy");

    /** Its label is the page's. */
    private final MysqlSet servers = MysqlSet.in(scene, "mysql", 1).replicas(2);

    @Test
    void aDonorThatIsNotReachedIsToldAndWhatThePageOfSecurityAllowsIsEnough() throws IOException {
        servers.start().donor(16);
        scene.apply(DENY_DONOR);
        Clone clone = scene.clone("copy", """
                donor:
                  host: %s
                  credentialsSecretRef: {name: donor}
                  tls: {mode: Required}
                recipient:
                  pod: {name: mysql-1}
                  overwrite: Always
                transfer: {reconnectTimeout: 10s}
                replication:
                  credentialsSecretRef: {name: replication}
                """.formatted(servers.host(0)));
        MySQLCloneStatus denied = clone.await(
                "told that the donor is not reached",
                status -> status.phase() == Phase.WAITING && status.message() != null);
        assertThat(denied.message()).contains(servers.host(0), "3306", "NetworkPolicy");

        scene.apply(DENY_ALL);
        scene.kubectl("delete", "networkpolicy", "deny-donor");
        scene.apply(policiesOfThePage());
        clone.awaitReady();

        scene.kubectl("delete", "networkpolicy", "--all");
        CloneAssertions.assertSameTables(servers.checksums(0), servers.checksums(1));
    }

    private static String policiesOfThePage() throws IOException {
        Matcher block = Pattern.compile("### Network policies\n.*?```yaml\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(SECURITY));
        assertThat(block.find()).isTrue();
        return block.group(1);
    }
}
