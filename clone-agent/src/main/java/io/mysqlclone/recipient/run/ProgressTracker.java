package io.mysqlclone.recipient.run;

import io.mysqlclone.engine.Stage;
import io.mysqlclone.engine.StageListener;
import io.mysqlclone.recipient.CloneEvent;
import io.mysqlclone.recipient.CloneListener;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.DonorIdentity;
import io.mysqlclone.recipient.DonorPace;
import io.mysqlclone.recipient.Progress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Turns what happens into {@link Progress}. Thread safe. */
final class ProgressTracker implements StageListener {
    /** Weight of the newest second in the smoothed rate. */
    private static final double SMOOTHING = 0.3;

    private final CloneListener listener;
    private final Clock clock;
    private final Map<Stage, Row> rows = new EnumMap<>(Stage.class);
    private final Map<Stage, LongAdder> data = new EnumMap<>(Stage.class);
    private Stage stage = Stage.INIT;
    private Progress.State state = Progress.State.CONNECTING;
    private Optional<Instant> resumeDeadline = Optional.empty();
    private Optional<Instant> waitingSince = Optional.empty();
    private long closedNetworkBytes;
    private LongSupplier openNetworkBytes = () -> 0;
    private int connections;
    private int reconnects;
    private int startedOver;
    private Optional<DonorIdentity> donor = Optional.empty();
    private Optional<DonorPace> donorPace = Optional.empty();
    private Supplier<Optional<CloneResult.Pages>> pages = Optional::empty;
    private double rate;
    private long sampledBytes;
    private long sampledNanos;

    private static final class Row {
        private Progress.StageState state = Progress.StageState.NOT_STARTED;
        private Optional<Instant> begin = Optional.empty();
        private Optional<Instant> end = Optional.empty();
        private int threads;
        private long estimate;
        private long networkAtBegin;
        private long network;
    }

    ProgressTracker(CloneListener listener, Clock clock) {
        this.listener = listener;
        this.clock = clock;
        for (Stage each : Stage.values()) {
            rows.put(each, new Row());
            data.put(each, new LongAdder());
        }
        begin(Stage.INIT, 0);
    }

    private Row row(Stage of) {
        return java.util.Objects.requireNonNull(rows.get(of));
    }

    private LongAdder bytes(Stage of) {
        return java.util.Objects.requireNonNull(data.get(of));
    }

    @Override
    public void stageStarted(Stage started, long estimatedBytes, long storedBytes) {
        synchronized (this) {
            if (row(started).state == Progress.StageState.IN_PROGRESS) {
                return;
            }
            begin(started, estimatedBytes);
            bytes(started).add(storedBytes - bytes(started).sum());
        }
        listener.on(new CloneEvent.StageStarted(started, estimatedBytes));
    }

    /** It is slowed down for the donor's sake, or might be. */
    synchronized void donorPace(DonorPace pace) {
        donorPace = Optional.of(pace);
    }

    /** Another engine has begun a stage that is under way, or was over until then. */
    synchronized void stageGrew(Stage grown, long estimatedBytes, long storedBytes) {
        Row row = row(grown);
        row.state = Progress.StageState.IN_PROGRESS;
        row.estimate += estimatedBytes;
        bytes(grown).add(storedBytes);
    }

    private synchronized void begin(Stage started, long estimatedBytes) {
        stage = started;
        Row row = row(started);
        row.state = Progress.StageState.IN_PROGRESS;
        row.begin = Optional.of(row.begin.orElse(clock.instant()));
        row.estimate = estimatedBytes;
        row.networkAtBegin = networkBytes();
        row.threads = Math.max(row.threads, connections);
    }

    /** A stage of which nothing is left to do, because an earlier process did it. */
    synchronized void doneBefore(Stage done, long storedBytes) {
        Row row = row(done);
        row.state = Progress.StageState.COMPLETED;
        row.estimate = storedBytes;
        bytes(done).add(storedBytes);
    }

    /** Everything was received by an earlier process. */
    synchronized void receivedBefore(CloneResult result) {
        for (Progress.StageProgress each : result.stages()) {
            Row row = row(each.stage());
            row.state = Progress.StageState.COMPLETED;
            row.begin = each.begin();
            row.end = each.end();
            row.threads = each.threads();
            row.estimate = each.estimate();
            row.network = each.network();
            bytes(each.stage()).add(each.data() - bytes(each.stage()).sum());
        }
        stage = Stage.FILE_SYNC;
        if (!result.donorVersion().isEmpty()) {
            donor = Optional.of(new DonorIdentity(result.donorVersion(), result.donorServerUuid()));
        }
        pages = () -> Optional.of(result.pages());
    }

    @Override
    public void stored(Stage stored, long bytes) {
        bytes(stored).add(bytes);
    }

    @Override
    public void stageCompleted(Stage completed) {
        complete(completed);
    }

    void complete(Stage completed) {
        CloneEvent event;
        synchronized (this) {
            Row row = row(completed);
            Instant now = clock.instant();
            row.state = Progress.StageState.COMPLETED;
            row.end = Optional.of(now);
            row.network = networkBytes() - row.networkAtBegin;
            event = new CloneEvent.StageCompleted(
                    completed, bytes(completed).sum(), Duration.between(row.begin.orElse(now), now));
        }
        listener.on(event);
    }

    /** The clone starts from zero: the donor is there again, without the snapshot. */
    synchronized void reset() {
        for (Stage each : Stage.values()) {
            rows.put(each, new Row());
            data.put(each, new LongAdder());
        }
        begin(Stage.INIT, 0);
        state(Progress.State.TRANSFERRING);
        startedOver++;
    }

    /** The donor has let us in. */
    synchronized void donor(DonorIdentity identity) {
        donor = Optional.of(identity);
    }

    /** Where the count of verified pages can be asked for from now on, from any thread. */
    synchronized void pages(Supplier<Optional<CloneResult.Pages>> count) {
        pages = count;
    }

    void event(CloneEvent event) {
        listener.on(event);
    }

    void warn(String message) {
        listener.on(new CloneEvent.Warning(message));
    }

    synchronized void state(Progress.State now) {
        state = now;
        if (now != Progress.State.RECONNECTING) {
            resumeDeadline = Optional.empty();
        }
        if (now != Progress.State.WAITING_FOR_DONOR) {
            waitingSince = Optional.empty();
        }
    }

    /** The donor serves somebody else's clone. */
    synchronized void waitingForDonor(Instant since) {
        state(Progress.State.WAITING_FOR_DONOR);
        waitingSince = Optional.of(since);
    }

    /** The clone has failed in the stage in which it is. */
    synchronized void failed() {
        state(Progress.State.FAILED);
        if (row(stage).state == Progress.StageState.IN_PROGRESS) {
            row(stage).state = Progress.StageState.FAILED;
            row(stage).end = Optional.of(clock.instant());
        }
    }

    synchronized void reconnecting(Instant deadline) {
        state(Progress.State.RECONNECTING);
        resumeDeadline = Optional.of(deadline);
        rate = 0;
    }

    synchronized void reconnected() {
        reconnects++;
        state(Progress.State.TRANSFERRING);
    }

    void connections(int now) {
        synchronized (this) {
            if (now == connections) {
                return;
            }
            connections = now;
            row(stage).threads = Math.max(row(stage).threads, now);
        }
        if (now > 0) {
            listener.on(new CloneEvent.ConcurrencyChanged(now));
        }
    }

    /** A round begins, whose connections have together received what {@code received} says. */
    synchronized void roundBegins(LongSupplier received) {
        openNetworkBytes = received;
    }

    /** The connections of the round have ended. */
    synchronized void roundEnds() {
        closedNetworkBytes += openNetworkBytes.getAsLong();
        openNetworkBytes = () -> 0;
    }

    private long networkBytes() {
        return closedNetworkBytes + openNetworkBytes.getAsLong();
    }

    /**
     * Takes a sample, about once a second.
     *
     * @return bytes per second since the sample before
     */
    synchronized double sample() {
        long now = System.nanoTime();
        long total = dataBytes();
        double seconds = (now - sampledNanos) / 1e9;
        boolean first = sampledNanos == 0;
        double current = first ? 0 : (total - sampledBytes) / seconds;
        sampledNanos = now;
        sampledBytes = total;
        if (!first) {
            rate = rate == 0 ? current : rate + SMOOTHING * (current - rate);
        }
        return current;
    }

    private long dataBytes() {
        return data.values().stream().mapToLong(LongAdder::sum).sum();
    }

    private long totalBytes() {
        long total = 0;
        for (Stage each : Stage.values()) {
            total += Math.max(
                    row(each).estimate,
                    row(each).state == Progress.StageState.COMPLETED
                            ? bytes(each).sum()
                            : 0);
        }
        return total;
    }

    synchronized Progress progress() {
        List<Progress.StageProgress> stages = new ArrayList<>();
        for (Stage each : Stage.values()) {
            Row row = row(each);
            long network =
                    row.state == Progress.StageState.IN_PROGRESS ? networkBytes() - row.networkAtBegin : row.network;
            stages.add(new Progress.StageProgress(
                    each,
                    row.state,
                    row.begin,
                    row.end,
                    row.threads,
                    row.estimate,
                    bytes(each).sum(),
                    network));
        }
        long done = dataBytes();
        long total = totalBytes();
        Optional<Duration> eta = rate > 0 && total > done && state == Progress.State.TRANSFERRING
                ? Optional.of(Duration.ofSeconds(Math.round((total - done) / rate)))
                : Optional.empty();
        return new Progress(
                stage,
                state,
                done,
                total,
                networkBytes(),
                rate,
                eta,
                connections,
                reconnects,
                startedOver,
                resumeDeadline,
                waitingSince,
                donor,
                donorPace,
                pages.get(),
                stages);
    }
}
