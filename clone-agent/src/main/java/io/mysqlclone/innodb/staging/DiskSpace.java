package io.mysqlclone.innodb.staging;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.FreeSpace;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.descriptor.Descriptor;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.descriptor.StateDescriptor;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Compares what a clone will take with what the target has. */
public final class DiskSpace {
    private DiskSpace() {}

    /**
     * Bytes that the data directory must have for a snapshot: by the donor's estimate, and by the files themselves.
     *
     * @param files knows which of {@code list} go elsewhere
     */
    public static long needed(StateDescriptor start, List<FileDescriptor> list, StagedFiles files) {
        long here = 0;
        long elsewhere = 0;
        for (FileDescriptor file : list) {
            if (files.isAtHome(file.fileIndex())) {
                here = Math.min(here + file.allocatedSize(), Descriptor.MAX_FILE_SIZE);
            } else {
                elsewhere = Math.min(elsewhere + file.allocatedSize(), Descriptor.MAX_FILE_SIZE);
            }
        }
        return Math.max(here, start.estimateDiskBytes() - elsewhere);
    }

    /** @throws EngineException REFUSED when the target has less */
    public static void require(DataDirectory target, long bytes) throws EngineException {
        Optional<String> shortage;
        try {
            shortage = FreeSpace.shortage(target, bytes);
        } catch (IOException e) {
            throw EngineException.local(target.root() + " does not say how much space is free", e);
        }
        if (shortage.isPresent()) {
            throw new EngineException(EngineException.Kind.REFUSED, shortage.get());
        }
    }
}
