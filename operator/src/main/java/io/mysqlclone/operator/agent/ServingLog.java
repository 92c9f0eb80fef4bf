package io.mysqlclone.operator.agent;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an agent that gives clones has written into its log: lines of JSON, of the agent's reference. */
public final class ServingLog {

    private static final Pattern FINGERPRINT = Pattern.compile("[0-9A-Fa-f]{64}|[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){31}");

    private static final String PROGRAM = "clone-agent:";

    private ServingLog() {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Ready(@Nullable String type, @Nullable String tlsFingerprint) {}

    /**
     * The SHA-256 of the certificate that it has made for itself: it tells that once recipients can connect.
     *
     * @param log the beginning of it, whose last line may be cut
     */
    public static Optional<String> fingerprint(String log) {
        return log.lines()
                .flatMap(line -> read(line).stream())
                .filter(line -> "ready".equals(line.type))
                .flatMap(line -> Optional.ofNullable(line.tlsFingerprint).stream())
                .filter(told -> FINGERPRINT.matcher(told).matches())
                .findFirst();
    }

    /**
     * Why it has ended, as a sentence: what it says for people then, and not as JSON.
     *
     * @param log the end of it
     */
    public static Optional<String> lastWords(String log) {
        return log.lines()
                .filter(line -> line.startsWith(PROGRAM))
                .map(line -> line.substring(PROGRAM.length()).strip())
                .filter(line -> !line.isEmpty())
                .reduce((_, last) -> last);
    }

    private static Optional<Ready> read(String line) {
        try {
            return Optional.ofNullable(AgentJson.MAPPER.readValue(line, Ready.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
