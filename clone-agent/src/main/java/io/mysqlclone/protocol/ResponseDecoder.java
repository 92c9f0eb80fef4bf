package io.mysqlclone.protocol;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.MalformedMessageException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads a message of the donor from the payload of a packet. */
public final class ResponseDecoder {
    /** Code of {@code COM_RES_LOCS}. */
    public static final byte LOCS = 1;

    /** Code of {@code COM_RES_DATA_DESC}. */
    public static final byte DATA_DESC = 2;

    /** Code of {@code COM_RES_DATA}; a reader of data looks at this byte and leaves the rest of the packet alone. */
    public static final byte DATA = 3;

    /** Code of {@code COM_RES_PLUGIN}. */
    public static final byte PLUGIN = 4;

    /** Code of {@code COM_RES_CONFIG}. */
    public static final byte CONFIG = 5;

    /** Code of {@code COM_RES_COLLATION}. */
    public static final byte COLLATION = 6;

    /** Code of {@code COM_RES_PLUGIN_V2}. */
    public static final byte PLUGIN_V2 = 7;

    /** Code of {@code COM_RES_CONFIG_V3}. */
    public static final byte CONFIG_V3 = 8;

    /** Code of {@code COM_RES_CONFIG_V4}. */
    public static final byte CONFIG_V4 = 9;

    /** Code of {@code COM_RES_COMPLETE}. */
    public static final byte COMPLETE = 99;

    /** Code of {@code COM_RES_ERROR}. */
    public static final byte ERROR = 100;

    /** Longest name of a plugin, library, collation or variable, in bytes. */
    public static final int MAX_NAME = 4 << 10;

    /** Longest value of a variable, in bytes. */
    public static final int MAX_VALUE = 64 << 10;

    /** Longest JSON object, in bytes. */
    public static final int MAX_JSON = 1 << 20;

    private static final CloneResponse DATA_FOLLOWS = new CloneResponse.Data();

    private ResponseDecoder() {}

    /**
     * Decodes what remains in {@code packet}, code byte first; position and byte order of the buffer stay. Of {@code
     * COM_RES_DATA} only the first byte need be there.
     *
     * @throws MalformedMessageException if it is not exactly one message
     */
    public static CloneResponse decode(ByteBuffer packet) throws MalformedMessageException {
        if (!packet.hasRemaining()) {
            throw new MalformedMessageException("clone response", "length", 0, "1 or more");
        }
        byte code = packet.get(packet.position());
        return switch (code) {
            case LOCS -> locators(new MessageReader("COM_RES_LOCS", packet));
            case DATA_DESC -> dataDescriptor(new MessageReader("COM_RES_DATA_DESC", packet));
            case DATA -> DATA_FOLLOWS;
            case PLUGIN -> {
                var reader = new MessageReader("COM_RES_PLUGIN", packet);
                yield reader.end(new CloneResponse.Plugin(reader.text("plugin name", MAX_NAME)));
            }
            case CONFIG -> {
                var reader = new MessageReader("COM_RES_CONFIG", packet);
                String name = reader.text("variable name", MAX_NAME);
                yield reader.end(new CloneResponse.Config(name, reader.text("value of " + name, MAX_VALUE)));
            }
            case COLLATION -> {
                var reader = new MessageReader("COM_RES_COLLATION", packet);
                yield reader.end(new CloneResponse.Collation(reader.text("collation name", MAX_NAME)));
            }
            case PLUGIN_V2 -> {
                var reader = new MessageReader("COM_RES_PLUGIN_V2", packet);
                String name = reader.text("plugin name", MAX_NAME);
                yield reader.end(new CloneResponse.PluginV2(name, reader.text("shared object", MAX_NAME)));
            }
            case CONFIG_V3 -> {
                var reader = new MessageReader("COM_RES_CONFIG_V3", packet);
                String name = reader.text("variable name", MAX_NAME);
                yield reader.end(new CloneResponse.ConfigV3(name, reader.text("value of " + name, MAX_VALUE)));
            }
            case CONFIG_V4 -> {
                var reader = new MessageReader("COM_RES_CONFIG_V4", packet);
                String name = reader.text("object name", MAX_NAME);
                yield reader.end(new CloneResponse.ConfigV4(name, reader.text("JSON", MAX_JSON)));
            }
            case COMPLETE -> new MessageReader("COM_RES_COMPLETE", packet).end(new CloneResponse.Complete());
            case ERROR -> error(new MessageReader("COM_RES_ERROR", packet));
            default ->
                new CloneResponse.Unknown(
                        code & 0xFF, Bytes.copyOf(packet.slice(packet.position() + 1, packet.remaining() - 1)));
        };
    }

    private static CloneResponse locators(MessageReader reader) throws MalformedMessageException {
        var version = new ProtocolVersion(reader.u32("protocol version", ProtocolVersion.MAX_CODE));
        return new CloneResponse.Locators(version, reader.locators());
    }

    private static CloneResponse dataDescriptor(MessageReader reader) throws MalformedMessageException {
        int engineType = reader.u8("engine type");
        int index = reader.u8("locator index");
        if (index >= EngineLocator.MAX_COUNT) {
            throw new MalformedMessageException(
                    "COM_RES_DATA_DESC", "locator index", index, "0 to " + (EngineLocator.MAX_COUNT - 1));
        }
        return new CloneResponse.DataDescriptor(engineType, index, reader.rest());
    }

    /** Takes ill-formed text as it comes: what the donor failed with matters more than its spelling. */
    private static CloneResponse error(MessageReader reader) throws MalformedMessageException {
        long code = Integer.toUnsignedLong(reader.rawInt("error number"));
        ByteBuffer text = reader.rest();
        text.limit(Math.min(text.limit(), CloneResponse.CloneError.MAX_MESSAGE));
        String message = StandardCharsets.UTF_8.decode(text).toString();
        return new CloneResponse.CloneError(code, message.replaceAll("\\p{Cntrl}", " "));
    }
}
