/**
 * What mysqld made of a clone, from the files that it and we keep beside the data. Changes nothing.
 *
 * <p>May use: {@code datadir}, {@code datadir.commit}, {@code datadir.live}, {@code gtid}.
 */
@NullMarked
package io.mysqlclone.datadir.outcome;

import org.jspecify.annotations.NullMarked;
