package io.mysqlclone.protocol;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.EngineLocator;
import java.util.List;

/** A command of the recipient in clone mode ({@code COM_CLONE} answered by OK). */
public sealed interface CloneCommand {
    /** First byte of the packet. */
    int code();

    /** {@code COM_INIT}: begin a clone. */
    record Init(ProtocolVersion version, DdlSettings ddl, List<EngineLocator> locators) implements CloneCommand {
        public static final int CODE = 1;

        public Init {
            locators = List.copyOf(locators);
        }

        @Override
        public int code() {
            return CODE;
        }
    }

    /** {@code COM_ATTACH}: one more connection joins the clone. */
    record Attach(ProtocolVersion version, DdlSettings ddl, List<EngineLocator> locators) implements CloneCommand {
        public static final int CODE = 2;

        public Attach {
            locators = List.copyOf(locators);
        }

        @Override
        public int code() {
            return CODE;
        }
    }

    /** {@code COM_REINIT}: go on with a clone whose connections were lost; the locators carry the progress. */
    record Reinit(ProtocolVersion version, DdlSettings ddl, List<EngineLocator> locators) implements CloneCommand {
        public static final int CODE = 3;

        public Reinit {
            locators = List.copyOf(locators);
        }

        @Override
        public int code() {
            return CODE;
        }
    }

    /** {@code COM_EXECUTE}: send the data; the answer lasts as long as the clone. */
    record Execute() implements CloneCommand {
        public static final int CODE = 4;

        @Override
        public int code() {
            return CODE;
        }
    }

    /**
     * {@code COM_ACK}, on a connection of its own: a state is safely stored, or the recipient failed.
     *
     * @param error 0, or the MySQL error number of the failure
     * @param locator the donor's locator
     * @param descriptor the acknowledged STATE descriptor, empty when {@code error} is not 0
     */
    record Ack(int error, EngineLocator locator, Bytes descriptor) implements CloneCommand {
        public static final int CODE = 5;

        /** Longest descriptor accepted, in bytes. */
        public static final int MAX_DESCRIPTOR = 64 << 10;

        public Ack {
            if (error < 0) {
                throw new IllegalArgumentException("error number " + error + " is negative");
            }
            if (descriptor.length() > MAX_DESCRIPTOR) {
                throw new IllegalArgumentException("descriptor of " + descriptor.length() + " bytes is too long");
            }
        }

        @Override
        public int code() {
            return CODE;
        }
    }

    /** {@code COM_EXIT}: leave clone mode. */
    record Exit() implements CloneCommand {
        public static final int CODE = 6;

        @Override
        public int code() {
            return CODE;
        }
    }
}
