package io.mysqlclone.recipient.remote;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.mysqlclone.mysql.MalformedPacketException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The JSON object of {@code COM_RES_CONFIG_V4}: configurations by name. */
final class JsonConfig {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonConfig() {}

    /** Reads the scalar members of the object; what is nested is for a later version of the protocol and skipped. */
    static Map<String, String> parse(String json) throws MalformedPacketException {
        Map<String, String> members = new LinkedHashMap<>();
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedPacketException("the donor's configuration is not a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (parser.nextToken().isScalarValue()) {
                    members.put(name, parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
            return members;
        } catch (MalformedPacketException e) {
            throw e;
        } catch (IOException e) {
            throw new MalformedPacketException("the donor's configuration is not valid JSON", e);
        }
    }
}
