package io.mysqlclone.innodb.live;

import io.mysqlclone.engine.DonorEngine;
import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.DonorRelease;
import io.mysqlclone.engine.DonorSnapshot;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.LogStop;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.SpaceIds;
import io.mysqlclone.innodb.donor.DonorClone;
import io.mysqlclone.innodb.donor.FileCopyPlan;
import io.mysqlclone.innodb.donor.SharedScan;
import io.mysqlclone.innodb.snapshot.DonorServer;
import io.mysqlclone.innodb.source.FileList;
import io.mysqlclone.innodb.source.FoundFile;
import io.mysqlclone.innodb.source.MasterKeys;
import io.mysqlclone.innodb.source.SourceFile;
import io.mysqlclone.storage.SpoolSpace;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * InnoDB's donor beside a running server. Recipients that come while the first of them still copies files share the list of
 * files and one scan of them; those that have all files at the same time share a point.
 */
public final class LiveDonor implements DonorEngine {
    private final Mysqld mysqld;
    private final DonorServer server;
    private final DonorRelease release;
    private final Optional<Path> keyring;
    private final int mostTasks;
    private final SecureRandom ids = new SecureRandom();
    private final Set<DonorClone> clones = ConcurrentHashMap.newKeySet();
    private final Runnable onClose;
    private final Rendezvous points;
    private final Generations generations;

    private volatile boolean secrets;
    private volatile boolean closed;

    private LiveDonor(
            Mysqld mysqld,
            DonorServer server,
            DonorRelease release,
            Optional<Path> keyring,
            CaptureLimits limits,
            SpoolSpace space,
            int mostTasks,
            List<LogStop.Witness> witnesses,
            Consumer<CaptureReport> onPoint,
            Runnable onClose) {
        this.mysqld = mysqld;
        this.server = server;
        this.release = release;
        this.keyring = keyring;
        this.mostTasks = mostTasks;
        this.onClose = onClose;
        this.generations = new Generations(this::list, this::stopTracking);
        this.points = new Rendezvous(
                (generation, gate) ->
                        new Capture(mysqld, server, keyring, limits, space, witnesses).take(generation, gate),
                onPoint);
    }

    /**
     * A donor beside {@code mysqld}, which has no clone to give yet.
     *
     * @param keyring of its encrypted tablespaces
     * @param space for what is kept of the server during clones
     * @param mostTasks that a clone may have, the master among them
     * @param witnesses engines beside this one, which keep their part of each point
     * @param onPoint is told of each point that was taken
     * @param onClose lets go of the server, in the end
     * @throws DonorException when its files can't be read, or opened with {@code keyring}
     */
    public static LiveDonor open(
            Mysqld mysqld,
            DonorServer server,
            DonorRelease release,
            Optional<Path> keyring,
            CaptureLimits limits,
            SpoolSpace space,
            int mostTasks,
            List<LogStop.Witness> witnesses,
            Consumer<CaptureReport> onPoint,
            Runnable onClose)
            throws DonorException {
        var donor =
                new LiveDonor(mysqld, server, release, keyring, limits, space, mostTasks, witnesses, onPoint, onClose);
        donor.look();
        return donor;
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
        return server.pageSize();
    }

    int mostTasks() {
        return mostTasks;
    }

    /** Whether a tablespace was encrypted when this looked last. */
    public boolean hasSecrets() {
        return secrets;
    }

    @Override
    public DonorSnapshot begin(EngineLocator version) throws DonorException, MalformedMessageException {
        if (version.engineType() != type() || version.locator().length() > 0) {
            DonorClone.decode(version);
        }
        var stages = new LiveStages(this, id());
        // Who knows the ids may attach: they are not to be guessed.
        var clone = new DonorClone(stages, id(), SnapshotState.INIT, clones::remove);
        clones.add(clone);
        if (closed) {
            clone.close();
            throw new DonorException(DonorException.INTERRUPTED, "the donor is being shut down");
        }
        return clone;
    }

    private long id() {
        return 1 + ids.nextLong(Long.MAX_VALUE);
    }

    /** What changed since ends with the process that noted it. */
    @Override
    public Optional<DonorSnapshot> find(EngineLocator recipient) throws MalformedMessageException {
        DonorClone.decode(recipient);
        return Optional.empty();
    }

    /** One more recipient begins to copy files. */
    Generation join() throws DonorException, InterruptedException {
        return generations.join();
    }

    private Generation list() throws DonorException {
        long tracked = mysqld.startTracking(this::lost);
        if (mysqld.checkpoint() < tracked) {
            // What was changed before and not written yet would be written while its file is read. On a server that
            // does nothing else the checkpoint behind that is where the tracking began, and lists of pages begin
            // behind it.
            mysqld.flushPages();
        }
        long checkpoint = mysqld.checkpoint();
        FileWalk.Files files = look();
        try {
            Optional<BufferPoolDump> dump = BufferPoolDump.of(mysqld.places().dataDir());
            List<FoundFile> found = new ArrayList<>();
            dump.ifPresent(some -> found.add(some.file()));
            files.all().forEach(file -> found.add(file.found()));
            List<SourceFile> list = new FileList(server).of(found);
            var opener = new OpenTablespace(new FileWalk(mysqld.places()), dump.map(BufferPoolDump::channel));
            return new Generation(
                    id(),
                    Math.max(tracked, checkpoint),
                    list,
                    files.others(),
                    list.stream().map(file -> Generation.folder(file.name())).collect(Collectors.toSet()),
                    opener,
                    new FileCopyPlan(list, server, opener),
                    SharedScan.ofThisSystem(),
                    dump);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private FileWalk.Files look() throws DonorException {
        try {
            FileWalk.Files files = new FileWalk(mysqld.places()).walk(List.of());
            Path dataDir = mysqld.places().dataDir();
            if (files.system().isEmpty() || !files.others().containsKey(SpaceIds.DICTIONARY)) {
                throw new DonorException(
                        DonorException.READ,
                        "the server's data directory " + dataDir + " has no "
                                + (files.system().isEmpty() ? "ibdata1" : "mysql.ibd")
                                + " here: run this on the server's host, or mount its volume at the same place");
            }
            var keys = MasterKeys.of(keyring);
            for (LiveFile file : files.others().values()) {
                if (file.info().isPresent()) {
                    keys.open(file.info().get(), file.found().path().toString());
                    secrets = true;
                }
            }
            return files;
        } catch (EngineException noKey) {
            throw new DonorException(DonorException.ENCRYPTION, String.valueOf(noKey.getMessage()), noKey);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private DonorException unreadable(IOException e) {
        return e instanceof DonorException known
                ? known
                : new DonorException(
                        DonorException.READ,
                        "the server's files can't be read, run this as the server's user: " + e.getMessage(),
                        e);
    }

    /** A point for a recipient that has all files of {@code generation}; who comes from now on begins a new one. */
    CapturedPoint capture(Generation generation) throws DonorException, InterruptedException {
        generations.retire(generation);
        return points.take(generation);
    }

    /**
     * What the server notes of changes is not to be relied on any more. Clones without a point are over; their recipients see a
     * lost connection, and a donor that does not know them when they come back. Those with a point need the server no more.
     */
    private void lost() {
        generations.retireAll();
        List.copyOf(clones).stream().filter(clone -> clone.logStop().isEmpty()).forEach(DonorClone::close);
    }

    /** A recipient is done with. */
    void leave(Generation generation) {
        generations.leave(generation);
    }

    private void stopTracking() {
        try {
            mysqld.stopTracking();
        } catch (DonorException e) {
            // The server is gone, or does not talk to us any more: the next donor ends it.
        }
    }

    @Override
    public void close() {
        closed = true;
        points.close();
        List.copyOf(clones).forEach(DonorClone::close);
        generations.close();
        onClose.run();
    }
}
