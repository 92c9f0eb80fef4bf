package io.mysqlclone.engine;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Why a donor can't give what is asked for, as the recipient is told: a number of MySQL's, and a sentence. */
public final class DonorException extends IOException {
    private static final long serialVersionUID = 1;

    /** {@code ER_ERROR_ON_READ}. */
    public static final int READ = 1024;

    /** {@code ER_SERVER_SHUTDOWN}: the running server that is given is gone, and may be back, when recipients come again. */
    public static final int GONE = 1053;

    /** {@code ER_QUERY_INTERRUPTED}. */
    public static final int INTERRUPTED = 1317;

    /** {@code ER_INTERNAL_ERROR}: what a donor says of a clone that it does not know. */
    public static final int INTERNAL = 1815;

    /** {@code CR_CONN_HOST_ERROR}: the running server that is to be given was not reached. */
    public static final int UNREACHABLE = 2003;

    /** {@code ER_CLONE_TOO_MANY_CONCURRENT_CLONES}: of clones, and of the tasks of one. */
    public static final int TOO_MANY = 3634;

    /** {@code ER_CLONE_ENCRYPTION}. */
    public static final int ENCRYPTION = 3872;

    private final int error;

    /** @param error MySQL's number */
    public DonorException(int error, String message) {
        this(error, message, null);
    }

    public DonorException(int error, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.error = error;
    }

    /** MySQL's number. */
    public int error() {
        return error;
    }
}
