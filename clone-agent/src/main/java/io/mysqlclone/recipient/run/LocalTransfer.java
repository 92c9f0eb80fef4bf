package io.mysqlclone.recipient.run;

import io.mysqlclone.engine.DonorConfiguration;
import io.mysqlclone.engine.DonorEngine;
import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.DonorSnapshot;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.RecipientEngine;
import io.mysqlclone.local.Pump;
import io.mysqlclone.recipient.CloneEvent;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.DonorIdentity;
import io.mysqlclone.recipient.Progress;
import io.mysqlclone.recipient.remote.Failures;
import io.mysqlclone.release.ServerVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Takes a snapshot from a donor engine in this process. There is no network that could be lost, and so one round. */
final class LocalTransfer implements SnapshotTransfer {
    /** As many as this are usually enough to keep a disk busy. */
    private static final int AUTOMATIC = 4;

    private static final int SAMPLE_MILLIS = 1000;

    private final CloneRequest request;
    /** In the order of their locators. */
    private final List<DonorEngine> donors;

    private final Throttle throttle;
    private final ProgressTracker progress;
    private final StopSignal stop;
    private boolean startedOver;

    LocalTransfer(
            CloneRequest request,
            List<DonorEngine> donors,
            Throttle throttle,
            ProgressTracker progress,
            StopSignal stop) {
        this.request = request;
        this.donors = List.copyOf(donors);
        this.throttle = throttle;
        this.progress = progress;
        this.stop = stop;
    }

    @Override
    public EngineGroup run(EngineGroup engine, boolean resume, FreshEngines fresh, Origin origin)
            throws CloneFailure, IOException {
        progress.donor(new DonorIdentity(donors.getFirst().release().version(), Optional.empty()));
        progress.state(Progress.State.TRANSFERRING);
        if (resume && engine.received()) {
            return engine;
        }
        EngineGroup current = engine;
        boolean received = false;
        try {
            List<DonorSnapshot> snapshots = resume ? resumed(current) : List.of();
            if (resume && snapshots.isEmpty()) {
                startOver();
                current.close();
                current = fresh.make();
            }
            if (snapshots.isEmpty()) {
                snapshots = begun(current);
            }
            try {
                rounds(current, snapshots);
            } finally {
                snapshots.forEach(DonorSnapshot::close);
            }
            received = true;
            return current;
        } catch (InterruptedException e) {
            ended(current);
            throw new CloneFailure(CloneFailure.Kind.SUSPENDED, "the clone was interrupted", e);
        } catch (IOException e) {
            ended(current);
            throw described(e);
        } finally {
            if (!received) {
                current.close();
            }
        }
    }

    private void startOver() {
        startedOver = true;
        progress.reset();
        progress.event(new CloneEvent.StartedOver(
                request.source() instanceof CloneRequest.Source.RunningServer
                        ? "what the running server has changed since the clone began is not known any more, so that what"
                                + " is there is of no use"
                        : "the directory that is cloned has changed since the clone began, so that what is there is of no"
                                + " use"));
    }

    private List<DonorSnapshot> begun(EngineGroup engine) throws IOException, InterruptedException {
        List<DonorSnapshot> snapshots = new ArrayList<>();
        boolean begun = false;
        try {
            for (DonorEngine donor : donors) {
                snapshots.add(donor.begin(version(engine, donor)));
            }
            engine.begin(
                    configuration(),
                    snapshots.stream().map(DonorSnapshot::locator).toList());
            begun = true;
            return snapshots;
        } finally {
            if (!begun) {
                snapshots.forEach(DonorSnapshot::close);
            }
        }
    }

    private static EngineLocator version(EngineGroup engine, DonorEngine donor) {
        return engine.versionLocators().stream()
                .filter(locator -> locator.engineType() == donor.type())
                .findFirst()
                .orElseThrow();
    }

    private DonorConfiguration configuration() throws EngineException {
        String version = donors.getFirst().release().version();
        int number = ServerVersion.parse(version)
                .map(ServerVersion::number)
                .orElseThrow(() -> new EngineException(
                        EngineException.Kind.REFUSED,
                        "the data is of a server of the version " + version + ", which is none of MySQL's"));
        return new DonorConfiguration(
                number,
                Map.of("innodb_page_size", String.valueOf(donors.getFirst().pageSize())));
    }

    /** Empty when one of them can't be gone on with. */
    private List<DonorSnapshot> resumed(EngineGroup engine) throws IOException, InterruptedException {
        List<EngineLocator> asked = engine.resumeLocators();
        List<DonorSnapshot> found = new ArrayList<>();
        List<EngineLocator> answers = new ArrayList<>();
        boolean all = false;
        try {
            for (int i = 0; i < asked.size(); i++) {
                Optional<DonorSnapshot> snapshot = find(asked.get(i));
                if (snapshot.isEmpty()) {
                    return List.of();
                }
                found.add(snapshot.get());
                answers.add(snapshot.get().resume(asked.get(i)));
            }
            engine.resume(answers);
            all = true;
            return found;
        } finally {
            if (!all) {
                found.forEach(DonorSnapshot::close);
            }
        }
    }

    private Optional<DonorSnapshot> find(EngineLocator asked) throws IOException {
        for (DonorEngine donor : donors) {
            if (donor.type() == asked.engineType()) {
                return donor.find(asked);
            }
        }
        return Optional.empty();
    }

    /** One engine behind the other: the first one decides where all stop. */
    private void rounds(EngineGroup engine, List<DonorSnapshot> snapshots)
            throws IOException, InterruptedException, CloneFailure {
        for (int i = 0; i < snapshots.size(); i++) {
            if (i > 0) {
                snapshots.getFirst().logStop().ifPresent(snapshots.get(i)::setLogStop);
            }
            round(engine.parts().get(i), snapshots.get(i));
        }
    }

    private void round(RecipientEngine engine, DonorSnapshot snapshot)
            throws IOException, InterruptedException, CloneFailure {
        Pump pump = new Pump(snapshot, engine, tasks(), bytes -> throttle.received(bytes, 0), progress::connections);
        stop.enter(pump::fail);
        progress.roundBegins(() -> 0);
        Thread sampler = Thread.ofVirtual().name("clone-rate").start(this::sample);
        try {
            pump.run();
        } finally {
            sampler.interrupt();
            progress.roundEnds();
            stop.leaveRound();
        }
    }

    private void sample() {
        try {
            while (true) {
                Thread.sleep(SAMPLE_MILLIS);
                progress.sample();
            }
        } catch (InterruptedException over) {
            // The round is.
        }
    }

    private int tasks() {
        return switch (request.concurrency()) {
            case CloneRequest.Concurrency.Fixed(int connections) -> connections;
            case CloneRequest.Concurrency.Auto() -> AUTOMATIC;
        };
    }

    /** What is here is recorded for a later run, when this one was told to stop. */
    private void ended(EngineGroup engine) throws CloneFailure, IOException {
        try {
            stop.check();
        } catch (CloneFailure e) {
            if (e.kind() == CloneFailure.Kind.SUSPENDED) {
                engine.record();
            }
            throw e;
        }
    }

    /** What the donor's side of this process can't read is a local file too. */
    private static CloneFailure described(IOException e) {
        return e instanceof DonorException donor ? described(donor) : Failures.describe(e);
    }

    /** A running server can fail as any donor does. */
    static CloneFailure described(DonorException donor) {
        return donor.error() == DonorException.READ
                ? new CloneFailure(CloneFailure.Kind.LOCAL_IO, Failures.message(donor), donor)
                : new CloneFailure(
                        CloneFailure.Kind.DONOR, Failures.message(donor), OptionalInt.of(donor.error()), donor);
    }

    @Override
    public boolean startedOver() {
        return startedOver;
    }

    @Override
    public void close() {
        // The donor is its owner's.
    }
}
