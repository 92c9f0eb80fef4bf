package io.mysqlclone.agent.report;

import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.replica.ReplicationFailure;
import io.mysqlclone.script.ScriptFailure;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Why a command did not do its job.
 *
 * @param kind CamelCase, as a reason in a Kubernetes condition
 * @param cause finer than {@code kind}, where a program can tell more; CamelCase
 * @param mysqlError the MySQL error number, where there is one
 * @param message one sentence for a person: what is wrong and where
 * @param hint what to do, as a sentence in the words of the command line; empty when the message has it all
 */
public record Failure(
        ExitCode exitCode,
        String kind,
        Optional<String> cause,
        OptionalInt mysqlError,
        String message,
        Optional<String> hint) {

    /** Both are given as clauses, and are sentences then. */
    public Failure {
        message = Sentence.of(message);
        hint = hint.map(Sentence::of);
    }

    Failure(ExitCode exitCode, String kind, Optional<String> cause, OptionalInt mysqlError, String message) {
        this(exitCode, kind, cause, mysqlError, message, Optional.empty());
    }

    /** Message and hint, as a person reads them. */
    public String text() {
        return hint.map(advice -> message + " " + advice).orElse(message);
    }

    private Failure(ExitCode exitCode, String kind, String message) {
        this(exitCode, kind, Optional.empty(), OptionalInt.empty(), message);
    }

    /** The failure of a clone. */
    public static Failure of(CloneFailure failure) {
        return new Failure(
                ExitCode.of(failure.kind()),
                Names.of(failure.kind()),
                Names.of(failure.reason()),
                failure.mysqlError(),
                failure.problem(),
                failure.hint());
    }

    /** Why a clone does not replicate. */
    public static Failure of(ReplicationFailure failure) {
        boolean refused = failure.reason().isRefusal();
        return new Failure(
                refused ? ExitCode.REFUSED : ExitCode.DONOR,
                refused ? Names.of(CloneFailure.Kind.REFUSED) : "ReplicationFailed",
                Optional.of(Names.of(failure.reason())),
                failure.mysqlError(),
                String.valueOf(failure.getMessage()));
    }

    /** Why not all scripts were run. */
    public static Failure of(ScriptFailure failure) {
        boolean refused = failure.reason().isRefusal();
        return new Failure(
                refused ? ExitCode.REFUSED : ExitCode.DONOR,
                refused ? Names.of(CloneFailure.Kind.REFUSED) : "ScriptFailed",
                Optional.of(Names.of(failure.reason())),
                failure.mysqlError(),
                String.valueOf(failure.getMessage()));
    }

    /** A wrong command line, environment or combination of both. */
    public static Failure usage(String message) {
        return new Failure(ExitCode.USAGE, "Usage", message);
    }

    /** Files for TLS that do not hold what they are given for. */
    public static Failure tlsFiles(String message) {
        return new Failure(ExitCode.USAGE, "Usage", Optional.of("TlsFailed"), OptionalInt.empty(), message);
    }

    /** A target that does not allow what was asked. */
    public static Failure refused(String message) {
        return new Failure(ExitCode.REFUSED, Names.of(CloneFailure.Kind.REFUSED), message);
    }

    /** A command that began when it should not any more. */
    public static Failure late(String message) {
        return new Failure(
                ExitCode.REFUSED,
                Names.of(CloneFailure.Kind.REFUSED),
                Optional.of("StartedTooLate"),
                OptionalInt.empty(),
                message);
    }

    /** A clone whose server counts transactions as executed that are not in it. */
    public static Failure gtidMismatch(String message, String hint) {
        return new Failure(
                ExitCode.VERIFICATION,
                Names.of(CloneFailure.Kind.VERIFICATION),
                Optional.of("GtidMismatch"),
                OptionalInt.empty(),
                message,
                Optional.of(hint));
    }

    /** A local file that could not be used. */
    public static Failure localIo(String message) {
        return new Failure(ExitCode.LOCAL_IO, Names.of(CloneFailure.Kind.LOCAL_IO), message);
    }

    /** An end that nobody has foreseen: no memory is left, or else it is a bug, whose stack trace goes to {@code err}. */
    public static Failure unexpected(Throwable thrown, PrintStream err) {
        return OutOfMemory.isBehind(thrown) ? OutOfMemory.failure(thrown) : bug(printed(thrown, err));
    }

    /**
     * As {@link #unexpected(Throwable, PrintStream)}.
     *
     * @param state a sentence of what has become of the command's work, without its full stop
     */
    public static Failure unexpected(Throwable thrown, PrintStream err, String state) {
        return OutOfMemory.isBehind(thrown) ? OutOfMemory.failure(thrown) : bug(printed(thrown, err), state);
    }

    private static Throwable printed(Throwable bug, PrintStream err) {
        bug.printStackTrace(err);
        return bug;
    }

    /** Something that must not happen. */
    static Failure bug(Throwable cause) {
        return new Failure(ExitCode.BUG, "Bug", "this is a bug in clone-agent, please report it: " + cause);
    }

    private static Failure bug(Throwable cause, String state) {
        return new Failure(
                ExitCode.BUG, "Bug", "this is a bug in clone-agent, please report it: " + cause + "; " + state);
    }

    /** What the system says about {@code failure}, without the path that is in the message of the JDK's exception. */
    public static String reason(IOException failure) {
        return switch (failure) {
            case NoSuchFileException none -> "there is no such file or directory";
            case AccessDeniedException denied -> "permission denied";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> failure.getMessage() == null ? failure.toString() : failure.getMessage();
        };
    }
}
