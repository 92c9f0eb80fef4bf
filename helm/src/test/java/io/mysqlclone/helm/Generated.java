package io.mysqlclone.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files, and parts of files, that are committed although they follow from others. */
final class Generated {
    static final String COMMAND = "./mvnw -pl helm test -Dgenerate";

    private Generated() {}

    /** Fails when the file is not this text; writes it first when the build was asked to. */
    static void holdCurrent(Path file, String text) throws IOException {
        if (System.getProperty("generate") != null) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
        }
        assertThat(Files.exists(file) ? Files.readAllLines(file) : List.of())
                .as("%s is stale; to make it again: %s", file, COMMAND)
                .isEqualTo(text.lines().toList());
    }

    /** The same for what stands between the comments {@code generated: NAME} and {@code end}. */
    static void holdCurrent(Path file, String part, String text) throws IOException {
        var begin = "<!-- generated: " + part + " -->\n";
        var document = Files.readString(file);
        int from = document.indexOf(begin);
        assertThat(from).as("the part %s of %s", part, file).isNotNegative();
        int to = document.indexOf("<!-- end -->", from);
        holdCurrent(file, document.substring(0, from + begin.length()) + text + document.substring(to));
    }
}
