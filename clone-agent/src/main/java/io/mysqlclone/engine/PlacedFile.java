package io.mysqlclone.engine;

import java.nio.file.Path;

/**
 * A file that has arrived and the name that mysqld will know it by.
 *
 * @param staged where its bytes are now, on the same file system as {@code target}
 * @param target its final name; in the in-place form the name of the file that it replaces or adds
 */
public record PlacedFile(Path staged, Path target) {}
