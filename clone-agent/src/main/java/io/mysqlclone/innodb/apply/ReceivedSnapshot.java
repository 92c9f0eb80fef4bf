package io.mysqlclone.innodb.apply;

import io.mysqlclone.storage.form.PlacedFile;
import java.nio.file.Path;
import java.util.List;

/**
 * A snapshot that is complete and durable, ready to be committed.
 *
 * @param files every file with its final place
 * @param dataFiles number of data files among them
 * @param innodbDirectories directories that mysqld must be told of
 */
public record ReceivedSnapshot(List<PlacedFile> files, int dataFiles, List<Path> innodbDirectories) {
    public ReceivedSnapshot {
        files = List.copyOf(files);
        innodbDirectories = List.copyOf(innodbDirectories);
    }
}
