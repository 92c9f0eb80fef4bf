package io.mysqlclone.storage.form;

import io.mysqlclone.storage.DataDirectory;
import java.nio.file.Path;

/**
 * A file that has arrived and the name that mysqld will know it by.
 *
 * @param staged where its bytes are now, on the same file system as {@code target}
 * @param target its final name; in the in-place form the name of the file that it replaces or adds
 */
public record PlacedFile(Path staged, Path target) {

    /** A redo file: its place is fixed by its index. */
    public static PlacedFile redo(DataDirectory directory, Path staged, int index) {
        if (index < 0) {
            throw new IllegalArgumentException("Redo file index " + index);
        }
        return new PlacedFile(staged, directory.root().resolve("#innodb_redo/#ib_redo" + index));
    }
}
