package io.mysqlclone.recipient.donor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.mysqlclone.innodb.FspFlags;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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
    private static final int FSP_FLAGS = 54;

    /** Reads it from the files in {@code dataDir}. */
    public static LiveServer of(Path dataDir) throws IOException {
        return new LiveServer(pageSize(dataDir.resolve("ibdata1")), version(dataDir.resolve("mysql_upgrade_history")));
    }

    private static int pageSize(Path systemTablespace) throws IOException {
        ByteBuffer flags = ByteBuffer.allocate(4);
        try (FileChannel channel = FileChannel.open(systemTablespace)) {
            while (flags.hasRemaining() && channel.read(flags, FSP_FLAGS + flags.position()) >= 0) {}
        }
        return new FspFlags(flags.flip().remaining() == 4 ? flags.getInt() : 0).logicalPageSize();
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
