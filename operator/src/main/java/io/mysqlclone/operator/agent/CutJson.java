package io.mysqlclone.operator.agent;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;

/**
 * A JSON object whose end is missing, as the kubelet cuts the last words of a container where all those of a pod are more than
 * it keeps.
 */
final class CutJson {

    private static final String CUT = "...";

    private CutJson() {}

    /**
     * The object as far as it goes: its members that are whole, and a text that is cut in the middle with dots at its end.
     * Members that are arrays or objects are left out. Empty when there is not even a beginning of one, or nothing is missing.
     */
    static Optional<String> repaired(String text) {
        String closed = text + CUT + "\"}";
        return isObject(closed) ? Optional.of(closed) : wholeMembers(text);
    }

    private static boolean isObject(String text) {
        try {
            return AgentJson.MAPPER.readTree(text).isObject();
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<String> wholeMembers(String text) {
        ObjectNode whole = JsonNodeFactory.instance.objectNode();
        try (JsonParser parser = AgentJson.MAPPER.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value == null) {
                    break;
                }
                switch (value) {
                    case VALUE_STRING -> whole.put(name, parser.getText());
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(whole, name, parser, text);
                    case VALUE_TRUE, VALUE_FALSE -> whole.put(name, parser.getBooleanValue());
                    case START_ARRAY, START_OBJECT -> parser.skipChildren();
                    default -> {}
                }
            }
            return parser.currentToken() == JsonToken.END_OBJECT ? Optional.empty() : some(whole);
        } catch (IOException e) {
            return some(whole);
        }
    }

    /** One at the very end may have lost some of its digits. */
    private static void number(ObjectNode whole, String name, JsonParser parser, String text) throws IOException {
        if (parser.currentLocation().getCharOffset() < text.length()) {
            whole.put(name, parser.getDecimalValue());
        }
    }

    private static Optional<String> some(ObjectNode whole) {
        return whole.isEmpty() ? Optional.empty() : Optional.of(whole.toString());
    }
}
