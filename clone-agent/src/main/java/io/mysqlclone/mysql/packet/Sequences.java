package io.mysqlclone.mysql.packet;

/** The rule for sequence numbers of packets and of compressed frames that a server sends. */
final class Sequences {
    private Sequences() {}

    /**
     * Whether {@code next} may begin a packet after {@code previous} (-1: nothing came yet). It counts up; or it answers
     * a message of ours and goes on from the number behind it; or it is 0, as each response of a donor in clone mode is,
     * and an error that the server sends unasked.
     *
     * @param behindOurs the number after the last one that we sent
     */
    static boolean mayBegin(int previous, int next, int behindOurs) {
        return next == 0 || countsUp(previous, next) || next == (behindOurs & 0xFF);
    }

    /** Whether {@code next} continues what {@code previous} was a part of. */
    static boolean countsUp(int previous, int next) {
        return next == ((previous + 1) & 0xFF);
    }
}
