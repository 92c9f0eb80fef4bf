package io.mysqlclone.innodb.staging;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.descriptor.Descriptor;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.descriptor.StateDescriptor;
import io.mysqlclone.storage.BinarySize;
import io.mysqlclone.storage.DataDirectory;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Compares what a clone will take with what the target has. */
public final class DiskSpace {
    private DiskSpace() {}

    /**
     * Why a clone does not fit.
     *
     * @param start the donor's announcement of FILE COPY
     * @return empty when it fits
     */
    public static Optional<String> shortage(DataDirectory target, StateDescriptor start) throws EngineException {
        return shortage(target, start.estimateDiskBytes());
    }

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
        Optional<String> shortage = shortage(target, bytes);
        if (shortage.isPresent()) {
            throw new EngineException(EngineException.Kind.REFUSED, shortage.get());
        }
    }

    private static Optional<String> shortage(DataDirectory target, long bytes) throws EngineException {
        long free;
        try {
            free = target.usableSpace();
        } catch (IOException e) {
            throw EngineException.local(target.root() + " does not say how much space is free", e);
        }
        return bytes <= free
                ? Optional.empty()
                : Optional.of("the clone needs about " + BinarySize.of(bytes) + ", but " + target.root() + " has "
                        + BinarySize.of(free)
                        + " free; make the volume larger or free space (3873 ER_CLONE_DISK_SPACE)");
    }
}
