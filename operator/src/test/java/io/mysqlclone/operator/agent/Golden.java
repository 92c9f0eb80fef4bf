package io.mysqlclone.operator.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** What the agent writes: the files that its own tests compare with (see the test resources of this module's build). */
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
