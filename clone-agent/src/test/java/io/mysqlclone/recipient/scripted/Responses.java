package io.mysqlclone.recipient.scripted;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.protocol.CloneResponse;
import io.mysqlclone.protocol.ProtocolVersion;
import io.mysqlclone.protocol.ResponseDecoder;
import io.mysqlclone.protocol.ResponseEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * What a donor says in clone mode, as the product's own donor writes it; as the bytes on the wire, so that a lie can change
 * any of them.
 */
public final class Responses {
    private Responses() {}

    /** {@code COM_RES_COMPLETE}. */
    public static byte[] complete() {
        return encoded(new CloneResponse.Complete());
    }

    /** {@code COM_RES_ERROR}. */
    public static byte[] error(int code, String text) {
        return encoded(new CloneResponse.CloneError(code, text));
    }

    /** The same with so many more characters, which an honest donor does not send. */
    public static byte[] error(int code, int more) {
        byte[] honest = error(code, "");
        byte[] all = Arrays.copyOf(honest, honest.length + more);
        Arrays.fill(all, honest.length, all.length, (byte) 'x');
        return all;
    }

    /** {@code COM_RES_LOCS} with any number of entries. */
    public static byte[] locators(ProtocolVersion version, EngineLocator... entries) {
        return encoded(new CloneResponse.Locators(version, List.of(entries)));
    }

    /** {@code COM_RES_DATA_DESC} of InnoDB. */
    public static byte[] descriptor(byte[] descriptor) {
        return encoded(new CloneResponse.DataDescriptor(EngineLocator.INNODB, 0, ByteBuffer.wrap(descriptor)));
    }

    /** {@code COM_RES_DATA_DESC} of the engine of a locator. */
    public static byte[] descriptor(int engineType, int index, byte[] descriptor) {
        return body(ResponseDecoder.DATA_DESC, new byte[] {(byte) engineType, (byte) index}, descriptor);
    }

    /** {@code COM_RES_DATA}. */
    public static byte[] data(byte[] bytes) {
        return body(ResponseDecoder.DATA, bytes);
    }

    /** A response that consists of strings: a plugin, a collation, a configuration. */
    public static byte[] strings(byte code, String... strings) {
        var out = new ByteArrayOutputStream();
        for (String string : strings) {
            byte[] utf8 = string.getBytes(StandardCharsets.UTF_8);
            out.writeBytes(le(utf8.length));
            out.writeBytes(utf8);
        }
        return encoded(new CloneResponse.Unknown(code, Bytes.of(out.toByteArray())));
    }

    /** {@code COM_RES_CONFIG}. */
    public static byte[] config(String name, String value) {
        return encoded(new CloneResponse.Config(name, value));
    }

    /** Parts behind a response code. */
    public static byte[] body(byte code, byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return encoded(new CloneResponse.Unknown(code, Bytes.of(out.toByteArray())));
    }

    private static byte[] encoded(CloneResponse response) {
        ByteBuffer payload = ResponseEncoder.encode(response);
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        return bytes;
    }

    static byte[] le(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }
}
