package io.mysqlclone.kubectl.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What looks like a secret in a log. */
class ScrubberTest {
    private static final String CANARY = "c4nary-s3cret";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MYSQL_ROOT_PASSWORD=" + CANARY,
                "{\"password\": \"" + CANARY + "\", \"user\": \"clone\"}",
                "{\"password\":\"" + CANARY + " with blanks\"}",
                "password: '" + CANARY + "'",
                "mysqladmin -uroot -p" + CANARY + " ping",
                "mysql --password=" + CANARY + " -e 1",
                "mysql --password " + CANARY + " -e 1",
                "mysql://root:" + CANARY + "@db1/shop",
                "Authorization: Bearer " + CANARY,
                "CREATE USER a IDENTIFIED BY '" + CANARY + "'",
                "CREATE USER a IDENTIFIED WITH caching_sha2_password BY '" + CANARY + "'",
                "CHANGE REPLICATION SOURCE TO SOURCE_PASSWORD = '" + CANARY + "', SOURCE_SSL = 1",
                "[Note] A temporary password is generated for root@localhost: " + CANARY,
                "[Entrypoint]: GENERATED ROOT PASSWORD: " + CANARY,
                "AWS_SECRET_ACCESS_KEY=" + CANARY,
                "-----BEGIN PRIVATE KEY-----\n" + CANARY + "\n-----END PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----\n" + CANARY
            })
    void isRemoved(String text) {
        assertThat(Scrubber.scrub(text)).doesNotContain(CANARY).contains("(removed)");
    }

    @Test
    void namesOfSecretsStay() {
        String volume = "- name: ca\n  secret:\n    secretName: donor-ca\nimagePullSecrets:\n- name: registry\n";
        assertThat(Scrubber.scrub(volume)).isEqualTo(volume);
    }

    @Test
    void whatTellsSomethingStays() {
        String log =
                "2026-05-04 clone-agent: the donor mysql-0.mysql:3306 does not accept the password of 'clone' (1045)."
                        + " --data-dir /var/lib/mysql -o json";
        assertThat(Scrubber.scrub(log)).isEqualTo(log);
    }
}
