package io.mysqlclone.operator.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is read of the log of an agent that gives clones; anybody's lines may stand between its own. */
final class ServingLogTest {

    private static final String PRINT = "139f559b365f1c480a7fa8451aee23830686dfb8c1f4ceca881618e4eedb8e04";

    @Test
    void theFingerprintIsTheFirstThatIsTold() {
        String log = """
                Picked up JAVA_TOOL_OPTIONS: -Xmx64m
                {"type":"ready","listen":"[::]:3307"}
                {"type":"ready","tlsFingerprint":"%s"}
                {"type":"ready","tlsFingerprint":"%s"}
                {"type":"prog""".formatted(PRINT, "00".repeat(32));
        assertThat(ServingLog.fingerprint(log)).contains(PRINT);
    }

    @Test
    void whatIsNoneIsNone() {
        assertThat(ServingLog.fingerprint("")).isEmpty();
        assertThat(ServingLog.fingerprint("{\"type\":\"ready\",\"tlsFingerprint\":\"" + PRINT))
                .as("a line that is cut")
                .isEmpty();
        assertThat(ServingLog.fingerprint("{\"type\":\"begun\",\"tlsFingerprint\":\"" + PRINT + "\"}"))
                .isEmpty();
        assertThat(ServingLog.fingerprint("{\"type\":\"ready\",\"tlsFingerprint\":\"" + PRINT + ", evil\"}"))
                .isEmpty();
    }

    @Test
    void whyItHasEndedIsTheLastThatItSaysToPeople() {
        assertThat(ServingLog.lastWords("""
                        {"type":"warning","message":"clone-agent: not this"}
                        clone-agent: First.
                        clone-agent: Another clone-agent is beside the server (3634).
                        """)).contains("Another clone-agent is beside the server (3634).");
        assertThat(ServingLog.lastWords("Killed\n")).isEmpty();
    }
}
