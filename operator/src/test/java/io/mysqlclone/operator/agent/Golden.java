package io.mysqlclone.operator.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** What the agent writes, as its own tests hold it; the operator's copies of it. */
final class Golden {

    private Golden() {}

    static String text(String name) throws IOException {
        try (InputStream file = Golden.class.getResourceAsStream(name + ".json")) {
            return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** As the agent writes it: on one line. */
    static String line(String name) throws IOException {
        return AgentJson.MAPPER.readTree(text(name)).toString();
    }
}
