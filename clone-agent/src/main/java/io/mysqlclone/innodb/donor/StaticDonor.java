package io.mysqlclone.innodb.donor;

import io.mysqlclone.engine.DonorEngine;
import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.DonorRelease;
import io.mysqlclone.engine.DonorSnapshot;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.InnodbLocator;
import io.mysqlclone.innodb.source.Settings;
import io.mysqlclone.innodb.source.SourceDirectory;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * InnoDB's donor over a data directory that nobody has open. Any number of recipients clone from it at once; they share
 * the list of files and one scan of them.
 */
public final class StaticDonor implements DonorEngine {
    /** Most tasks that a clone can have. */
    public static final int MOST_TASKS = 64;

    private final Plans plans;
    private final DonorRelease release;
    private final Runnable onClose;
    private final Stages stages;
    private final SecureRandom ids = new SecureRandom();
    private final Set<DonorClone> clones = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** @param onClose lets go of the data */
    StaticDonor(Plans plans, DonorRelease release, int mostTasks, Runnable onClose) {
        this.plans = plans;
        this.release = release;
        this.stages = new StaticStages(plans, mostTasks);
        this.onClose = onClose;
    }

    /** As {@link #open(Settings, int)}, with {@link #MOST_TASKS}. */
    public static StaticDonor open(Settings settings) throws EngineException {
        return open(settings, MOST_TASKS);
    }

    /**
     * Takes a directory; no server can start on it until {@link #close}.
     *
     * @param mostTasks that a clone may have, the master among them, 1 to {@link #MOST_TASKS}
     * @throws EngineException REFUSED, with what to do, when it can't be cloned as it is; LOCAL_IO when it can't be read
     */
    public static StaticDonor open(Settings settings, int mostTasks) throws EngineException {
        return of(SourceDirectory.open(settings), mostTasks);
    }

    /** What {@code source} has; closes it in the end. */
    public static StaticDonor of(SourceDirectory source, int mostTasks) {
        if (mostTasks < 1 || mostTasks > MOST_TASKS) {
            throw new IllegalArgumentException(mostTasks + " tasks; a clone has 1 to " + MOST_TASKS);
        }
        return new StaticDonor(Plans.of(source), source.release(), mostTasks, source::close);
    }

    @Override
    public int type() {
        return EngineLocator.INNODB;
    }

    @Override
    public String name() {
        return "InnoDB";
    }

    @Override
    public DonorRelease release() {
        return release;
    }

    @Override
    public int pageSize() {
        return plans.server().pageSize();
    }

    /** Whether keys are among what is sent, so that every sink must be secure. */
    public boolean hasSecrets() {
        return plans.secrets();
    }

    @Override
    public DonorSnapshot begin(EngineLocator version) throws DonorException, MalformedMessageException {
        if (version.engineType() != type() || version.locator().length() > 0) {
            DonorClone.decode(version);
        }
        // Who knows the ids may attach: they are not to be guessed.
        return opened(1 + ids.nextLong(Long.MAX_VALUE), SnapshotState.INIT);
    }

    @Override
    public Optional<DonorSnapshot> find(EngineLocator recipient) throws DonorException, MalformedMessageException {
        InnodbLocator asked = DonorClone.decode(recipient).locator();
        if (asked.snapshotId() != plans.fingerprint() || asked.cloneId() == 0 || asked.state() == SnapshotState.NONE) {
            return Optional.empty();
        }
        return Optional.of(opened(asked.cloneId(), asked.state()));
    }

    private DonorClone opened(long cloneId, SnapshotState state) throws DonorException {
        var clone = new DonorClone(stages, cloneId, state, clones::remove);
        clones.add(clone);
        if (closed) {
            clone.close();
            throw new DonorException(DonorException.INTERRUPTED, "the donor is being shut down");
        }
        return clone;
    }

    @Override
    public void close() {
        closed = true;
        List.copyOf(clones).forEach(DonorClone::close);
        onClose.run();
    }
}
