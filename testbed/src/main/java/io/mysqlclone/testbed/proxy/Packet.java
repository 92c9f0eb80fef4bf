package io.mysqlclone.testbed.proxy;

import java.nio.ByteBuffer;

/**
 * A packet that is about to be forwarded.
 *
 * @param connection number of the connection, from 1 in the order of connecting
 * @param direction which way it goes
 * @param sequence MySQL's packet sequence number
 * @param length bytes of payload, at most 16 MiB - 1
 * @param prefix the first bytes of the payload from index 0, read-only, at most {@value #PREFIX_BYTES}
 * @param cloneMode whether the session is in clone mode, so that the payload is a clone command or response
 * @param stage the stage of the last descriptor that the donor sent on this connection, this packet included: 0 before any,
 *     else 1 INIT, 2 FILE COPY, 3 PAGE COPY, 4 REDO COPY, 5 DONE
 */
public record Packet(
        int connection,
        Direction direction,
        int sequence,
        int length,
        ByteBuffer prefix,
        boolean cloneMode,
        int stage) {

    /** How much of a payload can be looked at. */
    public static final int PREFIX_BYTES = 64;

    /** Responses: first byte of a payload from the donor. */
    public static final int LOCS = 1, DATA_DESC = 2, DATA = 3, COMPLETE = 99, ERROR = 100;

    /** Commands: first byte of a payload from the recipient. */
    public static final int INIT = 1, ATTACH = 2, REINIT = 3, EXECUTE = 4, ACK = 5, EXIT = 6;

    /** Types of InnoDB's descriptors. */
    public static final int TASK_DESCRIPTOR = 2, STATE_DESCRIPTOR = 3, FILE_DESCRIPTOR = 4, DATA_DESCRIPTOR = 5;

    // A data descriptor packet: response code, engine, locator index, then the descriptor: version, length, type, ...
    private static final int TYPE_OFFSET = 3 + 8;
    private static final int STATE_OFFSET = 3 + 12;
    private static final int STATE_FLAGS_OFFSET = 3 + 44;

    /** Whether it is this response of the donor. */
    public boolean isResponse(int code) {
        return cloneMode && direction == Direction.DONOR_TO_RECIPIENT && firstByte() == code;
    }

    /** Whether it is this command of the recipient. */
    public boolean isCommand(int code) {
        return cloneMode && direction == Direction.RECIPIENT_TO_DONOR && firstByte() == code;
    }

    /** Whether it carries a descriptor of this type. */
    public boolean isDescriptor(int type) {
        return isResponse(DATA_DESC) && prefix.limit() >= TYPE_OFFSET + 4 && intAt(TYPE_OFFSET) == type;
    }

    /** Whether it carries a descriptor of this type that belongs to this stage. */
    public boolean isDescriptor(int type, int ofStage) {
        return isDescriptor(type) && prefix.limit() >= STATE_OFFSET + 4 && intAt(STATE_OFFSET) == ofStage;
    }

    /** Whether it says that a stage begins. */
    public boolean startsStage(int which) {
        return isDescriptor(STATE_DESCRIPTOR, which) && stateFlags() == 1;
    }

    /** Whether it says that a stage has ended for this connection's task. */
    public boolean endsStage(int which) {
        return isDescriptor(STATE_DESCRIPTOR, which) && stateFlags() == 0;
    }

    /** The stage that a STATE or DATA descriptor names; 0 for any other packet and for the donor's keep-alive. */
    int announcedStage() {
        boolean state = isDescriptor(STATE_DESCRIPTOR) && prefix.limit() >= STATE_FLAGS_OFFSET + 2 && stateFlags() <= 1;
        return (state || isDescriptor(DATA_DESCRIPTOR)) && prefix.limit() >= STATE_OFFSET + 4 ? intAt(STATE_OFFSET) : 0;
    }

    private int stateFlags() {
        return prefix.limit() >= STATE_FLAGS_OFFSET + 2 ? prefix.getShort(STATE_FLAGS_OFFSET) : -1;
    }

    private int firstByte() {
        return prefix.limit() == 0 ? -1 : prefix.get(0) & 0xFF;
    }

    private int intAt(int offset) {
        return prefix.getInt(offset);
    }

    @Override
    public String toString() {
        return "connection " + connection + " " + direction + " sequence " + sequence + " length " + length + " stage "
                + stage + " first byte " + firstByte();
    }
}
