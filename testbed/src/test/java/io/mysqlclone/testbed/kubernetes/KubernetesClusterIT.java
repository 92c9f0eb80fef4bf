package io.mysqlclone.testbed.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** In the order of a server's life, since each start of it costs seconds. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KubernetesClusterIT {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    private static final String READY = "{.status.conditions[?(@.type=='Ready')].status}";

    private static final String SERVER = """
            apiVersion: v1
            kind: Service
            metadata: {name: mysql}
            spec: {selector: {app: mysql}, ports: [{port: 3306}]}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: mysql}
            stringData: {password: "a ' quote and a \\\\ backslash"}
            ---
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: mysql}
            spec:
              serviceName: mysql
              selector: {matchLabels: {app: mysql}}
              template:
                metadata: {labels: {app: mysql}}
                spec:
                  securityContext: {runAsUser: 999, runAsGroup: 999, fsGroup: 999, runAsNonRoot: true}
                  containers:
                    - name: mysql
                      image: IMAGE
                      args: [--plugin-load-add=mysql_clone.so, --mysqlx=OFF]
                      env:
                        - {name: MYSQL_ROOT_PASSWORD, valueFrom: {secretKeyRef: {name: mysql, key: password}}}
                        - {name: MYSQL_DATABASE, value: shop}
                      readinessProbe: {exec: {command: [mysqladmin, --host=127.0.0.1, ping]}, periodSeconds: 1}
                      volumeMounts: [{name: data, mountPath: /var/lib/mysql}]
              volumeClaimTemplates:
                - metadata: {name: data}
                  spec: {storageClassName: small, accessModes: [ReadWriteOnce], resources: {requests: {storage: 200Mi}}}
            """.replace("IMAGE", MysqldImage.NAME);

    private static final String EPHEMERAL_CONTAINER = """
            {"spec": {"ephemeralContainers": [{
              "name": "guest", "image": "IMAGE", "command": ["sh", "-c"],
              "args": ["touch /data/guest && echo written >/dev/termination-log; exit 8"],
              "volumeMounts": [{"name": "data", "mountPath": "/data"}],
              "securityContext": {
                "runAsNonRoot": true, "runAsUser": 999, "readOnlyRootFilesystem": true, "allowPrivilegeEscalation": false,
                "capabilities": {"drop": ["ALL"]}, "seccompProfile": {"type": "RuntimeDefault"}}}]}}
            """.replace("IMAGE", MysqldImage.NAME);

    private KubernetesCluster cluster;

    @BeforeAll
    void start() {
        cluster = KubernetesCluster.start("testbed");
        cluster.load(MysqldImage.archive());
    }

    @AfterAll
    void end() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    @Order(1)
    void aServerOnAClaimBecomesReadyAndAnswersUnderTheNameOfItsService() {
        cluster.apply(SERVER);

        awaitReady();

        assertThat(sql("mysql", "SHOW DATABASES")).contains("shop");
        assertThat(sql(
                        "mysql-0.mysql",
                        "SELECT plugin_status FROM information_schema.plugins WHERE plugin_name = 'clone'"))
                .isEqualTo("ACTIVE");
    }

    @Test
    @Order(2)
    void anEphemeralContainerWritesToTheVolumeOfARunningPodAndLeavesAMessage() {
        cluster.kubectl("patch", "pod", "mysql-0", "--subresource=ephemeralcontainers", "--patch", EPHEMERAL_CONTAINER);

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(
                                pod("{.status.ephemeralContainerStatuses[0].state.terminated['exitCode', 'message']}"))
                        .isEqualTo("8 written"));
        assertThat(inServer("ls /var/lib/mysql")).contains("guest");
    }

    @Test
    @Order(3)
    void containersStartAgainOnTheirDataAfterTheNodeFailed() {
        assumeOnThisMachine();
        sql("mysql", "CREATE TABLE shop.orders (id INT PRIMARY KEY); INSERT INTO shop.orders VALUES (42)");
        var node = cluster.node().orElseThrow();
        node.stop();
        node.start();

        awaitReady();

        assertThat(pod("{.status.containerStatuses[0].restartCount}")).isEqualTo("1");
        assertThat(sql("mysql", "SELECT id FROM shop.orders")).isEqualTo("42");
    }

    @Test
    @Order(4)
    void aVolumeIsFullWhenItIsAndIsHandedOutAgainEmpty() {
        assumeOnThisMachine();
        assertThat(inServer("dd if=/dev/zero of=/var/lib/mysql/rest bs=1M count=1000 2>&1 || true"))
                .contains("No space left on device");
        String volume = cluster.kubectl("get", "pvc", "data-mysql-0", "--output=jsonpath={.spec.volumeName}");
        cluster.kubectl("delete", "statefulset,pvc", "--all");

        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(cluster.kubectl("get", "pv", volume, "--output=jsonpath={.status.phase}"))
                                .isEqualTo("Available"));
    }

    @Test
    @Order(5)
    void nothingIsLeftOfAClusterThatWasRemoved() throws IOException {
        assumeOnThisMachine();
        Path state = cluster.kubeconfig().resolveSibling("");
        List<String> link =
                List.of("mysqlclone" + Files.readString(state.resolve("number")).strip());
        assertThat(links()).containsAll(link);

        cluster.close();

        assertThat(links()).doesNotContainAnyElementsOf(link);
        assertThat(state).doesNotExist();
        assertThat(Path.of("/sys/fs/cgroup/memory/mysql-clone-operator-testbed"))
                .doesNotExist();
        assertThat(Files.readString(Path.of("/proc/mounts"))).doesNotContain(state.toString());
        assertThat(ProcessHandle.allProcesses().flatMap(process -> process.info().commandLine().stream()))
                .noneMatch(line -> line.contains(state.toString()));
    }

    private void assumeOnThisMachine() {
        assumeTrue(cluster.node().isPresent(), "k3s has no switch for its node, and its volumes are for one use.");
    }

    private void awaitReady() {
        await().atMost(LIMIT).ignoreExceptions().until(() -> pod(READY).equals("True"));
    }

    private String pod(String field) {
        return cluster.kubectl("get", "pod", "mysql-0", "--output=jsonpath=" + field);
    }

    private String sql(String host, String statement) {
        return inServer("MYSQL_PWD=\"$MYSQL_ROOT_PASSWORD\" exec mysql --user=root --skip-column-names --host=" + host
                + " --execute=\"" + statement + "\"");
    }

    private String inServer(String command) {
        return cluster.kubectl("exec", "mysql-0", "--container=mysql", "--", "sh", "-c", command);
    }

    private static List<String> links() throws IOException {
        try (var links = Files.list(Path.of("/sys/class/net"))) {
            return links.map(link -> link.getFileName().toString()).toList();
        }
    }
}
