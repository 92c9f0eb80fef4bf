package io.mysqlclone.engine;

import java.nio.file.Path;
import java.util.List;

/**
 * What an engine, or all of them, have received: complete and durable, ready for the one commit.
 *
 * @param files every file with its final place
 * @param dataFiles number of data files among them
 * @param directories those that mysqld must be told of
 */
public record ReceivedClone(List<PlacedFile> files, int dataFiles, List<Path> directories) {
    public ReceivedClone {
        files = List.copyOf(files);
        directories = List.copyOf(directories);
    }
}
