package io.mysqlclone.agent.report;

import io.mysqlclone.recipient.CloneFailure;

/** What the process ends with, for scripts. */
public enum ExitCode {
    DONE(0, "done"),
    USAGE(2, "the command line or the environment is wrong"),
    REFUSED(3, "the donor's configuration or the target does not allow the clone; nothing was changed"),
    DONOR(
            4,
            "the donor reported an error or broke the protocol; of replicate: recipient or source did; of run-sql:"
                    + " the recipient did, or time was over"),
    NETWORK(5, "the donor could not be reached for longer than --reconnect-timeout; the same command resumes"),
    LOCAL_IO(6, "a local file could not be read or written: no space, read-only, no permission"),
    VERIFICATION(7, "data is complete but wrong: a page with a bad checksum"),
    CANCELLED(8, "cancelled (an unfinished clone is removed), or told to stop (the same command resumes)"),
    BUG(70, "out of memory, or a bug in clone-agent; of a bug a stack trace is printed");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    public int code() {
        return code;
    }

    /** For the help and the documentation. */
    public String meaning() {
        return meaning;
    }

    /** The exit code of a failed clone. */
    public static ExitCode of(CloneFailure.Kind kind) {
        return switch (kind) {
            case REFUSED -> REFUSED;
            case DONOR -> DONOR;
            case NETWORK -> NETWORK;
            case LOCAL_IO -> LOCAL_IO;
            case VERIFICATION -> VERIFICATION;
            case CANCELLED, SUSPENDED -> CANCELLED;
        };
    }
}
