package io.mysqlclone.e2e;

import io.mysqlclone.testbed.SampleData;
import io.mysqlclone.testbed.Sql;
import java.sql.DriverManager;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A StatefulSet of MySQL servers, as somebody might write it by hand. */
final class MysqlSet {

    static final String ROOT_PASSWORD = "root-secret";
    static final String IMAGE = "mysql-clone-operator/mysqld:9.7";

    private static final int PORT = 3306;

    private final Scene scene;
    private final String name;
    private final int serverId;
    private final Map<String, String> options = new LinkedHashMap<>();
    private int replicas = 1;
    private String storageClass = "standard";
    private String storage = "1Gi";
    private String further = "";
    private String ofContainer = "";
    private int gracePeriodSeconds = 10;
    private String mounts = "";
    private String readiness = "tcpSocket: {port: 3306}";
    private String rootPassword = ROOT_PASSWORD;
    private int port = PORT;
    private String source = "";

    private MysqlSet(Scene scene, String name, int serverId) {
        this.scene = scene;
        this.name = name;
        this.serverId = serverId;
        option("gtid-mode", "ON");
        option("enforce-gtid-consistency", "ON");
        option("plugin-load-add", "mysql_clone.so");
        option("mysqlx", "OFF");
        option("innodb-redo-log-capacity", "8M");
        option("innodb-buffer-pool-size", "64M");
        // The Performance Schema makes room for these at the start, whether they are used or not: half of the time of a
        // start.
        option("performance-schema-events-statements-history-long-size", "10");
        option("performance-schema-digests-size", "200");
        option("performance-schema-error-size", "10");
        // Of the machine's asynchronous requests (fs.aio-max-nr) each thread takes 256, and twenty servers run at once.
        option("innodb-read-io-threads", "1");
        option("innodb-write-io-threads", "1");
    }

    /**
     * A set that is not started yet.
     *
     * @param serverId of its first server; the next ones count on
     */
    static MysqlSet in(Scene scene, String name, int serverId) {
        return new MysqlSet(scene, name, serverId);
    }

    MysqlSet option(String option, String value) {
        options.put(option, value);
        return this;
    }

    MysqlSet without(String option) {
        options.remove(option);
        return this;
    }

    /** Mounts a Secret into mysqld's container. */
    MysqlSet secretVolume(String secret, String path) {
        mounts = ", {name: " + secret + ", mountPath: " + path + ", readOnly: true}";
        further = "volumes: [{name: " + secret + ", secret: {secretName: " + secret + "}}]";
        return this;
    }

    MysqlSet replicas(int value) {
        replicas = value;
        return this;
    }

    MysqlSet volumes(String newStorageClass, String newStorage) {
        storageClass = newStorageClass;
        storage = newStorage;
        return this;
    }

    /** More of the pod's specification, as YAML. */
    MysqlSet podSpec(String yaml) {
        further = yaml;
        return this;
    }

    /** How long mysqld is given to stop. */
    MysqlSet gracePeriodSeconds(int value) {
        gracePeriodSeconds = value;
        return this;
    }

    /** More of mysqld's container, as YAML. */
    MysqlSet containerSpec(String yaml) {
        ofContainer = yaml;
        return this;
    }

    /** What its readiness probe looks at, as YAML. */
    MysqlSet readiness(String yaml) {
        readiness = yaml;
        return this;
    }

    /** Where its servers listen instead of at 3306. */
    MysqlSet port(int value) {
        port = value;
        return option("port", Integer.toString(value)).readiness("tcpSocket: {port: " + value + "}");
    }

    /** A password that no other set's root has. */
    MysqlSet rootPassword(String value) {
        rootPassword = value;
        return this;
    }

    /** Its claims are filled with the data of a MySQLDonor. */
    MysqlSet filledFrom(String donor) {
        source = "dataSourceRef: {apiGroup: mysqlclone.io, kind: MySQLDonor, name: " + donor + "}";
        return this;
    }

    /** Has so many servers from now on, and does not wait for them. */
    void scale(int newReplicas) {
        scene.kubectl("scale", "statefulset/" + name, "--replicas=" + newReplicas);
    }

    MysqlSet start() {
        apply();
        awaitRollout();
        return this;
    }

    /** Starts it and does not wait. */
    void apply() {
        scene.apply(manifest());
    }

    void awaitRollout() {
        scene.kubectl("rollout", "status", "statefulset/" + name, "--timeout=3m");
    }

    /** Has a server, and none of a higher ordinal, started again on a new volume. */
    void empty(int ordinal) {
        scene.kubectl("scale", "statefulset/" + name, "--replicas=" + ordinal);
        scene.kubectl("wait", "--for=delete", "pod/" + pod(ordinal), "--timeout=2m");
        scene.kubectl("delete", "pvc", "data-" + pod(ordinal), "--timeout=1m");
        scene.kubectl("scale", "statefulset/" + name, "--replicas=" + (ordinal + 1));
        awaitRollout();
    }

    private String manifest() {
        String arguments = options.entrySet().stream()
                .map(option -> "--" + option.getKey() + "=" + option.getValue())
                .collect(Collectors.joining(" "));
        return """
                apiVersion: v1
                kind: Service
                metadata: {name: %1$s}
                spec:
                  clusterIP: None
                  publishNotReadyAddresses: true
                  selector: {app: %1$s}
                  ports: [{port: 3306}]
                ---
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: %1$s}
                spec:
                  serviceName: %1$s
                  podManagementPolicy: Parallel
                  replicas: %2$d
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec:
                      terminationGracePeriodSeconds: %11$d
                      securityContext: {runAsUser: 999, runAsGroup: 999, fsGroup: 999}
                %7$s
                      containers:
                        - name: mysql
                          image: %3$s
                          imagePullPolicy: Never
                          command: [sh, -c]
                          args:
                            - exec /usr/local/bin/docker-entrypoint.sh mysqld --server-id=$((%4$d + ${HOSTNAME##*-})) %5$s
                          env: [{name: MYSQL_ROOT_PASSWORD, value: %6$s}]
                          readinessProbe:
                            %13$s
                            periodSeconds: 1
                          volumeMounts: [{name: data, mountPath: /var/lib/mysql, subPath: mysql}%10$s]
                %12$s
                  volumeClaimTemplates:
                    - metadata: {name: data}
                      spec:
                        accessModes: [ReadWriteOnce]
                        storageClassName: %8$s
                        resources: {requests: {storage: %9$s}}
                        %14$s
                """.formatted(
                        name,
                        replicas,
                        IMAGE,
                        serverId,
                        arguments,
                        rootPassword,
                        further.indent(6),
                        storageClass,
                        storage,
                        mounts,
                        gracePeriodSeconds,
                        ofContainer.indent(10),
                        readiness,
                        source);
    }

    String name() {
        return name;
    }

    String pod(int ordinal) {
        return name + "-" + ordinal;
    }

    /** The name by which pods reach a server. */
    String host(int ordinal) {
        return pod(ordinal) + "." + name + "." + scene.namespace() + ".svc";
    }

    /** Questions to a server as root. */
    Sql sql(int ordinal) {
        return new Sql(connector(ordinal));
    }

    Sql.Connector connector(int ordinal) {
        return connector(scene, pod(ordinal), port, rootPassword);
    }

    /** How root reaches the server in a pod, whoever has made that. */
    static Sql.Connector connector(Scene scene, String pod, int port, String rootPassword) {
        return () -> DriverManager.getConnection(
                "jdbc:mariadb://" + scene.pod(pod).getStatus().getPodIP() + ":" + port
                        + "/?sslMode=disable&allowPublicKeyRetrieval=true&allowMultiQueries=true"
                        + "&connectTimeout=5000",
                "root",
                rootPassword);
    }

    /** Makes this a donor: the accounts, their Secrets, and data. */
    MysqlSet donor(int mebibytes) {
        donorAccounts();
        SampleData.in("shop").mebibytes(mebibytes).createIn(connector(0));
        return this;
    }

    /** The same of a server that an agent may stand beside: with what it needs there, its account and the Secret {@code backup}. */
    MysqlSet servedDonor(int mebibytes) {
        sql(0).execute("INSTALL COMPONENT 'file://component_mysqlbackup'");
        donor(mebibytes);
        sql(0).execute("CREATE USER backup@'127.0.0.1' IDENTIFIED BY 'backup-secret';"
                + "GRANT BACKUP_ADMIN, RELOAD, SYSTEM_VARIABLES_ADMIN, PROCESS ON *.* TO backup@'127.0.0.1';"
                + "GRANT SELECT ON performance_schema.* TO backup@'127.0.0.1'");
        scene.secret("backup", "backup", "backup-secret");
        return this;
    }

    /** Makes the accounts for a clone and for replication, and the Secrets {@code donor} and {@code replication}. */
    void donorAccounts() {
        cloneAccount(0);
        sql(0).execute("CREATE USER repl@'%' IDENTIFIED BY 'repl-secret';"
                + "GRANT REPLICATION SLAVE, REPLICATION_SLAVE_ADMIN, REPLICATION CLIENT ON *.* TO repl@'%'");
        scene.secret("donor", "clone", "clone-secret");
        scene.secret("replication", "repl", "repl-secret");
    }

    /** Makes the account of the Secret {@code donor} on a server. */
    void cloneAccount(int ordinal) {
        sql(ordinal)
                .execute("CREATE USER clone@'%' IDENTIFIED BY 'clone-secret'; GRANT BACKUP_ADMIN ON *.* TO clone@'%'");
    }

    Map<String, String> checksums(int ordinal) {
        return sql(ordinal).checksums();
    }

    String gtidExecuted(int ordinal) {
        return gtidExecuted(sql(ordinal));
    }

    /** The transactions that a server has executed. */
    static String gtidExecuted(Sql server) {
        return server.value("SELECT REPLACE(@@GLOBAL.gtid_executed, '\\n', '')");
    }
}
