package io.mysqlclone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.testbed.CloneAssertions;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A replica's running pod becomes a copy of the donor. */
final class ReplicaIT {

    @Test
    void fillsAnEmptyReplica() {
        try (Scene scene = Scene.open("fill")) {
            MysqlSet donor = MysqlSet.in(scene, "donor", 1).start().donor(48);
            MysqlSet replica = MysqlSet.in(scene, "replica", 11).start();
            Map<String, String> expected = donor.checksums(0);

            MySQLCloneStatus status = scene.clone("fill", """
                    donor:
                      host: %s
                      credentialsSecretRef: {name: donor}
                      tls: {mode: Required}
                    recipient:
                      statefulSet: {name: replica, ordinal: 0}
                    """.formatted(donor.host(0)))
                    .awaitReady()
                    .status();

            CloneAssertions.assertSameTables(expected, replica.checksums(0));
            assertThat(replica.gtidExecuted(0)).isEqualTo(donor.gtidExecuted(0));
            assertThat(Objects.requireNonNull(status.snapshot()).gtidExecuted()).isEqualTo(donor.gtidExecuted(0));
            assertThat(status.attempts()).isZero();
        }
    }
}
