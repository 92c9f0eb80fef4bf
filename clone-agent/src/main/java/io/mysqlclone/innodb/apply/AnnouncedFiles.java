package io.mysqlclone.innodb.apply;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.descriptor.StateDescriptor;
import io.mysqlclone.innodb.snapshot.Announcements;
import io.mysqlclone.innodb.snapshot.DonorServer;
import io.mysqlclone.innodb.snapshot.Snapshot;
import io.mysqlclone.innodb.staging.CreatedFile;
import io.mysqlclone.innodb.staging.DiskSpace;
import io.mysqlclone.innodb.staging.StagedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the files that come with a state's announcement do to the staged ones, before the state is entered. */
final class AnnouncedFiles {
    private final Snapshot snapshot;
    private final DonorServer donor;
    private final StagedFiles files;
    private final DataDirectory directory;

    AnnouncedFiles(Snapshot snapshot, DonorServer donor, StagedFiles files, DataDirectory directory) {
        this.snapshot = snapshot;
        this.donor = donor;
        this.files = files;
        this.directory = directory;
    }

    /**
     * Checks the announcement, and creates the files that it names anew.
     *
     * @param updates the list of FILE COPY, or what DDL did to files before another state
     * @throws EngineException when donor or target can't go on with it: DONOR_VIOLATION, REFUSED or LOCAL_IO
     */
    void stage(StateDescriptor start, List<FileDescriptor> updates) throws EngineException {
        Announcements.check(start, updates, donor);
        files.place(updates);
        files.requireAbsent(updates);
        if (start.state() == SnapshotState.FILE_COPY) {
            DiskSpace.require(directory, DiskSpace.needed(start, updates, files));
        } else {
            create(updates);
        }
    }

    private void create(List<FileDescriptor> updates) throws EngineException {
        int known = snapshot.dataFiles().size();
        Set<Integer> handled = new HashSet<>();
        for (FileDescriptor update : updates) {
            boolean created = update.fileIndex() >= known && handled.add(update.fileIndex());
            if (created && !update.flags().isDeleted()) {
                CreatedFile.write(update, donor, files);
            }
        }
    }

    /** Removes the files that the announcement says are dropped; only when that is recorded may they be missing. */
    void removeDropped(List<FileDescriptor> updates) throws EngineException {
        for (FileDescriptor update : updates) {
            if (update.flags().isDeleted()) {
                delete(update.fileIndex());
            }
        }
    }

    private void delete(int index) throws EngineException {
        try {
            Files.deleteIfExists(files.data(index));
        } catch (IOException e) {
            throw EngineException.local("a file that the donor dropped can't be removed", e);
        }
    }
}
