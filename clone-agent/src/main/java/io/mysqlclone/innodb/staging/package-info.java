/**
 * The files of a snapshot while it arrives: where they are staged and where they are to go, the space they need, holes in
 * their pages, new files, and the reading through of the redo log.
 *
 * <p>May use: {@code innodb}, {@code descriptor}, {@code page}, {@code snapshot}, {@code engine}, {@code storage}.
 */
@NullMarked
package io.mysqlclone.innodb.staging;

import org.jspecify.annotations.NullMarked;
