package io.mysqlclone.protocol;

import io.mysqlclone.engine.EngineLocator;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Writes commands as the payload of a classic protocol packet. */
public final class CommandEncoder {
    private CommandEncoder() {}

    /** Length of the payload in bytes, code included. */
    public static int encodedLength(CloneCommand command) {
        return switch (command) {
            case CloneCommand.Init(var version, var ddl, var locators) -> beginLength(locators);
            case CloneCommand.Attach(var version, var ddl, var locators) -> beginLength(locators);
            case CloneCommand.Reinit(var version, var ddl, var locators) -> beginLength(locators);
            case CloneCommand.Ack(var error, var locator, var descriptor) ->
                1 + 4 + entryLength(locator) + 4 + descriptor.length();
            case CloneCommand.Execute() -> 1;
            case CloneCommand.Exit() -> 1;
        };
    }

    /**
     * Writes {@code command} at the position of {@code target}, whatever its byte order, and moves the position.
     *
     * @throws java.nio.BufferOverflowException if less than {@link #encodedLength} bytes remain
     */
    public static void encode(CloneCommand command, ByteBuffer target) {
        ByteOrder order = target.order();
        target.order(ByteOrder.LITTLE_ENDIAN);
        target.put((byte) command.code());
        switch (command) {
            case CloneCommand.Init(var version, var ddl, var locators) -> begin(version, ddl, locators, target);
            case CloneCommand.Attach(var version, var ddl, var locators) -> begin(version, ddl, locators, target);
            case CloneCommand.Reinit(var version, var ddl, var locators) -> begin(version, ddl, locators, target);
            case CloneCommand.Ack(var error, var locator, var descriptor) -> {
                target.putInt(error);
                entry(locator, target);
                target.putInt(descriptor.length());
                descriptor.putInto(target);
            }
            case CloneCommand.Execute() -> {}
            case CloneCommand.Exit() -> {}
        }
        target.order(order);
    }

    private static int beginLength(List<EngineLocator> locators) {
        int length = 1 + 4 + 4;
        for (EngineLocator locator : locators) {
            length += entryLength(locator);
        }
        return length;
    }

    private static int entryLength(EngineLocator entry) {
        return 1 + 4 + entry.locator().length();
    }

    private static void begin(
            ProtocolVersion version, DdlSettings ddl, List<EngineLocator> locators, ByteBuffer target) {
        target.putInt(version.code());
        target.putInt(ddl.wireValue());
        for (EngineLocator locator : locators) {
            entry(locator, target);
        }
    }

    private static void entry(EngineLocator entry, ByteBuffer target) {
        target.put((byte) entry.engineType());
        target.putInt(entry.locator().length());
        entry.locator().putInto(target);
    }
}
