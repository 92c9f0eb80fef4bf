package io.mysqlclone.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mysqlclone.agent.Clones;
import io.mysqlclone.agent.FakeClone;
import io.mysqlclone.recipient.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusServerTest {
    private static final String TOKEN = "correct horse battery staple";
    /** Printed by {@code printf 'correct horse battery staple' | sha256sum}. */
    private static final String TOKEN_SHA256 = "c4bbcb1fbec99d65bf59d85c8cb62ee2db963f0fe106f483d9afa73bd4e39a8a";

    private final FakeClone clone = new FakeClone(() -> Clones.result(Path.of("/data"), false, List.of()));
    private final HttpClient client = HttpClient.newHttpClient();
    private StatusServer server;

    @BeforeEach
    void start() throws IOException {
        server = start(AccessGuard.ofTokenSha256(TOKEN_SHA256));
    }

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    private StatusServer start(AccessGuard guard) throws IOException {
        return StatusServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), guard, clone);
    }

    @Test
    void tellsProgressLimitsAndConditions() throws Exception {
        var answer = send(authorized("/status"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        var json = json(answer);
        assertThat(json.get("stage").textValue()).isEqualTo("FILE COPY");
        assertThat(json.get("percent").doubleValue()).isEqualTo(37.5);
        assertThat(json.get("limits").get("maxNetworkBandwidth").longValue()).isEqualTo(1 << 20);
        assertThat(json.get("conditions").get(1).get("reason").textValue()).isEqualTo("Transferring");
    }

    @Test
    void tellsMetricsInPrometheusTextFormat() throws Exception {
        var answer = send(authorized("/metrics"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(answer.body())
                .contains(
                        "# TYPE mysqlclone_agent_data_bytes_total counter",
                        "mysqlclone_agent_data_bytes_total 1.610612736E9",
                        "mysqlclone_agent_network_bytes_total 1.073741824E9",
                        "mysqlclone_agent_reconnects_total 1.0",
                        "mysqlclone_agent_started_over_total 0.0",
                        "mysqlclone_agent_pages_verified_total 98304.0",
                        "mysqlclone_agent_pages_unverifiable_total 7.0",
                        "mysqlclone_agent_estimate_bytes 4.294967296E9",
                        "mysqlclone_agent_rate_bytes_per_second 2.097152E8",
                        "mysqlclone_agent_connections 4.0",
                        "mysqlclone_agent_stage{stage=\"FILE COPY\"} 1.0",
                        "mysqlclone_agent_stage{stage=\"REDO COPY\"} 0.0",
                        "mysqlclone_agent_state{state=\"Transferring\"} 1.0",
                        "process_start_time_seconds",
                        "jvm_memory_used_bytes");
    }

    @Test
    void cancels() throws Exception {
        var answer = send(authorized("/cancel").POST(BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(clone.calls()).containsExactly("cancel");
    }

    @Test
    void suspends() throws Exception {
        var answer = send(authorized("/suspend").POST(BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEqualTo("{\"suspending\":true}");
        assertThat(clone.calls()).containsExactly("suspend");
    }

    @Test
    void changesOneLimitAndKeepsTheOther() throws Exception {
        var answer = send(authorized("/limits").PUT(BodyPublishers.ofString("{\"maxDataBandwidth\": \"100M/s\"}")));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"maxDataBandwidth\":104857600,\"maxNetworkBandwidth\":1048576}");
        assertThat(clone.limits()).isEqualTo(new Limits(100 << 20, 1 << 20));
    }

    @Test
    void takesNumbersAsBytesPerSecondAndZeroAsNoLimit() throws Exception {
        var body = "{\"maxDataBandwidth\": 5000000, \"maxNetworkBandwidth\": 0}";
        assertThat(send(authorized("/limits").PUT(BodyPublishers.ofString(body)))
                        .statusCode())
                .isEqualTo(200);
        assertThat(clone.limits()).isEqualTo(new Limits(5_000_000, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "null",
                "{\"maxDataBandwidth\"",
                "{\"maxDataBandwidth\": \"fast\"}",
                "{\"maxDataBandwidth\": -1}",
                "{\"maxDataBandwidth\": 1}",
                "{\"maxDataBandwidth\": 1.5}",
                "{\"maxDataBandwidth\": null}",
                "{\"maxDataBandwidth\": 99999999999999999999}",
                "{\"maxDataBandwidth\": 0, \"maxDataBandwidth\": 0}",
                "{\"maxDataBandwidth\": 0} {}",
                "{\"bandwidth\": \"100M/s\"}",
                "[[[[[[[[[[[[[[[[[[[["
            })
    void refusesBadLimitsWithASentenceAndChangesNothing(String body) throws Exception {
        var before = clone.limits();
        var answer = send(authorized("/limits").PUT(BodyPublishers.ofString(body)));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).get("error").textValue()).endsWith(".");
        assertThat(clone.limits()).isEqualTo(before);
    }

    @Test
    void refusesALargeBody() throws Exception {
        var answer = send(authorized("/limits").PUT(BodyPublishers.ofString(" ".repeat((64 << 10) + 1))));
        assertThat(answer.statusCode()).isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer wrong", "Bearer", "Bearer ", "Basic " + TOKEN, TOKEN, "Bearer " + TOKEN_SHA256})
    void refusesWhoeverDoesNotHoldTheToken(String authorization) throws Exception {
        var answer =
                send(request("/cancel").header("Authorization", authorization).POST(BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Bearer");
        assertThat(clone.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/status", "/metrics", "/limits", "/nothing"})
    void refusesEveryPathWithoutAToken(String path) throws Exception {
        assertThat(send(request(path)).statusCode()).isEqualTo(401);
    }

    @Test
    void tellsItsHealthToEverybody() throws Exception {
        var answer = send(request("/healthz"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("ok\n");
    }

    @Test
    void knowsNoOtherPath() throws Exception {
        var answer = send(authorized("/status/x"));
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(json(answer).get("error").textValue()).contains("/status/x").contains("/limits");
    }

    @Test
    void namesTheMethodsThatAPathAnswersTo() throws Exception {
        var cancel = send(authorized("/cancel"));
        assertThat(cancel.statusCode()).isEqualTo(405);
        assertThat(cancel.headers().firstValue("Allow")).contains("POST");

        var limits = send(authorized("/limits").DELETE());
        assertThat(limits.statusCode()).isEqualTo(405);
        assertThat(limits.headers().firstValue("Allow")).contains("GET, PUT");
    }

    @Test
    void withoutATokenAnswersEverybodyButWebPages() throws Exception {
        server.close();
        server = start(AccessGuard.open());

        assertThat(send(request("/status")).statusCode()).isEqualTo(200);
        var page =
                send(request("/cancel").header("Origin", "http://evil.example").POST(BodyPublishers.noBody()));
        assertThat(page.statusCode()).isEqualTo(403);
        assertThat(clone.calls()).isEmpty();
    }

    private HttpRequest.Builder authorized(String path) {
        return request(path).header("Authorization", "Bearer " + TOKEN);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.address().getPort() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return new JsonMapper().readTree(answer.body());
    }
}
