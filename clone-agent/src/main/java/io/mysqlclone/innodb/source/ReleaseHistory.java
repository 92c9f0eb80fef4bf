package io.mysqlclone.innodb.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.mysqlclone.engine.DonorRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which server a data directory is of: the last one in {@code mysql_upgrade_history} (8.4 and later), else the one that
 * wrote the first page of the system tablespace.
 */
final class ReleaseHistory {
    private static final String FILE = "mysql_upgrade_history";
    private static final long LONGEST = 1 << 20;
    private static final JsonFactory JSON = new JsonFactory();

    private ReleaseHistory() {}

    /** @param versionNumber as in a first page, such as 90704 */
    static DonorRelease of(Path dataDir, int versionNumber) {
        return history(dataDir.resolve(FILE)).orElseGet(() -> byNumber(versionNumber));
    }

    private static Optional<DonorRelease> history(Path file) {
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > LONGEST) {
                return Optional.empty();
            }
            try (JsonParser parser = JSON.createParser(Files.readAllBytes(file))) {
                return last(parser);
            }
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<DonorRelease> last(JsonParser parser) throws IOException {
        Optional<String> version = Optional.empty();
        Optional<String> maturity = Optional.empty();
        while (parser.nextToken() != null) {
            if (parser.currentToken() == JsonToken.VALUE_STRING) {
                if ("version".equals(parser.currentName())) {
                    version = Optional.of(parser.getText());
                } else if ("maturity".equals(parser.currentName())) {
                    maturity = Optional.of(parser.getText());
                }
            }
        }
        return version.isPresent() && maturity.isPresent()
                ? Optional.of(new DonorRelease(version.get(), maturity.get()))
                : Optional.empty();
    }

    /** Long-term releases have been 8.4 and the seventh of 9; others are said to be what they are by their history. */
    static DonorRelease byNumber(int number) {
        int major = number / 10_000;
        int minor = number / 100 % 100;
        boolean longTerm = (major == 8 && minor == 4) || (major == 9 && minor == 7);
        return new DonorRelease(major + "." + minor + "." + number % 100, longTerm ? "LTS" : "INNOVATION");
    }
}
