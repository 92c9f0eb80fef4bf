package io.mysqlclone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVar;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code eventScheduler: Stopped}: whoever puts the clone in place is told. */
@Execution(ExecutionMode.CONCURRENT)
final class EventSchedulerIT {

    private static final String VARIABLE = "CLONE_AGENT_STOP_EVENTS";

    @Test
    void theAgentsThatReceiveAndThatCommitAreTold() throws IOException {
        try (Stage stage = new Stage()) {
            stage.kubelet().serves("db-1");
            stage.create("quiet", Stage.POD_SPEC + "eventScheduler: Stopped\n");
            assertThat(told(stage.kubelet().launched("db-1", 1).getEnv())).isTrue();

            stage.kubelet().ends("db-1", 1, 0, Words.received());

            assertThat(stage.kubelet().launched("db-1", 2).getArgs()).containsExactly("commit");
            assertThat(told(stage.kubelet().launched("db-1", 2).getEnv())).isTrue();
        }
    }

    @Test
    void withoutTheWordNobodyIsTold() {
        try (Stage stage = new Stage()) {
            stage.kubelet().serves("db-1");
            stage.create("loud", Stage.POD_SPEC);
            assertThat(stage.kubelet().launched("db-1", 1).getEnv())
                    .extracting(EnvVar::getName)
                    .contains("CLONE_AGENT_DONOR")
                    .doesNotContain(VARIABLE);
        }
    }

    private static boolean told(List<EnvVar> variables) {
        return variables.stream()
                .anyMatch(variable -> VARIABLE.equals(variable.getName()) && "true".equals(variable.getValue()));
    }
}
