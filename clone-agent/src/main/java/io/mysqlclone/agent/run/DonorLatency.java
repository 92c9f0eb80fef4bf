package io.mysqlclone.agent.run;

import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.ServerErrorException;
import io.mysqlclone.mysql.connection.MysqlConnection;
import io.mysqlclone.recipient.DonorPace;
import io.mysqlclone.recipient.preflight.Preflight;
import io.mysqlclone.recipient.remote.Failures;
import io.mysqlclone.session.LatencyGovernor;
import io.mysqlclone.session.StatementHistogram;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Looks once a second how long the statements of a server take, and says how fast its clones may be, until it is closed. A
 * server that can't be asked for a while has the pace that it had.
 */
public final class DonorLatency implements AutoCloseable {
    private static final long WINDOW_MILLIS = 1000;

    /** With fewer, the slowest of a hundred is not to be told from the slowest of all. */
    private static final long FEWEST = 100;

    /** A window that has too few is made longer, up to this; then they tell only whether all were quick. */
    private static final int LONGEST = 3;

    private static final long SECOND = 1_000_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Asked asked;
    private final LongSupplier bytes;
    private final Consumer<DonorPace> steer;
    private final LatencyGovernor governor;
    private final Thread thread;
    private Optional<MysqlConnection> connection = Optional.empty();

    /**
     * What is to be kept.
     *
     * @param server whose statements they are
     * @param target that their 99th percentile is to stay below
     */
    public record Asked(ConnectionOptions server, Duration target) {}

    private DonorLatency(Asked asked, long least, LongSupplier bytes, Consumer<DonorPace> steer) {
        this.asked = asked;
        this.bytes = bytes;
        this.steer = steer;
        this.governor = new LatencyGovernor(asked.target(), least);
        this.thread = Thread.ofPlatform().daemon().name("donor-latency").unstarted(this::run);
    }

    /**
     * Begins to look.
     *
     * @param least bytes a second, below which the clones are never slowed down
     * @param bytes of data that the clones have had so far
     * @param steer is told the pace after each look
     * @throws FailureException when the server does not tell this account how long its statements take
     */
    public static DonorLatency start(Asked asked, long least, LongSupplier bytes, Consumer<DonorPace> steer) {
        refusal(asked).ifPresent(reason -> {
            throw new FailureException(Failure.refused(reason));
        });
        var latency = new DonorLatency(asked, least, bytes, steer);
        steer.accept(new DonorPace(asked.target(), Optional.empty(), 0));
        latency.thread.start();
        return latency;
    }

    /** As a line of a preflight's table. */
    public static Preflight.Check check(Asked asked) {
        return refusal(asked)
                .map(reason -> new Preflight.Check("donor p99", Preflight.Verdict.FAILED, reason))
                .orElse(new Preflight.Check(
                        "donor p99", Preflight.Verdict.OK, "the account may read how long statements take"));
    }

    /** A server that is not reached is another's concern. */
    private static Optional<String> refusal(Asked asked) {
        try (MysqlConnection connection = MysqlConnection.open(asked.server());
                var _ = connection.abortAfter(PATIENCE)) {
            StatementTimes.read(connection);
            return Optional.empty();
        } catch (ServerErrorException e) {
            return Failures.isOutage(e) || isLogin(e) ? Optional.empty() : Optional.of(sentence(asked, e));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The clone's own login says it better. */
    private static boolean isLogin(ServerErrorException e) {
        return e.sqlState().startsWith("28");
    }

    private static String sentence(Asked asked, ServerErrorException e) {
        return "--donor-p99 needs performance_schema.events_statements_histogram_global of the server at "
                + asked.server().endpoint() + ", which does not give it to the account "
                + asked.server().credentials().user() + " (" + e.code() + ": " + e.serverMessage()
                + "); GRANT SELECT ON performance_schema.events_statements_histogram_global to it, and of a donor that is"
                + " clone-agent serve give --donor-p99 there";
    }

    private void run() {
        Optional<StatementHistogram> earlier = Optional.empty();
        long begun = System.nanoTime();
        long before = bytes.getAsLong();
        int windows = 0;
        try {
            while (true) {
                Thread.sleep(WINDOW_MILLIS);
                Optional<StatementHistogram> now = read();
                if (now.isEmpty()) {
                    earlier = Optional.empty();
                    continue;
                }
                StatementHistogram seen = now.get();
                Optional<StatementHistogram> window = earlier.flatMap(then -> seen.since(then));
                windows++;
                boolean enough =
                        window.filter(some -> some.statements() >= FEWEST).isPresent();
                if (window.isPresent() && !enough && windows < LONGEST) {
                    continue;
                }
                long nanos = Math.max(1, System.nanoTime() - begun);
                long rate = (long) ((double) (bytes.getAsLong() - before) * SECOND / nanos);
                if (window.isPresent()) {
                    Optional<Duration> p99 = window.get().p99().filter(time -> enough || !isMissed(time));
                    steer.accept(new DonorPace(asked.target(), p99, governor.decide(p99, rate)));
                }
                earlier = now;
                begun = System.nanoTime();
                before = bytes.getAsLong();
                windows = 0;
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } finally {
            disconnect();
        }
    }

    private boolean isMissed(Duration time) {
        return time.compareTo(asked.target()) > 0;
    }

    private Optional<StatementHistogram> read() {
        try {
            if (connection.isEmpty()) {
                connection = Optional.of(MysqlConnection.open(asked.server()));
            }
            try (var _ = connection.get().abortAfter(PATIENCE)) {
                return Optional.of(StatementTimes.read(connection.get()));
            }
        } catch (IOException lost) {
            disconnect();
            return Optional.empty();
        }
    }

    private void disconnect() {
        connection.ifPresent(MysqlConnection::close);
        connection = Optional.empty();
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
