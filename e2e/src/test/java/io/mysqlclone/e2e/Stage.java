package io.mysqlclone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.Sql;
import java.util.Map;

/**
 * A donor, and replicas of other data, for several scenarios: none of them changes the donor, and each takes a replica that
 * no other has. They are started at once, as most of a scenario's time would be the start of its servers.
 */
final class Stage implements AutoCloseable {

    /** 32 MiB, beside twice as much that every server has. */
    private static final String DATA = """
            CREATE SCHEMA shop;
            CREATE TABLE shop.orders (id INT PRIMARY KEY AUTO_INCREMENT, note BLOB);
            SET SESSION cte_max_recursion_depth = 40000;
            INSERT INTO shop.orders (note)
              WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 32768)
              SELECT RANDOM_BYTES(1000) FROM r""";

    private final Scene scene;
    private final MysqlSet donor;
    private final MysqlSet replicas;
    private final Served served;
    private int taken;

    private Stage(Scene scene, MysqlSet donor, MysqlSet replicas) {
        this.scene = scene;
        this.donor = donor;
        this.replicas = replicas;
        this.served = new Recipient(donor, 0).served();
    }

    static Stage open(String name, int replicas) {
        Scene scene = Scene.open(name);
        MysqlSet donor = MysqlSet.in(scene, "donor", 1);
        MysqlSet others = MysqlSet.in(scene, "replica", 11).replicas(replicas);
        donor.apply();
        others.apply();
        donor.awaitRollout();
        donor.donorAccounts();
        donor.sql(0).execute(DATA);
        others.awaitRollout();
        return new Stage(scene, donor, others);
    }

    Scene scene() {
        return scene;
    }

    /** What the donor serves, and a clone of it must. */
    Served served() {
        return served;
    }

    /** A replica for one scenario. */
    Recipient replica() {
        return diverged(replicas, taken++);
    }

    /** Starts a set of one server for one scenario. */
    Recipient replica(MysqlSet own) {
        return diverged(own.start(), 0);
    }

    private static Recipient diverged(MysqlSet set, int ordinal) {
        set.sql(ordinal)
                .execute("CREATE SCHEMA old; CREATE TABLE old.rows (id INT PRIMARY KEY);"
                        + "INSERT INTO old.rows VALUES (1), (2), (3)");
        return new Recipient(set, ordinal);
    }

    /**
     * Applies a clone of the donor into a replica, whatever that has; its name is that of the pod.
     *
     * @param further more of its spec, as YAML
     */
    Clone clone(Recipient recipient, String... further) {
        return clone(new Recipient(donor, 0), "donor", recipient, further);
    }

    /** The same with the credentials of another Secret. */
    Clone cloneWith(String secret, Recipient recipient) {
        return clone(new Recipient(donor, 0), secret, recipient);
    }

    /** The same of another server, which has an account for it, and whose DDL is waited for. */
    Clone cloneOf(Recipient source, Recipient recipient) {
        return clone(source, "donor", recipient, "transfer: {blockDDL: true}");
    }

    /** A clone of the donor by the address of its pod. */
    Clone cloneByAddress(Recipient recipient) {
        String address = scene.pod(new Recipient(donor, 0).pod()).getStatus().getPodIP();
        return clone(address, "donor", recipient);
    }

    private Clone clone(Recipient source, String secret, Recipient recipient, String... further) {
        return clone(source.set().host(source.ordinal()), secret, recipient, further);
    }

    private Clone clone(String host, String secret, Recipient recipient, String... further) {
        return scene.clone(recipient.pod(), """
                donor:
                  host: %s
                  credentialsSecretRef: {name: %s}
                  tls: {mode: Required}
                recipient:
                  pod: {name: %s}
                  overwrite: Always
                %s
                """.formatted(host, secret, recipient.pod(), String.join("\n", further)));
    }

    /** The names in a replica's data directory. */
    String dataDirectory(Recipient recipient) {
        return scene.kubectl("exec", recipient.pod(), "-c", "mysql", "--", "ls", "-A", "/var/lib/mysql");
    }

    @Override
    public void close() {
        scene.close();
    }

    /** A server of a set, which has old data. */
    record Recipient(MysqlSet set, int ordinal) {

        String pod() {
            return set.pod(ordinal);
        }

        Sql sql() {
            return set.sql(ordinal);
        }

        Served served() {
            return new Served(set.checksums(ordinal), set.gtidExecuted(ordinal));
        }
    }

    /** Rows, as checksums by table, and the transactions that made them. */
    record Served(Map<String, String> checksums, String gtids) {

        void assertIs(Served expected) {
            CloneAssertions.assertSameTables(expected.checksums, checksums);
            assertThat(gtids).as("executed GTIDs").isEqualTo(expected.gtids);
        }
    }
}
