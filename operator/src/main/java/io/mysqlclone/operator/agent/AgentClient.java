package io.mysqlclone.operator.agent;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jboss.logging.Logger;

/**
 * Asks and commands running agents over HTTP. An agent that cannot be reached is nothing unusual (a network policy, a pod
 * that just ended): its result comes by the termination message all the same, so calls answer with what was reached.
 */
public final class AgentClient {

    /** Where agents listen; beyond the ports that MySQL and its exporters are known to use. */
    public static final int PORT = 9340;

    /** A status has about 2 KB; whatever answers on the port gets no more memory than that. */
    private static final long MAX_ANSWER_BYTES = 256 << 10;

    private static final MediaType JSON = MediaType.get("application/json");
    private static final Logger LOG = Logger.getLogger(AgentClient.class);

    private final OkHttpClient http;
    private final OperatorKey key;

    /** A client for agents of this operator. */
    public AgentClient(OperatorKey key) {
        this.key = key;
        this.http = new OkHttpClient.Builder()
                .callTimeout(Duration.ofSeconds(2))
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .build();
    }

    /** What the agent says of its progress; empty when it could not be asked. */
    public Optional<AgentStatus> status(AgentAddress address, String cloneUid, int run) {
        Request request = request(address, "status", cloneUid, run).get().build();
        try (Response response = http.newCall(request).execute()) {
            if (!response.isSuccessful()) {
                LOG.debugf("agent at %s answered %d", address, response.code());
                return Optional.empty();
            }
            return Optional.ofNullable(AgentJson.MAPPER.readValue(bounded(response), AgentStatus.class));
        } catch (IOException e) {
            LOG.debugf("agent at %s cannot be asked: %s", address, e.getMessage());
            return Optional.empty();
        }
    }

    /** Tells the agent to end, and whether to keep what it stored; false when it could not be told. */
    public boolean stop(AgentAddress address, String cloneUid, int run, StopMode mode) {
        return sent(request(address, mode.path, cloneUid, run)
                .post(RequestBody.create("", null))
                .build());
    }

    /** How a run ends before its time. */
    public enum StopMode {
        /** What was stored is kept for the next run. */
        SUSPEND("suspend"),
        /** What was stored is removed. */
        CANCEL("cancel");

        private final String path;

        StopMode(String path) {
            this.path = path;
        }
    }

    /** Puts other limits in force; false when the agent could not be told. */
    public boolean limit(AgentAddress address, String cloneUid, int run, AgentStatus.Limits limits) {
        try {
            RequestBody body = RequestBody.create(AgentJson.MAPPER.writeValueAsString(limits), JSON);
            return sent(request(address, "limits", cloneUid, run).put(body).build());
        } catch (IOException e) {
            throw new IllegalStateException("two numbers can be written as JSON", e);
        }
    }

    private boolean sent(Request request) {
        try (Response response = http.newCall(request).execute()) {
            if (!response.isSuccessful()) {
                LOG.warnf("agent answered %d to %s", response.code(), request.url());
            }
            return response.isSuccessful();
        } catch (IOException e) {
            LOG.debugf("agent cannot be told %s: %s", request.url(), e.getMessage());
            return false;
        }
    }

    private Request.Builder request(AgentAddress address, String path, String cloneUid, int run) {
        HttpUrl url = new HttpUrl.Builder()
                .scheme("http")
                .host(address.host())
                .port(address.port())
                .addPathSegment(path)
                .build();
        return new Request.Builder().url(url).header("Authorization", "Bearer " + key.token(cloneUid, run));
    }

    private static byte[] bounded(Response response) throws IOException {
        ResponseBody body = response.peekBody(MAX_ANSWER_BYTES);
        return body.bytes();
    }
}
