/**
 * Files that travel one behind the other: a clone of an engine that has whole files to give, and nothing to give them in
 * parts for. All of them come on the master's connection, so that one position, a file and a byte of it, says what the
 * recipient has. This is what donor and recipient say to each other; which files there are, by what names, and how one speaks
 * of them is told by each {@link io.mysqlclone.serial.SerialKind}. MySQL's own donor has no such engine, so that the words are
 * ours; they travel as the descriptors of any engine do.
 *
 * <p>May use: {@code engine}. Knows none of its kinds.
 */
@NullMarked
package io.mysqlclone.serial;

import org.jspecify.annotations.NullMarked;
