package io.mysqlclone.innodb.snapshot;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The files of a snapshot by their indexes. Not thread safe: the snapshot's lock is its own. */
final class FileTable {
    private final List<DataFile> data = new ArrayList<>();
    private final NavigableMap<Integer, RedoFile> redo = new TreeMap<>();

    /** Takes a data file, or what DDL did to one. New files come in the order of their indexes. */
    void update(FileDescriptor update) throws EngineException {
        int index = update.fileIndex();
        if (index < data.size()) {
            data.get(index).update(update);
        } else if (index == data.size() && index < Snapshot.MAX_FILES) {
            data.add(new DataFile(update));
        } else {
            throw EngineException.violation("the donor names file index " + index + " ("
                    + update.name().orElse("") + ") where " + data.size() + " must come next");
        }
    }

    /** Takes a redo file; false when it is known already. */
    boolean addRedo(FileDescriptor descriptor) {
        return redo.putIfAbsent(descriptor.fileIndex(), new RedoFile(descriptor)) == null;
    }

    DataFile data(int index) throws EngineException {
        if (index >= data.size()) {
            throw EngineException.violation(
                    "the donor sends data of file " + index + ", but announced only " + data.size() + " files");
        }
        return data.get(index);
    }

    RedoFile redo(int index) throws EngineException {
        RedoFile file = redo.get(index);
        if (file == null) {
            throw EngineException.violation("the donor sends data of redo file " + index + " before it names it");
        }
        return file;
    }

    /** All data files by index, dropped ones too; lives with the table. */
    List<DataFile> data() {
        return data;
    }

    List<RedoFile> redo() {
        return List.copyOf(redo.values());
    }

    int redoCount() {
        return redo.size();
    }

    void forgetRedo() {
        redo.clear();
    }

    /** End of the data in each redo file. */
    Map<Integer, Long> redoEnds() {
        Map<Integer, Long> ends = new TreeMap<>();
        redo.forEach((index, file) -> ends.put(index, file.dataEnd()));
        return ends;
    }
}
