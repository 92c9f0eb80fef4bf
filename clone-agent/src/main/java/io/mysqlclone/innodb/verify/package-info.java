/**
 * Checks the files of a data directory that no server has open: page checksums, the place of every page, lengths, and
 * the redo log of a clone that mysqld has not started on yet. Changes nothing.
 *
 * <p>May use: {@code innodb}, {@code page}, {@code engine}, {@code storage}.
 */
@NullMarked
package io.mysqlclone.innodb.verify;

import org.jspecify.annotations.NullMarked;
