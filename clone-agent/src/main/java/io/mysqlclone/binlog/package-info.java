/**
 * The binary log as an engine of a clone: a kind of {@code serial}, whose files are named in the order of the server's index.
 *
 * <p>May use: {@code serial}.
 */
@NullMarked
package io.mysqlclone.binlog;

import org.jspecify.annotations.NullMarked;
