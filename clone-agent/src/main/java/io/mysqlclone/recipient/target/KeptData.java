package io.mysqlclone.recipient.target;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.TargetLock;
import io.mysqlclone.datadir.TargetRefusedException;
import io.mysqlclone.datadir.commit.CloneMarkers;
import io.mysqlclone.datadir.commit.OldData;
import io.mysqlclone.datadir.outcome.CloneOutcome.State;
import io.mysqlclone.datadir.outcome.OutcomeReader;
import io.mysqlclone.storage.DirectorySync;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** The data that a clone in place has replaced, locked for this process. */
public final class KeptData implements Closeable {
    private final DataDirectory directory;
    private final Optional<TargetLock> lock;

    private KeptData(DataDirectory directory, Optional<TargetLock> lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Looks at a directory, and locks it when there is something of ours.
     *
     * @throws TargetRefusedException when it can't be used, or another agent works on it
     */
    public static KeptData open(Path dataDir) throws IOException {
        DataDirectory directory = DataDirectory.examine(dataDir);
        return Files.isDirectory(directory.agentDirectory(), LinkOption.NOFOLLOW_LINKS)
                ? new KeptData(directory, Optional.of(TargetLock.acquire(directory)))
                : new KeptData(directory, Optional.empty());
    }

    /** Whether old data is kept in a directory that is only looked at. */
    public static boolean isKeptIn(Path dataDir) throws IOException {
        return isKeptIn(DataDirectory.examine(dataDir));
    }

    static boolean isKeptIn(DataDirectory directory) {
        return new KeptData(directory, Optional.empty()).isKept();
    }

    /** Where it is. */
    public DataDirectory directory() {
        return directory;
    }

    /** Whether it is there, or being put back. */
    public boolean isKept() {
        return OldData.isKept(directory) || Files.exists(rollbackBegun(), LinkOption.NOFOLLOW_LINKS);
    }

    private Path rollbackBegun() {
        return CloneMarkers.rollback(directory.root());
    }

    /** Whether mysqld runs on it again, or will; what may be left of it besides is of no use any more. */
    public boolean isBack() throws IOException {
        return !isKept() && state() == State.ROLLED_BACK;
    }

    /** Whether mysqld has recovered the clone that has replaced it. */
    public boolean isRecovered() throws IOException {
        return state() == State.RECOVERED;
    }

    private State state() throws IOException {
        return new OutcomeReader(directory.root()).read().state();
    }

    /**
     * Puts the directory back as it was at the commit; the note of the clone stays, to tell what became of it. Can be
     * repeated when it was cut off. Where mysqld has gone back by itself it may have worked on since: then it is only let go.
     *
     * @throws io.mysqlclone.datadir.commit.ServerRunningException when a mysqld has it open
     */
    public void rollback() throws IOException {
        Path begun = rollbackBegun();
        if (!Files.exists(begun, LinkOption.NOFOLLOW_LINKS)) {
            if (state() == State.ROLLED_BACK) {
                long _ = OldData.finish(directory);
                return;
            }
            Files.createFile(begun);
            DirectorySync.directory(directory.agentDirectory());
        }
        OldData.rollback(directory);
        Files.deleteIfExists(CloneMarkers.cloned(directory.root()));
        DirectorySync.directory(directory.agentDirectory());
        Files.delete(begun);
    }

    /** Lets it go and returns the bytes that the file system has back. */
    public long finish() throws IOException {
        return OldData.finish(directory);
    }

    @Override
    public void close() throws IOException {
        if (lock.isPresent()) {
            lock.get().close();
        }
    }
}
