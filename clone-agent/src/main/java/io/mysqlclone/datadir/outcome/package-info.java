/**
 * What mysqld made of a clone, from the files that it and we keep beside the data. Changes nothing.
 *
 * <p>May use: the JDK, {@link io.mysqlclone.gtid} and {@link io.mysqlclone.datadir}.
 */
@NullMarked
package io.mysqlclone.datadir.outcome;

import org.jspecify.annotations.NullMarked;
