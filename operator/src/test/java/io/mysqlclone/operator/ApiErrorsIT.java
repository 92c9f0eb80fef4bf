package io.mysqlclone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import okhttp3.Request;
import okio.Buffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the API server answers to whichever request, the resource says so, and the clone goes on when it is over. */
final class ApiErrorsIT {

    private static final List<Integer> CODES = List.of(0, 400, 401, 403, 404, 409, 422, 429, 500, 503);

    private static final Pattern CODE = Pattern.compile("\\b(?:db|data)-([0-9]+)\\b");

    /** Tried again after so long. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    /**
     * A request that the operator makes.
     *
     * @param path how its path ends, behind the namespace; the number of a pod, claim or workload in it, or in the body, is
     *     the code of the answer
     * @param reason of the condition, by code
     * @param begin makes what is needed and the resource
     */
    record Asked(String method, String path, Function<Integer, String> reason, BiConsumer<Stage, Integer> begin) {

        int fault(Request request) {
            boolean asked = request.method().equals(method)
                    && Pattern.compile(".*/namespaces/[^/]+" + path)
                            .matcher(request.url().encodedPath())
                            .matches();
            if (!asked) {
                return FaultyApi.NONE;
            }
            Matcher code = CODE.matcher(
                    method.equals("POST") ? body(request) : request.url().encodedPath());
            return code.find() ? Integer.parseInt(code.group(1)) : FaultyApi.NONE;
        }

        private static String body(Request request) {
            Buffer buffer = new Buffer();
            try {
                Objects.requireNonNull(request.body()).writeTo(buffer);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return buffer.readUtf8();
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    private static String away(int code, String reason) {
        return List.of(0, 429, 503).contains(code) ? "ApiError" : reason;
    }

    static Stream<Asked> requests() {
        return Stream.of(
                new Asked(
                        "GET",
                        "/pods/db-[0-9]+",
                        code -> code == 404 ? "RecipientNotFound" : "ApiError",
                        (stage, code) -> {
                            stage.kubelet().serves("db-" + code);
                            pod(stage, code);
                        }),
                new Asked(
                        "PATCH",
                        "/pods/db-[0-9]+/ephemeralcontainers",
                        code -> away(code, "LaunchRefused"),
                        (stage, code) -> {
                            stage.kubelet().serves("db-" + code);
                            pod(stage, code);
                        }),
                new Asked(
                        "POST",
                        "/pods/db-[0-9]+/eviction",
                        code -> code == 429 ? "EvictionBlocked" : away(code, "EvictionBlocked"),
                        (stage, code) -> {
                            stage.kubelet().serves("db-" + code);
                            pod(stage, code);
                            received(stage, code);
                        }),
                new Asked(
                        "GET",
                        "/persistentvolumeclaims/data-[0-9]+",
                        code -> code == 404 ? "RecipientNotFound" : "ApiError",
                        (stage, code) -> {
                            stage.claim("data-" + code);
                            claim(stage, code, "");
                        }),
                new Asked(
                        "POST",
                        "/persistentvolumeclaims",
                        code -> away(code, "LaunchRefused"),
                        (stage, code) -> claim(stage, code, ", template: {storage: 1Gi}")),
                new Asked("POST", "/pods", code -> away(code, "LaunchRefused"), (stage, code) -> {
                    stage.claim("data-" + code);
                    claim(stage, code, "");
                }));
    }

    private static void pod(Stage stage, int code) {
        stage.create("copy-" + code, """
                donor: {host: mysql-%1$d.mysql, credentialsSecretRef: {name: donor}}
                recipient: {pod: {name: db-%1$d}}
                """.formatted(code));
    }

    private static void claim(Stage stage, int code, String more) {
        stage.create("copy-" + code, """
                donor: {host: mysql-%1$d.mysql, credentialsSecretRef: {name: donor}}
                recipient: {persistentVolumeClaim: {claimName: data-%1$d%2$s}}
                """.formatted(code, more));
    }

    private static void received(Stage stage, int code) {
        try {
            stage.kubelet().ends("db-" + code, 1, 0, Words.received());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void eachAnswerIsTold(Asked asked) {
        FaultyApi api = new FaultyApi();
        api.answers(asked::fault);
        try (Stage stage =
                new Stage(Map.of(), namespace -> TestOperator.start(api.newClient(), namespace, FakeAgents.shared()))) {
            Instant begin = Instant.now();
            CODES.forEach(code -> asked.begin().accept(stage, code));

            for (int code : CODES) {
                MySQLCloneStatus status =
                        stage.awaitReason("copy-" + code, asked.reason().apply(code));
                assertThat(status.message()).as("what is told of %d", code).isNotEmpty();
                if (!Stage.reason(status).equals("RecipientNotFound") && code != 429) {
                    assertThat(status.message())
                            .contains(
                                    code == 0 ? "nobody is at home" : "answer " + code + " of the test", "tried again");
                }
                assertThat(status.holds(ConditionType.RECONCILING)).isTrue();
            }
            // A retry of the client itself doubles each, and the SDK's first pauses are shorter.
            long looks = 6 + Duration.between(begin, Instant.now()).dividedBy(PAUSE);
            assertThat(api.answered()).isLessThanOrEqualTo((int) looks * 2 * CODES.size());

            api.answers(_ -> FaultyApi.NONE);
            CODES.forEach(code -> stage.awaitStatus("copy-" + code, status -> status.run() > 0));
        }
    }
}
