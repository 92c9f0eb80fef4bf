package io.mysqlclone.helm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The operator's key, by which agents know it, must outlive upgrades. */
class KeySecretTest {
    private static final String NAME = "mysql-clone-operator-key";

    @AfterEach
    void forget() {
        ApiServer.INSTANCE.removeSecret(Chart.NAMESPACE, NAME);
    }

    @Test
    void aFirstInstallationMakesALongRandomOne() {
        var first = key();

        assertThat(first).matches("[A-Za-z0-9]{64}");
        assertThat(key()).isNotEqualTo(first);
    }

    @Test
    void anUpgradeKeepsTheOneThatIsThere() {
        ApiServer.INSTANCE.addSecret(Chart.NAMESPACE, NAME, "of the first installation");

        assertThat(key()).isEqualTo("of the first installation");
    }

    @Test
    void uninstallingLeavesIt() {
        assertThat(Chart.object(Chart.render(""), "Secret/" + NAME)
                        .at("/metadata/annotations/helm.sh~1resource-policy")
                        .asText())
                .isEqualTo("keep");
    }

    private static String key() {
        var encoded =
                Chart.object(Chart.render(""), "Secret/" + NAME).at("/data/key").asText();
        return new String(Base64.getDecoder().decode(encoded), UTF_8);
    }
}
