package io.mysqlclone.operator.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.operator.agent.AgentClient.StopMode;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the operator says to an agent over HTTP, and what it makes of any answer. */
final class AgentClientTest {

    private static final String UID = "0a1b2c3d-0000-0000-0000-000000000000";
    private static final OperatorKey KEY = new OperatorKey(new byte[32]);

    private final MockWebServer agent = new MockWebServer();

    @BeforeEach
    void start() throws IOException {
        agent.start();
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    private AgentClient client() {
        return new AgentClient(KEY);
    }

    private AgentAddress local() {
        return new AgentAddress("127.0.0.1", agent.getPort());
    }

    private void answers(int code, String body) {
        agent.enqueue(new MockResponse.Builder().code(code).body(body).build());
    }

    private static String body(RecordedRequest request) {
        return request.getBody() == null ? "" : request.getBody().utf8();
    }

    @Test
    void theStatusIsReadAsTheAgentWritesIt() throws Exception {
        answers(200, Golden.text("status"));

        AgentStatus status = client().status(local(), UID, 3).orElseThrow();

        assertThat(status.stage()).isEqualTo("FILE COPY");
        assertThat(status.state()).isEqualTo("Reconnecting");
        assertThat(status.percent()).isEqualTo(37.5);
        assertThat(status.dataBytes()).isEqualTo(1_610_612_736L);
        assertThat(status.totalBytes()).isEqualTo(4_294_967_296L);
        assertThat(status.networkBytes()).isEqualTo(1_073_741_824L);
        assertThat(status.resumeDeadline()).hasToString("2026-05-04T10:05:45Z");
        assertThat(status.limits()).isEqualTo(new AgentStatus.Limits(0, 104_857_600));
        assertThat(status.donor()).isEqualTo(new AgentStatus.Donor("9.7.4", "fcc57cec-e631-11f1-9886-02fc00000001"));
        assertThat(status.isTrue("PreflightPassed")).isTrue();
        assertThat(status.isTrue("Transferred")).isFalse();
        assertThat(status.isTrue("Unheard")).isFalse();
        assertThat(status.stages())
                .extracting(AgentStatus.Stage::stage)
                .containsExactly("INIT", "FILE COPY", "PAGE COPY", "REDO COPY", "FILE SYNC");
        assertThat(status.stages().get(1).threads()).isEqualTo(4);
        assertThat(status.stages().get(1).endTime()).isNull();

        RecordedRequest request = agent.takeRequest();
        assertThat(request.getMethod()).isEqualTo("GET");
        assertThat(request.getUrl().encodedPath()).isEqualTo("/status");
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer " + KEY.token(UID, 3));
    }

    @Test
    void aCompleteCloneIsReadToo() throws IOException {
        answers(200, Golden.text("status-completed"));

        AgentStatus status = client().status(local(), UID, 1).orElseThrow();

        assertThat(status.percent()).isEqualTo(100);
        assertThat(status.isTrue("Verified")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"progress", "progress-connecting"})
    void whatIsNotKnownYetIsAbsent(String golden) throws IOException {
        answers(200, Golden.text(golden));

        AgentStatus status = client().status(local(), UID, 1).orElseThrow();

        assertThat(status.limits()).isNull();
        assertThat(status.conditions()).isEmpty();
        assertThat(status.isTrue("PreflightPassed")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"no\"",
                "<html>",
                "{",
                "{\"percent\": \"half\"}",
                "{\"percent\": 101}",
                "{\"percent\": -1}",
                "{\"dataBytes\": 1e400}",
                "{\"stages\": [null]}",
                "{\"stages\": [{}]}",
                "{\"stages\": [{\"stage\": \"INIT\"}, {\"stage\": \"INIT\"}]}",
                "{\"conditions\": [null]}",
                "{\"conditions\": [{\"type\": \"PreflightPassed\"}]}",
                "{\"resumeDeadline\": \"soon\"}"
            })
    void whatNoAgentSaysIsNoStatus(String garbage) {
        answers(200, garbage);

        assertThat(client().status(local(), UID, 1)).isEmpty();
    }

    /** Each answer is written into the resource's status, every two seconds. */
    @Test
    void moreWordsThanAnAgentHasAreNoStatus() {
        String many = IntStream.range(0, 33)
                .mapToObj(number -> "{\"stage\": \"S" + number + "\"}")
                .collect(Collectors.joining(", "));
        for (String answer : List.of(
                "{\"state\": \"" + "x".repeat(1025) + "\"}",
                "{\"donor\": {\"version\": \"" + "x".repeat(1025) + "\"}}",
                "{\"stages\": [{\"stage\": \"" + "x".repeat(1025) + "\"}]}",
                "{\"stages\": [" + many + "]}")) {
            answers(200, answer);

            assertThat(client().status(local(), UID, 1)).isEmpty();
        }
    }

    @Test
    void aFieldOfANewerAgentIsPassedOver() {
        answers(200, "{\"percent\": 5, \"moon\": {\"phase\": [\"full\"]}}");

        assertThat(client().status(local(), UID, 1).orElseThrow().percent()).isEqualTo(5);
    }

    @Test
    void anAnswerBeyondAllMeasureIsNotKept() {
        answers(200, "{\"stage\": \"" + "x".repeat(300 << 10) + "\"}");

        assertThat(client().status(local(), UID, 1)).isEmpty();
    }

    @Test
    void depthIsBounded() {
        answers(200, "{\"moon\": " + "[".repeat(100_000));

        assertThat(client().status(local(), UID, 1)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 302, 401, 404, 500})
    void onlyAnAnswerIsAnAnswer(int code) {
        agent.enqueue(new MockResponse.Builder()
                .code(code)
                .addHeader("Location", "http://elsewhere.invalid/")
                .build());

        assertThat(client().status(local(), UID, 1)).isEmpty();
        assertThat(agent.getRequestCount()).isEqualTo(1);
    }

    @Test
    void nobodyIsNothing() {
        AgentClient client = client();
        agent.close();

        assertThat(client.status(local(), UID, 1)).isEmpty();
        assertThat(client.stop(local(), UID, 1, StopMode.CANCEL)).isFalse();
        assertThat(client.limit(local(), UID, 1, new AgentStatus.Limits(0, 0))).isFalse();
    }

    @ParameterizedTest
    @EnumSource(StopMode.class)
    void anAgentIsToldToStop(StopMode mode) throws InterruptedException {
        answers(202, "");

        assertThat(client().stop(local(), UID, 7, mode)).isTrue();

        RecordedRequest request = agent.takeRequest();
        assertThat(request.getMethod()).isEqualTo("POST");
        assertThat(request.getUrl().encodedPath()).isEqualTo(mode == StopMode.CANCEL ? "/cancel" : "/suspend");
        assertThat(body(request)).isEmpty();
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer " + KEY.token(UID, 7));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1048576, 65536"})
    void anAgentIsGivenLimits(long data, long network) throws InterruptedException {
        answers(200, "{}");

        assertThat(client().limit(local(), UID, 1, new AgentStatus.Limits(data, network)))
                .isTrue();

        RecordedRequest request = agent.takeRequest();
        assertThat(request.getMethod()).isEqualTo("PUT");
        assertThat(request.getUrl().encodedPath()).isEqualTo("/limits");
        assertThat(request.getHeaders().get("Content-Type")).startsWith("application/json");
        assertThat(body(request))
                .isEqualTo("{\"maxDataBandwidth\":" + data + ",\"maxNetworkBandwidth\":" + network + "}");
    }

    @Test
    void aRefusalIsNoObedience() {
        answers(401, "{\"error\": \"no\"}");
        answers(400, "{\"error\": \"no\"}");

        assertThat(client().stop(local(), UID, 1, StopMode.SUSPEND)).isFalse();
        assertThat(client().limit(local(), UID, 1, new AgentStatus.Limits(0, 0)))
                .isFalse();
    }

    @Test
    void eachRunHasATokenOfItsOwn() throws InterruptedException {
        answers(200, "{}");
        answers(200, "{}");
        client().status(local(), UID, 1);
        client().status(local(), UID, 2);

        String first = agent.takeRequest().getHeaders().get("Authorization");
        assertThat(agent.takeRequest().getHeaders().get("Authorization")).isNotEqualTo(first);
    }
}
