package io.mysqlclone.protocol;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.EngineLocator;
import java.nio.ByteBuffer;
import java.util.List;

/** A message of the donor in clone mode. */
public sealed interface CloneResponse {
    /** {@code COM_RES_LOCS}: the negotiated version and the donor's name for the clone. */
    record Locators(ProtocolVersion version, List<EngineLocator> locators) implements CloneResponse {
        public Locators {
            locators = List.copyOf(locators);
        }
    }

    /**
     * {@code COM_RES_DATA_DESC}: a descriptor of a storage engine.
     *
     * @param engineType as in {@link EngineLocator#engineType}
     * @param locatorIndex position of the engine in the locator list, 0 to 15
     * @param descriptor a view of the packet: valid as long as the packet's buffer is
     */
    record DataDescriptor(int engineType, int locatorIndex, ByteBuffer descriptor) implements CloneResponse {}

    /**
     * {@code COM_RES_DATA}: the bytes that the descriptor before it announced. They stay in the packet behind the code
     * byte and never become an object.
     */
    record Data() implements CloneResponse {}

    /** {@code COM_RES_PLUGIN}: a plugin of the donor (V1). */
    record Plugin(String name) implements CloneResponse {}

    /**
     * {@code COM_RES_PLUGIN_V2}: a plugin of the donor.
     *
     * @param sharedObject its library, empty when the plugin is built in
     */
    record PluginV2(String name, String sharedObject) implements CloneResponse {}

    /** {@code COM_RES_CONFIG}: a global variable of the donor that must agree with the recipient's. */
    record Config(String name, String value) implements CloneResponse {}

    /** {@code COM_RES_CONFIG_V3}: a global variable of the donor for information. */
    record ConfigV3(String name, String value) implements CloneResponse {}

    /** {@code COM_RES_CONFIG_V4}: a JSON object about the donor, as text. */
    record ConfigV4(String name, String json) implements CloneResponse {}

    /** {@code COM_RES_COLLATION}: a collation of the donor. */
    record Collation(String name) implements CloneResponse {}

    /** {@code COM_RES_COMPLETE}: ends the answer to a command. */
    record Complete() implements CloneResponse {}

    /**
     * {@code COM_RES_ERROR}: ends the answer to a command.
     *
     * @param code MySQL error number, unsigned 32 bit
     * @param message the donor's words without control characters, at most {@link #MAX_MESSAGE} bytes of them
     */
    record CloneError(long code, String message) implements CloneResponse {
        /** A stock donor sends at most 511 bytes; what exceeds this is cut off. */
        public static final int MAX_MESSAGE = 4096;
    }

    /** A message this version of the protocol does not know. */
    record Unknown(int code, Bytes body) implements CloneResponse {}
}
