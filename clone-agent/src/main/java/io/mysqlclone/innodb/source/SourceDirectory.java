package io.mysqlclone.innodb.source;

import io.mysqlclone.datadir.live.PageOpener;
import io.mysqlclone.engine.DonorRelease;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.page.PageEncryption;
import io.mysqlclone.innodb.snapshot.DonorServer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A data directory at rest, which no server can start on until this is closed. */
public final class SourceDirectory implements Closeable {
    private final SourceLock lock;
    private final DonorServer server;
    private final DonorRelease release;
    private final List<SourceFile> files;
    private final RedoLog redo;
    private final long fingerprint;

    private SourceDirectory(
            SourceLock lock, DonorServer server, DonorRelease release, List<SourceFile> files, RedoLog redo)
            throws IOException {
        this.lock = lock;
        this.server = server;
        this.release = release;
        this.files = List.copyOf(files);
        this.redo = redo;
        this.fingerprint = Fingerprint.of(this.files, redo);
    }

    /**
     * Takes the lock, and reads what there is to clone.
     *
     * @throws EngineException REFUSED when it can't be cloned as it is, or LOCAL_IO
     */
    public static SourceDirectory open(Settings settings) throws EngineException {
        try {
            return open(settings, settings.dataDir().toAbsolutePath().normalize());
        } catch (EngineException e) {
            throw e;
        } catch (IOException e) {
            throw EngineException.local("the data directory " + settings.dataDir() + " can't be read", e);
        }
    }

    private static SourceDirectory open(Settings settings, Path dataDir) throws IOException {
        RestRules.require(dataDir);
        var search = new FileSearch(dataDir, settings.directories());
        List<Path> system = search.system();
        SourceLock lock = SourceLock.acquire(dataDir, system.getFirst());
        boolean opened = false;
        try {
            // Again, because a clone may have begun before the lock was there.
            RestRules.require(dataDir);
            var keys = MasterKeys.of(settings.keyring());
            var tablespaces = new Tablespaces(dataDir, keys);
            tablespaces.readSystem(system);
            Set<Path> found = search.tablespaces();
            tablespaces.read(found);
            Optional<PageOpener> dictionary = tablespaces.dictionary().map(SourceDirectory::opener);
            tablespaces.readNamed(search.named(found, dictionary));
            RedoLog redo = new RedoReader(dataDir, keys).read(tablespaces.flushedLsn());
            DonorServer server = tablespaces.server();
            var source = new SourceDirectory(
                    lock, server, ReleaseHistory.of(dataDir, server.versionNumber()), tablespaces.list(), redo);
            opened = true;
            return source;
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    private static PageOpener opener(PageEncryption encryption) {
        return encryption::open;
    }

    /** The page size and version of its server. */
    public DonorServer server() {
        return server;
    }

    /** The release of its server. */
    public DonorRelease release() {
        return release;
    }

    /** Its data files, by their index in the clone. */
    public List<SourceFile> files() {
        return files;
    }

    /** Its redo log. */
    public RedoLog redo() {
        return redo;
    }

    /**
     * A number that stays the same, from process to process, as long as nothing changes in the directory: what a recipient
     * has of it is then worth the same. Not negative, and not 0.
     */
    public long fingerprint() {
        return fingerprint;
    }

    /** Whether there are keys among what a clone of it is sent. */
    public boolean hasSecrets() {
        return redo.encrypted() || files.stream().anyMatch(file -> file.key().isPresent());
    }

    /** Bytes that a clone of it takes on disk. */
    public long diskBytes() {
        return files.stream()
                        .map(SourceFile::descriptor)
                        .mapToLong(FileDescriptor::allocatedSize)
                        .sum()
                + redo.files().stream().mapToLong(RedoLog.File::size).sum();
    }

    /** Lets servers start again. */
    @Override
    public void close() {
        lock.close();
    }
}
