package io.mysqlclone.innodb.staging;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.page.InitialPages;
import io.mysqlclone.innodb.snapshot.DataFile;
import io.mysqlclone.innodb.snapshot.DonorServer;
import io.mysqlclone.innodb.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Whether the staged files are as long as they were when the journal said so of them. What a lost file, or the lost end
 * of one, would read as is zeros, which no checksum finds.
 */
public final class StagedSizes {
    private StagedSizes() {}

    /** @throws EngineException LOCAL_IO, naming the file, when one is missing or too short */
    public static void require(Snapshot snapshot, StagedFiles files, DonorServer donor) throws EngineException {
        for (DataFile file : snapshot.dataFiles()) {
            if (!file.isDeleted()) {
                var _ = of(file, snapshot, files, donor);
            }
        }
    }

    /**
     * Length of the staged file in bytes; absent when there is none, of which nothing has arrived.
     *
     * @throws EngineException LOCAL_IO when it is less than what has arrived
     */
    public static OptionalLong of(DataFile file, Snapshot snapshot, StagedFiles files, DonorServer donor)
            throws EngineException {
        long arrived = file.isCreated() ? InitialPages.length(file.descriptor()) : snapshot.storedEnd(file, donor);
        OptionalLong present = length(files.data(file.index()));
        if (present.orElse(0) < arrived) {
            throw new EngineException(
                    EngineException.Kind.LOCAL_IO,
                    "the staged file of " + file.name() + " (" + files.data(file.index()) + ") "
                            + (present.isPresent() ? "has only " + present.getAsLong() + " bytes" : "is missing")
                            + ", although " + arrived
                            + " bytes of it had arrived: the volume has lost them; check it, and"
                            + " run the same command again to start over");
        }
        return present;
    }

    /** Length of a file in bytes; absent when it is not there. */
    public static OptionalLong length(Path file) throws EngineException {
        try {
            return OptionalLong.of(Files.size(file));
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        } catch (IOException e) {
            throw EngineException.local(file + " can't be looked at", e);
        }
    }
}
