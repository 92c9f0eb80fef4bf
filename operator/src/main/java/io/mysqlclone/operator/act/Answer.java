package io.mysqlclone.operator.act;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What it means that the API server has not done what it was asked for. Which code stands for what is known here only.
 *
 * @param code HTTP's; 0: there was no answer
 * @param words the server's, or the connection's
 */
public record Answer(int code, String words) {

    /** The client has another number below that for it. */
    private static final int NO_ANSWER = 0;

    private static final int DEPTH = 10;

    private static final int TOO_MANY_REQUESTS = 429;

    /** The answer in an exception of the client. */
    static Answer of(KubernetesClientException e) {
        String words = Optional.ofNullable(e.getStatus())
                .map(Status::getMessage)
                .or(() -> Optional.ofNullable(e.getCause()).map(Throwable::getMessage))
                .or(() -> Optional.ofNullable(e.getMessage()))
                .orElse("no reason was given");
        return new Answer(Math.max(e.getCode(), NO_ANSWER), words);
    }

    /** The answer that an exception was caused by; empty when it was none. */
    public static Optional<Answer> in(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                .limit(DEPTH)
                .filter(KubernetesClientException.class::isInstance)
                .map(KubernetesClientException.class::cast)
                .findFirst()
                .map(Answer::of);
    }

    /** Whether it says nothing of what was asked for: the server is away, or has too much to do. */
    boolean patience() {
        return switch (code) {
            case NO_ANSWER,
                    TOO_MANY_REQUESTS,
                    HttpURLConnection.HTTP_BAD_GATEWAY,
                    HttpURLConnection.HTTP_UNAVAILABLE,
                    HttpURLConnection.HTTP_GATEWAY_TIMEOUT -> true;
            default -> false;
        };
    }

    /** Whether something of that name is there already. */
    static boolean isThere(KubernetesClientException e) {
        return e.getCode() == HttpURLConnection.HTTP_CONFLICT
                && Optional.ofNullable(e.getStatus())
                        .map(Status::getReason)
                        .filter("AlreadyExists"::equals)
                        .isPresent();
    }

    /** Whether the namespace is being deleted, and all that is in it with it, so that nothing new is made there. */
    static boolean isNamespacesEnd(KubernetesClientException e) {
        return e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                && Optional.ofNullable(e.getStatus())
                        .map(Status::getDetails)
                        .map(StatusDetails::getCauses)
                        .orElse(List.of())
                        .stream()
                        .anyMatch(cause -> "NamespaceTerminating".equals(cause.getReason()));
    }

    /** Whether a disruption budget forbids an eviction for now. */
    static boolean isBudget(KubernetesClientException e) {
        return e.getCode() == TOO_MANY_REQUESTS;
    }

    /**
     * As a sentence that says what to do.
     *
     * @param what could not be done, as the beginning of a sentence
     */
    public String sentence(String what) {
        String told = words.endsWith(".") ? words.substring(0, words.length() - 1) : words;
        String answered = code == NO_ANSWER ? "the API server does not answer" : "the API server answers " + code;
        return what + ", " + answered + ": " + told + ". " + advice() + "It is tried again.";
    }

    private String advice() {
        return switch (code) {
            case HttpURLConnection.HTTP_UNAUTHORIZED -> "Look at the operator's ServiceAccount. ";
            case HttpURLConnection.HTTP_FORBIDDEN ->
                words.contains(" cannot ") ? "The operator lacks that right; see its chart's rules. " : "";
            default -> "";
        };
    }
}
