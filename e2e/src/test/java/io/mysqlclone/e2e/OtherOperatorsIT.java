package io.mysqlclone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.OldData;
import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.Sql;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Pods of the shape that other operators and charts give theirs, with a real server in each, become copies of a donor by what
 * the documentation says of them. What the makers' own programs do is stood in for, as far as a clone meets it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OtherOperatorsIT {

    private static final Path PAGE = Path.of("../docs/other-operators.md");

    /** Accounts that probes and sidecars log in with: as in one cluster, they are the same everywhere. */
    private static final String ACCOUNTS = """
            CREATE USER 'moco-agent'@localhost IDENTIFIED BY 'agent-secret';
            CREATE USER monitor@'%' IDENTIFIED BY 'monitor-secret';
            CREATE USER localroot@localhost;
            GRANT ALL ON *.* TO localroot@localhost""";

    /** Rows that are in no transaction: IfBehind takes the server for one that has nothing of its own. */
    private static final String OLD_DATA = """
            SET SESSION sql_log_bin = 0;
            CREATE SCHEMA old;
            CREATE TABLE old.rows (id INT PRIMARY KEY);
            INSERT INTO old.rows VALUES (1), (2), (3)""";

    private static final String OWN_TRANSACTIONS = "CREATE SCHEMA stray";

    /** Each with what is found in its pod, and what of the maker's is in the volume, before and after. */
    enum Maker {
        MOCO(
                "moco-shop-1",
                "mysqld",
                "/var/lib/mysql/data",
                "mysql-data-moco-shop-1",
                10000,
                3306,
                "",
                "/var/lib/mysql/moco-initialized"),
        PERCONA(
                "shop-mysql-1",
                "mysql",
                "/var/lib/mysql",
                "datadir-shop-mysql-1",
                1001,
                3306,
                "liveness (/opt/percona/healthcheck), startup (/opt/percona/bootstrap)",
                "/var/lib/mysql/mysql.state /var/lib/mysql/auth_plugin"),
        ORACLE("shop-1", "mysql", "/var/lib/mysql", "datadir-shop-1", 27, 3306, "liveness (/livenessprobe.sh)", ""),
        BITNAMI(
                "shop-mysql-secondary-0",
                "mysql",
                "/bitnami/mysql/data",
                "data-shop-mysql-secondary-0",
                1001,
                3307,
                "liveness (mysqladmin), startup (mysqladmin), readiness (mysqladmin)",
                "/bitnami/mysql/.user_scripts_initialized");

        private final String pod;
        private final String container;
        private final String directory;
        private final String claim;
        private final int uid;
        private final int port;
        private final String warning;
        /** Paths, with a blank between them. */
        private final String ownFiles;

        Maker(
                String pod,
                String container,
                String directory,
                String claim,
                int uid,
                int port,
                String warning,
                String ownFiles) {
            this.pod = pod;
            this.container = container;
            this.directory = directory;
            this.claim = claim;
            this.uid = uid;
            this.port = port;
            this.warning = warning;
            this.ownFiles = ownFiles;
        }

        private String file() {
            return "makers/" + name().toLowerCase(Locale.ROOT) + ".yaml";
        }
    }

    private final Map<Maker, Clone> clones = new EnumMap<>(Maker.class);
    private final Map<Maker, String> before = new EnumMap<>(Maker.class);
    private Scene scene;
    private MysqlSet donor;
    private Membership membership;

    @BeforeAll
    void startServersAndClones() throws IOException {
        scene = Scene.open("makers");
        donor = MysqlSet.in(scene, "shop-mysql-primary", 1);
        donor.apply();
        for (Maker maker : Maker.values()) {
            scene.apply(resource(maker.file()));
        }
        membership = Membership.of(scene, "mysql.oracle.com/cluster", "shop");
        donor.start().donor(16).sql(0).execute(ACCOUNTS);
        for (Maker maker : Maker.values()) {
            scene.kubectl("wait", "--for=create", "pod/" + maker.pod, "--timeout=1m");
            scene.kubectl("wait", "--for=condition=Ready", "pod/" + maker.pod, "--timeout=3m");
            sql(maker).execute(OLD_DATA);
            before.put(maker, ownFiles(maker));
        }
        sql(Maker.BITNAMI).execute(OWN_TRANSACTIONS);
        for (Maker maker : Maker.values()) {
            clones.put(maker, scene.clone(maker.pod, spec(maker)));
        }
    }

    @AfterAll
    void endScene() {
        // Nobody sees to the finalizers of pods any more.
        scene.kubectl("delete", "mysqlclone", "--all", "--timeout=3m");
        scene.kubectl("delete", "statefulset", "shop", "--timeout=3m");
        scene.kubectl("wait", "--for=delete", "pod/" + Maker.ORACLE.pod, "--timeout=3m");
        membership.close();
        scene.close();
    }

    private static String resource(String name) throws IOException {
        try (InputStream file = OtherOperatorsIT.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** As the page says, and what it does not speak of. */
    @SuppressWarnings("unchecked")
    private String spec(Maker maker) throws IOException {
        Matcher block = Pattern.compile("(?im)^## " + maker + "'?s?\\n```yaml\\n((?s).*?)```")
                .matcher(Files.readString(PAGE));
        assertThat(block.find()).as("%s in %s", maker, PAGE).isTrue();
        Map<String, Object> spec = new HashMap<>(Serialization.unmarshal(block.group(1), Map.class));
        Map<String, Object> source = new HashMap<>(Map.of(
                "host", donor.host(0),
                "credentialsSecretRef", Map.of("name", "donor"),
                "tls", Map.of("mode", "Required")));
        source.putAll((Map<String, Object>) spec.getOrDefault("donor", Map.of()));
        spec.put("donor", source);
        return Serialization.asYaml(spec).replaceFirst("^---\\n", "");
    }

    private Sql sql(Maker maker) {
        return new Sql(MysqlSet.connector(scene, maker.pod, maker.port, MysqlSet.ROOT_PASSWORD));
    }

    private String inPod(Maker maker, String shell) {
        return scene.kubectl("exec", maker.pod, "-c", maker.container, "--", "sh", "-c", shell);
    }

    /** Of each the time of its last change and what it says. */
    private String ownFiles(Maker maker) {
        return maker.ownFiles.isEmpty()
                ? ""
                : inPod(maker, "stat -c '%n %u %y' $0; cat $0".replace("$0", maker.ownFiles));
    }

    @ParameterizedTest
    @EnumSource
    void aPodOfTheirShapeBecomesACopyOfTheDonor(Maker maker) {
        Clone clone = Objects.requireNonNull(clones.get(maker));
        clone.awaitReady();
        scene.kubectl("wait", "--for=condition=Ready", "pod/" + maker.pod, "--timeout=2m");

        CloneAssertions.assertSameTables(donor.checksums(0), sql(maker).checksums());
        assertThat(MysqlSet.gtidExecuted(sql(maker))).isEqualTo(donor.gtidExecuted(0));
        assertThat(clone.events()).doesNotContain("NotCommitted");
        String passed = clone.status()
                .condition(ConditionType.PREFLIGHT_PASSED)
                .orElseThrow()
                .getMessage();
        assertThat(passed)
                .contains("mysqld runs in container " + maker.container + " of pod " + maker.pod
                        + ", its data directory is " + maker.directory + " on claim " + maker.claim);
        if (maker.warning.isEmpty()) {
            assertThat(passed).doesNotContain("Probes");
        } else {
            assertThat(passed).contains(maker.warning);
        }
        assertThat(inPod(maker, "find " + maker.directory + " -mindepth 1 ! -user " + maker.uid))
                .as("files of somebody else than the server's user")
                .isEmpty();
        clone.await("rid of the old data", status -> status.oldData() == OldData.REMOVED);
        assertThat(inPod(maker, "ls -A '" + maker.directory + "/#clone-agent'")).doesNotContain("old");
        assertThat(ownFiles(maker)).as("files of the maker").isEqualTo(before.get(maker));
        if (maker == Maker.PERCONA) {
            assertThat(inPod(maker, "cat /var/lib/mysql/pre-stop.log"))
                    .as("what was written while mysqld was about to stop")
                    .contains("Removing shop-mysql-1");
        }
    }
}
