package io.mysqlclone.mysql.login;

import io.mysqlclone.mysql.AuthenticationException;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.LoginRefusal;
import io.mysqlclone.mysql.ServerErrorException;
import io.mysqlclone.mysql.TlsVerificationException;
import io.mysqlclone.mysql.connection.MysqlConnection;
import io.mysqlclone.mysql.login.LoginFailure.Kind;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** Logs in to the server that was started on the clone, by whichever of the host's addresses it lets the account in. */
public final class HostLogin {

    private static final Duration PAUSE = Duration.ofMillis(500);

    /** ER_CON_COUNT_ERROR, ER_SERVER_SHUTDOWN, ER_SERVER_OFFLINE_MODE: it is starting, stopping or full. */
    private static final Set<Integer> NOT_READY = Set.of(1040, 1053, 3032);

    /**
     * How many logins may be refused. A server says the same of a wrong password and of a host that the account is not
     * for, and counts the first towards the account's lock: from loopback and from one address of the host's own.
     */
    private static final int MAX_LOGINS = 2;

    private final ConnectionOptions options;
    private final Clock clock;
    private final Instant deadline;

    /**
     * A login that is tried until a time.
     *
     * @param deadline when to give up
     */
    public HostLogin(ConnectionOptions options, Clock clock, Instant deadline) {
        this.options = options;
        this.clock = clock;
        this.deadline = deadline;
    }

    /**
     * Logs in, as soon as the server lets anybody in.
     *
     * @throws LoginFailure when it does not, or not in time
     */
    public MysqlConnection open() throws LoginFailure, InterruptedException {
        while (true) {
            switch (attempt()) {
                case Attempt.In(MysqlConnection connection) -> {
                    return connection;
                }
                case Attempt.NotYet(LoginFailure failure) -> {
                    if (!clock.instant().isBefore(deadline)) {
                        throw failure;
                    }
                }
            }
            Thread.sleep(PAUSE);
        }
    }

    /** What came of one look at each address. */
    private sealed interface Attempt {

        record In(MysqlConnection connection) implements Attempt {}

        record NotYet(LoginFailure failure) implements Attempt {}
    }

    private record Refusal(Endpoint endpoint, ServerErrorException error) {}

    private Attempt attempt() throws LoginFailure {
        List<Refusal> refusals = new ArrayList<>();
        Optional<IOException> silence = Optional.empty();
        for (ConnectionOptions way : OwnAddresses.of(options)) {
            try {
                return new Attempt.In(MysqlConnection.open(way));
            } catch (AuthenticationException | TlsVerificationException e) {
                throw new LoginFailure(
                        Kind.REFUSED,
                        "the recipient at " + way.endpoint() + " cannot be logged in to: " + e.getMessage(),
                        OptionalInt.empty(),
                        e);
            } catch (ServerErrorException e) {
                refusals.add(new Refusal(way.endpoint(), e));
                if (NOT_READY.contains(e.code())) {
                    return new Attempt.NotYet(refused(refusals));
                }
                if (!isOfTheHost(e) || logins(refusals) == MAX_LOGINS) {
                    throw refused(refusals);
                }
            } catch (IOException e) {
                silence = silence.or(() -> Optional.of(e));
            }
        }
        if (!refusals.isEmpty()) {
            throw refused(refusals);
        }
        return new Attempt.NotYet(unreachable(silence.orElseThrow()));
    }

    /** Those that a server counts: without any account for a host it does not get so far. */
    private static long logins(List<Refusal> refusals) {
        return refusals.stream()
                .filter(refusal -> LoginRefusal.of(refusal.error().code())
                        .filter(LoginRefusal.HOST_NOT_ALLOWED::equals)
                        .isEmpty())
                .count();
    }

    /** Whether the server may let the account in from another address. */
    private static boolean isOfTheHost(ServerErrorException e) {
        return LoginRefusal.of(e.code())
                .filter(refusal -> switch (refusal) {
                    case ACCESS_DENIED, ACCESS_DENIED_WITHOUT_PASSWORD, HOST_NOT_ALLOWED -> true;
                    case HOST_BLOCKED,
                            PASSWORD_EXPIRED,
                            PASSWORD_EXPIRED_INSIDE,
                            ACCOUNT_LOCKED,
                            TOO_MANY_WRONG_PASSWORDS -> false;
                })
                .isPresent();
    }

    private LoginFailure refused(List<Refusal> refusals) {
        ServerErrorException first = refusals.getFirst().error();
        String others = refusals.stream()
                .skip(1)
                .map(refusal -> ", nor at " + refusal.endpoint() + ": "
                        + refusal.error().getMessage())
                .collect(Collectors.joining());
        ServerErrorException last = refusals.getLast().error();
        return new LoginFailure(
                Kind.REFUSED,
                "the recipient at " + refusals.getFirst().endpoint() + " does not let the user "
                        + options.credentials().user() + " in: " + first.getMessage() + others + "; "
                        + advice(last.code()),
                OptionalInt.of(last.code()),
                last);
    }

    private static LoginFailure unreachable(IOException e) {
        return new LoginFailure(
                Kind.UNREACHABLE,
                "the recipient cannot be reached: " + e.getMessage() + "; is mysqld running, and is that its address?",
                OptionalInt.empty(),
                e);
    }

    private static String advice(int code) {
        String accounts = "after a clone its accounts are those of the donor";
        return LoginRefusal.of(code)
                .map(refusal -> switch (refusal) {
                    case ACCESS_DENIED, ACCESS_DENIED_WITHOUT_PASSWORD, HOST_NOT_ALLOWED ->
                        refusal.advice() + ": " + accounts
                                + ", and this login comes from the recipient's own host, so that an account for other"
                                + " hosts only is of no use here; --recipient-user names another one";
                    case HOST_BLOCKED,
                            PASSWORD_EXPIRED,
                            PASSWORD_EXPIRED_INSIDE,
                            ACCOUNT_LOCKED,
                            TOO_MANY_WRONG_PASSWORDS -> refusal.advice() + "; " + accounts;
                })
                .orElse(accounts);
    }
}
