package io.mysqlclone.kubectl.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

/** Where people put secrets into objects. */
class HarmlessTest {
    static final String CANARY = "c4nary";

    /** A pod with a canary at each place where one was seen in the wild. */
    static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata:
              name: mysql-1
              labels: {app: mysql}
              annotations:
                kubectl.kubernetes.io/last-applied-configuration: '{"env": [{"value": "c4nary"}]}'
                vault.example.com/agent-inject-template: 'c4nary'
                mysqlclone.io/made: fill-replica
            spec:
              initContainers:
              - name: init
                image: mysql:9.7
                command: [sh, -c, "echo c4nary > /etc/my.cnf"]
              containers:
              - name: mysql
                image: mysql:9.7
                command: [mysqld]
                args: [--datadir=/var/lib/mysql/data, --init-connect=c4nary, -pc4nary, "c4nary", --server-id=2]
                env:
                - {name: MYSQL_ROOT_PASSWORD, value: c4nary}
                - {name: HARMLESS_LOOKING, value: c4nary}
                - {name: CLONE_AGENT_PASSWORD, value: c4nary}
                - {name: CLONE_AGENT_DATA_DIR, value: /var/lib/mysql}
                - {name: CLONE_AGENT_SCRIPT_1, value: c4nary}
                - {name: CLONE_AGENT_SCRIPT_1_NAME, value: key mask.sql of ConfigMap mask}
                - name: FROM_SECRET
                  valueFrom: {secretKeyRef: {name: donor-account, key: password}}
                livenessProbe:
                  exec: {command: [mysqladmin, -uroot, -pc4nary, ping]}
                readinessProbe:
                  httpGet: {path: /, port: 1, httpHeaders: [{name: Authorization, value: c4nary}]}
                lifecycle:
                  preStop: {exec: {command: [sh, -c, "mysql -pc4nary"]}}
              volumes:
              - name: csi
                csi: {driver: d, volumeAttributes: {parameter: c4nary}}
              - name: flex
                flexVolume: {driver: d, options: {parameter: c4nary}}
              - name: git
                gitRepo: {repository: "https://user:c4nary@example.com/r.git"}
            """;

    static final String STATUS = """
            status:
              containerStatuses:
              - name: mysql
                image: mysql:9.7
                imageID: i
                ready: false
                restartCount: 1
                lastState: {terminated: {exitCode: 1, message: "root logs in with c4nary"}}
              ephemeralContainerStatuses:
              - name: clone-agent-0a1b2c3d-1
                image: a
                imageID: i
                ready: false
                restartCount: 0
                state: {terminated: {exitCode: 3, message: '{"kind": "PreflightRefused"}'}}
            """;

    @Test
    void noneOfThemIsKept() {
        String yaml = Harmless.yaml(Serialization.unmarshal(POD + STATUS, Pod.class));

        assertThat(yaml).doesNotContain(CANARY);
    }

    @Test
    void whatTellsSomethingStays() {
        String yaml = Harmless.yaml(Serialization.unmarshal(POD + STATUS, Pod.class));

        assertThat(yaml)
                .contains("--datadir=/var/lib/mysql/data", "--server-id=2", "--init-connect=(removed)")
                .contains("mysqlclone.io/made", "fill-replica", "vault.example.com/agent-inject-template")
                .contains("MYSQL_ROOT_PASSWORD", "/var/lib/mysql", "donor-account")
                .contains("key mask.sql of ConfigMap mask")
                .contains("PreflightRefused", "exitCode: 3")
                .doesNotContain("last-applied-configuration");
    }
}
