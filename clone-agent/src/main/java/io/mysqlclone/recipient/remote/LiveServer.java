package io.mysqlclone.recipient.remote;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.mysqlclone.datadir.live.TablespacePageSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The server whose data an in-place clone replaces, as far as its files tell; it may be running.
 *
 * @param pageSize its {@code innodb_page_size}, from the first page of its system tablespace
 * @param version the version that last ran on the data, from {@code mysql_upgrade_history}
 */
public record LiveServer(int pageSize, Optional<ServerVersion> version) {
    /** Reads it from the files in {@code dataDir}. */
    public static LiveServer of(Path dataDir) throws IOException {
        return new LiveServer(
                TablespacePageSize.of(dataDir.resolve("ibdata1")), version(dataDir.resolve("mysql_upgrade_history")));
    }

    /** The file is a JSON object whose array {@code upgrade_history} ends with the current version. */
    private static Optional<ServerVersion> version(Path history) throws IOException {
        if (!Files.isRegularFile(history)) {
            return Optional.empty();
        }
        Optional<ServerVersion> last = Optional.empty();
        try (JsonParser parser = new JsonFactory().createParser(history.toFile())) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.FIELD_NAME
                        && parser.currentName().equals("version")
                        && parser.nextToken() == JsonToken.VALUE_STRING) {
                    last = ServerVersion.parse(parser.getText());
                }
            }
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            return Optional.empty();
        }
        return last;
    }
}
