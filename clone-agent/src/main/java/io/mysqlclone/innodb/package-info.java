/**
 * The InnoDB engine: descriptors, stages (FILE COPY, PAGE COPY, REDO COPY), file table, chunks, redo files, page
 * checksums.
 *
 * <p>Integers of this layer are big endian. May use: {@code engine}, {@code protocol}, {@code storage}.
 */
@NullMarked
package io.mysqlclone.innodb;

import org.jspecify.annotations.NullMarked;
