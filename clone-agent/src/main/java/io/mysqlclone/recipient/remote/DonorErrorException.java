package io.mysqlclone.recipient.remote;

import java.io.IOException;

/** The donor answered a clone command with {@code COM_RES_ERROR}. */
public final class DonorErrorException extends IOException {
    private static final long serialVersionUID = 1;

    /** ER_QUERY_INTERRUPTED: KILL QUERY on the donor's thread, or its shutdown. */
    public static final int QUERY_INTERRUPTED = 1317;

    /** ER_SERVER_SHUTDOWN. */
    static final int SERVER_SHUTDOWN = 1053;

    /** ER_INTERNAL_ERROR, which the donor uses for "no such clone". */
    public static final int INTERNAL_ERROR = 1815;

    /** ER_CLONE_TOO_MANY_CONCURRENT_CLONES. */
    public static final int TOO_MANY_CLONES = 3634;

    /** ER_CLONE_ENCRYPTION. */
    public static final int ENCRYPTION_NEEDS_TLS = 3872;

    private final int code;
    private final String donorMessage;

    DonorErrorException(long code, String donorMessage) {
        super("donor error " + code + ": " + donorMessage);
        this.code = (int) Math.min(code, Integer.MAX_VALUE);
        this.donorMessage = donorMessage;
    }

    /** The MySQL error number. */
    public int code() {
        return code;
    }

    /** What the donor said, without the number. */
    public String donorMessage() {
        return donorMessage;
    }

    /**
     * Whether the donor serves another clone, or holds one whose recipient has gone without its having noticed yet: it asks such
     * a one to end, and gives that up after a while ("failed to abort idle clone [timeout]").
     */
    public boolean isBusy() {
        return switch (code) {
            case TOO_MANY_CLONES -> true;
            case INTERNAL_ERROR -> donorMessage.contains("timed out") || donorMessage.contains("[timeout]");
            default -> false;
        };
    }
}
