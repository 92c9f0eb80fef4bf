package io.mysqlclone.innodb.source;

import static io.mysqlclone.innodb.source.Refusals.refused;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.mysqlclone.engine.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of {@code component_keyring_file}: JSON, in which {@code elements} has an object for each key with its name in
 * {@code data_id} and the key itself in hexadecimal in {@code data} (seen on 9.7). Never printed.
 */
final class KeyringFile {
    private static final JsonFactory JSON = new JsonFactory();
    private static final long LONGEST = 16 << 20;

    private final Map<String, byte[]> keys;

    private KeyringFile(Map<String, byte[]> keys) {
        this.keys = keys;
    }

    /** A keyring without keys. */
    static KeyringFile empty() {
        return new KeyringFile(Map.of());
    }

    static KeyringFile read(Path file) throws EngineException {
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw refused("the keyring " + file + " is not a file: give the file that \"path\" names in"
                        + " component_keyring_file.cnf");
            }
            if (Files.size(file) > LONGEST) {
                throw refused("the keyring " + file + " has more than " + LONGEST + " bytes, which none has");
            }
            try (JsonParser parser = JSON.createParser(Files.readAllBytes(file))) {
                return new KeyringFile(parse(parser));
            }
        } catch (EngineException e) {
            throw e;
        } catch (com.fasterxml.jackson.core.JacksonException | IllegalArgumentException e) {
            // Without what was read: it may be a key.
            throw refused("the keyring " + file + " is not one of component_keyring_file");
        } catch (IOException e) {
            throw EngineException.local("the keyring can't be read", e);
        }
    }

    private static Map<String, byte[]> parse(JsonParser parser) throws IOException {
        Map<String, byte[]> keys = new HashMap<>();
        String name = "";
        Optional<byte[]> data = Optional.empty();
        while (parser.nextToken() != null) {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                name = "";
                data = Optional.empty();
            } else if (parser.currentToken() == JsonToken.VALUE_STRING) {
                if ("data_id".equals(parser.currentName())) {
                    name = parser.getText();
                } else if ("data".equals(parser.currentName())) {
                    data = Optional.of(HexFormat.of().parseHex(parser.getText()));
                }
            } else if (parser.currentToken() == JsonToken.END_OBJECT && data.isPresent()) {
                keys.put(name, data.get());
                data = Optional.empty();
            }
        }
        return keys;
    }

    /** A master key by its name. */
    Optional<byte[]> key(String name) {
        return Optional.ofNullable(keys.get(name)).map(byte[]::clone);
    }
}
