package io.mysqlclone.innodb.source;

import io.mysqlclone.datadir.live.NameCase;
import io.mysqlclone.datadir.live.PageOpener;
import io.mysqlclone.datadir.live.ServerUuid;
import io.mysqlclone.engine.DonorRelease;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.ReceivedClone;
import io.mysqlclone.innodb.SpaceIds;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.page.PageEncryption;
import io.mysqlclone.innodb.snapshot.DonorServer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The data of a server at rest, which nobody changes until this is closed. */
public final class SourceDirectory implements Closeable {
    private final Runnable release;
    private final DonorServer server;
    private final DonorRelease serverRelease;
    private final Optional<String> serverUuid;
    private final List<SourceFile> files;
    private final RedoLog redo;
    private final long fingerprint;

    private SourceDirectory(
            Runnable release,
            DonorServer server,
            DonorRelease serverRelease,
            Optional<String> serverUuid,
            List<SourceFile> files,
            RedoLog redo)
            throws IOException {
        this.release = release;
        this.server = server;
        this.serverRelease = serverRelease;
        this.serverUuid = serverUuid;
        this.files = List.copyOf(files);
        this.redo = redo;
        this.fingerprint = Fingerprint.of(this.files, redo);
    }

    /**
     * Takes the lock of a data directory, so that no server can start on it, and reads what there is to clone.
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
            var tablespaces = new Tablespaces(dataDir, UnaryOperator.identity(), keys);
            tablespaces.readSystem(system);
            Set<Path> found = search.tablespaces();
            tablespaces.read(found);
            Optional<PageOpener> dictionary = tablespaces.dictionary().map(SourceDirectory::opener);
            tablespaces.readNamed(search.named(found, dictionary));
            RedoLog redo = new RedoReader(dataDir, keys).read(tablespaces.flushedLsn());
            DonorServer server = tablespaces.server();
            var source = new SourceDirectory(
                    lock::close,
                    server,
                    ReleaseHistory.of(dataDir, server.versionNumber()),
                    ServerUuid.of(dataDir),
                    tablespaces.list(search.dump()),
                    redo);
            opened = true;
            return source;
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    /**
     * Reads a clone that was received and is not in place yet. Its keys are sealed with InnoDB's own, and all of its files
     * are known, so that nothing else is to be looked at.
     *
     * @param dataDir the directory that it was received into, whose own data this leaves alone
     * @param release lets go of what keeps the clone as it is; called by {@link #close}, or when this fails
     * @throws EngineException REFUSED when it can't be cloned as it is, or LOCAL_IO
     */
    public static SourceDirectory received(Path dataDir, ReceivedClone clone, Runnable release) throws EngineException {
        boolean opened = false;
        try {
            var files = new ReceivedFiles(dataDir, clone.files());
            var keys = MasterKeys.of(Optional.empty());
            var tablespaces = new Tablespaces(dataDir, files::place, keys);
            tablespaces.readSystem(files.system());
            tablespaces.read(files.tablespaces());
            RedoLog redo = new RedoReader(dataDir, keys).received(files.redo());
            DonorServer server = tablespaces.server();
            var source = new SourceDirectory(
                    release,
                    server,
                    ReleaseHistory.byNumber(server.versionNumber()),
                    Optional.empty(),
                    tablespaces.list(files.dump()),
                    redo);
            opened = true;
            return source;
        } catch (EngineException e) {
            throw e;
        } catch (IOException e) {
            throw EngineException.local("the clone that was received into " + dataDir + " can't be read", e);
        } finally {
            if (!opened) {
                release.run();
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
        return serverRelease;
    }

    /** The {@code server_uuid} of its server; a clone on which none has started has none. */
    public Optional<String> serverUuid() {
        return serverUuid;
    }

    /** The {@code lower_case_table_names} of its server, where that can be told. */
    public OptionalInt nameCase() throws EngineException {
        Optional<SourceFile> dictionary = files.stream()
                .filter(file -> file.descriptor().spaceId() == SpaceIds.DICTIONARY)
                .findFirst();
        try {
            return dictionary.isPresent() ? NameCase.of(dictionary.get().path()) : OptionalInt.empty();
        } catch (IOException e) {
            throw EngineException.local("the data dictionary can't be read", e);
        }
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

    /** Lets others change it again. */
    @Override
    public void close() {
        release.run();
    }
}
