package io.mysqlclone.release;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The file {@code mysql_upgrade_history}, by which servers since 8.4 say which of them ran on a data directory: a JSON object
 * whose array {@code upgrade_history} ends with the current one. Since 26.10 its entries may have an {@code
 * update_history} of their own, whose versions have four parts.
 */
public final class UpgradeHistory {
    private static final String FILE = "mysql_upgrade_history";
    private static final String NESTED = "update_history";
    private static final long LONGEST = 1 << 20;
    private static final JsonFactory JSON = new JsonFactory();

    private UpgradeHistory() {}

    /** The release that ran last; empty when there is no such file, or it does not tell. */
    public static Optional<Release> last(Path dataDir) {
        Path file = dataDir.resolve(FILE);
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

    private static Optional<Release> last(JsonParser parser) throws IOException {
        Optional<ServerVersion> version = Optional.empty();
        Optional<String> maturity = Optional.empty();
        while (parser.nextToken() != null) {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                maturity = Optional.empty();
            } else if (parser.currentToken() == JsonToken.FIELD_NAME && NESTED.equals(parser.currentName())) {
                parser.nextToken();
                parser.skipChildren();
            } else if (parser.currentToken() == JsonToken.VALUE_STRING && "version".equals(parser.currentName())) {
                version = ServerVersion.parse(parser.getText());
            } else if (parser.currentToken() == JsonToken.VALUE_STRING && "maturity".equals(parser.currentName())) {
                maturity = Optional.of(parser.getText());
            }
        }
        Optional<String> said = maturity;
        return version.map(last -> new Release(last, said));
    }
}
