package io.mysqlclone.protocol;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.MalformedMessageException;
import java.nio.ByteBuffer;

/** Reads a command from the payload of a packet. */
public final class CommandDecoder {
    private CommandDecoder() {}

    /**
     * Decodes what remains in {@code packet}, code byte first; position and byte order of the buffer stay.
     *
     * @throws MalformedMessageException if it is not exactly one command
     */
    public static CloneCommand decode(ByteBuffer packet) throws MalformedMessageException {
        if (!packet.hasRemaining()) {
            throw new MalformedMessageException("clone command", "length", 0, "1 or more");
        }
        int code = packet.get(packet.position()) & 0xFF;
        return switch (code) {
            case CloneCommand.Init.CODE -> {
                var reader = new MessageReader("COM_INIT", packet);
                yield new CloneCommand.Init(version(reader), ddl(reader), reader.locators());
            }
            case CloneCommand.Attach.CODE -> {
                var reader = new MessageReader("COM_ATTACH", packet);
                yield new CloneCommand.Attach(version(reader), ddl(reader), reader.locators());
            }
            case CloneCommand.Reinit.CODE -> {
                var reader = new MessageReader("COM_REINIT", packet);
                yield new CloneCommand.Reinit(version(reader), ddl(reader), reader.locators());
            }
            case CloneCommand.Execute.CODE -> new MessageReader("COM_EXECUTE", packet).end(new CloneCommand.Execute());
            case CloneCommand.Ack.CODE -> ack(new MessageReader("COM_ACK", packet));
            case CloneCommand.Exit.CODE -> new MessageReader("COM_EXIT", packet).end(new CloneCommand.Exit());
            default -> throw new MalformedMessageException("clone command", "code", code, "1 to 6");
        };
    }

    private static ProtocolVersion version(MessageReader reader) throws MalformedMessageException {
        return new ProtocolVersion(reader.u32("protocol version", ProtocolVersion.MAX_CODE));
    }

    private static DdlSettings ddl(MessageReader reader) throws MalformedMessageException {
        return DdlSettings.ofWireValue(reader.rawInt("ddl settings"));
    }

    private static CloneCommand ack(MessageReader reader) throws MalformedMessageException {
        int error = reader.u32("error number", Integer.MAX_VALUE);
        EngineLocator locator = reader.locator();
        Bytes descriptor = reader.bytes("descriptor", CloneCommand.Ack.MAX_DESCRIPTOR);
        return reader.end(new CloneCommand.Ack(error, locator, descriptor));
    }
}
