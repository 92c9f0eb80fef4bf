package io.mysqlclone.agent.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * The checks of a preflight where there is not room for all that they say. What failed comes first, and keeps its words
 * longest.
 */
final class Checks {
    private static final String CHECKS = "checks";
    private static final String MESSAGE = "message";
    private static final String CUT = "...";

    /** What a reader needs most comes first, and loses its words last. */
    private static final Map<String, Integer> RANK = Map.of("Failed", 0, "Warning", 1, "Ok", 2, "Skipped", 3);

    /** Characters that each message may have left, of those that are shortened; at last there are none. */
    private static final int[] LENGTHS = {240, 120, 60, 0};

    private Checks() {}

    /** Shortens the checks of {@code document}, if it has any, until all of it is at most {@code limit} bytes. */
    static void fit(ObjectNode document, int limit) {
        if (!(document.get(CHECKS) instanceof ArrayNode all)) {
            return;
        }
        if (size(document) <= limit) {
            return;
        }
        var ranked = JsonNodeFactory.instance.arrayNode();
        StreamSupport.stream(all.spliterator(), false)
                .map(check -> (ObjectNode) check.deepCopy())
                .sorted(Comparator.comparingInt(Checks::rank))
                .forEach(ranked::add);
        document.set(CHECKS, ranked);
        for (int least = 3; least >= 0; least--) {
            for (int length : LENGTHS) {
                shorten(ranked, least, length);
                if (size(document) <= limit) {
                    return;
                }
            }
        }
        while (size(document) > limit && !ranked.isEmpty()) {
            ranked.remove(ranked.size() - 1);
        }
    }

    private static void shorten(ArrayNode checks, int leastRank, int length) {
        for (var check : checks) {
            var text = check.path(MESSAGE).asText();
            if (rank((ObjectNode) check) >= leastRank && text.length() > length + CUT.length()) {
                ((ObjectNode) check).put(MESSAGE, length == 0 ? "" : text.substring(0, length) + CUT);
            }
        }
    }

    private static int rank(ObjectNode check) {
        return RANK.getOrDefault(check.path("verdict").asText(), 0);
    }

    private static int size(ObjectNode document) {
        return document.toString().getBytes(StandardCharsets.UTF_8).length;
    }
}
