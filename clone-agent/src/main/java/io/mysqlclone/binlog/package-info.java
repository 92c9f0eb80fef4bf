/**
 * The binary log as an engine of a clone: what donor and recipient say of it to each other. MySQL's own donor has no such
 * engine, so that the words are ours; they travel as the descriptors of any engine do.
 */
@NullMarked
package io.mysqlclone.binlog;

import org.jspecify.annotations.NullMarked;
