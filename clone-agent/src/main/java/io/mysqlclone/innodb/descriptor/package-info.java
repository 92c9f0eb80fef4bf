/**
 * What an InnoDB donor says: descriptors of states, tasks, files and data, and locators, with their codec.
 *
 * <p>Pure functions on buffers: no I/O. May use: {@code innodb}, {@code engine}.
 */
@NullMarked
package io.mysqlclone.innodb.descriptor;

import org.jspecify.annotations.NullMarked;
