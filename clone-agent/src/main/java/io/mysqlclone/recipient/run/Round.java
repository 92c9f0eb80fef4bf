package io.mysqlclone.recipient.run;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.mysql.MalformedPacketException;
import io.mysqlclone.protocol.CloneCommand;
import io.mysqlclone.protocol.CloneResponse;
import io.mysqlclone.recipient.remote.CancelledException;
import io.mysqlclone.recipient.remote.CloneConnection;
import io.mysqlclone.recipient.remote.DonorErrorException;
import io.mysqlclone.recipient.remote.DonorSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * From one connect to the next: the master task, and workers beside it. The first failure ends the round for all of
 * them and is the one that is reported.
 */
final class Round {
    private static final long TICK_MILLIS = 1000;
    private static final long FAREWELL_SECONDS = 10;

    private final EngineGroup engines;
    private final DonorSession session;
    private final DonorSession.Settings settings;
    private final Throttle throttle;
    private final WorkerPlan plan;
    private final ProgressTracker progress;
    private final Set<CloneConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final AtomicInteger taskCount = new AtomicInteger();
    private final CountDownLatch masterEnded = new CountDownLatch(1);
    private final Rest rest = new Rest();
    private volatile boolean workersWelcome = true;
    private long masterReceived;

    /** How many data connections there should be, asked once a second. */
    @FunctionalInterface
    interface WorkerPlan {
        int connections(int now, double bytesPerSecond);
    }

    Round(
            EngineGroup engines,
            DonorSession session,
            DonorSession.Settings settings,
            Throttle throttle,
            WorkerPlan plan,
            ProgressTracker progress) {
        this.engines = engines;
        this.session = session;
        this.settings = settings;
        this.throttle = throttle;
        this.plan = plan;
        this.progress = progress;
        connections.add(session.master());
        connections.add(session.acknowledgements().connection());
    }

    /**
     * Receives until the donor has sent everything.
     *
     * @throws IOException the first failure of any task
     */
    void run() throws IOException, InterruptedException {
        EngineTasks master;
        try {
            master = engines.openMaster(this::fail);
        } catch (EngineException | MalformedMessageException e) {
            fail(e);
            throw e;
        }
        progress.roundBegins(this::received);
        try (var threads = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().name("clone-task-", 0).factory())) {
            try {
                start(threads, number -> receiveAsMaster(master, number));
                while (!masterEnded.await(0, TimeUnit.MILLISECONDS)) {
                    adjustWorkers(threads);
                    if (masterEnded.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
                        break;
                    }
                }
            } catch (InterruptedException | RuntimeException | Error e) {
                // Here, because the end of the executor waits for its tasks, which would go on to the end of the data.
                fail(e);
                throw e;
            }
        } finally {
            progress.roundEnds();
            progress.connections(0);
            connections.forEach(settings.watch()::release);
        }
        rethrow();
        leave(session.acknowledgements()::exit, session.acknowledgements());
    }

    private void start(Executor threads, Step step) {
        int number = taskCount.incrementAndGet();
        tellConnections();
        threads.execute(() -> task(step, number));
    }

    private void tellConnections() {
        progress.connections(Math.min(taskCount.get(), rest.working()));
    }

    private void receiveAsMaster(EngineTasks master, int number) throws IOException, InterruptedException {
        try {
            receive(session.master(), master, number);
        } finally {
            masterEnded.countDown();
            rest.end();
        }
    }

    private void adjustWorkers(Executor threads) {
        double rate = progress.sample();
        if (workersWelcome && failure.get() == null) {
            int wanted = plan.connections(taskCount.get(), rate);
            while (taskCount.get() < wanted) {
                start(threads, this::work);
            }
            rest.allBut(wanted);
            tellConnections();
        }
        // What is missing at the end of a stage is what a connection at rest still has to receive.
        long received = session.master().bytesReceived();
        if (taskCount.get() > rest.working() && received - masterReceived < Rest.SLICE) {
            rest.end();
        }
        masterReceived = received;
    }

    private void rethrow() throws IOException, InterruptedException {
        Throwable first = failure.get();
        switch (first) {
            case null -> {}
            case IOException e -> throw e;
            case InterruptedException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(first);
        }
    }

    /** What a connection does, which is told its number, from 1. */
    private interface Step {
        void run(int number) throws IOException, InterruptedException;
    }

    private void task(Step step, int number) {
        try {
            step.run(number);
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            fail(e);
        } finally {
            taskCount.decrementAndGet();
            tellConnections();
        }
    }

    private void work(int number) throws IOException, InterruptedException {
        if (!engines.awaitWelcome()) {
            return;
        }
        CloneConnection connection;
        try {
            connection = CloneConnection.open(settings.donor());
        } catch (IOException e) {
            // The clone goes on with the connections it has; the donor may have no more to give.
            workersWelcome = false;
            progress.warn("no further connection to the donor: " + e.getMessage());
            return;
        }
        connections.add(connection);
        try {
            Optional<EngineTasks> worker = attach(connection);
            if (worker.isPresent()) {
                receive(connection, worker.get(), number);
            }
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            // Before the connection is closed: a donor that misses one closes them all, which is no cause to report.
            fail(e);
            throw e;
        } finally {
            settings.watch().release(connection);
            connection.close();
        }
    }

    private Optional<EngineTasks> attach(CloneConnection connection) throws IOException, InterruptedException {
        if (!engines.attaching()) {
            leave(connection::exit, connection);
            return Optional.empty();
        }
        DonorSession.Answer answer;
        try {
            settings.watch().watch(connection, settings.answerLimit());
            List<EngineLocator> locators = engines.locators();
            connection.send(new CloneCommand.Attach(settings.version(), settings.ddl(), locators));
            answer = DonorSession.Answer.receive(connection, settings.version(), locators);
            answer.requireAll(locators);
        } catch (DonorErrorException e) {
            engines.attachRefused();
            workersWelcome = false;
            progress.warn("the donor takes no further connection: " + e.getMessage());
            leave(connection::exit, connection);
            return Optional.empty();
        } catch (IOException e) {
            engines.attachFailed();
            throw e;
        }
        settings.watch().watch(connection, settings.stallTimeout());
        return Optional.of(engines.attached(answer.locators()));
    }

    private void receive(CloneConnection connection, EngineTasks tasks, int number)
            throws IOException, InterruptedException {
        CloneConnection.DataPace pace = rest.of(number, throttle);
        boolean answered = false;
        try (tasks) {
            try {
                tasks.awaitReady();
                connection.send(new CloneCommand.Execute());
                while (!answered) {
                    answered = apply(connection.receive(), connection, tasks, pace);
                }
                tasks.complete();
            } catch (IOException | InterruptedException | RuntimeException | Error e) {
                // Before the task is closed, so that this is the failure that is reported.
                fail(e);
                throw e;
            }
        } catch (EngineException | DonorErrorException | RuntimeException e) {
            boolean goesOn = !answered && !(e instanceof DonorErrorException);
            leave(
                    () -> {
                        if (goesOn) {
                            connection.drain();
                        }
                        connection.exit();
                    },
                    connection);
            throw e;
        }
        leave(connection::exit, connection);
    }

    /** Applies one response; true when it was the last one. */
    private boolean apply(
            CloneResponse response, CloneConnection connection, EngineTasks tasks, CloneConnection.DataPace pace)
            throws IOException, InterruptedException {
        if (response instanceof CloneResponse.DataDescriptor(var engineType, var index, var descriptor)) {
            Optional<ByteBuffer> acknowledgement =
                    tasks.apply(engineType, index, descriptor, room -> connection.receiveData(room, pace));
            if (acknowledgement.isPresent()) {
                session.acknowledgements().acknowledge(index, acknowledgement.get());
            }
            return false;
        }
        if (response instanceof CloneResponse.Complete) {
            return true;
        }
        throw new MalformedPacketException("the donor sent " + response + " among its data (3863 ER_CLONE_PROTOCOL)");
    }

    /**
     * Ends the round, from any thread. A donor that is to know of the failure is told, so that it frees the snapshot;
     * after a failure of the network it must not be, because it waits for us to come back.
     */
    void fail(Throwable cause) {
        if (!failure.compareAndSet(null, cause)) {
            return;
        }
        engines.abandonRound();
        rest.end();
        boolean tellDonor = cause instanceof EngineException || cause instanceof CancelledException;
        if (!tellDonor && !(cause instanceof DonorErrorException)) {
            connections.forEach(CloneConnection::abort);
            return;
        }
        ScheduledExecutorService farewell = Executors.newScheduledThreadPool(
                2, Thread.ofPlatform().name("clone-farewell").daemon().factory());
        var _ = farewell.schedule(
                () -> connections.forEach(CloneConnection::abort), FAREWELL_SECONDS, TimeUnit.SECONDS);
        if (tellDonor) {
            farewell.execute(() -> leave(
                    () -> {
                        session.acknowledgements().fail(DonorErrorException.QUERY_INTERRUPTED);
                        session.acknowledgements().exit();
                    },
                    session.acknowledgements()));
        }
        farewell.shutdown();
    }

    /** Says goodbye if the donor still listens. */
    private static void leave(Farewell farewell, AutoCloseable connection) {
        try (connection) {
            farewell.say();
        } catch (Exception e) {
            // The clone has its result or its failure already; a goodbye that fails adds nothing.
        }
    }

    private interface Farewell {
        void say() throws IOException;
    }

    private long received() {
        return connections.stream().mapToLong(CloneConnection::bytesReceived).sum();
    }
}
