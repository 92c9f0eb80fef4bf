package io.mysqlclone.agent.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mysqlclone.agent.quantity.Bandwidth;
import io.mysqlclone.recipient.Limits;
import java.io.IOException;
import java.util.Set;

/** Body of {@code PUT /limits}: one or both limits, each a text such as {@code "100M/s"} or a number of bytes per second. */
final class LimitsBody {
    private static final String DATA = "maxDataBandwidth";
    private static final String NETWORK = "maxNetworkBandwidth";
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(8).build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private LimitsBody() {}

    /**
     * The limits that {@code body} asks for; one that it does not name stays as it is.
     *
     * @throws IllegalArgumentException with one sentence when the body is something else
     */
    static Limits parse(byte[] body, Limits current) {
        JsonNode json;
        try {
            json = MAPPER.readTree(body);
        } catch (JsonProcessingException notJson) {
            throw new IllegalArgumentException("The body is not JSON; send " + example() + ".", notJson);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("The body cannot be read.", unreadable);
        }
        if (!(json instanceof ObjectNode object) || object.isEmpty()) {
            throw new IllegalArgumentException("The body names no limit; send " + example() + ".");
        }
        object.fieldNames().forEachRemaining(field -> {
            if (!Set.of(DATA, NETWORK).contains(field)) {
                throw new IllegalArgumentException("There is no limit '" + field + "'; send " + example() + ".");
            }
        });
        return new Limits(
                limit(object, DATA, current.dataBytesPerSecond()),
                limit(object, NETWORK, current.networkBytesPerSecond()));
    }

    private static long limit(ObjectNode object, String field, long current) {
        var value = object.get(field);
        if (value == null) {
            return current;
        }
        try {
            if (value.isTextual()) {
                return Bandwidth.parse(value.textValue());
            }
            if (value.isIntegralNumber() && value.canConvertToLong()) {
                return Bandwidth.checked(value.longValue());
            }
        } catch (IllegalArgumentException notABandwidth) {
            throw new IllegalArgumentException(sentence(field, value), notABandwidth);
        }
        throw new IllegalArgumentException(sentence(field, value));
    }

    private static String sentence(String field, JsonNode value) {
        return field + " is " + value + "; it must be " + Bandwidth.ACCEPTED + ", as a text, or a number of bytes.";
    }

    private static String example() {
        return "{\"" + DATA + "\": \"100M/s\", \"" + NETWORK + "\": 0}";
    }
}
