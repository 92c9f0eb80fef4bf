package io.mysqlclone.recipient.target;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.TargetLock;
import io.mysqlclone.datadir.TargetRefusedException;
import io.mysqlclone.datadir.TargetRefusedException.Reason;
import io.mysqlclone.datadir.commit.CloneForm;
import io.mysqlclone.datadir.commit.FreshForm;
import io.mysqlclone.datadir.commit.InPlaceForm;
import io.mysqlclone.engine.PlacedFile;
import io.mysqlclone.engine.ReceivedClone;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/**
 * A clone that was received and is not committed, to be cloned from. It is under the target's lock: until this is closed
 * nobody commits it, discards it or clones into its directory. The server there may run, for it knows nothing of the clone.
 */
public final class ReceivedSource implements Closeable {
    private static final String DOING = "clones from what was received there";

    private final DataDirectory directory;
    private final TargetLock lock;
    private final ReceivedClone clone;

    private ReceivedSource(DataDirectory directory, TargetLock lock, ReceivedClone clone) {
        this.directory = directory;
        this.lock = lock;
        this.clone = clone;
    }

    /**
     * Takes what was received into a directory.
     *
     * @throws TargetRefusedException BUSY when another agent is at work there; UNSUITABLE when nothing was received, its
     *     commit has begun, or a file of it is not there
     */
    public static ReceivedSource open(Path dataDir) throws IOException {
        // Before the lock, which would make it.
        if (!Files.isDirectory(dataDir.resolve(DataDirectory.AGENT_DIRECTORY), LinkOption.NOFOLLOW_LINKS)) {
            throw nothingReceived(dataDir);
        }
        DataDirectory directory = DataDirectory.open(dataDir);
        TargetLock lock = TargetLock.acquire(directory, DOING);
        boolean opened = false;
        try {
            Received received = ReceivedNote.read(directory).orElseThrow(() -> nothingReceived(dataDir));
            requireUntouched(directory, received);
            requireWhole(directory, received.files());
            var clone = new ReceivedClone(
                    received.files(),
                    received.result().files(),
                    received.result().innodbDirectories());
            opened = true;
            return new ReceivedSource(directory, lock, clone);
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    private static TargetRefusedException nothingReceived(Path dataDir) {
        return new TargetRefusedException(
                Reason.UNSUITABLE,
                "there is no clone in " + dataDir + " that was received and is not committed",
                "leave out --received to clone from the data directory itself");
    }

    /** From its first step on a commit moves the files. */
    private static void requireUntouched(DataDirectory directory, Received received) throws IOException {
        CloneForm form =
                received.identity().inPlace() ? new InPlaceForm(directory, List.of()) : new FreshForm(directory);
        if (form.commitUnderWay()) {
            throw new TargetRefusedException(
                    Reason.UNSUITABLE,
                    "the commit of the clone that was received into " + directory + " has begun",
                    "end it by clone-agent commit, or take it back by clone-agent discard");
        }
    }

    private static void requireWhole(DataDirectory directory, List<PlacedFile> files) throws IOException {
        for (PlacedFile file : files) {
            if (!Files.isRegularFile(file.staged(), LinkOption.NOFOLLOW_LINKS)) {
                throw new TargetRefusedException(
                        Reason.UNSUITABLE,
                        file.staged() + ", which is to be " + file.target() + " of the clone that was received into "
                                + directory + ", is not there",
                        "mount the volume that it is on, or discard the clone and clone again");
            }
        }
    }

    /** The directory that it was received into. */
    public Path dataDir() {
        return directory.root();
    }

    /** Its files. */
    public ReceivedClone received() {
        return clone;
    }

    /** Lets others at it. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException leftBehind) {
            // The lock is off all the same; the next one takes its file over.
        }
    }
}
