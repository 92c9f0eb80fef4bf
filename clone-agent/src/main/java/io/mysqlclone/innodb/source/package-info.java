/**
 * What a data directory that no server has open holds for a clone: its tablespaces, its redo log, the keys of what is
 * encrypted, and the lock that keeps servers away meanwhile.
 *
 * <p>May use: {@code innodb}, {@code innodb.descriptor}, {@code innodb.page}, {@code innodb.snapshot}, {@code engine},
 * {@code storage}, {@code release}, Jackson's parser.
 */
@NullMarked
package io.mysqlclone.innodb.source;

import org.jspecify.annotations.NullMarked;
