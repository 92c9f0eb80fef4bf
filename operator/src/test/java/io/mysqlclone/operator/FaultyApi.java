package io.mysqlclone.operator;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory;
import io.mysqlclone.testbed.ApiServer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToIntFunction;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;

/** The real API server, behind something that answers some requests in its place. */
final class FaultyApi implements Interceptor {

    /** An answer for requests that go through. */
    static final int NONE = -1;

    private final AtomicReference<ToIntFunction<Request>> faults = new AtomicReference<>(_ -> NONE);
    private final AtomicInteger answered = new AtomicInteger();

    /**
     * From now on requests are answered so.
     *
     * @param fault the code of an answer; 0: there is none; {@link #NONE}: the API server's
     */
    void answers(ToIntFunction<Request> fault) {
        faults.set(fault);
    }

    /** How many requests the API server has not seen. */
    int answered() {
        return answered.get();
    }

    /** A client of an administrator that goes through this. */
    KubernetesClient newClient() {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(
                                Config.fromKubeconfig(ApiServer.shared().kubeconfig()))
                        .withRequestRetryBackoffLimit(1)
                        .build())
                .withHttpClientFactory(new OkHttpClientFactory() {
                    @Override
                    protected void additionalConfig(OkHttpClient.Builder builder) {
                        builder.addInterceptor(FaultyApi.this);
                    }
                })
                .build();
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        int code = faults.get().applyAsInt(chain.request());
        if (code == NONE) {
            return chain.proceed(chain.request());
        }
        answered.incrementAndGet();
        if (code == 0) {
            throw new SocketTimeoutException("nobody is at home");
        }
        return new Response.Builder()
                .request(chain.request())
                .protocol(Protocol.HTTP_1_1)
                .code(code)
                .message("No")
                .body(ResponseBody.create("""
                        {"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": %1$d,
                         "message": "answer %1$d of the test"}
                        """.formatted(code), MediaType.get("application/json")))
                .build();
    }
}
