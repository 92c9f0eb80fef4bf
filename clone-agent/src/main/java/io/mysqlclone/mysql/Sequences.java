package io.mysqlclone.mysql;

/** The rule for sequence numbers of packets and of compressed frames that a server sends. */
final class Sequences {
    private Sequences() {}

    /**
     * Whether {@code next} may come after {@code previous} (-1: nothing came yet). The parts of one packet count up.
     * A new packet counts up too, or begins an answer: at 1 for an ordinary command, at 0 for each response of a donor
     * in clone mode and for an error that the server sends unasked.
     */
    static boolean follows(int previous, int next, boolean continuation) {
        boolean countsUp = next == ((previous + 1) & 0xFF);
        return continuation ? countsUp : countsUp || next == 0 || next == 1;
    }
}
