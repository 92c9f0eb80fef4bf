package io.mysqlclone.operator.act;

/**
 * How much the kubelet keeps of what a container says at its end: all containers of a pod share 12 KiB evenly, those that have
 * ended long ago too, and each one that joins makes the share of all smaller.
 */
final class LastWords {

    private static final int ALL_OF_A_POD = 12 << 10;
    private static final int MOST = 4096;
    /** What an agent needs at least; it takes no smaller number. */
    private static final int LEAST = 256;
    /** What a clone has still to launch before its result was read by the next round, and by somebody else. */
    private static final int TO_COME = 3;

    /** What is kept of the only container of a pod. */
    static final int ALONE = MOST;

    private LastWords() {}

    /**
     * The bytes that an agent may say.
     *
     * @param containers of its pod, of every kind, without the agent's
     */
    static int of(int containers) {
        return Math.clamp(ALL_OF_A_POD / (containers + 1 + TO_COME), LEAST, MOST);
    }
}
