/**
 * InnoDB's bytes on disk: pages with their headers and checksums, the redo log's header and blocks, wrapped keys, and the
 * pages that a new tablespace begins with.
 *
 * <p>Pure functions on buffers: no I/O. May use: {@code innodb}, {@code descriptor}, {@code engine}.
 */
@NullMarked
package io.mysqlclone.innodb.page;

import org.jspecify.annotations.NullMarked;
