package io.mysqlclone.recipient.scripted;

import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.protocol.ProtocolVersion;
import io.mysqlclone.protocol.ResponseDecoder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes what a donor says in clone mode; as the bytes on the wire, so that a lie can change any of them. */
public final class Responses {
    private Responses() {}

    /** {@code COM_RES_COMPLETE}. */
    public static byte[] complete() {
        return new byte[] {ResponseDecoder.COMPLETE};
    }

    /** {@code COM_RES_ERROR}. */
    public static byte[] error(int code, String text) {
        return body(ResponseDecoder.ERROR, le(code), text.getBytes(StandardCharsets.UTF_8));
    }

    /** {@code COM_RES_LOCS} with any number of entries. */
    public static byte[] locators(ProtocolVersion version, EngineLocator... entries) {
        var out = new ByteArrayOutputStream();
        for (EngineLocator entry : entries) {
            out.write(entry.engineType());
            out.writeBytes(le(entry.locator().length()));
            out.writeBytes(entry.locator().toArray());
        }
        return body(ResponseDecoder.LOCS, le(version.code()), out.toByteArray());
    }

    /** {@code COM_RES_DATA_DESC} of InnoDB. */
    public static byte[] descriptor(byte[] descriptor) {
        return body(ResponseDecoder.DATA_DESC, new byte[] {EngineLocator.INNODB, 0}, descriptor);
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
        return body(code, out.toByteArray());
    }

    /** {@code COM_RES_CONFIG}. */
    public static byte[] config(String name, String value) {
        return strings(ResponseDecoder.CONFIG, name, value);
    }

    /** Parts behind a response code. */
    public static byte[] body(byte code, byte[]... parts) {
        var out = new ByteArrayOutputStream();
        out.write(code);
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] le(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }
}
