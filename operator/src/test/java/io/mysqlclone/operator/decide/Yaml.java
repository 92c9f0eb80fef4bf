package io.mysqlclone.operator.decide;

import com.fasterxml.jackson.core.type.TypeReference;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;

/** Objects written as YAML, also in its flow style, which the client would take for JSON. */
final class Yaml {

    private static final String BEGIN = "---\n";

    private Yaml() {}

    static Map<String, Object> map(String yaml) {
        return Serialization.unmarshal(BEGIN + yaml, new TypeReference<Map<String, Object>>() {});
    }

    static <T> T read(String yaml, Class<T> type) {
        return Serialization.unmarshal(BEGIN + yaml, type);
    }
}
