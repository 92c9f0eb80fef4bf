package io.mysqlclone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.mysqlclone.api.v1alpha1.status.Phase;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Of several replicas one works, and when it stops another one takes over. */
@Execution(ExecutionMode.CONCURRENT)
final class LeadershipIT {

    private static String leader(Stage stage) {
        LeaseSpec lease = TestCluster.client()
                .leases()
                .inNamespace(stage.namespace())
                .withName("mysql-clone-operator")
                .require()
                .getSpec();
        return Objects.requireNonNullElse(lease.getHolderIdentity(), "");
    }

    @Test
    void oneWorksAndTheNextTakesOverWhenItStops() {
        try (Stage stage = new Stage(
                Map.of(), namespace -> TestOperator.startReplica(TestCluster.newClient(), namespace, "operator-0"))) {
            stage.create("first", Stage.POD_SPEC + "suspend: true\n");
            stage.awaitPhase("first", Phase.SUSPENDED);
            assertThat(leader(stage)).isEqualTo("operator-0");

            try (TestOperator second =
                    TestOperator.startReplica(TestCluster.newClient(), stage.namespace(), "operator-1")) {
                assertThat(second.healthy()).isTrue();
                stage.create("second", Stage.POD_SPEC + "suspend: true\n");
                stage.awaitPhase("second", Phase.SUSPENDED);
                assertThat(second.reconciliations("success")).isZero();
                assertThat(leader(stage)).isEqualTo("operator-0");

                stage.stopOperator();
                assertThat(leader(stage)).isNotEqualTo("operator-0");
                stage.create("third", Stage.POD_SPEC + "suspend: true\n");
                stage.awaitPhase("third", Phase.SUSPENDED);
                assertThat(leader(stage)).isEqualTo("operator-1");
            }
            assertThat(leader(stage)).isEmpty();
        }
    }
}
