package io.mysqlclone.operator.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The agent's last words, as they stand in a container's termination message. */
final class AgentResultTest {

    private static AgentResult golden(String name) throws IOException {
        return AgentResult.read(Golden.line(name) + "\n").orElseThrow();
    }

    @Test
    void aCompleteClone() throws IOException {
        AgentResult result = golden("result");

        assertThat(result.type()).isEqualTo("result");
        assertThat(result.exitCode()).isZero();
        assertThat(result.donorVersion()).isEqualTo("9.7.4");
        assertThat(result.donorServerUuid()).isEqualTo("fcc57cec-e631-11f1-9886-02fc00000001");
        assertThat(result.dataBytes()).isEqualTo(4_294_967_296L);
        assertThat(result.networkBytes()).isEqualTo(4_294_972_007L);
        assertThat(result.pagesVerified()).isEqualTo(262_144L);
        assertThat(result.resumed()).isFalse();
        assertThat(result.stages()).extracting(AgentStatus.Stage::stage).containsExactly("FILE COPY");
    }

    @Test
    void aFailure() throws IOException {
        AgentResult result = golden("failure");

        assertThat(result.type()).isEqualTo("failure");
        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.kind()).isEqualTo("DonorError");
        assertThat(result.cause()).isEqualTo("PrivilegeMissing");
        assertThat(result.mysqlError()).isEqualTo(1227);
        assertThat(result.message()).contains("ER_SPECIFIC_ACCESS_DENIED_ERROR");
        assertThat(result.stages()).isEmpty();
    }

    @Test
    void aPreflight() throws IOException {
        AgentResult result = golden("preflight");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.message()).contains("free space");
        assertThat(result.neededBytes()).isEqualTo(42_949_672_960L);
        assertThat(result.freeBytes()).isEqualTo(12_884_901_888L);
        assertThat(result.checks())
                .contains(new AgentResult.Check("free space", "Failed", "12 GiB are free, 40 GiB are needed."))
                .hasSize(4);
    }

    @Test
    void whatAForeignAgentSaysIsBounded() {
        String check = "{\"name\":\"a\",\"verdict\":\"Ok\",\"message\":\"" + "x".repeat(5000) + "\"}";
        AgentResult result = AgentResult.read("{\"type\":\"preflight\",\"checks\":["
                        + String.join(",", Collections.nCopies(100, check)) + "]}")
                .orElseThrow();

        assertThat(result.checks())
                .hasSizeLessThan(100)
                .allSatisfy(found -> assertThat(found.message()).hasSizeLessThan(1100));
    }

    @Test
    void anOutcome() throws IOException {
        AgentResult result = golden("outcome");

        assertThat(result.state()).isEqualTo("Recovered");
        assertThat(result.gtidExecuted()).contains("fcc57cec-e631-11f1-9886-02fc00000001:1-5");
        assertThat(result.gtidTruncated()).isNull();
        assertThat(result.binlogFile()).isEqualTo("binlog.000001");
        assertThat(result.binlogPosition()).isEqualTo(2198);
        assertThat(golden("outcome-rolled-back").state()).isEqualTo("RolledBack");
    }

    @Test
    void aRemoval() throws IOException {
        AgentResult result = golden("discarded");

        assertThat(result.type()).isEqualTo("discarded");
        assertThat(result.exitCode()).isZero();
    }

    /** With FallbackToLogsOnError the kubelet shows the end of the log, in whose lines the time stands too. */
    @Test
    void theLastLineOfALogSaysTheSame() {
        String log = """
                0Bytes": 1}
                {"time": "2026-05-04T10:00:00Z", "type": "progress", "percent": 5}
                {"time": "2026-05-04T10:00:01Z", "type": "failure", "exitCode": 6, "message": "full"}

                """;

        assertThat(AgentResult.read(log).orElseThrow().message()).isEqualTo("full");
    }

    /** The kubelet keeps 12 KiB of all containers of a pod. */
    @Test
    void whatIsCutOffSaysWhatItStillSays() throws IOException {
        String whole = Golden.line("failure");

        for (int end = whole.indexOf("\"message\""); end < whole.length(); end++) {
            AgentResult result = AgentResult.read(whole.substring(0, end)).orElseThrow();
            assertThat(result.type()).isEqualTo("failure");
            assertThat(result.exitCode()).isEqualTo(4);
            assertThat(result.cause()).isEqualTo("PrivilegeMissing");
        }
        assertThat(AgentResult.read(whole.substring(0, whole.indexOf("denied")))
                        .orElseThrow()
                        .message())
                .endsWith("...");
        assertThat(AgentResult.read("{\"type\": \"result\", \"dataBytes\": 42949")
                        .orElseThrow()
                        .dataBytes())
                .isNull();
        assertThat(AgentResult.read("{\"type\": \"result\", \"dataBytes\": 42, \"stages\": [{\"stage\": \"FI")
                        .orElseThrow()
                        .dataBytes())
                .isEqualTo(42);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \n",
                "null",
                "[]",
                "{}",
                "{\"type\": null}",
                "{\"type\": \"progress\", \"exitCode\": 0}",
                "{\"type\": \"resu",
                "{\"exitCode\": 4, \"kind\": \"DonorError\"",
                "{\"type\": \"result\", \"exitCode\": \"x\"}",
                "{\"type\": \"result\", \"stages\": [{}]}",
                "java.lang.OutOfMemoryError: Java heap space",
                "{\"type\": \"failure\"}\nterminate called"
            })
    void whatNoAgentSaysIsNoResult(String garbage) {
        assertThat(AgentResult.read(garbage)).isEmpty();
    }
}
