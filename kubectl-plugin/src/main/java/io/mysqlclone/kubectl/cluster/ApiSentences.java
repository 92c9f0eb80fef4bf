package io.mysqlclone.kubectl.cluster;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** What went wrong between the plugin and the API server, as one sentence. */
public final class ApiSentences {
    private ApiSentences() {}

    /** The refusal that an error of the client means. */
    public static Refusal refusal(KubernetesClientException error, String server) {
        return new Refusal(ExitCode.CLUSTER, sentence(error, server));
    }

    /** The sentence alone. */
    public static String sentence(KubernetesClientException error, String server) {
        Optional<String> unreachable = error.getStatus() == null ? unreachable(error) : Optional.empty();
        if (unreachable.isPresent()) {
            return "the API server " + server + " cannot be reached: " + unreachable.get() + ".";
        }
        return switch (error.getCode()) {
            case HttpURLConnection.HTTP_UNAUTHORIZED ->
                "the API server " + server + " does not accept the credentials of the kubeconfig (401): log in again.";
            case HttpURLConnection.HTTP_FORBIDDEN -> "you may not do that: " + words(error);
            default -> "the API server refuses: " + words(error);
        };
    }

    /** The API server's own words, without the client's around them. */
    private static String words(KubernetesClientException error) {
        String words = Optional.ofNullable(error.getStatus())
                .map(Status::getMessage)
                .filter(message -> !message.isBlank())
                .orElseGet(() -> String.valueOf(error.getMessage()));
        return words.endsWith(".") ? words : words + ".";
    }

    /** What the network said, when it was the network. */
    private static Optional<String> unreachable(Throwable error) {
        Optional<String> said = Optional.empty();
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof TimeoutException || cause instanceof InterruptedIOException) {
                return Optional.of("no answer in time");
            }
            if (cause instanceof IOException) {
                said = Optional.of(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
            }
        }
        return said;
    }
}
