package io.mysqlclone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.OldData;
import io.mysqlclone.api.v1alpha1.status.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Scripts that make a copy fit for tests before it is Ready. */
final class PostCloneIT {

    private static final String SCRIPTS = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: mask}
            data:
              mask.sql: |
                UPDATE people.customer SET email = CONCAT('customer', id, '@example.com');
                DROP EVENT IF EXISTS people.mail;
              broken.sql: |
                UPDATE people.customer SET email = CONCAT('customer', id, '@example.com');
                UPDATE people.customers SET email = 'canary-of-a-script';
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: accounts}
            stringData:
              accounts.sql: ALTER USER app@'%' IDENTIFIED BY 'canary-of-a-secret' ACCOUNT LOCK;
            """;

    private static final String SPEC = """
            donor:
              host: %s
              credentialsSecretRef: {name: donor}
              tls: {mode: Required}
            recipient: {pod: {name: copy-0}, overwrite: Always}
            eventScheduler: Stopped
            backoffLimit: %d
            postClone:
              credentialsSecretRef: {name: mask}
              scripts:
              - configMapKeyRef: {name: mask, key: %s}
              - secretKeyRef: {name: accounts, key: accounts.sql}
            """;

    @Test
    void aCopyForTestsIsMaskedBeforeItIsReady() {
        try (Scene scene = Scene.open("masked")) {
            MysqlSet donor = donor(scene);
            MysqlSet copy = MysqlSet.in(scene, "copy", 11).start();

            Clone missing = scene.clone("missing", SPEC.formatted(donor.host(0), 0, "no.sql"));
            assertThat(missing.awaitFailed(Reason.AGENT_FAILED).message())
                    .contains("key no.sql of ConfigMap mask is not there");
            missing.delete();

            Clone clone = scene.clone("masked", SPEC.formatted(donor.host(0), 6, "mask.sql"));
            MySQLCloneStatus status = clone.awaitReady().status();

            assertThat(status.holds(ConditionType.POST_CLONED)).isTrue();
            assertThat(clone.events()).containsSubsequence("Recovered", "PostCloned", "Succeeded");
            assertThat(copy.sql(0).query("SELECT email FROM people.customer ORDER BY id"))
                    .containsExactly(List.of("customer1@example.com"), List.of("customer2@example.com"));
            assertThat(copy.sql(0).query("SHOW EVENTS FROM people")).isEmpty();
            assertThat(copy.sql(0).value("SELECT account_locked FROM mysql.user WHERE user = 'app'"))
                    .isEqualTo("Y");
            assertThat(copy.gtidExecuted(0)).isEqualTo(donor.gtidExecuted(0));
            assertThat(donor.sql(0).query("SELECT email FROM people.customer ORDER BY id"))
                    .containsExactly(List.of("ann@private.test"), List.of("bob@private.test"));
            assertThat(donor.sql(0).query("SHOW EVENTS FROM people")).hasSize(1);
            // The last agent that has something to say.
            clone.await("rid of the old data", end -> end.oldData() == OldData.REMOVED);
            assertNothingIsTold(scene, clone);
        }
    }

    @Test
    void aCloneWhoseScriptFailsIsNotReadyUntilItIsCorrected() {
        try (Scene scene = Scene.open("unmasked")) {
            MysqlSet donor = donor(scene);
            MysqlSet copy = MysqlSet.in(scene, "copy", 11).start();

            Clone clone = scene.clone("unmasked", SPEC.formatted(donor.host(0), 0, "broken.sql"));
            MySQLCloneStatus failed = clone.awaitFailed(Reason.POST_CLONE_FAILED);

            assertThat(failed.message())
                    .contains("key broken.sql of ConfigMap mask, statement 2 (line 2)", "1146", "people.customers");
            assertThat(failed.holds(ConditionType.READY)).isFalse();
            assertNothingIsTold(scene, clone);
            int runs = failed.run();

            clone.patch(
                    "{\"spec\": {\"postClone\": {\"scripts\": [{\"configMapKeyRef\": {\"name\": \"mask\", \"key\": \"mask.sql\"}}]}}}");
            assertThat(clone.await("Ready", status -> status.holds(ConditionType.READY))
                            .run())
                    .as("the scripts were run again, and nothing else but that the old data was let go")
                    .isBetween(runs + 1, runs + 2);
            assertThat(copy.sql(0).query("SELECT email FROM people.customer WHERE id = 1"))
                    .containsExactly(List.of("customer1@example.com"));
        }
    }

    private static void assertNothingIsTold(Scene scene, Clone clone) {
        String agents = scene.client().pods().inNamespace(scene.namespace()).list().getItems().stream()
                .flatMap(pod -> pod.getSpec().getEphemeralContainers().stream()
                        .map(container ->
                                scene.kubectl("logs", pod.getMetadata().getName(), "-c", container.getName())))
                .reduce("", String::concat);
        assertThat(agents).contains("statement");
        assertThat(agents + clone.description() + scene.kubectl("get", "events,pods", "-o", "yaml"))
                .doesNotContain("canary-of-a-", "private.test");
    }

    private static MysqlSet donor(Scene scene) {
        MysqlSet donor = MysqlSet.in(scene, "donor", 1).start().donor(8);
        donor.sql(0)
                .execute("CREATE SCHEMA people; CREATE TABLE people.customer (id INT PRIMARY KEY, email VARCHAR(80));"
                        + " INSERT INTO people.customer VALUES (1, 'ann@private.test'), (2, 'bob@private.test');"
                        + " CREATE EVENT people.mail ON SCHEDULE EVERY 1 DAY STARTS CURRENT_TIMESTAMP + INTERVAL 1 DAY DO DELETE FROM people.customer;"
                        + " CREATE USER app@'%' IDENTIFIED BY 'app-secret';"
                        + " CREATE USER mask@'%' IDENTIFIED BY 'mask-secret';"
                        + " GRANT SESSION_VARIABLES_ADMIN, SYSTEM_USER, CREATE USER ON *.* TO mask@'%';"
                        + " GRANT SELECT, UPDATE, EVENT ON people.* TO mask@'%'");
        scene.secret("mask", "mask", "mask-secret");
        scene.apply(SCRIPTS);
        return donor;
    }
}
