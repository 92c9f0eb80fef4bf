package io.mysqlclone.agent.report;

import java.io.Serial;

/** Ends a command with a {@link Failure}; never a bug. */
public final class FailureException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient Failure failure;

    public FailureException(Failure failure) {
        super(failure.text());
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }
}
