package io.mysqlclone.protocol;

import io.mysqlclone.engine.EngineLocator;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Writes the messages of a donor as the payload of a classic protocol packet. */
public final class ResponseEncoder {
    /** Bytes before the descriptor in {@code COM_RES_DATA_DESC}. */
    public static final int DESCRIPTOR_HEAD = 3;

    /** Longest text of an error that a stock recipient keeps, in bytes. */
    public static final int MAX_ERROR_TEXT = 511;

    private ResponseEncoder() {}

    /** The payload of {@code response}, code byte first. {@code COM_RES_DATA} is the head of a message, before its bytes. */
    public static ByteBuffer encode(CloneResponse response) {
        return switch (response) {
            case CloneResponse.Locators(var version, var locators) -> locators(version, locators);
            case CloneResponse.DataDescriptor(int engineType, int index, var descriptor) ->
                descriptorHead(allocate(DESCRIPTOR_HEAD + descriptor.remaining()), engineType, index)
                        .put(descriptor.duplicate())
                        .flip();
            case CloneResponse.Data() -> code(ResponseDecoder.DATA);
            case CloneResponse.Plugin(var name) -> texts(ResponseDecoder.PLUGIN, name);
            case CloneResponse.PluginV2(var name, var object) -> texts(ResponseDecoder.PLUGIN_V2, name, object);
            case CloneResponse.Config(var name, var value) -> texts(ResponseDecoder.CONFIG, name, value);
            case CloneResponse.ConfigV3(var name, var value) -> texts(ResponseDecoder.CONFIG_V3, name, value);
            case CloneResponse.ConfigV4(var name, var json) -> texts(ResponseDecoder.CONFIG_V4, name, json);
            case CloneResponse.Collation(var name) -> texts(ResponseDecoder.COLLATION, name);
            case CloneResponse.Complete() -> code(ResponseDecoder.COMPLETE);
            case CloneResponse.CloneError(long code, var message) -> error(code, message);
            case CloneResponse.Unknown(int code, var body) -> {
                ByteBuffer packet = allocate(1 + body.length()).put((byte) code);
                body.putInto(packet);
                yield packet.flip();
            }
        };
    }

    /** Puts what stands before a descriptor, for a sender that does not copy it, and returns {@code target}. */
    public static ByteBuffer descriptorHead(ByteBuffer target, int engineType, int locatorIndex) {
        return target.put(ResponseDecoder.DATA_DESC).put((byte) engineType).put((byte) locatorIndex);
    }

    private static ByteBuffer locators(ProtocolVersion version, List<EngineLocator> locators) {
        int length = 1 + 4;
        for (EngineLocator locator : locators) {
            length += 1 + 4 + locator.locator().length();
        }
        ByteBuffer packet = allocate(length).put(ResponseDecoder.LOCS).putInt(version.code());
        for (EngineLocator locator : locators) {
            packet.put((byte) locator.engineType()).putInt(locator.locator().length());
            locator.locator().putInto(packet);
        }
        return packet.flip();
    }

    private static ByteBuffer texts(byte code, String... texts) {
        byte[][] encoded = Arrays.stream(texts)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        int length = 1;
        for (byte[] text : encoded) {
            length += 4 + text.length;
        }
        ByteBuffer packet = allocate(length).put(code);
        for (byte[] text : encoded) {
            packet.putInt(text.length).put(text);
        }
        return packet.flip();
    }

    /** A text that is too long is cut between two characters. */
    private static ByteBuffer error(long code, String message) {
        byte[] text = message.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(text.length, MAX_ERROR_TEXT);
        while (length > 0 && length < text.length && (text[length] & 0xC0) == 0x80) {
            length--;
        }
        return allocate(1 + 4 + length)
                .put(ResponseDecoder.ERROR)
                .putInt((int) code)
                .put(text, 0, length)
                .flip();
    }

    private static ByteBuffer code(byte code) {
        return ByteBuffer.wrap(new byte[] {code});
    }

    private static ByteBuffer allocate(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
