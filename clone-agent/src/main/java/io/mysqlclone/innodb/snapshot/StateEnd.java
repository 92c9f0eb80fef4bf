package io.mysqlclone.innodb.snapshot;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.descriptor.StateDescriptor;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What must be true when a state is over. A donor says only once in a state that a file was dropped, to one of the
 * connections; when that one is lost, nobody hears of it until the list of files before the next state, which names every
 * dropped file again. So what is missing of FILE COPY and PAGE COPY is judged when that list is known.
 */
public final class StateEnd {
    private StateEnd() {}

    /**
     * Checks, when the donor says that a state has ended, what no list will settle.
     *
     * @param whole whether all chunks have arrived that must
     * @throws EngineException INCOMPLETE, saying what is missing
     */
    public static void check(Snapshot snapshot, boolean whole) throws EngineException {
        if (snapshot.state() != SnapshotState.REDO_COPY) {
            return;
        }
        int redo = snapshot.redoFiles().size();
        if (redo != snapshot.announced().files()) {
            throw EngineException.incomplete("the donor ended REDO COPY although only " + redo + " of "
                    + snapshot.announced().files() + " redo files arrived");
        }
        if (!whole) {
            throw EngineException.incomplete("the donor ended REDO COPY although " + snapshot.missingChunks() + " of "
                    + snapshot.announced().chunks() + " chunks did not arrive, the first of them "
                    + snapshot.firstMissingChunk());
        }
    }

    /** In FILE COPY every chunk must have arrived that is not of a dropped file. */
    static void settleFileCopy(ChunkMap chunks, List<DataFile> files, List<FileDescriptor> updates)
            throws EngineException {
        Set<Integer> dropped = dropped(files, updates);
        int missing = 0;
        int first = 0;
        for (DataFile file : files) {
            if (!dropped.contains(file.index())) {
                for (int chunk = file.firstChunk(); chunk <= file.lastChunk(); chunk++) {
                    if (!chunks.isComplete(chunk)) {
                        missing++;
                        first = first == 0 ? chunk : first;
                    }
                }
            }
        }
        if (missing > 0) {
            throw EngineException.incomplete("the donor ended FILE COPY although " + missing + " of " + chunks.chunks()
                    + " chunks did not arrive, the first of them " + first + ", whose file was not dropped");
        }
    }

    /** In PAGE COPY every page must have arrived that is not of a dropped file, and none from behind a file's end. */
    static void settlePageCopy(
            StateDescriptor announced,
            ChunkMap chunks,
            PageOrder pages,
            List<DataFile> files,
            List<FileDescriptor> updates)
            throws EngineException {
        Set<Integer> dropped = dropped(files, updates);
        List<Long> there = files.stream()
                .filter(file -> !dropped.contains(file.index()))
                .map(file -> file.descriptor().spaceId())
                .toList();
        long passed = dropped.isEmpty()
                ? pages.missing(chunks, announced.files())
                : pages.unexplained(chunks, announced.files(), there);
        if (passed > 0) {
            throw EngineException.incomplete("the donor passed over " + passed + " of the " + announced.files()
                    + " pages it announced for PAGE COPY, which are of files that were not dropped");
        }
        for (DataFile file : files) {
            if (file.isOverrun() && !dropped.contains(file.index())) {
                throw EngineException.violation(
                        "the donor sent pages of " + file.name() + " behind its end at " + file.size() + " bytes");
            }
        }
    }

    /** Indices of all files that are dropped by the time of {@code updates}. */
    private static Set<Integer> dropped(List<DataFile> files, List<FileDescriptor> updates) {
        return Stream.concat(
                        files.stream().filter(DataFile::isDeleted).map(DataFile::index),
                        updates.stream()
                                .filter(update -> update.flags().isDeleted())
                                .map(FileDescriptor::fileIndex))
                .collect(Collectors.toSet());
    }
}
