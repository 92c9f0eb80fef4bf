package io.mysqlclone.innodb.apply;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.PlacedFile;
import io.mysqlclone.engine.ReceivedClone;
import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.SpaceIds;
import io.mysqlclone.innodb.descriptor.Descriptor;
import io.mysqlclone.innodb.page.EncryptionInfo;
import io.mysqlclone.innodb.snapshot.DataFile;
import io.mysqlclone.innodb.snapshot.DonorServer;
import io.mysqlclone.innodb.snapshot.RedoFile;
import io.mysqlclone.innodb.snapshot.Snapshot;
import io.mysqlclone.innodb.staging.DiskSpace;
import io.mysqlclone.innodb.staging.RedoRange;
import io.mysqlclone.innodb.staging.StagedFiles;
import io.mysqlclone.innodb.staging.StagedSizes;
import io.mysqlclone.storage.BlockSink;
import io.mysqlclone.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What remains to be done when all data has arrived: lengths, the range of the redo log, and the final names. */
final class SnapshotCompletion {
    private final Snapshot snapshot;
    private final StagedFiles files;
    private final DataDirectory directory;
    private final DonorServer donor;

    SnapshotCompletion(Snapshot snapshot, StagedFiles files, DataDirectory directory, DonorServer donor) {
        this.snapshot = snapshot;
        this.files = files;
        this.directory = directory;
        this.donor = donor;
    }

    /** Gives every staged file its length, reads the redo log through, and names the final places. */
    ReceivedClone complete() throws EngineException {
        ReceivedClone received = completed();
        List<StagedFile> staged = staged();
        requireSpace(staged);
        for (StagedFile file : staged) {
            if (!file.isComplete()) {
                try (BlockSink sink = files.openData(file.data().index())) {
                    extend(sink, files.data(file.data().index()), file.length());
                } catch (StorageException e) {
                    throw EngineException.local(
                            file.data().name() + " can't be extended to " + file.length() + " bytes", e);
                }
            }
        }
        for (RedoFile file : snapshot.redoFiles()) {
            try (BlockSink sink = files.openRedo(file.index())) {
                extend(sink, files.redo(file.index()), file.size());
            } catch (StorageException e) {
                throw EngineException.local("redo file " + file.index() + " can't be extended", e);
            }
        }
        try {
            files.syncNewEntries();
        } catch (StorageException e) {
            throw EngineException.local("the cloned files can't be made durable", e);
        }
        RedoRange.verify(snapshot.redoFiles(), files);
        return received;
    }

    /** The final places of the files. Touches none of them: some may be there already. */
    ReceivedClone completed() throws EngineException {
        List<PlacedFile> placed = new ArrayList<>();
        Map<Path, DataFile> targets = new HashMap<>();
        for (DataFile file : snapshot.dataFiles()) {
            if (file.isDeleted()) {
                continue;
            }
            Path target = files.target(file);
            DataFile twin = targets.putIfAbsent(target, file);
            if (twin != null) {
                throw EngineException.violation(
                        "the donor named both file " + twin.index() + " and file " + file.index() + " " + file.name());
            }
            placed.add(new PlacedFile(files.data(file.index()), target));
        }
        for (RedoFile file : snapshot.redoFiles()) {
            placed.add(new PlacedFile(files.redo(file.index()), redoTarget(file.index())));
        }
        return new ReceivedClone(placed, targets.size(), files.innodbDirectories());
    }

    /** The place of a redo file is fixed by its index. */
    private Path redoTarget(int index) {
        return directory.root().resolve("#innodb_redo/#ib_redo" + index);
    }

    /**
     * Page 0 of the system tablespace tells the length of all its files together; the last one takes what the others
     * leave.
     */
    private Map<Integer, Long> systemTablespaceSizes() {
        List<DataFile> system = snapshot.dataFiles().stream()
                .filter(file -> file.isTablespace() && file.descriptor().spaceId() == SpaceIds.SYSTEM)
                .toList();
        Map<Integer, Long> sizes = new HashMap<>();
        if (system.size() < 2) {
            return sizes;
        }
        long left = system.getFirst().size();
        for (DataFile file : system) {
            boolean last = file == system.getLast();
            sizes.put(file.index(), last ? Math.max(left, file.copiedSize()) : file.copiedSize());
            left -= file.copiedSize();
        }
        return sizes;
    }

    /**
     * A data file on its way.
     *
     * @param length that it must have
     * @param present that it has; absent when there is no file, because nothing was sent of it
     */
    private record StagedFile(DataFile data, long length, OptionalLong present) {
        /** What FILE COPY brought is durable at its length; what is behind may come from an extension that was not. */
        boolean isComplete() {
            return present.isPresent() && present.getAsLong() >= length && length <= data.copiedSize();
        }
    }

    /** All of them; a file that is longer than an extent ends with a whole one. */
    private List<StagedFile> staged() throws EngineException {
        Map<Integer, Long> sizes = systemTablespaceSizes();
        List<StagedFile> staged = new ArrayList<>();
        for (DataFile file : snapshot.dataFiles()) {
            if (!file.isDeleted()) {
                long size = sizes.getOrDefault(file.index(), file.size());
                long extent = extent(file);
                long length = size > extent ? Math.ceilDiv(size, extent) * extent : size;
                staged.add(new StagedFile(file, length, StagedSizes.of(file, snapshot, files, donor)));
            }
        }
        return staged;
    }

    private long extent(DataFile file) {
        return file.isTablespace()
                ? (long) pagesPerExtent(file.descriptor().fspFlags()) * file.pageSize(donor.pageSize())
                : Long.MAX_VALUE;
    }

    /** What files are extended by takes no space yet, but mysqld is going to need it. */
    private void requireSpace(List<StagedFile> staged) throws EngineException {
        long missing = 0;
        for (StagedFile file : staged) {
            if (files.isAtHome(file.data().index())) {
                missing = plus(missing, file.present(), file.length());
            }
        }
        for (RedoFile file : snapshot.redoFiles()) {
            missing = plus(missing, StagedSizes.length(files.redo(file.index())), file.size());
        }
        DiskSpace.require(directory, missing);
    }

    private static long plus(long missing, OptionalLong present, long length) {
        return Math.min(missing + Math.max(0, length - present.orElse(0)), Descriptor.MAX_FILE_SIZE);
    }

    /**
     * Gives a file its length, durably. One that has it may have got it from a process that could not make it durable; then
     * another fsync would find nothing to write, so that the last byte is written again.
     */
    private static void extend(BlockSink sink, Path file, long length) throws StorageException {
        if (sink.size() < length) {
            sink.extendTo(length);
        } else if (length > 0) {
            ByteBuffer last = ByteBuffer.allocate(1);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                if (channel.read(last, length - 1) != 1) {
                    throw new StorageException(file + " has become shorter than " + length + " bytes");
                }
            } catch (IOException e) {
                throw StorageException.of(file, e);
            }
            sink.write(last.flip(), length - 1);
        }
        // While it is open: whoever opens it again is not told of what is lost by then.
        sink.force();
    }

    private int pagesPerExtent(FspFlags flags) {
        return flags.raw() == 0 ? Math.max(64, (1 << 20) / donor.pageSize()) : EncryptionInfo.pagesPerExtent(flags);
    }
}
