package io.mysqlclone.innodb.live;

import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.LogStop;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.donor.ChunkHandout;
import io.mysqlclone.innodb.donor.Share;
import io.mysqlclone.innodb.donor.StagePlan;
import io.mysqlclone.innodb.donor.Stages;
import java.util.Optional;

/**
 * What one recipient of a running server is sent: the files as they are, and when it has these, what is captured for it, alone
 * or with others.
 */
final class LiveStages implements Stages {
    private final LiveDonor donor;
    private final long snapshotId;
    private Optional<Generation> generation = Optional.empty();
    private Optional<CapturedPoint> captured = Optional.empty();
    private int withdrawals;
    private boolean closed;

    LiveStages(LiveDonor donor, long snapshotId) {
        this.donor = donor;
        this.snapshotId = snapshotId;
    }

    @Override
    public long snapshotId() {
        return snapshotId;
    }

    @Override
    public synchronized boolean hasSecrets() {
        return donor.hasSecrets() || captured.map(CapturedPoint::hasSecrets).orElse(false);
    }

    @Override
    public int mostTasks() {
        return donor.mostTasks();
    }

    @Override
    public synchronized long bytes() {
        return generation.map(known -> known.fileCopy().bytes()).orElse(0L)
                + captured.map(point -> point.pages().bytes() + point.redo().bytes())
                        .orElse(0L);
    }

    @Override
    public synchronized long diskBytes() {
        return generation
                .map(known -> known.files().stream()
                        .mapToLong(file -> file.descriptor().allocatedSize())
                        .sum())
                .orElse(0L);
    }

    @Override
    public synchronized StagePlan plan(SnapshotState state) {
        return switch (state) {
            case NONE, INIT, DONE -> StagePlan.EMPTY;
            case FILE_COPY -> generation.orElseThrow().fileCopy();
            case PAGE_COPY -> captured.orElseThrow().pages();
            case REDO_COPY -> captured.orElseThrow().redo();
        };
    }

    @Override
    public Optional<Share> nextChunk(SnapshotState state, ChunkHandout recipient) {
        Optional<Generation> shared;
        synchronized (this) {
            shared = generation;
        }
        if (state == SnapshotState.FILE_COPY) {
            return shared.orElseThrow().scan().next(recipient);
        }
        return Share.alone(recipient);
    }

    @Override
    public void leave(ChunkHandout recipient) {
        Optional<Generation> shared;
        synchronized (this) {
            shared = generation;
        }
        shared.ifPresent(from -> from.scan().leave(recipient));
    }

    @Override
    public synchronized boolean isReady(SnapshotState next) {
        return switch (next) {
            case NONE, INIT, DONE -> true;
            case FILE_COPY -> generation.isPresent();
            case PAGE_COPY, REDO_COPY -> captured.isPresent();
        };
    }

    @Override
    public void prepare(SnapshotState next) throws DonorException, InterruptedException {
        if (next == SnapshotState.FILE_COPY) {
            Generation joined = donor.join();
            boolean late;
            synchronized (this) {
                late = closed;
                generation = late ? Optional.empty() : Optional.of(joined);
            }
            if (late) {
                donor.leave(joined);
            }
            return;
        }
        Generation from;
        int before;
        synchronized (this) {
            from = generation.orElseThrow();
            before = withdrawals;
        }
        CapturedPoint point = donor.capture(from);
        boolean useless;
        synchronized (this) {
            useless = closed || withdrawals != before;
            captured = useless ? Optional.empty() : Optional.of(point);
        }
        if (useless) {
            point.close();
        }
    }

    @Override
    public void withdraw(SnapshotState next) {
        Optional<CapturedPoint> old = Optional.empty();
        synchronized (this) {
            if (next == SnapshotState.PAGE_COPY) {
                withdrawals++;
                old = captured;
                captured = Optional.empty();
            }
        }
        old.ifPresent(CapturedPoint::close);
    }

    @Override
    public synchronized Optional<LogStop> logStop() {
        return captured.map(CapturedPoint::stop);
    }

    @Override
    public void close() {
        Optional<CapturedPoint> point;
        Optional<Generation> shared;
        synchronized (this) {
            closed = true;
            point = captured;
            captured = Optional.empty();
            shared = generation;
            generation = Optional.empty();
        }
        point.ifPresent(CapturedPoint::close);
        shared.ifPresent(donor::leave);
    }
}
