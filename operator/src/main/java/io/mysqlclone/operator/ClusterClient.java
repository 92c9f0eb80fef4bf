package io.mysqlclone.operator;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory;
import java.util.concurrent.Executors;
import okhttp3.Dispatcher;

/** The operator's connection to the API server. */
final class ClusterClient {

    /** Within a second; the client's ten would keep people in the dark for minutes. */
    private static final int RETRIES = 3;

    private ClusterClient() {}

    /** As the environment says: the service account of the pod, or the user's kubeconfig. */
    static KubernetesClient open() {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withRequestRetryBackoffLimit(RETRIES)
                        .build())
                .withHttpClientFactory(new OnVirtualThreads())
                .build();
    }

    /** OkHttp keeps a thread for each request that is under way; a burst of a thousand clones had 250 of the platform's. */
    private static final class OnVirtualThreads extends OkHttpClientFactory {
        @Override
        protected Dispatcher initDispatcher() {
            Dispatcher dispatcher = new Dispatcher(Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("kubernetes-", 0).factory()));
            // A watch counts as a request for as long as it lasts, so these must not be limited here.
            dispatcher.setMaxRequests(Integer.MAX_VALUE);
            dispatcher.setMaxRequestsPerHost(Integer.MAX_VALUE);
            return dispatcher;
        }
    }
}
