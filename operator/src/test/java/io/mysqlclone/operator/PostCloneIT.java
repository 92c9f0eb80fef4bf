package io.mysqlclone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code postClone}, on a real API server: what the agents are told, and what the clone is before and after it. */
@Execution(ExecutionMode.CONCURRENT)
final class PostCloneIT {

    private static final String POST_CLONE = """
            postClone:
              credentialsSecretRef: {name: admin}
              scripts:
              - configMapKeyRef: {name: scripts, key: mask.sql}
              - secretKeyRef: {name: accounts, key: reset.sql}
              timeout: 20m
            backoffLimit: %d
            """;

    @Test
    void theScriptsAreRunBeforeTheCloneIsReady() throws Exception {
        try (Stage stage = new Stage()) {
            Kubelet kubelet = stage.kubelet();
            kubelet.serves("db-1");
            stage.create("copy", Stage.POD_SPEC + POST_CLONE.formatted(6));
            List<EnvVar> early = kubelet.launched("db-1", 1).getEnv();
            assertThat(script(early, 1))
                    .as("looked at, and not needed, before anything is copied")
                    .isTrue();
            assertThat(script(early, 2)).isTrue();

            kubelet.ends("db-1", 1, 0, Words.received());
            stage.restartsOnTheClone("copy", "db-1", 2);
            kubelet.ends("db-1", 3, 0, Words.recovered(false));
            assertThat(kubelet.launched("db-1", 4).getArgs()).containsExactly("run-sql");
            List<EnvVar> variables = kubelet.launched("db-1", 4).getEnv();
            assertThat(script(variables, 1)).as("needed").isFalse();
            assertThat(script(variables, 2)).isFalse();
            assertThat(value(variables, "SCRIPT_1_NAME")).isEqualTo("key mask.sql of ConfigMap scripts");
            assertThat(value(variables, "SCRIPT_2_NAME")).isEqualTo("key reset.sql of Secret accounts");
            assertThat(value(variables, "WAIT")).isEqualTo("1200s");
            assertThat(value(variables, "WRITE_TO_BINARY_LOG")).isEqualTo("false");
            assertThat(variable(variables, "RECIPIENT_PASSWORD")
                            .getValueFrom()
                            .getSecretKeyRef()
                            .getName())
                    .isEqualTo("admin");

            kubelet.starts("db-1", 4);
            MySQLCloneStatus busy = stage.awaitReason("copy", "PostCloning");
            assertThat(busy.phase()).isEqualTo(Phase.POST_CLONING);
            assertThat(busy.holds(ConditionType.READY)).isFalse();
            kubelet.ends("db-1", 4, 0, Words.SCRIPTS);
            MySQLCloneStatus ready = stage.awaitPhase("copy", Phase.READY);

            assertThat(ready.holds(ConditionType.POST_CLONED)).isTrue();
            assertThat(ready.condition(ConditionType.POST_CLONED).orElseThrow().getMessage())
                    .contains("8 statements");
            assertThat(stage.events("copy")).contains("PostCloned", "Succeeded");
            assertThat(History.takenBack(stage.history("copy"))).isEmpty();
        }
    }

    @Test
    void aCloneWhoseScriptsFailIsNeverReady() throws Exception {
        try (Stage stage = new Stage()) {
            stage.create("copy", Stage.POD_SPEC + POST_CLONE.formatted(0));
            failsOnce(stage);
            MySQLCloneStatus failed = stage.awaitPhase("copy", Phase.FAILED);

            assertThat(failed.holds(ConditionType.READY)).isFalse();
            assertThat(failed.condition(ConditionType.POST_CLONED).orElseThrow().getReason())
                    .isEqualTo("PostCloneFailed");
            assertThat(failed.message())
                    .contains("key mask.sql of ConfigMap scripts, statement 3 (line 5)", "error 1146 (42S02)");

            // A spec that is changed begins again, with the scripts and not with the clone.
            stage.patch(
                    "copy",
                    "{\"spec\": {\"postClone\": {\"scripts\": [{\"configMapKeyRef\": {\"name\": \"better\", \"key\": \"a\"}}]}}}");
            List<EnvVar> variables = stage.kubelet().launched("db-1", 5).getEnv();
            assertThat(value(variables, "SCRIPT_1_NAME")).isEqualTo("key a of ConfigMap better");
            stage.kubelet().ends("db-1", 5, 0, Words.SCRIPTS);
            stage.awaitPhase("copy", Phase.READY);
        }
    }

    @Test
    void whatMayFailIsIgnoredInTheEnd() throws Exception {
        try (Stage stage = new Stage()) {
            stage.create(
                    "copy", Stage.POD_SPEC + POST_CLONE.formatted(0).replace("timeout: 20m", "failurePolicy: Ignore"));
            failsOnce(stage);
            MySQLCloneStatus ready = stage.awaitPhase("copy", Phase.READY);

            assertThat(ready.condition(ConditionType.POST_CLONED).orElseThrow().getStatus())
                    .isEqualTo("False");
            assertThat(ready.message()).contains("Not all scripts");
        }
    }

    private static void failsOnce(Stage stage) throws Exception {
        Kubelet kubelet = stage.kubelet();
        kubelet.serves("db-1");
        kubelet.ends("db-1", 1, 0, Words.received());
        stage.restartsOnTheClone("copy", "db-1", 2);
        kubelet.ends("db-1", 3, 0, Words.recovered(false));
        kubelet.ends("db-1", 4, 4, Words.SCRIPT_FAILED);
    }

    /** Whether the container starts without it. */
    private static boolean script(List<EnvVar> variables, int number) {
        var source = variable(variables, "SCRIPT_" + number).getValueFrom();
        return source.getConfigMapKeyRef() != null
                ? source.getConfigMapKeyRef().getOptional()
                : source.getSecretKeyRef().getOptional();
    }

    private static String value(List<EnvVar> variables, String name) {
        return Objects.requireNonNull(variable(variables, name).getValue());
    }

    private static EnvVar variable(List<EnvVar> variables, String name) {
        return variables.stream()
                .filter(variable -> variable.getName().equals("CLONE_AGENT_" + name))
                .findFirst()
                .orElseThrow();
    }
}
