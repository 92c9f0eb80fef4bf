package io.mysqlclone.recipient.remote;

import io.mysqlclone.datadir.TargetRefusedException;
import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.engine.RoundAbandonedException;
import io.mysqlclone.mysql.AuthenticationException;
import io.mysqlclone.mysql.ConnectionClosedException;
import io.mysqlclone.mysql.LoginRefusal;
import io.mysqlclone.mysql.MalformedPacketException;
import io.mysqlclone.mysql.MysqlIoException;
import io.mysqlclone.mysql.NegotiationException;
import io.mysqlclone.mysql.ServerErrorException;
import io.mysqlclone.mysql.TlsVerificationException;
import io.mysqlclone.mysql.UnreachableException;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneFailure.Reason;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.SSLException;

/** Tells failures that time may heal from those that it will not, and puts the latter into the user's words. */
public final class Failures {
    /** ER_CON_COUNT_ERROR, ER_TOO_MANY_USER_CONNECTIONS. */
    private static final int TOO_MANY_CONNECTIONS = 1040;

    private static final int TOO_MANY_USER_CONNECTIONS = 1203;

    /** ER_SECURE_TRANSPORT_REQUIRED. */
    private static final int SECURE_TRANSPORT_REQUIRED = 3159;
    /** ER_SPECIFIC_ACCESS_DENIED_ERROR. */
    public static final int BACKUP_ADMIN_MISSING = 1227;

    /** ER_PLUGIN_IS_NOT_LOADED. */
    public static final int PLUGIN_NOT_LOADED = 1524;

    /** Who runs one of these looks for his mistake in vain. */
    static final String MANAGED = " (a managed service such as RDS, Aurora, Cloud SQL or Azure does not allow it)";

    /** What a donor without the plugin needs; can be pasted from the colon on. */
    public static final String INSTALL_PLUGIN =
            "on the donor" + MANAGED + ": INSTALL PLUGIN clone SONAME 'mysql_clone.so';";

    private Failures() {}

    /**
     * Whether the donor may be there again in a while, with the snapshot. That is known of these only: whatever else there
     * is comes from the local side, and would be as it is at the next try.
     */
    public static boolean isOutage(IOException e) {
        return switch (e) {
            case ConnectionClosedException closed -> true;
            case UnreachableException unreachable -> true;
            case CloneConnection.StalledException stalled -> true;
            case SocketException socket -> true;
            case SocketTimeoutException timeout -> true;
            case SSLException tls -> true;
            case RoundAbandonedException abandoned -> true;
            case DonorErrorException donor ->
                donor.code() == DonorErrorException.QUERY_INTERRUPTED
                        || donor.code() == DonorErrorException.SERVER_SHUTDOWN;
            case ServerErrorException server ->
                server.code() == TOO_MANY_CONNECTIONS
                        || server.code() == TOO_MANY_USER_CONNECTIONS
                        || server.code() == DonorErrorException.SERVER_SHUTDOWN;
            default -> false;
        };
    }

    /** Whether the snapshot can't become complete any more, though another one can. */
    public static boolean isIncomplete(IOException e) {
        return e instanceof EngineException engine && engine.kind() == EngineException.Kind.INCOMPLETE;
    }

    /** Whether bytes were changed on their way, which is an outage unless it comes again and again. */
    public static boolean isDamage(IOException e) {
        return e instanceof ConnectionClosedException closed && closed.isDamage();
    }

    /** Whether the donor says that it does not have our snapshot any more. */
    public static boolean isSnapshotGone(IOException e) {
        return e instanceof OtherServerException
                || (e instanceof DonorErrorException donor
                        && donor.code() == DonorErrorException.INTERNAL_ERROR
                        && donor.donorMessage().contains("could not find existing clone"));
    }

    /** Whether the donor did not even let us in: that says nothing against what an earlier run has stored. */
    public static boolean isRefusedLogin(CloneFailure failure) {
        return failure.getCause() instanceof ServerErrorException
                || failure.getCause() instanceof UnsuitableDonorException
                || failure.getCause() instanceof NegotiationException
                || failure.getCause() instanceof AuthenticationException
                || failure.getCause() instanceof TlsVerificationException;
    }

    /** What ended the clone, with what to do about it where that is known. */
    public static CloneFailure describe(IOException e) {
        return switch (e) {
            case EngineException engine -> engineError(engine);
            case DonorErrorException donor -> donorError(donor);
            case ServerErrorException server -> loginError(server);
            case MalformedPacketException malformed -> failure(CloneFailure.Kind.DONOR, Reason.OTHER, e);
            case MalformedMessageException malformed -> failure(CloneFailure.Kind.DONOR, Reason.OTHER, e);
            case NegotiationException negotiation -> failure(CloneFailure.Kind.DONOR, Reason.OTHER, e);
            case AuthenticationException login -> failure(CloneFailure.Kind.DONOR, Reason.AUTHENTICATION_FAILED, e);
            case TlsVerificationException tls -> failure(CloneFailure.Kind.DONOR, Reason.TLS_FAILED, e);
            case TargetRefusedException target -> refused(target);
            case UnsuitableDonorException donor -> failure(CloneFailure.Kind.REFUSED, Reason.DONOR_MISMATCH, e);
            case CancelledException cancelled ->
                new CloneFailure(CloneFailure.Kind.CANCELLED, "the clone was cancelled; nothing of it is left", e);
            default ->
                new CloneFailure(isOutage(e) ? CloneFailure.Kind.NETWORK : CloneFailure.Kind.LOCAL_IO, message(e), e);
        };
    }

    private static CloneFailure engineError(EngineException e) {
        return switch (e.kind()) {
            case DONOR_VIOLATION, INCOMPLETE -> failure(CloneFailure.Kind.DONOR, Reason.OTHER, e);
            case REFUSED ->
                e.getCause() instanceof TargetRefusedException target
                        ? refused(target)
                        : failure(CloneFailure.Kind.REFUSED, Reason.OTHER, e);
            case CORRUPT_DATA -> failure(CloneFailure.Kind.VERIFICATION, Reason.OTHER, e);
            case LOCAL_IO -> failure(CloneFailure.Kind.LOCAL_IO, Reason.OTHER, e);
            case TARGET_MISSING -> failure(CloneFailure.Kind.REFUSED, Reason.TARGET_MISSING, e);
        };
    }

    private static CloneFailure failure(CloneFailure.Kind kind, Reason reason, IOException e) {
        return new CloneFailure(kind, reason, problem(e), hint(e), OptionalInt.empty(), e);
    }

    private static String problem(IOException e) {
        return switch (e) {
            case EngineException engine -> engine.problem();
            case TargetRefusedException target -> target.problem();
            case MysqlIoException mysql -> mysql.problem();
            case UnsuitableDonorException donor -> donor.problem();
            default -> message(e);
        };
    }

    private static Optional<String> hint(IOException e) {
        return switch (e) {
            case EngineException engine -> engine.hint();
            case TargetRefusedException target -> target.hint();
            case MysqlIoException mysql -> mysql.hint();
            case UnsuitableDonorException donor -> donor.hint();
            default -> Optional.empty();
        };
    }

    private static CloneFailure refused(TargetRefusedException e) {
        Reason reason =
                switch (e.reason()) {
                    case UNSUITABLE -> Reason.OTHER;
                    case NOT_EMPTY -> Reason.RECIPIENT_NOT_EMPTY;
                    case DICTIONARY_MISMATCH -> Reason.DICTIONARY_MISMATCH;
                    case BUSY -> Reason.VOLUME_BUSY;
                    case LOGS_ELSEWHERE -> Reason.LOGS_ELSEWHERE;
                    case TABLESPACES_ELSEWHERE -> Reason.TABLESPACES_ELSEWHERE;
                    case NAME_TOO_LONG -> Reason.NAME_TOO_LONG;
                    case KEYRING_MISSING -> Reason.KEYRING_MISSING;
                    case RECIPIENT_IS_AHEAD -> Reason.RECIPIENT_IS_AHEAD;
                    case SERVER_RUNNING -> Reason.SERVER_RUNNING;
                };
        return failure(CloneFailure.Kind.REFUSED, reason, e);
    }

    /** What is wrong and what to do, as the message of {@link #describe}. */
    public static String sentence(IOException e) {
        return String.valueOf(describe(e).getMessage());
    }

    /** The message of {@code e}, which is never missing. */
    public static String message(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    /**
     * Why a donor of this process did not begin: a directory that can't be cloned, or a running server that does not do what it
     * takes.
     */
    public static CloneFailure notBegun(IOException e) {
        if (!(e instanceof DonorException donor)) {
            return describe(e);
        }
        boolean outage = donor.error() == DonorException.UNREACHABLE;
        return new CloneFailure(
                outage ? CloneFailure.Kind.NETWORK : CloneFailure.Kind.REFUSED,
                outage ? message(donor) : withNumber(donor),
                OptionalInt.of(donor.error()),
                donor);
    }

    private static String withNumber(DonorException donor) {
        String message = message(donor);
        String number = String.valueOf(donor.error());
        return message.contains(number) ? message : message + " (" + number + ")";
    }

    private static CloneFailure donorError(DonorErrorException e) {
        String meaning =
                switch (e.code()) {
                    case DonorErrorException.TOO_MANY_CLONES -> " (ER_CLONE_TOO_MANY_CONCURRENT_CLONES)";
                    case DonorErrorException.ENCRYPTION_NEEDS_TLS ->
                        "; the donor has encrypted data, which it sends over TLS only (ER_CLONE_ENCRYPTION)";
                    case DonorErrorException.QUERY_INTERRUPTED ->
                        "; somebody ended the clone on the donor (ER_QUERY_INTERRUPTED)";
                    default -> "";
                };
        Optional<String> hint =
                switch (e.code()) {
                    case DonorErrorException.TOO_MANY_CLONES ->
                        Optional.of("another clone of this donor is running, try again when it has ended");
                    case DonorErrorException.ENCRYPTION_NEEDS_TLS ->
                        Optional.of("use --tls-mode required or a stricter one");
                    default -> Optional.empty();
                };
        Reason reason =
                switch (e.code()) {
                    case DonorErrorException.TOO_MANY_CLONES -> Reason.DONOR_BUSY;
                    case DonorErrorException.ENCRYPTION_NEEDS_TLS -> Reason.TLS_NEEDED;
                    case DonorErrorException.QUERY_INTERRUPTED -> Reason.KILLED_ON_DONOR;
                    default -> Reason.OTHER;
                };
        return new CloneFailure(
                CloneFailure.Kind.DONOR, reason, message(e) + meaning, hint, OptionalInt.of(e.code()), e);
    }

    private static CloneFailure loginError(ServerErrorException e) {
        Optional<LoginRefusal> refusal = LoginRefusal.of(e.code());
        Optional<String> hint = e.hint().or(() -> switch (e.code()) {
            case BACKUP_ADMIN_MISSING -> Optional.of(DonorAccount.grant(Optional.empty()));
            case PLUGIN_NOT_LOADED -> Optional.of(INSTALL_PLUGIN);
            case SECURE_TRANSPORT_REQUIRED ->
                Optional.of(
                        "the donor takes encrypted connections only: use --tls-mode required or a stricter" + " one");
            default -> refusal.map(LoginRefusal::advice);
        });
        Reason reason =
                switch (e.code()) {
                    case SECURE_TRANSPORT_REQUIRED -> Reason.TLS_NEEDED;
                    case BACKUP_ADMIN_MISSING -> Reason.PRIVILEGE_MISSING;
                    case PLUGIN_NOT_LOADED -> Reason.CLONE_PLUGIN_MISSING;
                    default -> refusal.isPresent() ? Reason.AUTHENTICATION_FAILED : Reason.OTHER;
                };
        return new CloneFailure(CloneFailure.Kind.DONOR, reason, e.problem(), hint, OptionalInt.of(e.code()), e);
    }
}
