package io.mysqlclone.innodb.snapshot;

import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Gathers what the journal does not have yet. Guarded by the snapshot it belongs to. */
final class Backlog {
    private List<FileDescriptor> files = new ArrayList<>();
    private Map<Integer, Long> grown = new TreeMap<>();
    private BitSet dirtyData = new BitSet();
    private BitSet dirtyRedo = new BitSet();

    /** A redo file was announced or a data file dropped. */
    void changed(FileDescriptor file) {
        files.add(file);
    }

    /** A data file must be at least {@code size} bytes long in the end. */
    void grew(int fileIndex, long size) {
        grown.put(fileIndex, size);
    }

    void wroteData(int fileIndex) {
        dirtyData.set(fileIndex);
    }

    void wroteRedo(int fileIndex) {
        dirtyRedo.set(fileIndex);
    }

    /** The redo files are not part of the snapshot any more. */
    void forgetRedo() {
        dirtyRedo.clear();
        files.removeIf(FileDescriptor::isRedo);
    }

    /** Takes everything, together with what the snapshot counts itself. */
    Unrecorded drain(ChunkMap.Delta chunks, Map<Integer, Long> redoEnds, SnapshotState state, long storedBytes) {
        Unrecorded drained = new Unrecorded(
                List.copyOf(files), chunks, Map.copyOf(grown), redoEnds, state, storedBytes, dirtyData, dirtyRedo);
        files = new ArrayList<>();
        grown = new TreeMap<>();
        dirtyData = new BitSet();
        dirtyRedo = new BitSet();
        return drained;
    }
}
