package io.mysqlclone.engine;

import java.nio.file.Path;
import java.util.List;

/**
 * What an engine, or all of them, have received: complete and durable, ready for the one commit.
 *
 * @param files every file with its final place
 * @param dataFiles number of data files among them
 * @param directories those that mysqld must be told of
 * @param schemas the directories of all schemas, when the files of all their tables are among {@code files}; empty when mysqld
 *     has to make at its first start what a clone of InnoDB alone lacks
 */
public record ReceivedClone(List<PlacedFile> files, int dataFiles, List<Path> directories, List<Path> schemas) {
    public ReceivedClone {
        files = List.copyOf(files);
        directories = List.copyOf(directories);
        schemas = List.copyOf(schemas);
    }

    /** Without tables of other engines than InnoDB. */
    public ReceivedClone(List<PlacedFile> files, int dataFiles, List<Path> directories) {
        this(files, dataFiles, directories, List.of());
    }
}
