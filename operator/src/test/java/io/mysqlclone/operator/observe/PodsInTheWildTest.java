package io.mysqlclone.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.operator.observe.PodFinder.Finding;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What mysqld's pods look like when people make them, and what stands beside, before and around mysqld. */
final class PodsInTheWildTest {

    private static String pod(String more) {
        return pod("db", "registry.example/dba/server:9.7", "/var/lib/mysql", more);
    }

    private static String pod(String name, String image, String mountPath, String more) {
        return """
            metadata: {name: db-0, namespace: shop, uid: u1}
            spec:
              containers:
                - name: %s
                  image: %s
                  volumeMounts: [{name: data, mountPath: %s}]
            %s
              volumes:
                - {name: data, persistentVolumeClaim: {claimName: data-db-0}}
                - {name: conf, configMap: {name: conf}}
            status: {podIP: 10.0.0.7}
            """.formatted(name, image, mountPath, more.indent(6));
    }

    private static Finding find(String yaml) {
        return PodFinder.find(Serialization.unmarshal(yaml, Pod.class), Overrides.NONE, Optional.empty());
    }

    private static ServerPod found(String yaml) {
        assertThat(find(yaml)).isInstanceOf(Finding.Found.class);
        return ((Finding.Found) find(yaml)).pod();
    }

    private static String trouble(String yaml) {
        assertThat(find(yaml)).isInstanceOf(Finding.NotFound.class);
        return ((Finding.NotFound) find(yaml)).message();
    }

    private static String first(String sidecar, String yaml) {
        return yaml.replace("  containers:\n", "  containers:\n" + sidecar.indent(4));
    }

    @ParameterizedTest
    @CsvSource({
        "metrics,prom/mysqld-exporter:1",
        "linkerd-proxy,cr.l5d.io/linkerd/proxy:1",
        "mysql,busybox:1",
        "mysqld,registry.example/mysql-shell:9",
        "client,mysql:9.7"
    })
    void whoMountsTheDataIsMysqldWhateverStandsBefore(String name, String image) {
        String sidecar = "- {name: %s, image: '%s'}".formatted(name, image);

        assertThat(found(first(sidecar, pod(""))).container()).isEqualTo("db");
    }

    @ParameterizedTest
    @CsvSource({
        "backup,mysql:9.7,'[sh, -c, while sleep 60; do tar c /var/lib/mysql; done]'",
        "xtrabackup,percona/percona-xtrabackup:8.4,[/opt/percona/sidecar]",
        "logs,fluentbit:4,[/logs.sh]"
    })
    void whoRunsSomethingElseOnTheDataIsNotMysqld(String name, String image, String command) {
        String sidecar =
                "- {name: %s, image: '%s', command: %s, volumeMounts: [{name: data, mountPath: /var/lib/mysql}]}"
                        .formatted(name, image, command);

        assertThat(found(first(sidecar, pod("server", "mysql:9.7", "/var/lib/mysql", "")))
                        .container())
                .isEqualTo("server");
        assertThat(found(first(sidecar, pod("args: [mysqld, --server-id=1]"))).container())
                .isEqualTo("db");
    }

    @Test
    void whereTwoCouldBeMysqldItIsAsked() {
        String twin = "- {name: other, image: 'a:1', volumeMounts: [{name: data, mountPath: /var/lib/mysql}]}";

        assertThat(trouble(first(twin, pod("")))).contains("other, db", "set recipient.container");
    }

    @Test
    void aPodInWhichNothingLooksLikeMysqldSaysWhatItHas() {
        assertThat(trouble(first("- {name: web, image: 'a:1'}", pod("x", "b:1", "/srv", "args: [--verbose]"))
                        .replace("persistentVolumeClaim: {claimName: data-db-0}", "emptyDir: {}")))
                .contains("recipient.container to one of web, x");
    }

    @ParameterizedTest
    @CsvSource({
        "'args: [--datadir=/data/db]'",
        "'args: [--datadir, /data/db]'",
        "'args: [\"--datadir=/tmp/first\", --datadir=/data/db/]'",
        "'command: [sh, -c, \"exec mysqld --datadir=/data/db --server-id=1\"]'",
        "'command: [sh, -c, \"exec mysqld --datadir=''/data/db'';\"]'",
        "'command: [bash, -ec, \"umask 7 && mysqld --datadir /data/db\"]'",
        "'args: [--datadir=$(DIR)]\nenv: [{name: DIR, value: /data/db}]'",
        "'args: [--datadir=/data/$(WHO)]\nenv: [{name: WHO, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]'"
    })
    void theDataDirectoryIsReadFromTheCommandLine(String more) {
        String directory = more.contains("WHO") ? "/data/db-0" : "/data/db";

        assertThat(found(pod("db", "a:1", "/data", more)).data())
                .isEqualTo(new DataVolume("data", "data-db-0", "/data", directory));
    }

    @Test
    void theOnlyClaimOfAServerIsItsData() {
        assertThat(found(pod("mysql", "a:1", "/srv/store", "")).data().serverDirectory())
                .isEqualTo("/srv/store");
    }

    @Test
    void anOptionFileThatNobodyCanReadIsSpokenOf() {
        String conf = ", {name: conf, mountPath: /etc/mysql/conf.d}]";
        String mounted = pod("").replace("mountPath: /var/lib/mysql}]", "mountPath: /var/lib/mysql}" + conf);

        assertThat(found(mounted).hints().warnings())
                .singleElement()
                .asString()
                .contains("/etc/mysql/conf.d", "set recipient.dataDirectory");
        assertThat(found(pod("args: [--defaults-file=/conf/my.cnf]")).hints().warnings())
                .singleElement()
                .asString()
                .contains("/conf/my.cnf");
        assertThat(found(mounted.replace("status:", "x: {}\nstatus:")
                                .replace("image: registry", "args: [--datadir=/var/lib/mysql]\n      image: registry"))
                        .hints()
                        .warnings())
                .isEmpty();
        assertThat(found(pod("")).hints().warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "livenessProbe|[mysqladmin, status, -uroot, -psecret]|mysqladmin",
                "livenessProbe|[sh, -c, 'mysql -h 127.0.0.1 -u root -p\"$MYSQL_ROOT_PASSWORD\" -e \"SELECT 1\"']|mysql",
                "readinessProbe|[/usr/bin/mysql, -e, SELECT 1]|mysql",
                "startupProbe|[/opt/percona/bootstrap]|/opt/percona/bootstrap"
            })
    void probesThatLogInAreSpokenOf(String kind, String command, String program) {
        assertThat(found(pod("%s: {exec: {command: %s}}".formatted(kind, command)))
                        .hints()
                        .warnings())
                .singleElement()
                .asString()
                .contains(kind.replace("Probe", "") + " (" + program + ")", "accounts and passwords are the donor's")
                .doesNotContain("secret");
    }

    /** A server that refuses the account of "mysqladmin ping" is alive, and it says so (mysqladmin's manual, "ping"). */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "livenessProbe: {exec: {command: [mysqladmin, ping, -uroot, -psecret]}}",
                "livenessProbe: {exec: {command: [bash, -c, 'mysqladmin -uroot ping']}}",
                "livenessProbe: {tcpSocket: {port: 3306}}",
                "readinessProbe: {exec: {command: [cat, /ready]}}",
                "readinessProbe: {exec: {command: [sh, -c, 'test -S /run/mysqld.sock']}}"
            })
    void probesThatDoNotLogInAreNot(String probe) {
        assertThat(found(pod(probe)).hints().warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "args: [--port=3306]|-",
                "args: [--port=3307]|127.0.0.1:3307",
                "args: [--port, '3307']|127.0.0.1:3307",
                "command: [sh, -c, exec mysqld --port=3307]|127.0.0.1:3307",
                "env: [{name: MYSQL_PORT_NUMBER, value: '3307'}]|127.0.0.1:3307",
                "args: ['--bind-address=*']|-",
                "args: ['--bind-address=::']|-",
                "args: ['--bind-address=::1']|[::1]:3306",
                "args: ['--bind_address=10.0.0.7,127.0.0.1']|-",
                "args: [--bind-address=10.0.0.9, --port=3308]|10.0.0.9:3308",
                "args: ['--bind-address=10.0.0.9/netns']|10.0.0.9:3306",
                "{args: [--bind-address=$(IP)], env: [{name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]}|10.0.0.7:3306",
                "args: [--bind-address=$(UNKNOWN)]|-",
                "args: [--skip-networking, --socket=/run/my.sock]|/run/my.sock",
                "args: [--skip_networking=ON, --socket, /run/my.sock]|/run/my.sock",
                "args: [--skip-networking=0, --socket=/run/my.sock]|-"
            })
    void whereMysqldListensIsReadFromTheCommandLine(String more, String address) {
        String given =
                more.startsWith("{") ? more.substring(1, more.length() - 1).replace(", env:", "\nenv:") : more;

        assertThat(found(pod(given)).hints().address()).isEqualTo(Optional.ofNullable(address));
    }
}
