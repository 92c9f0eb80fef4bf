package io.mysqlclone.recipient.donor;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.engine.RoundAbandonedException;
import io.mysqlclone.mysql.AuthenticationException;
import io.mysqlclone.mysql.ConnectionClosedException;
import io.mysqlclone.mysql.LoginRefusal;
import io.mysqlclone.mysql.MalformedPacketException;
import io.mysqlclone.mysql.NegotiationException;
import io.mysqlclone.mysql.ServerErrorException;
import io.mysqlclone.mysql.TlsVerificationException;
import io.mysqlclone.mysql.UnreachableException;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneFailure.Reason;
import io.mysqlclone.storage.TargetRefusedException;
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
        return e instanceof DonorErrorException donor
                && donor.code() == DonorErrorException.INTERNAL_ERROR
                && donor.donorMessage().contains("could not find existing clone");
    }

    /** Whether the donor did not even let us in: that says nothing against what an earlier run has stored. */
    public static boolean isRefusedLogin(CloneFailure failure) {
        return failure.getCause() instanceof ServerErrorException
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
            case MalformedPacketException malformed -> donor(Reason.OTHER, e);
            case MalformedMessageException malformed -> donor(Reason.OTHER, e);
            case NegotiationException negotiation -> donor(Reason.OTHER, e);
            case AuthenticationException authentication -> donor(Reason.AUTHENTICATION_FAILED, e);
            case TlsVerificationException tls -> donor(Reason.TLS_FAILED, e);
            case TargetRefusedException target -> refused(target);
            case CancelledException cancelled ->
                new CloneFailure(CloneFailure.Kind.CANCELLED, "the clone was cancelled; nothing of it is left", e);
            default ->
                new CloneFailure(isOutage(e) ? CloneFailure.Kind.NETWORK : CloneFailure.Kind.LOCAL_IO, message(e), e);
        };
    }

    private static CloneFailure engineError(EngineException e) {
        return switch (e.kind()) {
            case DONOR_VIOLATION, INCOMPLETE -> new CloneFailure(CloneFailure.Kind.DONOR, message(e), e);
            case REFUSED ->
                e.getCause() instanceof TargetRefusedException target
                        ? refused(target)
                        : new CloneFailure(CloneFailure.Kind.REFUSED, message(e), e);
            case CORRUPT_DATA -> new CloneFailure(CloneFailure.Kind.VERIFICATION, message(e), e);
            case LOCAL_IO -> new CloneFailure(CloneFailure.Kind.LOCAL_IO, message(e), e);
            case TARGET_MISSING ->
                new CloneFailure(CloneFailure.Kind.REFUSED, Reason.TARGET_MISSING, message(e), OptionalInt.empty(), e);
        };
    }

    private static CloneFailure donor(Reason reason, IOException e) {
        return new CloneFailure(CloneFailure.Kind.DONOR, reason, message(e), OptionalInt.empty(), e);
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
        return new CloneFailure(CloneFailure.Kind.REFUSED, reason, message(e), OptionalInt.empty(), e);
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

    private static CloneFailure donorError(DonorErrorException e) {
        String advice =
                switch (e.code()) {
                    case DonorErrorException.TOO_MANY_CLONES ->
                        "; another clone of this donor is running, try again when it has ended"
                                + " (ER_CLONE_TOO_MANY_CONCURRENT_CLONES)";
                    case DonorErrorException.ENCRYPTION_NEEDS_TLS ->
                        "; the donor has encrypted data, which it sends over TLS only: use --tls-mode required or a"
                                + " stricter one (ER_CLONE_ENCRYPTION)";
                    case DonorErrorException.QUERY_INTERRUPTED ->
                        "; somebody ended the clone on the donor (ER_QUERY_INTERRUPTED)";
                    default -> "";
                };
        Reason reason =
                switch (e.code()) {
                    case DonorErrorException.TOO_MANY_CLONES -> Reason.DONOR_BUSY;
                    case DonorErrorException.ENCRYPTION_NEEDS_TLS -> Reason.TLS_NEEDED;
                    case DonorErrorException.QUERY_INTERRUPTED -> Reason.KILLED_ON_DONOR;
                    default -> Reason.OTHER;
                };
        return new CloneFailure(CloneFailure.Kind.DONOR, reason, message(e) + advice, OptionalInt.of(e.code()), e);
    }

    private static CloneFailure loginError(ServerErrorException e) {
        Optional<LoginRefusal> refusal = LoginRefusal.of(e.code());
        String advice =
                switch (e.code()) {
                    case BACKUP_ADMIN_MISSING -> "; on the donor: GRANT BACKUP_ADMIN ON *.* TO the clone user";
                    case PLUGIN_NOT_LOADED -> "; on the donor: INSTALL PLUGIN clone SONAME 'mysql_clone.so'";
                    default -> refusal.map(known -> "; " + known.advice()).orElse("");
                };
        Reason reason =
                switch (e.code()) {
                    case SECURE_TRANSPORT_REQUIRED -> Reason.TLS_NEEDED;
                    case BACKUP_ADMIN_MISSING -> Reason.PRIVILEGE_MISSING;
                    case PLUGIN_NOT_LOADED -> Reason.CLONE_PLUGIN_MISSING;
                    default -> refusal.isPresent() ? Reason.AUTHENTICATION_FAILED : Reason.OTHER;
                };
        return new CloneFailure(CloneFailure.Kind.DONOR, reason, message(e) + advice, OptionalInt.of(e.code()), e);
    }
}
