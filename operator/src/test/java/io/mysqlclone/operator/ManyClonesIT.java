package io.mysqlclone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.status.Phase;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** A thousand resources at once: each is looked at, and they fit into little memory. */
@Isolated
final class ManyClonesIT {

    private static final int CLONES = 1000;
    private static final long LIMIT_BYTES = 64L << 20;

    @Test
    void aThousandResourcesAreReconciledInLittleMemory() {
        try (Stage stage = new Stage()) {
            long before = usedBytes();
            IntStream.range(0, CLONES)
                    .parallel()
                    .forEach(i -> stage.create("copy-" + i, Stage.POD_SPEC + "suspend: true\n"));

            Stage.eventually()
                    .untilAsserted(() -> assertThat(TestCluster.client()
                                    .resources(MySQLClone.class)
                                    .inNamespace(stage.namespace())
                                    .list()
                                    .getItems())
                            .hasSize(CLONES)
                            .allMatch(clone -> clone.reported()
                                    .filter(status -> status.phase() == Phase.SUSPENDED)
                                    .isPresent()));

            stage.forgetHistory();
            // What is on its way to be freed takes more than one collection.
            Stage.eventually()
                    .untilAsserted(() -> assertThat(usedBytes() - before).isLessThan(LIMIT_BYTES));
            assertThat(stage.operator().healthy()).isTrue();
        }
    }

    private static long usedBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
