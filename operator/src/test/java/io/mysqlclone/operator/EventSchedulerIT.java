package io.mysqlclone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code eventScheduler: Stopped}: whoever puts the clone in place is told, so that he cannot leave it undone unnoticed. */
@Execution(ExecutionMode.CONCURRENT)
final class EventSchedulerIT {

    private static final String OPTION = "--stop-events";

    @Test
    void theAgentsThatReceiveAndThatCommitAreTold() throws IOException {
        try (Stage stage = new Stage()) {
            stage.kubelet().serves("db-1");
            stage.create("quiet", Stage.POD_SPEC + "eventScheduler: Stopped\n");
            assertThat(stage.kubelet().launched("db-1", 1).getArgs()).containsExactly("clone", OPTION);

            stage.kubelet().ends("db-1", 1, 0, Words.received());

            assertThat(stage.kubelet().launched("db-1", 2).getArgs()).containsExactly("commit", OPTION);
        }
    }

    @Test
    void withoutTheWordNobodyIsTold() {
        try (Stage stage = new Stage()) {
            stage.kubelet().serves("db-1");
            stage.create("loud", Stage.POD_SPEC);
            assertThat(stage.kubelet().launched("db-1", 1).getArgs()).containsExactly("clone");
        }
    }

    /** These are the words of the agent of the version before the option. */
    @Test
    void anAgentThatIsTooOldRefusesAndIsNamed() {
        try (Stage stage = new Stage()) {
            stage.kubelet().serves("db-1");
            stage.create("quiet", "backoffLimit: 0\n" + Stage.POD_SPEC + "eventScheduler: Stopped\n");
            stage.kubelet().launched("db-1", 1);

            stage.kubelet()
                    .ends(
                            "db-1",
                            1,
                            2,
                            "{\"type\":\"failure\",\"exitCode\":2,\"kind\":\"Usage\",\"message\":\"there is no option"
                                    + " --stop-events.\"}");

            MySQLCloneStatus status = stage.awaitReason("quiet", "AgentFailed");
            assertThat(status.message())
                    .startsWithIgnoringCase("there is no option --stop-events. The agent's image is of another version")
                    .contains("spec.agent.image");
        }
    }
}
