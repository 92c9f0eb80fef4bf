package io.mysqlclone.kubectl.cluster;

import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Which cluster and namespace, as kubectl's own options say it.
 *
 * @param kubeconfig empty: {@code KUBECONFIG}, or {@code ~/.kube/config}
 * @param context empty: the current one
 * @param namespace empty: that of the context
 * @param requestTimeout zero: none; empty: the client's, ten seconds
 */
public record Target(
        Optional<Path> kubeconfig,
        Optional<String> context,
        Optional<String> namespace,
        Optional<Duration> requestTimeout) {

    /** Within a second; the client's ten would keep people in the dark for minutes. */
    private static final int RETRIES = 2;

    private static final String SERVICE = "KUBERNETES_SERVICE_HOST";

    /**
     * The client's configuration.
     *
     * @throws Refusal if there is none, or not that context
     */
    Config config() {
        Config config = kubeconfig.map(this::read).orElseGet(() -> Config.autoConfigure(context.orElse(null)));
        context.ifPresent(wanted -> checkContext(config, wanted));
        if (config.getCurrentContext() == null && System.getenv(SERVICE) == null) {
            throw new Refusal(
                    ExitCode.USAGE,
                    "no cluster is configured: give --kubeconfig FILE, set KUBECONFIG, or make ~/.kube/config.");
        }
        namespace.ifPresent(config::setNamespace);
        config.setRequestRetryBackoffLimit(RETRIES);
        requestTimeout.map(Duration::toMillis).map(Math::toIntExact).ifPresent(millis -> {
            config.setRequestTimeout(millis);
            config.setConnectionTimeout(millis);
        });
        return config;
    }

    private Config read(Path file) {
        if (!Files.isReadable(file)) {
            throw new Refusal(ExitCode.USAGE, "the kubeconfig " + file + " cannot be read.");
        }
        try {
            return Config.fromKubeconfig(context.orElse(null), file.toFile());
        } catch (KubernetesClientException | IllegalArgumentException | YamlEngineException e) {
            throw new Refusal(
                    ExitCode.USAGE, "the kubeconfig " + file + " cannot be understood: it is no YAML of that form.");
        }
    }

    private static void checkContext(Config config, String wanted) {
        List<String> names = Optional.ofNullable(config.getContexts()).orElse(List.of()).stream()
                .map(NamedContext::getName)
                .sorted()
                .toList();
        if (!names.contains(wanted)) {
            throw new Refusal(
                    ExitCode.USAGE,
                    "there is no context \"" + wanted + "\" in the kubeconfig"
                            + (names.isEmpty() ? "." : "; there are " + String.join(", ", names) + "."));
        }
    }
}
